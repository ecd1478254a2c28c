"""Squares are reviewed too: which of them the figures were of, and what others call where they are

Revision: 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hotspot_review") as batch:
        batch.add_column(sa.Column("squares", sa.Text(), nullable=True))
        batch.add_column(sa.Column("shared_name", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("hotspot_review") as batch:
        batch.drop_column("shared_name")
        batch.drop_column("squares")
