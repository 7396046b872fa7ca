"""The register's tables, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, LargeBinary, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone; pass an aware one")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = metadata
    type_annotation_map = {datetime: UtcTime, bytes: LargeBinary}  # noqa: RUF012


class PersonRow(Base):
    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    personal_id: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    birth_date: Mapped[date]
    gender: Mapped[str] = mapped_column(String(3))
    ethnicity: Mapped[str] = mapped_column(String(40))
    nationality: Mapped[str] = mapped_column(String(40))
    home_town: Mapped[str | None] = mapped_column(String(200))
    birth_province: Mapped[str] = mapped_column(String(3))  # The code in the personal ID.


class HouseholdRow(Base):
    __tablename__ = "households"

    id: Mapped[int] = mapped_column(primary_key=True)
    commune: Mapped[str] = mapped_column(String(80))
    province: Mapped[str] = mapped_column(String(80))


class MembershipRow(Base):
    """Who belongs to which household of permanent residence; the head has no relation."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_head",
            "household_id",
            unique=True,
            sqlite_where=text("relation IS NULL"),
            postgresql_where=text("relation IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    relation: Mapped[str | None] = mapped_column(String(60))


class ResidenceRow(Base):
    __tablename__ = "residences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[str] = mapped_column(String(9))  # permanent, temporary, current
    street: Mapped[str] = mapped_column(String(120))  # House and street, or hamlet.
    commune: Mapped[str] = mapped_column(String(80))
    province: Mapped[str] = mapped_column(String(80))
    since: Mapped[date]
    until: Mapped[date | None]


class PhoneRow(Base):
    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    number: Mapped[str] = mapped_column(String(15))
    active: Mapped[bool]
    since: Mapped[date]


_LIVE = text("used_at IS NULL AND dropped_at IS NULL")


class ChallengeRow(Base):
    """A code that was asked for; the two indexes leave one live for a citizen and a chat."""

    __tablename__ = "challenges"
    __table_args__ = (
        Index(
            "uq_challenges_live_citizen",
            "personal_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_challenges_live_conversation",
            "conversation",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_challenges_conversation_request", "conversation", "request"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    request: Mapped[str] = mapped_column(String(200))
    personal_id: Mapped[str] = mapped_column(String(12))  # As typed, known or not.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))  # None: a decoy.
    digest: Mapped[bytes]
    attempts_left: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class SessionRow(Base):
    __tablename__ = "sessions"
    __table_args__ = (
        Index(
            "uq_sessions_open_conversation",
            "conversation",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("uq_sessions_opened_by", "conversation", "opened_by", unique=True),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    opened_by: Mapped[str] = mapped_column(String(200))  # The request that brought the code.
    opened_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CodeRequestRow(Base):
    """One code that counts towards the limits; the citizen is a keyed pseudonym."""

    __tablename__ = "code_requests"
    __table_args__ = (
        Index("ix_code_requests_citizen_at", "citizen", "at"),
        Index("ix_code_requests_conversation_at", "conversation", "at"),
        # The sweep looks for old rows of everybody.
        Index("ix_code_requests_at", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    citizen: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class FailureRow(Base):
    """Consecutive failures of one citizen, known or not; only a success or an officer resets."""

    __tablename__ = "failures"

    citizen: Mapped[str] = mapped_column(String(32), primary_key=True)
    failed: Mapped[int]
    locked_at: Mapped[datetime | None]
