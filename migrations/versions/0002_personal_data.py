"""Operations whose text may point out a person are found at once

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WHERE = sa.text("code = 'personal_data'")


def upgrade() -> None:
    op.create_index(
        "ix_operation_personal",
        "operation",
        ["organisation_id", "received_at"],
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_operation_personal", "operation")
