"""Reading and writing the register; the only module that speaks SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    delete,
    event,
    func,
    insert,
    make_url,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from lookup.errors import RegisterUnavailable
from lookup.model import Gender, Grant, PersonalId
from lookup.otp import DAY, Asked, Challenge, Policy, Session
from lookup.tables import (
    ChallengeRow,
    CodeRequestRow,
    FailureRow,
    MembershipRow,
    PersonRow,
    PhoneRow,
    ResidenceRow,
    SessionRow,
    metadata,
)

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_PRAGMAS = ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
READS_ONLY = "reads_only"  # An execution option; transactions without it take the write lock.


Engine = AsyncEngine


def connect(url: str) -> Engine:
    """Make an engine for a `sqlite` or `postgresql` URL; nothing is opened yet.

    On SQLite each transaction begins with BEGIN IMMEDIATE, since one that reads before it writes
    would otherwise lose updates; `execution_options(reads_only=True)` leaves the lock to others.
    """
    address = make_url(url)
    address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
    if address.get_backend_name() != "sqlite":
        limits = {"timeout": 5, "command_timeout": 10}
        return create_async_engine(address, pool_pre_ping=True, connect_args=limits)
    engine = create_async_engine(address)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # The driver would begin its transactions too late.
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class Lock(Enum):
    """How a citizen stands to the cap on consecutive failures."""

    NONE = auto()
    LOCKED = auto()
    OVER = auto()  # Locked once, and long enough.


@dataclass(frozen=True, repr=False)
class Recipient:
    """A person of the register, and the number that codes go to, if there is one."""

    person: int
    phone: str | None


@dataclass(frozen=True, repr=False)
class Person:
    personal_id: PersonalId
    name: str
    birth_date: date
    gender: Gender
    ethnicity: str
    nationality: str
    home_town: str | None
    phone: str | None


@dataclass(frozen=True, repr=False)
class Residence:
    kind: str
    street: str
    commune: str
    province: str
    since: date
    until: date | None


@dataclass(frozen=True, repr=False)
class HouseholdMember:
    personal_id: PersonalId
    name: str
    relation: str | None
    birth_date: date
    gender: Gender


class Register:
    """The database: opens transactions, and turns its errors into `RegisterUnavailable`."""

    def __init__(self, engine: Engine) -> None:
        self._writer = engine
        self._reader = engine.execution_options(**{READS_ONLY: True})

    async def create_tables(self) -> None:
        """Create the tables that are missing; a migrated database has none missing."""
        with _converted():
            async with self._writer.begin() as connection:
                await connection.run_sync(metadata.create_all)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Repository]:
        """Open a transaction that is committed at the end, or rolled back by an exception."""
        with _converted():
            async with self._writer.begin() as connection:
                yield Repository(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repository]:
        """Open a transaction that reads only, and so waits for nobody."""
        with _converted():
            async with self._reader.connect() as connection:
                yield Repository(connection)


class _converted:  # noqa: N801 - read as a verb: `with _converted()`.
    """Turn errors of the database and of the way to it into `RegisterUnavailable`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SQLAlchemyError | OSError):
            # The message of a database error carries the row's values: it goes no further.
            raise RegisterUnavailable(type(error).__name__) from None


class Repository:
    """What can be asked within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._postgresql = connection.dialect.name == "postgresql"

    # --- Codes ---

    async def lock(self, *names: str) -> None:
        """Let the transactions that name the same things run one after the other.

        SQLite needs nothing more than the write lock that the transaction has taken.
        """
        if self._postgresql:
            for name in sorted(set(names)):  # One order for all, so that nobody waits in a ring.
                number = func.hashtextextended(name, 0)
                await self._connection.execute(select(func.pg_advisory_xact_lock(number)))

    async def find_recipient(self, personal_id: PersonalId) -> Recipient | None:
        """Find a person and the newest active phone; None when the register has no such person."""
        row = (
            await self._connection.execute(
                select(PersonRow.id, PhoneRow.number)
                .outerjoin(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(PersonRow.personal_id == personal_id.value)
                .order_by(PhoneRow.since.desc(), PhoneRow.id.desc())
                .limit(1)
            )
        ).first()
        return Recipient(row.id, row.number) if row else None

    async def was_sent(self, conversation: str, request: str) -> bool:
        """Say whether this very request has led to a code before."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation, ChallengeRow.request == request
            )
        )
        return found is not None

    async def last_asked(self, conversation: str) -> PersonalId | None:
        """Find whom this conversation asked for last; None once that code was redeemed."""
        row = (
            await self._connection.execute(
                select(ChallengeRow.personal_id, ChallengeRow.used_at)
                .where(ChallengeRow.conversation == conversation)
                .order_by(ChallengeRow.created_at.desc())
                .limit(1)
            )
        ).first()
        return PersonalId(row.personal_id) if row and row.used_at is None else None

    async def asked(self, conversation: str, citizen: str, now: datetime) -> Asked:
        """Read the codes of the last day that count towards the limits."""
        rows = (
            await self._connection.execute(
                select(CodeRequestRow.conversation, CodeRequestRow.citizen, CodeRequestRow.at)
                .where(
                    or_(
                        CodeRequestRow.citizen == citizen,
                        CodeRequestRow.conversation == conversation,
                    ),
                    CodeRequestRow.at > now - DAY,
                )
                .order_by(CodeRequestRow.at)
            )
        ).all()
        return Asked(
            tuple(row.at for row in rows if row.citizen == citizen),
            tuple((row.at, row.citizen) for row in rows if row.conversation == conversation),
        )

    async def lock_of(self, citizen: str, now: datetime, policy: Policy) -> Lock:
        """Say whether a citizen has failed too often, or had until lately."""
        row = (
            await self._connection.execute(
                select(FailureRow.failed, FailureRow.locked_at).where(FailureRow.citizen == citizen)
            )
        ).first()
        if row is None or row.failed < policy.failures or row.locked_at is None:
            return Lock.NONE
        return Lock.OVER if row.locked_at + policy.locked_for <= now else Lock.LOCKED

    async def add_challenge(
        self, challenge: Challenge, conversation: str, request: str, citizen: str, now: datetime
    ) -> None:
        """Store a challenge, drop the earlier ones of citizen and conversation, and count it."""
        personal_id = challenge.personal_id.value
        mine = or_(
            ChallengeRow.personal_id == personal_id, ChallengeRow.conversation == conversation
        )
        await self._connection.execute(
            update(ChallengeRow)
            .where(mine, ChallengeRow.used_at.is_(None), ChallengeRow.dropped_at.is_(None))
            .values(dropped_at=now)
        )
        await self._connection.execute(
            insert(ChallengeRow).values(
                id=challenge.id,
                conversation=conversation,
                request=request,
                personal_id=personal_id,
                person_id=challenge.person,
                digest=challenge.digest,
                attempts_left=challenge.attempts_left,
                created_at=now,
                expires_at=challenge.expires_at,
            )
        )
        await self._connection.execute(
            insert(CodeRequestRow).values(
                id=challenge.id, conversation=conversation, citizen=citizen, at=now
            )
        )

    async def take_attempt(self, conversation: str, now: datetime) -> Challenge | None:
        """Count one attempt at the live challenge; None when there is none with attempts left.

        One statement decides and counts, so that parallel guesses cannot share an attempt. Its
        transaction must be committed before the code is compared.
        """
        row = (
            await self._connection.execute(
                update(ChallengeRow)
                .where(
                    ChallengeRow.conversation == conversation,
                    ChallengeRow.attempts_left > 0,
                    ChallengeRow.used_at.is_(None),
                    ChallengeRow.dropped_at.is_(None),
                    ChallengeRow.expires_at > now,
                )
                .values(attempts_left=ChallengeRow.attempts_left - 1)
                .returning(
                    ChallengeRow.id,
                    ChallengeRow.personal_id,
                    ChallengeRow.person_id,
                    ChallengeRow.digest,
                    ChallengeRow.attempts_left,
                    ChallengeRow.expires_at,
                )
            )
        ).first()
        if row is None:
            return None
        return Challenge(
            row.id,
            PersonalId(row.personal_id),
            row.person_id,
            row.digest,
            row.attempts_left + 1,
            row.expires_at,
        )

    async def count_failure(self, citizen: str, now: datetime, policy: Policy) -> bool:
        """Count a failure in advance; False when the citizen had none left."""
        upsert = postgresql.insert if self._postgresql else sqlite.insert
        await self._connection.execute(
            upsert(FailureRow).values(citizen=citizen, failed=0).on_conflict_do_nothing()
        )
        count = await self._connection.scalar(
            update(FailureRow)
            .where(FailureRow.citizen == citizen, FailureRow.failed < policy.failures)
            .values(failed=FailureRow.failed + 1)
            .returning(FailureRow.failed)
        )
        if count == policy.failures:
            await self._connection.execute(
                update(FailureRow).where(FailureRow.citizen == citizen).values(locked_at=now)
            )
        return count is not None

    async def forget_failures(self, citizen: str) -> None:
        """Reset the count of failures, and with it the lock."""
        await self._connection.execute(delete(FailureRow).where(FailureRow.citizen == citizen))

    async def is_spent(self, conversation: str, now: datetime) -> bool:
        """Say whether a live challenge is there, but without attempts."""
        found = await self._connection.scalar(
            select(ChallengeRow.id).where(
                ChallengeRow.conversation == conversation,
                ChallengeRow.attempts_left <= 0,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
                ChallengeRow.expires_at > now,
            )
        )
        return found is not None

    async def redeem(self, challenge: Challenge, now: datetime) -> bool:
        """Use up a challenge; False when it was used or dropped in the meantime."""
        used = await self._connection.scalar(
            update(ChallengeRow)
            .where(
                ChallengeRow.id == challenge.id,
                ChallengeRow.used_at.is_(None),
                ChallengeRow.dropped_at.is_(None),
            )
            .values(used_at=now)
            .returning(ChallengeRow.id)
        )
        return used is not None

    async def forget_challenges(self, conversation: str) -> None:
        """Delete whom a conversation asked for; the limits keep their pseudonyms."""
        await self._connection.execute(
            delete(ChallengeRow).where(ChallengeRow.conversation == conversation)
        )

    # --- Sessions ---

    async def open_session(
        self, session: str, conversation: str, person: int, request: str, now: datetime
    ) -> None:
        """Open a session in place of the one that the conversation may have."""
        await self.end_session(conversation, now)
        await self._connection.execute(
            insert(SessionRow).values(
                id=session,
                conversation=conversation,
                person_id=person,
                opened_by=request,
                opened_at=now,
                used_at=now,
            )
        )

    async def end_session(self, conversation: str, now: datetime) -> None:
        """End the open session of a conversation, if it has one."""
        await self._connection.execute(
            update(SessionRow)
            .where(SessionRow.conversation == conversation, SessionRow.ended_at.is_(None))
            .values(ended_at=now)
        )

    async def has_opened(self, conversation: str, request: str) -> bool:
        """Say whether this very request has opened a session."""
        found = await self._connection.scalar(
            select(SessionRow.id).where(
                SessionRow.conversation == conversation, SessionRow.opened_by == request
            )
        )
        return found is not None

    async def use_session(self, conversation: str, now: datetime, policy: Policy) -> Session | None:
        """Renew the open session; None when there is none, or it is idle too long or too old."""
        renewal: Update = (
            update(SessionRow)
            .where(
                SessionRow.conversation == conversation,
                SessionRow.ended_at.is_(None),
                SessionRow.used_at > now - policy.idle,
                SessionRow.opened_at > now - policy.absolute,
            )
            .values(used_at=now)
        )
        row = (
            await self._connection.execute(
                renewal.returning(SessionRow.person_id, SessionRow.opened_at, SessionRow.used_at)
            )
        ).first()
        if row is None:
            return None
        personal_id = await self._connection.scalar(
            select(PersonRow.personal_id).where(PersonRow.id == row.person_id)
        )
        if personal_id is None:
            return None
        return Session(PersonalId(personal_id), row.opened_at, row.used_at)

    async def sweep(self, now: datetime) -> None:
        """Delete the codes, sessions and counts of requests that no rule needs any more."""
        old = now - DAY
        await self._connection.execute(delete(ChallengeRow).where(ChallengeRow.expires_at <= old))
        await self._connection.execute(delete(SessionRow).where(SessionRow.opened_at <= old))
        await self._connection.execute(delete(CodeRequestRow).where(CodeRequestRow.at <= old))

    # --- One person's record ---

    async def read_person(self, grant: Grant) -> Person | None:
        """Read the person whom the grant opens; None when the register has no such person."""
        row = (
            await self._connection.execute(
                select(
                    PersonRow.name,
                    PersonRow.birth_date,
                    PersonRow.gender,
                    PersonRow.ethnicity,
                    PersonRow.nationality,
                    PersonRow.home_town,
                    PhoneRow.number,
                )
                .outerjoin(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(_opened_by(grant))
                .order_by(PhoneRow.since.desc(), PhoneRow.id.desc())
                .limit(1)
            )
        ).first()
        if row is None:
            return None
        return Person(
            grant.personal_id,
            row.name,
            row.birth_date,
            Gender(row.gender),
            row.ethnicity,
            row.nationality,
            row.home_town,
            row.number,
        )

    async def read_residences(self, grant: Grant, today: date) -> tuple[Residence, ...]:
        """Read the addresses on record today, the newest first."""
        rows = await self._connection.execute(
            select(
                ResidenceRow.kind,
                ResidenceRow.street,
                ResidenceRow.commune,
                ResidenceRow.province,
                ResidenceRow.since,
                ResidenceRow.until,
            )
            .join(PersonRow, PersonRow.id == ResidenceRow.person_id)
            .where(
                _opened_by(grant),
                ResidenceRow.since <= today,
                or_(ResidenceRow.until.is_(None), ResidenceRow.until >= today),
            )
            .order_by(ResidenceRow.since.desc(), ResidenceRow.id.desc())
        )
        return tuple(
            Residence(row.kind, row.street, row.commune, row.province, row.since, row.until)
            for row in rows
        )

    async def read_household(self, grant: Grant) -> tuple[HouseholdMember, ...]:
        """Read the whole household, oneself included: the head first, then by age."""
        own = (
            select(MembershipRow.household_id)
            .join(PersonRow, PersonRow.id == MembershipRow.person_id)
            .where(_opened_by(grant))
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(
                PersonRow.personal_id,
                PersonRow.name,
                MembershipRow.relation,
                PersonRow.birth_date,
                PersonRow.gender,
            )
            .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
            .where(MembershipRow.household_id == own)
            .order_by(MembershipRow.relation.is_not(None), PersonRow.birth_date, PersonRow.id)
        )
        return tuple(
            HouseholdMember(
                PersonalId(row.personal_id),
                row.name,
                row.relation,
                row.birth_date,
                Gender(row.gender),
            )
            for row in rows
        )

    # --- Filling a register of invented people ---

    async def count_persons(self) -> int:
        """Count whom the register holds."""
        return await self._connection.scalar(select(func.count()).select_from(PersonRow)) or 0

    async def add_rows(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Insert rows by table name, in the order in which the tables refer to each other."""
        for table in metadata.sorted_tables:
            if batch := rows.get(table.name):
                await self._connection.execute(insert(table), [dict(row) for row in batch])

    async def number_on(self, tables: Iterable[str]) -> None:
        """Let PostgreSQL number new rows after the ones that came with their numbers."""
        if self._postgresql:
            for name in tables:
                column = metadata.tables[name].c.id
                sequence = func.pg_get_serial_sequence(name, "id")
                newest = select(func.max(column)).scalar_subquery()
                await self._connection.execute(select(func.setval(sequence, newest)))

    async def find_examples(self) -> tuple[tuple[str, str, str], ...]:
        """Find an adult in a family, an elderly head, and a lodger who stays elsewhere.

        Each with personal ID, name and phone number, which is for demonstrations only.
        """
        kinds = (_is_parent(), _is_grandparent(), _is_lodger())
        found = [await self._first_with_phone(kind) for kind in kinds]
        return tuple(each for each in found if each is not None)

    async def _first_with_phone(
        self, condition: ColumnElement[bool]
    ) -> tuple[str, str, str] | None:
        row = (
            await self._connection.execute(
                select(PersonRow.personal_id, PersonRow.name, PhoneRow.number)
                .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
                .join(PhoneRow, (PhoneRow.person_id == PersonRow.id) & PhoneRow.active)
                .where(condition)
                .order_by(PersonRow.id)
                .limit(1)
            )
        ).first()
        return (row.personal_id, row.name, row.number) if row else None


def _opened_by(grant: Grant) -> ColumnElement[bool]:
    return PersonRow.personal_id == grant.personal_id.value


def _is_parent() -> ColumnElement[bool]:
    return MembershipRow.relation.in_(("vợ", "chồng")) & _has_member("con đẻ")


def _is_grandparent() -> ColumnElement[bool]:
    return MembershipRow.relation.is_(None) & _has_member("cháu nội", "cháu ngoại")


def _is_lodger() -> ColumnElement[bool]:
    staying = select(ResidenceRow.person_id).where(ResidenceRow.kind == "temporary")
    return (MembershipRow.relation == "ở nhờ") & PersonRow.id.in_(staying)


def _has_member(*relations: str) -> ColumnElement[bool]:
    """Say that somebody in the same household has one of these relations to its head."""
    households = select(MembershipRow.household_id).where(MembershipRow.relation.in_(relations))
    return MembershipRow.household_id.in_(households)
