"""The register as the dialogues see it: an effect goes in, an outcome comes out."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import assert_never

from lookup import auditing, masking, otp
from lookup.access import Action, Entry, Purpose, Reader, Usage
from lookup.audit import Broken, Checkpoint, Keys, Whole
from lookup.card import CardReader
from lookup.errors import RegisterUnavailable, SmsNotSent
from lookup.model import (
    AccessLogRead,
    CardRead,
    CardUnread,
    CheckCode,
    CodeExpired,
    CodeSent,
    Effect,
    EthnicityRead,
    ForgetChallenge,
    Forgotten,
    Grant,
    Locked,
    Outcome,
    PersonalId,
    ReadAccessLog,
    ReadCard,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    SendCode,
    SessionEnded,
    SignedOut,
    SignOut,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.otp import POLICY, Challenge, Policy
from lookup.repository import Engine, Lock, Register, Repository
from lookup.sms import NoGateway, Sms, SmsPort, write_code

logger = logging.getLogger(__name__)

VIETNAM = timezone(timedelta(hours=7))
SHORTEST_KEY = 16  # Bytes.
GATEWAY_PATIENCE = 10  # Seconds until the SMS gateway is taken to be down.
GATEWAY_FAILURES = 3  # In a row: one number that is refused must not tell that it is known.
MOST_USAGES = 10  # Readings by others that one answer tells of.
GATEWAY_REST = timedelta(seconds=30)  # After them nobody is promised a code for so long.


Reading = ReadPersonal | ReadResidence | ReadHousehold | ReadEthnicity | ReadAccessLog
ACTIONS: Mapping[type[Reading], Action] = {
    ReadPersonal: Action.PERSONAL,
    ReadResidence: Action.RESIDENCE,
    ReadHousehold: Action.HOUSEHOLD,
    ReadEthnicity: Action.ETHNICITY,
    ReadAccessLog: Action.ACCESS_LOG,
}


@dataclass(frozen=True)
class Request:
    """Where an effect comes from: the conversation, the incoming message's id, and when.

    The id is the channel's own, so that the same message delivered twice is known again.
    """

    conversation: str
    id: str
    at: datetime


class Lookup:
    """One-time codes, sessions and records; safe to share between all conversations.

    The key makes stored codes and pseudonyms worthless to whoever reads the database alone: at
    least sixteen random bytes, the same in every process.
    """

    def __init__(
        self,
        engine: Engine,
        sms: SmsPort,
        *,
        key: bytes,
        policy: Policy = POLICY,
        cards: CardReader | None = None,
    ) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"the key has {len(key)} bytes; give at least {SHORTEST_KEY}")
        self._register = Register(engine)
        self._sms = sms
        self._key = key
        self._audit = Keys.derive(key)
        self._policy = policy
        self._cards = cards or CardReader()
        self._sending: set[asyncio.Task[None]] = set()
        self._gateway_failures = 0  # In a row.
        self._gateway_failed_at: datetime | None = None

    async def perform(self, effect: Effect, request: Request) -> Outcome:
        """Do what a dialogue wants. A repeated request neither sends nor redeems twice."""
        try:
            return await self._perform(effect, request)
        except RegisterUnavailable as error:
            self._log("register.unavailable", request, str(error))
            return Unavailable()

    async def read_card(self, image: bytes) -> CardRead | CardUnread:
        """Read the personal ID from a photo of an identity card; the photo is not kept."""
        return await self._cards.read(image)

    async def unlock(self, personal_id: PersonalId) -> None:
        """Lift the lock of a person who has proved who they are to an officer."""
        async with self._register.writing() as records:
            await records.forget_failures(self._citizen(personal_id))

    async def sweep(self, now: datetime) -> None:
        """Delete codes and sessions that are over since a day; to be called now and then."""
        async with self._register.writing() as records:
            await records.sweep(now)

    async def seal_access_log(self, file: Path, now: datetime) -> Checkpoint | None:
        """Sign the newest row of the access log into a file; None when nothing is new."""
        return await auditing.seal(self._register, self._audit, file, now)

    async def verify_access_log(self, file: Path) -> Whole | Broken:
        """Say whether the access log is the one that was written, and which row is not."""
        return await auditing.verify(self._register, self._audit, file)

    async def close(self) -> None:
        """Wait for the messages that are under way, and let the card reader go."""
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._cards.close()

    async def _perform(self, effect: Effect, request: Request) -> Outcome:
        match effect:
            case SendCode(personal_id=personal_id):
                return await self._send_code(personal_id, request)
            case CheckCode(code=code):
                return await self._check_code(code, request)
            case (
                ReadPersonal()
                | ReadResidence()
                | ReadHousehold()
                | ReadEthnicity()
                | ReadAccessLog()
            ):
                return await self._read(effect, request)
            case SignOut():
                async with self._register.writing() as records:
                    await records.end_session(request.conversation, request.at)
                    await records.forget_challenges(request.conversation)
                return SignedOut()
            case ForgetChallenge():
                async with self._register.writing() as records:
                    await records.forget_challenges(request.conversation)
                return Forgotten()
            case ReadCard():
                raise TypeError("a photo stays with its channel; pass its bytes to read_card")
            case _:
                assert_never(effect)

    # --- Codes ---

    async def _send_code(self, personal_id: PersonalId | None, request: Request) -> Outcome:
        async with self._register.writing() as records:
            await records.lock(f"conversation:{request.conversation}")
            if await records.was_sent(request.conversation, request.id):
                return self._code_sent()
            if self._gateway_rests(request.at):
                return Unavailable()
            asked_for = personal_id or await records.last_asked(request.conversation)
            if asked_for is None:
                return CodeExpired()
            issued = await self._issue(records, asked_for, request)
        if isinstance(issued, TooManyCodes):
            self._log("code.refused", request)
            return issued
        await self._dispatch(issued, request)
        self._log("code.sent", request)
        return self._code_sent()

    async def _issue(
        self, records: Repository, personal_id: PersonalId, request: Request
    ) -> Sms | TooManyCodes:
        """Store a challenge, or a decoy of it; a decoy's message has no number to go to."""
        citizen, now = self._citizen(personal_id), request.at
        await records.lock(f"citizen:{citizen}")
        asked = await records.asked(request.conversation, citizen, now)
        wait = otp.wait_before_code(asked, citizen, now=now, policy=self._policy)
        if wait > timedelta():
            return TooManyCodes(wait_minutes=_whole_minutes(wait))
        lock = await records.lock_of(citizen, now, self._policy)
        known = await records.find_recipient(personal_id)
        phone = known.phone if known and lock is not Lock.LOCKED else None
        challenge, code = self._challenge(
            personal_id, known.person if known and phone else None, now
        )
        await records.add_challenge(challenge, request.conversation, request.id, citizen, now)
        if lock is Lock.OVER:
            await records.forget_failures(citizen)
        return Sms(phone or "", write_code(code, _whole_minutes(self._policy.code_life)))

    def _challenge(
        self, personal_id: PersonalId, person: int | None, now: datetime
    ) -> tuple[Challenge, str]:
        """Make a challenge and its code, which leaves this module in a message only."""
        code, number = otp.create_code(), secrets.token_hex(16)
        digest = otp.digest(code, number, self._key)
        expires_at = now + self._policy.code_life
        challenge = Challenge(
            number, personal_id, person, digest, self._policy.attempts, expires_at
        )
        return challenge, code

    async def _dispatch(self, message: Sms, request: Request) -> None:
        """Send in the background: neither the gateway's time nor its failure tells who is known."""
        task = asyncio.create_task(self._send(message, request))
        self._sending.add(task)
        task.add_done_callback(self._sent)
        await asyncio.sleep(0)  # A gateway that need not wait has sent before the reply goes out.

    async def _send(self, message: Sms, request: Request) -> None:
        if not message.to:
            return
        try:
            async with asyncio.timeout(GATEWAY_PATIENCE):
                await self._sms.send(message)
            self._gateway_failures = 0
        except (SmsNotSent, OSError):
            self._gateway_failures += 1
            self._gateway_failed_at = request.at
            self._log("sms.failed", request)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("lookup.sms.broken error=%s", type(error).__name__)

    def _gateway_rests(self, now: datetime) -> bool:
        if isinstance(self._sms, NoGateway):
            return True
        failed = self._gateway_failed_at
        if self._gateway_failures < GATEWAY_FAILURES:
            return False
        return failed is not None and failed <= now < failed + GATEWAY_REST

    async def _check_code(self, typed: str, request: Request) -> Outcome:
        taken = await self._take_attempt(request)
        if not isinstance(taken, Challenge):
            return taken
        code = otp.normalise(typed) or ""
        checked = otp.check(taken, code, key=self._key, now=request.at, policy=self._policy)
        match checked:
            case Grant():
                return await self._open_session(taken, request)
            case WrongCode() | Locked() | CodeExpired():
                self._log("code.wrong", request)
                return checked
            case _:
                assert_never(checked)

    async def _take_attempt(self, request: Request) -> Challenge | Outcome:
        """Count an attempt and commit it, before anything is compared."""
        conversation, now = request.conversation, request.at
        async with self._register.writing() as records:
            if await records.has_opened(conversation, request.id):
                return self._verified()
            challenge = await records.take_attempt(conversation, now)
            if challenge is None:
                return Locked() if await records.is_spent(conversation, now) else CodeExpired()
            citizen = self._citizen(challenge.personal_id)
            if not await records.count_failure(citizen, now, self._policy):
                return _as_decoy(challenge)
        return challenge

    async def _open_session(self, challenge: Challenge, request: Request) -> Outcome:
        if challenge.person is None:
            return CodeExpired()
        conversation, now = request.conversation, request.at
        async with self._register.writing() as records:
            if not await records.redeem(challenge, now):
                return CodeExpired()
            session = secrets.token_hex(16)
            await records.open_session(session, conversation, challenge.person, request.id, now)
            await records.forget_failures(self._citizen(challenge.personal_id))
        self._log("session.opened", request)
        return self._verified()

    # --- Records ---

    async def _read(self, effect: Reading, request: Request) -> Outcome:
        """Read what a session opens; the reading is logged and committed before."""
        grant = await self._grant(effect, request)
        if grant is None:
            return SessionEnded()
        today = request.at.astimezone(VIETNAM).date()
        async with self._register.reading() as records:
            if isinstance(effect, ReadAccessLog):
                outcome = await self._access_log(records, grant)
            else:
                outcome = await _read_record(records, grant, effect, today)
        self._log(f"record.{type(effect).__name__}", request)
        return outcome

    async def _grant(self, effect: Reading, request: Request) -> Grant | None:
        async with self._register.writing() as records:
            session = await records.use_session(request.conversation, request.at, self._policy)
            if session is None:
                return None
            entry = Entry(
                at=request.at,
                subject=await records.subject_of(self._citizen(session.personal_id)),
                reader=Reader.CITIZEN,
                receiver="",
                action=ACTIONS[type(effect)],
                full=getattr(effect, "reveal", True),
                purpose=Purpose.OWN,
                channel=request.conversation.partition(":")[0],
            )
            await records.log(entry, self._audit)
        return otp.continue_grant(session, now=request.at, policy=self._policy)

    async def _access_log(self, records: Repository, grant: Grant) -> Outcome:
        subject = await records.subject_of(self._citizen(grant.personal_id))
        others = await records.readings_by_others(subject, MOST_USAGES)
        own = await records.own_readings(subject)
        return AccessLogRead(tuple(Usage.of(entry) for entry in others), own)

    # --- Small words ---

    def _code_sent(self) -> CodeSent:
        return CodeSent(minutes=_whole_minutes(self._policy.code_life))

    def _verified(self) -> Verified:
        return Verified(minutes=_whole_minutes(self._policy.idle))

    def _citizen(self, personal_id: PersonalId) -> str:
        return otp.pseudonym("citizen", personal_id.value, self._key)

    def _log(self, what: str, request: Request, detail: str = "") -> None:
        name = otp.pseudonym("conversation", request.conversation, self._key)[:12]
        logger.info("lookup.%s conversation=%s %s", what, name, detail)


async def _read_record(
    records: Repository,
    grant: Grant,
    effect: ReadPersonal | ReadResidence | ReadHousehold | ReadEthnicity,
    today: date,
) -> Outcome:
    match effect:
        case ReadPersonal(reveal=reveal):
            person = await records.read_person(grant)
            return masking.show_person(person, reveal) if person else SessionEnded()
        case ReadResidence(reveal=reveal):
            residences = await records.read_residences(grant, today)
            members = await records.read_household(grant)
            return masking.show_residence(residences, members, grant.personal_id, today, reveal)
        case ReadHousehold(reveal=reveal):
            members = await records.read_household(grant)
            return masking.show_household(members, grant.personal_id, today, reveal)
        case ReadEthnicity():
            person = await records.read_person(grant)
            return EthnicityRead(person.ethnicity) if person else SessionEnded()
        case _:
            assert_never(effect)


def _as_decoy(challenge: Challenge) -> Challenge:
    """Make a challenge that no code opens, for a person who has failed too often."""
    return replace(challenge, person=None)


def _whole_minutes(span: timedelta) -> int:
    """Round up to whole minutes."""
    return -(-span // timedelta(minutes=1))
