"""The tables of what happens to records: who read them, and what their people agreed to."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
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
