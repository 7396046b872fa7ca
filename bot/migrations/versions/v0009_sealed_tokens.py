"""Tokens of messengers, sealed: none stands in clear any more.

No clear value is carried over, so none can stay behind in a copy: an account is authorised anew.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _make(sa.LargeBinary())


def downgrade() -> None:
    _make(sa.String(length=2000))


def _make(token: sa.types.TypeEngine[bytes] | sa.types.TypeEngine[str]) -> None:
    op.drop_table("channel_tokens")
    op.create_table(
        "channel_tokens",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("access", token, nullable=False),
        sa.Column("refresh", token, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )
