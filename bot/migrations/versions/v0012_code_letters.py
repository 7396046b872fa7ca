"""Text messages with codes, until they leave."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "code_letters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_letters")),
    )
    op.create_index(op.f("ix_code_letters_at"), "code_letters", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_code_letters_at"), table_name="code_letters")
    op.drop_table("code_letters")
