"""Helping sessions, news for the conversations of a person, and keys beside conversations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = sa.text("ended_at IS NULL")


def _key() -> sa.Column[str]:
    return sa.Column("key", sa.String(length=32), server_default="", nullable=False)


def upgrade() -> None:
    number = sa.Column("number", sa.String(length=2), server_default="", nullable=False)
    op.add_column("challenges", number)
    op.add_column("challenges", sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", _key())
    op.add_column("officer_sessions", _key())
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("news", sa.String(length=12), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_at"), "alerts", ["at"], unique=False)
    op.create_table(
        "helps",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        _key(),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("readings_left", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_helps_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helps")),
    )
    op.create_index(op.f("ix_helps_ends_at"), "helps", ["ends_at"], unique=False)
    op.create_index(op.f("ix_helps_person_id"), "helps", ["person_id"], unique=False)
    op.create_index(
        "uq_helps_open_conversation",
        "helps",
        ["conversation"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_column("officer_sessions", "key")
    op.drop_column("sessions", "key")
    op.drop_table("helps")
    op.drop_table("alerts")
    op.drop_column("challenges", "allowed_at")
    op.drop_column("challenges", "number")
