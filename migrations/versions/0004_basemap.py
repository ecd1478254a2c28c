"""Areas have a basemap

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcMillis, UuidText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "basemap",
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("min_zoom", sa.Integer(), nullable=False),
        sa.Column("max_zoom", sa.Integer(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("sketch", sa.Boolean(), nullable=False),
        sa.Column("installed_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name="fk_basemap_area_id_area"),
        sa.PrimaryKeyConstraint("area_id", name="pk_basemap"),
    )
    op.create_index("ix_basemap_sha256", "basemap", ["sha256"])


def downgrade() -> None:
    op.drop_table("basemap")
