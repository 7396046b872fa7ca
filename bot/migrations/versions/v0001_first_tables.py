"""The register, and what is kept between messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "code_requests",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("citizen", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_requests")),
    )
    with op.batch_alter_table("code_requests", schema=None) as batch_op:
        batch_op.create_index("ix_code_requests_at", ["at"], unique=False)
        batch_op.create_index("ix_code_requests_citizen_at", ["citizen", "at"], unique=False)
        batch_op.create_index(
            "ix_code_requests_conversation_at", ["conversation", "at"], unique=False
        )

    op.create_table(
        "failures",
        sa.Column("citizen", sa.String(length=32), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("citizen", name=op.f("pk_failures")),
    )
    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("personal_id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("gender", sa.String(length=3), nullable=False),
        sa.Column("ethnicity", sa.String(length=40), nullable=False),
        sa.Column("nationality", sa.String(length=40), nullable=False),
        sa.Column("home_town", sa.String(length=200), nullable=True),
        sa.Column("birth_province", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("personal_id", name=op.f("uq_persons_personal_id")),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=200), nullable=False),
        sa.Column("personal_id", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("attempts_left", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_challenges_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.create_index(
            "ix_challenges_conversation_request", ["conversation", "request"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_challenges_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "uq_challenges_live_citizen",
            ["personal_id"],
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.create_index(
            "uq_challenges_live_conversation",
            ["conversation"],
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_memberships_household_id_households")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_memberships_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_memberships_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            "uq_memberships_head",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("relation IS NULL"),
            postgresql_where=sa.text("relation IS NULL"),
        )

    op.create_table(
        "phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=15), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_phones_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
    )
    with op.batch_alter_table("phones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phones_person_id"), ["person_id"], unique=False)

    op.create_table(
        "residences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_residences_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residences")),
    )
    with op.batch_alter_table("residences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residences_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_sessions_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(
            "uq_sessions_open_conversation",
            ["conversation"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("uq_sessions_opened_by", ["conversation", "opened_by"], unique=True)

    op.create_table(
        "conversations",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "inbox",
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("screens", sa.Text(), nullable=True),
        sa.Column("forget", sa.Boolean(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("conversation", "message"),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_received_at", ["received_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_received_at")

    op.drop_table("inbox")
    op.drop_table("conversations")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("uq_sessions_opened_by")
        batch_op.drop_index(
            "uq_sessions_open_conversation",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sessions_opened_at"))

    op.drop_table("sessions")
    with op.batch_alter_table("residences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_residences_person_id"))

    op.drop_table("residences")
    with op.batch_alter_table("phones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phones_person_id"))

    op.drop_table("phones")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_memberships_head",
            sqlite_where=sa.text("relation IS NULL"),
            postgresql_where=sa.text("relation IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_household_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_challenges_live_conversation",
            sqlite_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_challenges_live_citizen",
            sqlite_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_challenges_expires_at"))
        batch_op.drop_index("ix_challenges_conversation_request")

    op.drop_table("challenges")
    op.drop_table("persons")
    op.drop_table("households")
    op.drop_table("failures")
    with op.batch_alter_table("code_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_code_requests_conversation_at")
        batch_op.drop_index("ix_code_requests_citizen_at")
        batch_op.drop_index("ix_code_requests_at")

    op.drop_table("code_requests")
