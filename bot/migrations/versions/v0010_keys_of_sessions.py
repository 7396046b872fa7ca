"""A key beside the conversation opens what is signed in there."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = ("sessions", "helps", "officer_sessions")


def upgrade() -> None:
    for table in _TABLES:
        key = sa.Column("key", sa.String(length=32), server_default="", nullable=False)
        op.add_column(table, key)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "key")
