"""An authenticator app that is not confirmed yet stands beside the one that works."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "pending_apps",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_pending_apps_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pending_apps")),
    )
    op.create_index(op.f("ix_pending_apps_created_at"), "pending_apps", ["created_at"])


def downgrade() -> None:
    op.drop_table("pending_apps")
