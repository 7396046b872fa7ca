"""Officers who want to be told that somebody waits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_duties_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_duties")),
    )
    op.create_index(op.f("ix_duties_officer_id"), "duties", ["officer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_duties_officer_id"), table_name="duties")
    op.drop_table("duties")
