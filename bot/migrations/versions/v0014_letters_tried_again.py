"""Text messages that are tried again, and codes that were lost."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # What waits here is of use for minutes: the table is made anew.
    op.drop_table("code_letters")
    op.create_table(
        "code_letters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_letters")),
    )
    op.create_index(op.f("ix_code_letters_due"), "code_letters", ["due"], unique=False)
    op.add_column(
        "code_requests", sa.Column("fate", sa.String(length=7), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("code_requests", "fate")
    op.drop_table("code_letters")
    op.create_table(
        "code_letters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_letters")),
    )
    op.create_index(op.f("ix_code_letters_at"), "code_letters", ["at"], unique=False)
