"""The tables of what happens to records: who read them, and what their people agreed to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lookup.tables import Base


class AuditRow(Base):
    """One reading; rows are added, never changed: `lookup.audit` tells where somebody did."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject_reader_number", "subject", "reader", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(32))
    reader: Mapped[str] = mapped_column(String(8))
    entry: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes]
    seal: Mapped[bytes]


class SubjectRow(Base):
    """A citizen's random name in the log; erasure deletes the row, and nobody can tell any more."""

    __tablename__ = "subjects"

    citizen: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(32), unique=True)


class ConsentRow(Base):
    """An agreement to one version of a notice; nobody's until the person has signed in."""

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_conversation", "conversation"),
        Index("ix_consents_subject", "subject"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the text that was shown.
    agreed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DataRequestRow(Base):
    """A request of a person about their own data, with the last days that the law allows."""

    __tablename__ = "data_requests"
    __table_args__ = (Index("ix_data_requests_subject", "subject"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    asked: Mapped[date]
    answer_by: Mapped[date]
    done_by: Mapped[date]
    done_at: Mapped[datetime | None]


class ShareRow(Base):
    """A share code: its digest, what it shows, and which officer has used it."""

    __tablename__ = "shares"
    __table_args__ = (Index("ix_shares_citizen_made_at", "citizen", "made_at"),)

    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    citizen: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    scope: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(String(7))


class LinkRow(Base):
    """A link that opens a page once, while the session that made it lasts."""

    __tablename__ = "links"

    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    page: Mapped[str] = mapped_column(String(6))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    opened_at: Mapped[datetime | None]


class HelpRow(Base):
    """A relative who sees one's residence for half an hour, in a conversation of their own."""

    __tablename__ = "helps"
    __table_args__ = (
        Index(
            "uq_helps_open_conversation",
            "conversation",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    opened_by: Mapped[str] = mapped_column(String(200))  # The request that opened it.
    key: Mapped[str] = mapped_column(String(32), server_default="")  # Digest; "" for no key.
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    readings_left: Mapped[int]


class AlertRow(Base):
    """News for a conversation, until it is written there."""

    __tablename__ = "alerts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    news: Mapped[str] = mapped_column(String(12))
    about: Mapped[str] = mapped_column(Text)  # JSON.
    at: Mapped[datetime] = mapped_column(index=True)


class OfficerRow(Base):
    """Who may read on a ground: an officer's number, office, and authenticator app."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(7), unique=True)
    office: Mapped[str] = mapped_column(String(80))
    secret: Mapped[bytes]  # Sealed.
    last_step: Mapped[int]  # The time step of the last code that was right.
    failed: Mapped[int]  # Wrong codes in a row.
    revoked_at: Mapped[datetime | None]


class OfficerSessionRow(Base):
    """An officer signed in to a conversation, or to the API."""

    __tablename__ = "officer_sessions"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), server_default="")  # Digest; "" for no key.
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]


class DutyRow(Base):
    """A conversation in which an officer wants to be told that somebody waits."""

    __tablename__ = "duties"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    until: Mapped[datetime]


class OfficerCountRow(Base):
    """What an officer has done on a day, for the quotas."""

    __tablename__ = "officer_counts"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # reading, wrong
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
