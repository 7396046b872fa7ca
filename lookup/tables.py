"""The register's tables, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    false,
    text,
)
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
    """A person: who they are is sealed, apart from what is sensitive (Decree 356/2025, Art. 4)."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    citizen: Mapped[str] = mapped_column(String(32), unique=True)  # Blind index of the ID.
    identity: Mapped[bytes]  # Sealed.
    ethnicity: Mapped[bytes]  # Sealed.


class PersonKeyRow(Base):
    """The key of a person, wrapped by a master key; without this row nothing of them opens."""

    __tablename__ = "person_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    master: Mapped[str] = mapped_column(String(16), index=True)  # Which master key.
    wrapped: Mapped[bytes]


class HouseholdRow(Base):
    """What its members have in common; where it lives stands in their residences."""

    __tablename__ = "households"

    id: Mapped[int] = mapped_column(primary_key=True)


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
    relation: Mapped[bytes | None]  # Sealed.


class ResidenceRow(Base):
    __tablename__ = "residences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[str] = mapped_column(String(9))  # permanent, temporary, current
    address: Mapped[bytes]  # Sealed: street, commune, province.
    since: Mapped[date]
    until: Mapped[date | None]


class PhoneRow(Base):
    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    number: Mapped[bytes]  # Sealed.
    line: Mapped[str] = mapped_column(String(32), index=True)  # Blind index of the number.
    active: Mapped[bool]
    since: Mapped[date]


class PendingAppRow(Base):
    """An authenticator app that is not confirmed yet; the one before it works until then."""

    __tablename__ = "pending_apps"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    secret: Mapped[bytes]  # Sealed, as it will be.
    created_at: Mapped[datetime] = mapped_column(index=True)


class AuthenticatorRow(Base):
    """An authenticator app of a person, which a first code has confirmed."""

    __tablename__ = "authenticators"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    secret: Mapped[bytes]  # Sealed.
    last_step: Mapped[int]  # The time step of the last code that was right.
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


_LIVE = text("used_at IS NULL AND dropped_at IS NULL")
_LIVE_CODE = text("used_at IS NULL AND dropped_at IS NULL AND kind = 'sms'")


class ChallengeRow(Base):
    """A code that was asked for; the two indexes leave one live for a citizen and a chat.

    Nothing here depends on whether the register knows the citizen.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        Index(
            "uq_challenges_live_citizen",
            "citizen",
            unique=True,
            sqlite_where=_LIVE_CODE,
            postgresql_where=_LIVE_CODE,
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
    citizen: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(5))  # sms, app; decoy: no code opens it.
    bound: Mapped[bool]  # Whether the conversation was bound to the citizen.
    digest: Mapped[bytes]
    attempts_left: Mapped[int]
    number: Mapped[str] = mapped_column(String(2), server_default="")  # Of a wish to help.
    allowed_at: Mapped[datetime | None]  # When the person has agreed to it in a conversation.
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
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    opened_by: Mapped[str] = mapped_column(String(200))  # The request that brought the code.
    key: Mapped[str] = mapped_column(String(32), server_default="")  # Digest; "" for no key.
    opened_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BondRow(Base):
    """A conversation in which a code of this citizen was right."""

    __tablename__ = "bonds"

    citizen: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    at: Mapped[datetime]  # When last.


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
    bound: Mapped[bool]  # Whether the conversation was bound to the citizen.
    fate: Mapped[str] = mapped_column(String(7), server_default="")  # unsent or unsure, if either.
    at: Mapped[datetime]


class FailureRow(Base):
    """Failures of one subject: consecutive ones of a citizen, those of a day in a conversation.

    Those of a citizen stay until a success or a human resets them.
    """

    __tablename__ = "failures"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    failed: Mapped[int]
    counted: Mapped[bool] = mapped_column(server_default=false())  # The last: there was room.
    at: Mapped[datetime] = mapped_column(index=True)  # When last.


class CodeLetterRow(Base):
    """A text message that has not left yet; where it carries a code, there is one for a decoy, too.

    Whoever takes it sends it. A row that stays taken belongs to a process that has died: whether it
    has left nobody knows.
    """

    __tablename__ = "code_letters"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # The challenge's, if any.
    sealed: Mapped[bytes]  # To whom, and the text.
    due: Mapped[datetime] = mapped_column(index=True)  # From then on any process sends it.
    tries: Mapped[int]  # How often the gateway has refused it.
    taken_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class MessageHourRow(Base):
    """How many text messages left in an hour, and how many of their codes were right."""

    __tablename__ = "message_hours"

    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # Since 1970, UTC.
    sent: Mapped[int]
    verified: Mapped[int]
