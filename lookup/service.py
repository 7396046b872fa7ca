"""The register as the dialogues see it: an effect goes in, an outcome comes out."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import assert_never

from lookup import auditing, masking, otp, totp
from lookup.access import Action, Entry, Purpose, Reader, Usage
from lookup.alerts import Alert, News
from lookup.audit import Broken, Checkpoint, Whole
from lookup.card import CardReader
from lookup.consent import (
    Agree,
    AskCorrection,
    Erase,
    MakeLink,
    ProofTooOld,
    ReadHeld,
    Withdraw,
)
from lookup.counter import Counter
from lookup.errors import RegisterUnavailable
from lookup.helpers import MINUTES, Helpers
from lookup.helping import (
    ConfirmHelp,
    EndHelp,
    HelpAsked,
    HelpOpened,
    ReadHelped,
    StopHelp,
    TakeHelp,
    create_number,
)
from lookup.model import (
    AccessLogRead,
    AddApp,
    AppAwaited,
    AppConfirmed,
    AppOffered,
    AppUnconfirmed,
    AskApp,
    AskHelp,
    CardDoubtful,
    CardRead,
    CardUnread,
    CheckCode,
    CodeExpired,
    CodeSent,
    ConfirmApp,
    Disown,
    Disowned,
    Effect,
    EthnicityRead,
    ForgetChallenge,
    Forgotten,
    Grant,
    Locked,
    NobodyBound,
    NotAgreed,
    OfficerLookUp,
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
from lookup.officers import (
    GoOnDuty,
    OfficerHome,
    OfficerSignIn,
    OfficerSignOut,
    TakeShare,
)
from lookup.otp import Challenge, Kind, Right
from lookup.policy import POLICY, Policy
from lookup.post import NOBODY, Letter, Post, jitter
from lookup.repository import Records, Register, Repository
from lookup.repository.messages import Traffic
from lookup.repository.sessions import CONVERSATION
from lookup.repository.tries import Standing
from lookup.request import Request as Request
from lookup.rights import DAY, FRESH, Opened, Rights
from lookup.sharing import RevokeShares, ShareRecord
from lookup.sms import LOCKED, SmsPort, write_code, write_help
from lookup.zone import VIETNAM, SteadyTime

logger = logging.getLogger(__name__)

MOST_USAGES = 10  # Readings by others that one answer tells of.


Reading = ReadPersonal | ReadResidence | ReadHousehold | ReadEthnicity | ReadAccessLog | ReadHeld
ACTIONS: Mapping[type[Reading], Action] = {
    ReadPersonal: Action.PERSONAL,
    ReadResidence: Action.RESIDENCE,
    ReadHousehold: Action.HOUSEHOLD,
    ReadEthnicity: Action.ETHNICITY,
    ReadAccessLog: Action.ACCESS_LOG,
    ReadHeld: Action.HELD,
}


@dataclass(frozen=True, repr=False)
class Attempt:
    """A guess that is counted and committed, and not yet compared."""

    challenge: Challenge
    failures: int  # Of the citizen, this guess included.


class Lookup:
    """One-time codes, sessions and records; safe to share between all conversations."""

    def __init__(
        self,
        register: Register,
        sms: SmsPort,
        *,
        policy: Policy = POLICY,
        cards: CardReader | None = None,
        address: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[], float] = jitter,
    ) -> None:
        self._register = register
        self._keys = register.keys
        self._audit = register.keys.audit
        self._policy = policy
        self._cards = cards or CardReader()
        self._time = SteadyTime(monotonic)
        self._post = Post(register, sms, policy, pause)
        self._rights = Rights(register, policy, address)
        self._helpers = Helpers(register, self._rights, policy)
        self._counter = Counter(register, self._post, policy.bond)

    async def perform(self, effect: Effect, request: Request) -> Outcome:
        """Do what a dialogue wants. A repeated request neither sends nor redeems twice."""
        request = replace(request, at=self._time.at(request.at))
        try:
            return await self._perform(effect, request)
        except RegisterUnavailable as error:
            self._log("register.unavailable", request, str(error))
            return Unavailable()

    async def read_card(self, image: bytes) -> CardRead | CardDoubtful | CardUnread:
        """Read the personal ID from a photo of an identity card; the photo is not kept."""
        return await self._cards.read(image)

    async def warm(self) -> None:
        """Get the card reader ready before the first photo comes."""
        await self._cards.warm()

    async def unlock(self, personal_id: PersonalId) -> None:
        """Lift the lock of a person who has proved who they are to an officer."""
        async with self._register.writing() as records:
            await records.forget_failures(*_subjects(self._keys.citizen(personal_id)))

    async def sweep(self, now: datetime) -> None:
        """Delete codes and sessions that are over since a day; to be called now and then."""
        async with self._register.writing() as records:
            await records.sweep(now, self._policy)
            await records.forget_letters(now - DAY)
            await records.sweep_agreements(now - DAY)
            await records.sweep_shares(now - DAY)
            await records.sweep_helps(now - DAY)
            await records.sweep_apps(now - DAY)
            await records.sweep_officers(now, now.astimezone(VIETNAM).date())

    async def send_left(self, now: datetime) -> None:
        """Send the messages that a gateway refused, or a process that died has left.

        To be called every few seconds.

        Raises RegisterUnavailable.
        """
        await self._post.send_left(self._time.at(now))

    async def open_link(self, token: str, now: datetime) -> Opened | None:
        """Open a one-time link; None when it is over. Raises RegisterUnavailable."""
        return await self._rights.open(token, self._time.at(now))

    async def holds(self, conversation: str, key: str) -> bool:
        """Say whether something is signed in to a conversation by this key."""
        try:
            async with self._register.reading() as records:
                return await records.holds(conversation, key)
        except RegisterUnavailable:
            return False

    async def settle(self) -> None:
        """Wait for the messages that are under way."""
        await self._post.settle()

    async def seal_access_log(self, file: Path, now: datetime) -> Checkpoint | None:
        """Sign the newest row of the access log into a file; None when nothing is new."""
        return await auditing.seal(self._register, self._audit, file, now)

    async def verify_access_log(self, file: Path) -> Whole | Broken:
        """Say whether the access log is the one that was written, and which row is not."""
        return await auditing.verify(self._register, self._audit, file)

    async def close(self) -> None:
        """Wait for the messages that are under way, and let the card reader go."""
        await self.settle()
        await self._cards.close()

    async def _perform(self, effect: Effect, request: Request) -> Outcome:
        match effect:
            case SendCode(personal_id=personal_id):
                return await self._send_code(personal_id, request)
            case AskHelp(personal_id=personal_id):
                return await self._send_code(personal_id, request, helping=True)
            case CheckCode(code=code):
                return await self._check_code(code, request)
            case (
                ReadPersonal()
                | ReadResidence()
                | ReadHousehold()
                | ReadEthnicity()
                | ReadAccessLog()
                | ReadHeld()
            ):
                return await self._read(effect, request)
            case (
                Agree()
                | AskCorrection()
                | Withdraw()
                | Erase()
                | MakeLink()
                | ShareRecord()
                | RevokeShares()
            ):
                return await self._rights.perform(effect, request)
            case (
                OfficerSignIn()
                | OfficerHome()
                | GoOnDuty()
                | OfficerSignOut()
                | TakeShare()
                | OfficerLookUp()
            ):
                return await self._counter.perform(effect, request)
            case ConfirmHelp() | TakeHelp() | ReadHelped() | EndHelp() | StopHelp():
                return await self._helpers.perform(effect, request)
            case SignOut():
                async with self._register.writing() as records:
                    await records.end_session(request.conversation, request.at)
                    await records.end_help(request.conversation, request.at)
                    await records.forget_challenges(request.conversation)
                return SignedOut()
            case AskApp(personal_id=personal_id):
                return await self._ask_app(self._keys.citizen(personal_id), request)
            case AddApp():
                return await self._add_app(request)
            case ConfirmApp(code=code):
                return await self._confirm_app(code, request)
            case Disown():
                return await self._disown(request)
            case ForgetChallenge():
                async with self._register.writing() as records:
                    await records.forget_challenges(request.conversation)
                return Forgotten()
            case ReadCard():
                raise TypeError("a photo stays with its channel; pass its bytes to read_card")
            case _:
                assert_never(effect)

    # --- Codes ---

    async def _send_code(
        self, personal_id: PersonalId | None, request: Request, *, helping: bool = False
    ) -> Outcome:
        """Promise a code. Whether the register knows the number is not even looked up here."""
        number = create_number() if helping else ""
        async with self._register.writing() as records:
            await records.lock(f"conversation:{request.conversation}")
            if await records.was_sent(request.conversation, request.id):
                sent = await records.help_number(request.conversation, request.id)
                return self._code_sent(sent or "")
            if self._post.rests(request.at):
                return Unavailable()
            citizen = (
                self._keys.citizen(personal_id)
                if personal_id
                else await records.last_asked(request.conversation)
            )
            if citizen is None:
                return CodeExpired()
            issued = await self._issue(records, citizen, number, request)
        if not isinstance(issued, Letter):
            self._log("code.refused", request)
            return issued
        self._post.send(issued, request.at)
        self._log("code.sent", request)
        return self._code_sent(number)

    async def _issue(
        self, records: Repository, citizen: str, number: str, request: Request
    ) -> Letter | TooManyCodes | Unavailable:
        """Store a challenge, or a decoy of it, and write its letter."""
        conversation, now = request.conversation, request.at
        bound = await records.is_bound(conversation, citizen, now - self._policy.bond)
        if not _may_send(await records.traffic(now), bound, self._policy):
            return Unavailable()
        await records.lock(f"citizen:{citizen}")
        asked = await records.asked(conversation, citizen, now)
        wait = otp.wait_before_code(asked, citizen, bound=bound, now=now, policy=self._policy)
        if await records.failures(self._guesses(request)) >= self._policy.guesses_a_day:
            wait = max(wait, _rest_of_day(now))
        if wait > timedelta():
            return TooManyCodes(wait_minutes=_whole_minutes(wait))
        awaited = await records.is_awaited_by_bound(citizen, conversation, now)
        failures = await records.failures(_subject(Kind.SMS, citizen))
        locked = failures >= otp.limit_of_failures(bound, self._policy)
        spared = not bound and (awaited or len(asked.for_citizen) >= self._policy.codes_a_day)
        kind = Kind.DECOY if locked or spared else Kind.SMS
        challenge, code = self._challenge(citizen, kind, bound, now)
        challenge = replace(challenge, number=number)
        await records.add_challenge(challenge, conversation, request.id, now)
        await records.count_request(challenge, conversation, now)
        letter = self._letter(challenge, code, request, now)
        # What is late by more than half of its life leaves too little time to enter the code.
        await self._post.keep(records, letter, now, self._policy.code_life / 2)
        return letter

    def _letter(self, challenge: Challenge, code: str, request: Request, now: datetime) -> Letter:
        to = challenge.citizen if challenge.kind is Kind.SMS else NOBODY
        if challenge.number:
            news = Alert(News.HELP_ASKED, {"channel": request.channel})
            text = write_help(code, request.channel)
            return Letter(to, text, news, request.conversation, challenge.id)
        text = write_code(code, now + self._policy.code_life, request.channel)
        return Letter(to, text, None, request.conversation, challenge.id)

    def _challenge(
        self, citizen: str, kind: Kind, bound: bool, now: datetime
    ) -> tuple[Challenge, str]:
        """Make a challenge and its code, which leaves this module in a letter only."""
        code, number = otp.create_code(), secrets.token_hex(16)
        digest = otp.digest(code, number, self._keys.codes)
        challenge = Challenge(
            number,
            citizen,
            kind,
            bound,
            digest,
            self._policy.attempts,
            now + self._policy.code_life,
        )
        return challenge, code

    async def _check_code(self, typed: str, request: Request) -> Outcome:
        taken = await self._take_attempt(request)
        if not isinstance(taken, Attempt):
            return taken
        challenge = taken.challenge
        if challenge.kind is Kind.APP:
            return await self._check_app(challenge, totp.normalise(typed) or "", request)
        code = otp.normalise(typed) or ""
        checked = otp.check(challenge, code, key=self._keys.codes, now=request.at)
        match checked:
            case Right():
                return await self._open_session(challenge, request)
            case WrongCode() | Locked() | CodeExpired():
                self._log("code.wrong", request)
                if taken.failures == self._policy.failures_unbound:
                    await self._tell_locked(challenge.citizen, request)
                return checked
            case _:
                assert_never(checked)

    async def _tell_locked(self, citizen: str, request: Request) -> None:
        letter = Letter(citizen, LOCKED)
        async with self._register.writing() as records:
            await self._post.keep(records, letter, request.at)
        self._post.send(letter, request.at)

    async def _take_attempt(self, request: Request) -> Attempt | Outcome:
        """Count a guess and commit it, before anything is compared."""
        conversation, now = request.conversation, request.at
        latest = now + self._policy.skew
        asked = (conversation, request.id, now, latest)
        standing = await self._register.glance.standing(*asked)
        if standing is not Standing.LIVE:
            return self._without_attempt(standing)
        async with self._register.writing() as records:
            challenge = await records.take_attempt(conversation, now, latest)
            if challenge is None:  # Others were faster.
                return self._without_attempt(await records.standing(*asked))
            allowed = self._policy.guesses_a_day
            if await records.count_failure(self._guesses(request), allowed, now) is None:
                return Locked()
            subject = _subject(challenge.kind, challenge.citizen)
            limit = otp.limit_of_failures(challenge.bound, self._policy)
            failures = await records.count_failure(subject, limit, now)
            if challenge.kind is Kind.APP and not challenge.bound:
                allowed = self._policy.app_guesses_a_day
                if await records.count_failure(_all_apps(now), allowed, now) is None:
                    failures = None
        if failures is None:
            challenge = replace(challenge, kind=Kind.DECOY)
        return Attempt(challenge, failures or 0)

    def _without_attempt(self, standing: Standing) -> Outcome:
        """Answer a guess that is not counted, since it can open nothing."""
        match standing:
            case Standing.OPENED:
                return self._verified()
            case Standing.HELPED:
                return HelpOpened(MINUTES)
            case Standing.SPENT:
                return Locked()
            case Standing.LIVE | Standing.NOTHING:
                return CodeExpired()
            case _:
                assert_never(standing)

    async def _open_session(
        self, challenge: Challenge, request: Request, *, step: int | None = None
    ) -> Outcome:
        """Redeem a right code, and with it the time step of an app."""
        now, citizen = request.at, challenge.citizen
        async with self._register.writing() as records:
            if not challenge.number and not await self._rights.agreed(records, citizen, request):
                return NotAgreed()
            if not await records.redeem(challenge, now):
                return CodeExpired()
            person = await records.find_person(citizen)
            if person is None:
                return CodeExpired()
            if step is not None and not await records.use_step(person, step):
                return CodeExpired()
            if challenge.number:
                opened: Outcome = await self._helpers.open(records, citizen, person, request)
            else:
                opened = await self._sign_in(records, citizen, person, request)
            # In the order in which `_take_attempt` counts, so that nobody waits in a ring.
            await records.take_back_failure(self._guesses(request))
            await records.forget_failures(_subject(challenge.kind, citizen))
            if challenge.kind is Kind.SMS:
                await records.count_verified(now)
            elif not challenge.bound:
                await records.take_back_failure(_all_apps(now))
        self._log("help.opened" if challenge.number else "session.opened", request)
        return opened

    async def _sign_in(
        self, records: Repository, citizen: str, person: int, request: Request
    ) -> Verified:
        """Open a session, bind the conversation, and tell the others that are bound."""
        conversation, now = request.conversation, request.at
        session = secrets.token_hex(16)
        await records.renew_keys(conversation, request.keys, request.renewed)
        await records.open_session(
            session, conversation, person, request.id, now, key=request.renewed
        )
        await records.bind(citizen, conversation, now)
        await self._tell(records, citizen, News.SIGNED_IN, request)
        return self._verified()

    # --- Authenticator apps ---

    async def _ask_app(self, citizen: str, request: Request) -> Outcome:
        """Await a code of an app, whether there is one or not."""
        conversation, now = request.conversation, request.at
        async with self._register.writing() as records:
            if await records.was_sent(conversation, request.id):
                return AppAwaited()
            if await records.failures(self._guesses(request)) >= self._policy.guesses_a_day:
                return TooManyCodes(wait_minutes=_whole_minutes(_rest_of_day(now)))
            bound = await records.is_bound(conversation, citizen, now - self._policy.bond)
            challenge, _ = self._challenge(citizen, Kind.APP, bound, now)
            await records.add_challenge(challenge, conversation, request.id, now)
        return AppAwaited()

    async def _check_app(self, challenge: Challenge, code: str, request: Request) -> Outcome:
        """Compare with the app of the citizen; the work is the same where there is none."""
        async with self._register.reading() as records:
            app = await records.find_app(challenge.citizen)
        secret = app.secret if app else self._keys.open_decoy()
        step = totp.step_of(secret, code, request.at, self._policy)
        if app is not None and step is not None and step > app.last_step:
            return await self._open_session(challenge, request, step=step)
        self._log("code.wrong", request)
        left = challenge.attempts_left - 1
        return WrongCode(attempts_left=left) if left else Locked()

    async def _add_app(self, request: Request) -> Outcome:
        secret = totp.create_secret()
        async with self._register.writing() as records:
            session = await self._session(records, request)
            if session is None:
                return SessionEnded()
            if session.opened_at <= request.at - FRESH:
                return ProofTooOld()
            if not await records.keep_app(session.person, secret, request.at):
                return SessionEnded()
        self._log("app.offered", request)
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return AppOffered(groups, totp.address(secret, self._policy))

    async def _confirm_app(self, typed: str, request: Request) -> Outcome:
        async with self._register.writing() as records:
            session = await self._session(records, request)
            if session is None:
                return SessionEnded()
            app = await records.find_unconfirmed_app(session.person)
            code = totp.normalise(typed) or ""
            step = totp.step_of(app.secret, code, request.at, self._policy) if app else None
            if step is None or not await records.confirm_app(session.person, step, request.at):
                return AppUnconfirmed()
            citizen = await records.citizen_of(session.person)
            await self._tell(records, citizen, News.APP_ADDED, request)
        self._log("app.confirmed", request)
        return AppConfirmed()

    async def _disown(self, request: Request) -> Outcome:
        """Close what others have opened in the name of the people of this conversation."""
        conversation, now, ended = request.conversation, request.at, 0
        async with self._register.writing() as records:
            citizens = await records.bound_to(conversation, now - self._policy.bond)
            for citizen in citizens:
                ended += await records.end_other_sessions(citizen, conversation, now)
                ended += await records.stop_helps(citizen, now)
                await records.drop_challenges(citizen, now)
                await records.drop_newer_apps(citizen, conversation)
                await records.unbind_others(citizen, conversation)
        self._log("disowned", request, f"sessions={ended}")
        return Disowned(ended) if citizens else NobodyBound()

    # --- Records ---

    async def _read(self, effect: Reading, request: Request) -> Outcome:
        """Read what a session opens; the reading is logged and committed before."""
        grant = await self._grant(effect, request)
        if grant is None:
            return SessionEnded()
        today = request.at.astimezone(VIETNAM).date()
        match effect:
            case ReadAccessLog():
                async with self._register.reading() as records:
                    outcome = await self._access_log(records, grant)
            case ReadHeld():
                async with self._register.reading() as records:
                    outcome = await self._held(records, grant)
            case _:
                outcome = await _read_record(self._register.glance, grant, effect, today)
        self._log(f"record.{type(effect).__name__}", request)
        return outcome

    async def _grant(self, effect: Reading, request: Request) -> Grant | None:
        async with self._register.writing() as records:
            session = await self._session(records, request)
            if session is None:
                return None
            entry = Entry(
                at=request.at,
                subject=await records.subject_of(await records.citizen_of(session.person)),
                reader=Reader.CITIZEN,
                receiver="",
                action=ACTIONS[type(effect)],
                full=getattr(effect, "reveal", True),
                purpose=Purpose.OWN,
                channel=request.channel,
            )
            await records.log(entry, self._audit)
        return otp.continue_grant(session, now=request.at, policy=self._policy)

    async def _access_log(self, records: Repository, grant: Grant) -> Outcome:
        subject = await records.subject_of(await records.citizen_of(grant.person))
        others = await records.readings_by_others(subject, MOST_USAGES)
        own = await records.own_readings(subject)
        return AccessLogRead(tuple(Usage.of(entry) for entry in others), own)

    async def _held(self, records: Repository, grant: Grant) -> Outcome:
        citizen = await records.citizen_of(grant.person)
        return await self._rights.held(records, citizen, await records.subject_of(citizen))

    # --- Small words ---

    async def _tell(self, records: Repository, citizen: str, news: News, request: Request) -> None:
        """Tell the other conversations that are bound to a citizen."""
        alert, since = Alert(news, {"channel": request.channel}), request.at - self._policy.bond
        await records.alert(citizen, alert, since, request.at, but=request.conversation)

    async def _session(self, records: Repository, request: Request) -> otp.Session | None:
        conversation, now = request.conversation, request.at
        return await records.use_session(conversation, now, self._policy, keys=request.keys)

    def _code_sent(self, number: str) -> CodeSent | HelpAsked:
        minutes = _whole_minutes(self._policy.code_life)
        return HelpAsked(minutes, number) if number else CodeSent(minutes)

    def _verified(self) -> Verified:
        return Verified(minutes=_whole_minutes(self._policy.idle))

    def _guesses(self, request: Request) -> str:
        """Name the wrong guesses of a day in one conversation."""
        name = otp.pseudonym("conversation", request.conversation, self._keys.names)
        return f"{CONVERSATION}{name}:{request.at.astimezone(VIETNAM):%j}"

    def _log(self, what: str, request: Request, detail: str = "") -> None:
        name = otp.pseudonym("conversation", request.conversation, self._keys.names)[:12]
        logger.info("lookup.%s conversation=%s %s", what, name, detail)


async def _read_record(
    records: Records,
    grant: Grant,
    effect: ReadPersonal | ReadResidence | ReadHousehold | ReadEthnicity,
    today: date,
) -> Outcome:
    if isinstance(effect, ReadEthnicity):
        ethnicity = await records.read_ethnicity(grant)
        return EthnicityRead(ethnicity) if ethnicity else SessionEnded()
    record = await records.read_record(grant, today)
    if record is None:
        return SessionEnded()
    match effect:
        case ReadPersonal(reveal=reveal):
            return masking.show_person(record.person, reveal)
        case ReadResidence(reveal=reveal):
            return masking.show_residence(record, today, reveal)
        case ReadHousehold(reveal=reveal):
            return masking.show_household(record, today, reveal)
        case _:
            assert_never(effect)


def _subject(kind: Kind, citizen: str) -> str:
    """Name the consecutive failures of a citizen: messages and apps are counted apart."""
    return f"{kind}:{citizen}"


def _subjects(citizen: str) -> tuple[str, ...]:
    return tuple(_subject(kind, citizen) for kind in Kind)


def _all_apps(now: datetime) -> str:
    """Name the wrong guesses at apps of a day, in all conversations that are not bound."""
    return f"{CONVERSATION}apps:{now.astimezone(VIETNAM):%j}"


def _may_send(traffic: Traffic, bound: bool, policy: Policy) -> bool:
    """Say whether the budget has room, and enough of what was sent led to a right code."""
    if traffic.this_hour >= policy.messages_an_hour or traffic.this_day >= policy.messages_a_day:
        return False
    enough = traffic.verified >= policy.breaker_share * traffic.this_hour
    return bound or enough or traffic.this_hour < policy.breaker_after


def _rest_of_day(now: datetime) -> timedelta:
    """Return what is left of a day in Vietnam."""
    local = now.astimezone(VIETNAM)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - local


def _whole_minutes(span: timedelta) -> int:
    """Round up to whole minutes."""
    return -(-span // timedelta(minutes=1))
