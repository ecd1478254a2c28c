"""Versions of the phone app can be told to stop

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcMillis

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_version_block",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("reason_sv", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("blocked_at", UtcMillis(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_app_version_block")),
    )


def downgrade() -> None:
    op.drop_table("app_version_block")
