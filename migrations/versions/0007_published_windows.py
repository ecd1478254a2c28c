"""What is published is kept as it was first shown

Revision: 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcMillis, UuidText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_window",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("from_on", sa.Text(), nullable=False),
        sa.Column("to_on", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("published_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name="fk_published_window_area_id_area"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_published_window_organisation_id_organisation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_published_window"),
        sa.UniqueConstraint(
            "area_id",
            "organisation_id",
            "to_on",
            name="uq_published_window_area_id_organisation_id_to_on",
        ),
    )


def downgrade() -> None:
    op.drop_table("published_window")
