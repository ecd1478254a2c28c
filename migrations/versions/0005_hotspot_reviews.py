"""Hotspots are reviewed, and handed on to the operative group

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcMillis, UuidText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotspot_review",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("text_kept_because", sa.Text(), nullable=True),
        sa.Column("undoes", UuidText(), nullable=True),
        sa.Column("from_on", sa.Text(), nullable=False),
        sa.Column("to_on", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("data_version", sa.Text(), nullable=False),
        sa.Column("computed_verdict", sa.Text(), nullable=False),
        sa.Column("computed_confidence", sa.Text(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("presence_hours", sa.Float(), nullable=False),
        sa.Column("shareable_from_on", sa.Text(), nullable=True),
        sa.Column("reviewed_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name="fk_hotspot_review_area_id_area"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_hotspot_review_organisation_id_organisation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hotspot_review"),
        sa.UniqueConstraint(
            "organisation_id",
            "area_id",
            "unit_id",
            "number",
            name=op.f("uq_hotspot_review_organisation_id_area_id_unit_id_number"),
        ),
    )
    op.create_index(
        "ix_hotspot_review_area_id_judgement", "hotspot_review", ["area_id", "judgement"]
    )
    op.create_table(
        "handover_step",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("review_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("text_kept_because", sa.Text(), nullable=True),
        sa.Column("stepped_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["hotspot_review.id"], name="fk_handover_step_review_id_hotspot_review"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_handover_step_organisation_id_organisation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_handover_step"),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_handover_step_review_id_number")),
    )


def downgrade() -> None:
    op.drop_table("handover_step")
    op.drop_table("hotspot_review")
