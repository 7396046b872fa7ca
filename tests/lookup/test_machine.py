"""T-A3: whatever is done in whatever order, codes and sessions keep their promises.

A model of a few lines walks along with the service: through requests, resends, right, wrong and
old codes of messages and of apps, guesses in parallel, other channels, crashes, restarts and clocks
that are moved. `make trust` takes a hundred thousand steps on each database, the suite hundreds.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from lookup import otp, totp
from lookup.consent import ProofTooOld
from lookup.errors import SmsNotSent, SmsRefused
from lookup.ledger import AuditRow
from lookup.model import (
    AddApp,
    AppAwaited,
    AppConfirmed,
    AppOffered,
    AppUnconfirmed,
    AskApp,
    CheckCode,
    CodeExpired,
    CodeSent,
    ConfirmApp,
    Disown,
    ForgetChallenge,
    Locked,
    PersonalRead,
    ReadPersonal,
    SendCode,
    SessionEnded,
    SignOut,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.policy import POLICY
from lookup.repository import Register, connect
from lookup.request import Request
from lookup.rights import FRESH
from lookup.sms import CHANNELS, LOCKED, Sms
from lookup.tables import metadata
from lookup.zone import VIETNAM
from tests.lookup.conftest import AN, CHI, KEYS, MUTE, NOBODY, NOW, PEOPLE, Phone, World

SHARE = float(os.environ.get("TRUST", "0"))
EXAMPLES, STEPS = (int(2_000 * SHARE) or 1, 50) if SHARE else (12, 30)
CHATS = st.sampled_from(("web:a", "telegram:b", "zalo_bot:c"))
ANYBODY = st.sampled_from((AN, AN, AN, CHI, MUTE, NOBODY))
PHONES = {"0900000001": AN, "0900000002": CHI}
NAMES = {AN: "Nguyễn Văn An", CHI: "Trần Thị Kim Chi"}
WAITS = st.sampled_from((1, 30, 59, 61, 121, 299, 301, 590, 601, 3601, 86_400))
DAY = timedelta(days=1)
NO_SECRET = "A" * 32
OFFSETS = st.sampled_from((0, 0, 0, 0, -1, 1, -2, 2, 40))  # Steps that the clock of a phone is off.


class Drifting(World):
    """A world whose wall clock may be wrong; `now` is the true time."""

    drift = timedelta()

    def request(self, conversation: str = "chat", id: str | None = None) -> Request:
        return Request(conversation, id or f"message {self.asked}", self.now + self.drift)


@dataclass
class Sent:
    """A code that came by a message."""

    code: str
    who: object
    chat: str
    at: datetime  # As the service tells the time.
    true: datetime
    process: int


@dataclass
class Awaited:
    """What a chat waits for: a code that came, or one that did not."""

    who: object
    sent: Sent | None
    app: datetime | None = None  # Since when, by an app; as the service tells the time.
    at: datetime = NOW  # When it was asked for,
    true: datetime = NOW
    process: int = 0
    late: bool = False  # The gateway was in trouble: its message may come later.
    left: int = POLICY.attempts
    doubted: bool = False  # Another one was asked for since, of which no message has come.


@dataclass
class Open:
    who: object
    opened: datetime
    used: datetime


@dataclass
class App:
    secret: str
    confirmed: datetime
    used: int  # The last time step whose code was right.
    compared: int = 0  # Since the last right code.


@dataclass
class Model:
    sent: list[Sent] = field(default_factory=list)
    awaited: dict[str, Awaited] = field(default_factory=dict)
    sessions: dict[str, Open] = field(default_factory=dict)
    bonds: dict[tuple[object, str], datetime] = field(default_factory=dict)  # Last signed in.
    apps: dict[object, App] = field(default_factory=dict)
    offered: dict[object, tuple[str, datetime]] = field(default_factory=dict)
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)  # Since the last right code.
    reads: int = 0
    process: int = 0


class Machine(RuleBasedStateMachine):
    """Each example begins with the register as the class was given it.

    Who wins of many at once is chance, so no rule has a precondition: what is drawn must not hang
    on it.
    """

    world: Drifting
    runner: asyncio.Runner
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.register = self.world.register
        self.run(empty(self.register))
        self.world.phone.messages.clear()
        self.world.phone.trouble = None
        self.world.now, self.world.drift = NOW, timedelta()
        self.world.restart()
        self.model, self.heard, self.crash = Model(), 0, False
        self.check, otp.check = otp.check, self.counting
        self.step_of, totp.step_of = totp.step_of, self.counting_app

    def teardown(self) -> None:
        otp.check, totp.step_of = self.check, self.step_of
        self.run(self.world.lookup.close())

    @invariant()
    def counts_steps(self) -> None:
        type(self).steps += 1

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def counting(self, challenge, *given, **named):
        if self.crash:
            self.crash = False
            raise RuntimeError("the process dies between counting and comparing")
        checked = self.check(challenge, *given, **named)
        if challenge.kind is otp.Kind.SMS:
            self.model.compared[challenge.citizen] += 1
            assert self.model.compared[challenge.citizen] <= otp.limit_of_failures(challenge.bound)
        return checked

    def counting_app(self, secret, code, now, *given):
        for app in self.model.apps.values():
            if app.secret == secret:
                app.compared += 1
                assert app.compared <= POLICY.failures
                if self.crash:
                    self.crash = False
                    raise RuntimeError("the process dies between counting and comparing")
        return self.step_of(secret, code, now, *given)

    def perform(self, chat: str, effect) -> Any:
        return self.run(self.world.perform(effect, conversation=chat))

    @property
    def told(self) -> datetime:
        """The time by which the service has just decided."""
        latest = self.world.lookup._time._latest
        assert latest is not None
        return latest

    @property
    def next(self) -> datetime:
        """The time by which the service will decide."""
        time, wall = self.world.lookup._time, self.world.now + self.world.drift
        if time._latest is None:
            return wall
        return max(wall, time._latest + timedelta(seconds=time._monotonic() - time._read))

    def failures(self, who, kind: str = "sms") -> int:
        return self.run(failures(self.register, f"{kind}:{KEYS.citizen(who)}"))

    # --- Codes ---

    @rule(chat=CHATS, who=ANYBODY)
    def request(self, chat: str, who) -> None:
        self.hear(chat, who, self.perform(chat, SendCode(who)))

    @rule(chat=CHATS, who=st.sampled_from((AN, CHI)), wait=st.sampled_from((0, 0, 30, 299, 301)))
    def request_and_enter(self, chat: str, who, wait: int) -> None:
        """Do what most people do, after the time that a resend takes."""
        self.world.wait(seconds=481)
        self.request(chat, who)
        self.world.wait(seconds=wait)
        waits = self.model.awaited.get(chat)
        if waits and waits.sent:
            self.enter(chat, waits.sent.code)

    @rule(chat=CHATS)
    def resend(self, chat: str) -> None:
        outcome = self.perform(chat, SendCode(None))
        before = self.model.awaited.get(chat)
        if before is None:  # Asked for long ago, or for nobody: all that must hold is in `hear`.
            self.hear(chat, None, outcome)
        else:
            self.hear(chat, before.who, outcome)

    def hear(self, chat: str, who, outcome) -> None:
        """Compare what came by message with what was asked for."""
        model, came, late = self.model, self.came(), self.world.phone.trouble is not None
        assert len(came) <= 1
        if not isinstance(outcome, CodeSent):
            assert isinstance(outcome, TooManyCodes | Unavailable | CodeExpired)
            assert not came
            return
        if not late:  # Those that are lost cost no waiting.
            model.asked.append((chat, self.told))
        lately = [at for of, at in model.asked if of == chat and at > self.told - otp.HOUR]
        assert len(lately) <= POLICY.codes_an_hour
        for waits in model.awaited.values():
            waits.doubted |= late and (None in (who, waits.who) or waits.who == who)
        waits = Awaited(who, None, None, self.told, self.world.now, model.process, late)
        model.awaited[chat] = waits
        for message in came:
            self.arrived(chat, waits, message)
            for other, earlier in list(model.awaited.items()):
                if earlier is not waits and earlier.who == waits.who and earlier.app is None:
                    del model.awaited[other]

    def came(self) -> list[Sms]:
        """Return the messages with codes that came since the last time."""
        came = self.world.phone.messages[self.heard :]
        self.heard += len(came)
        return [each for each in came if each.text != LOCKED]

    def arrived(self, chat: str, waits: Awaited, message: Sms) -> None:
        owner = PHONES[message.to]
        assert waits.who in (owner, None)
        assert CHANNELS[chat.partition(":")[0]] in message.text
        code = re.findall(r"\d{4} \d{4}", message.text)[0]
        assert all(code != each.code for each in self.model.sent)
        waits.who = owner
        waits.sent = Sent(code, owner, chat, waits.at, waits.true, waits.process)
        self.model.sent.append(waits.sent)
        day = [each for each in self.model.sent if each.who == owner and each.at > waits.at - DAY]
        assert len(day) <= POLICY.codes_a_day

    @rule(trouble=st.sampled_from((SmsRefused("503"), SmsNotSent("no answer"), None, None)))
    def break_or_mend_the_gateway(self, trouble: Exception | None) -> None:
        self.world.phone.trouble = trouble

    @rule(wait=st.sampled_from((5, 10, 31)))
    def send_what_was_left(self, wait: int) -> None:
        """What a gateway has refused comes later, once, where it was asked for; or never."""
        self.world.wait(seconds=wait)
        self.run(self.world.lookup.send_left(self.next))
        self.run(self.world.lookup.settle())
        for message in self.came():
            found = [
                (chat, waits)
                for chat, waits in self.model.awaited.items()
                if waits.late
                and waits.sent is None
                and CHANNELS[chat.partition(":")[0]] in message.text
            ]
            assert found
            self.arrived(*found[0], message)

    # --- Guesses ---

    @rule(chat=CHATS, wrong=st.integers(0, 99_999_999))
    def guess(self, chat: str, wrong: int) -> None:
        code = f"{wrong:08}"
        if not any(each.code.replace(" ", "") == code for each in self.model.sent):
            self.enter(chat, code)

    @rule(chat=CHATS, back=st.integers(1, 4))
    def enter_a_code_that_came(self, chat: str, back: int) -> None:
        if len(self.model.sent) >= back:
            self.enter(chat, self.model.sent[-back].code)

    @rule()
    def enter_the_right_code(self) -> None:
        if self.model.sent:
            newest = self.model.sent[-1]
            self.enter(newest.chat, newest.code)

    def enter(self, chat: str, code: str) -> None:
        must = self.must_open(chat, code)
        outcome = self.perform(chat, CheckCode(code))
        waits = self.model.awaited.get(chat)
        if isinstance(outcome, Verified):
            self.opened(chat, code, waits)
            return
        assert isinstance(outcome, WrongCode | Locked | CodeExpired)
        assert not must, (chat, code, outcome)
        if waits is not None:
            waits.left -= 1
        for who in (AN, CHI):
            assert self.failures(who) >= self.model.compared[KEYS.citizen(who)]

    def must_open(self, chat: str, code: str) -> bool:
        """Say that a code is the one, that nothing speaks against it, and no clock was moved."""
        waits = self.model.awaited.get(chat)
        if waits is None or waits.sent is None or waits.sent.code != code or waits.left <= 0:
            return False
        if waits.doubted:
            return False
        steady = waits.sent.process == self.model.process and self.world.drift == timedelta()
        young = self.world.now < waits.sent.true + POLICY.code_life
        bound = (waits.who, chat) in self.model.bonds
        room = self.failures(waits.who) < otp.limit_of_failures(bound)
        return steady and young and room and self.guesses_of(chat) < POLICY.guesses_a_day

    def guesses_of(self, chat: str) -> int:
        request = self.world.request(chat)
        name = otp.pseudonym("conversation", chat, KEYS.names)
        days = {f"chat:{name}:{at.astimezone(VIETNAM):%j}" for at in (request.at, self.world.now)}
        return max(self.run(failures(self.register, day)) for day in days)

    def opened(self, chat: str, code: str, waits: Awaited | None) -> None:
        assert waits is not None
        assert waits.left > 0
        sent = waits.sent
        assert sent is not None
        assert sent.code == code
        assert sent.chat == chat
        assert sent.at - POLICY.skew <= self.told < sent.at + POLICY.code_life
        if sent.process == self.model.process:
            assert self.world.now < sent.true + POLICY.code_life
        assert self.failures(sent.who) == 0
        del self.model.awaited[chat]
        self.model.compared[KEYS.citizen(sent.who)] = 0
        self.model.sessions[chat] = Open(sent.who, self.told, self.told)
        self.model.bonds[sent.who, chat] = self.told

    @rule(chat=CHATS, times=st.integers(2, 6))
    def enter_in_parallel(self, chat: str, times: int) -> None:
        """Guess at once, the right code among the guesses; it opens one session at most."""
        waits = self.model.awaited.get(chat)
        right = waits.sent.code if waits and waits.sent else "00000000"
        outcomes = self.run(self.at_once(chat, [right, "99999999"] * times))
        opened = [each for each in outcomes if isinstance(each, Verified)]
        assert len(opened) <= 1
        if opened:
            self.opened_in_parallel(chat, right, waits)
        elif waits is not None:
            waits.left -= 2 * times

    def opened_in_parallel(self, chat: str, right: str, waits: Awaited | None) -> None:
        """Wrong guesses that were counted before the right one stay counted after it."""
        assert waits is not None
        assert waits.sent is not None
        failures = self.failures(waits.sent.who)
        assert failures <= POLICY.attempts
        self.unlock(waits.sent.who)
        self.opened(chat, right, waits)

    async def at_once(self, chat: str, codes: list[str]) -> list[Any]:
        requests = []
        for code in codes:
            self.world.asked += 1
            requests.append((CheckCode(code), self.world.request(chat)))
        perform = self.world.lookup.perform
        outcomes = await asyncio.gather(*(perform(*each) for each in requests))
        await self.world.lookup.settle()
        return list(outcomes)

    @rule(chat=CHATS)
    def crash_while_guessing(self, chat: str) -> None:
        """A guess is counted even where the process dies before it is compared."""
        waits, before = self.model.awaited.get(chat), self.all_failures()
        live = self.must_open(chat, waits.sent.code) if waits and waits.sent else False
        live = live or self.must_open_by_app(chat)
        self.crash = True
        try:
            self.perform(chat, CheckCode("12345678"))
        except RuntimeError:
            self.restart()
        assert self.all_failures() == before + 1 if live else True
        self.crash = False
        if waits is not None:
            waits.left -= 1

    def all_failures(self) -> int:
        return sum(self.failures(who, kind) for who in (AN, CHI) for kind in ("sms", "app"))

    # --- Authenticator apps ---

    @rule(chat=CHATS)
    def add_an_app(self, chat: str) -> None:
        session = self.open_here(chat)
        outcome = self.perform(chat, AddApp())
        if session is None:
            assert outcome == SessionEnded()
            return
        session.used = self.told
        if session.opened <= self.told - FRESH:
            assert outcome == ProofTooOld()
            return
        assert isinstance(outcome, AppOffered)
        secret = outcome.secret.replace(" ", "")
        assert all(secret != app.secret for app in self.model.apps.values())
        self.model.offered[session.who] = (secret, self.told)

    @rule(chat=CHATS, off=OFFSETS)
    def confirm_an_app(self, chat: str, off: int) -> None:
        session = self.open_here(chat)
        offered = self.model.offered.get(session.who) if session else None
        step = self.step(off)
        outcome = self.perform(
            chat, ConfirmApp(self.code_of(offered[0] if offered else NO_SECRET, step))
        )
        if session is None:
            assert outcome == SessionEnded()
            return
        session.used = self.told
        if offered is None or abs(off) > POLICY.app_window:
            assert outcome == AppUnconfirmed()
            return
        assert outcome == AppConfirmed()
        del self.model.offered[session.who]
        self.model.apps[session.who] = App(offered[0], self.told, step)

    @rule(chat=CHATS)
    def sign_in_and_add_an_app(self, chat: str) -> None:
        """Do all that it takes, since chance would seldom."""
        self.request_and_enter(chat, AN, 0)
        self.add_an_app(chat)
        self.confirm_an_app(chat, 0)

    @rule(chat=CHATS, who=ANYBODY)
    def ask_by_app(self, chat: str, who) -> None:
        outcome = self.perform(chat, AskApp(who))
        if isinstance(outcome, TooManyCodes):
            assert self.guesses_of(chat) >= POLICY.guesses_a_day
            return
        assert outcome == AppAwaited()
        told, process = self.told, self.model.process
        self.model.awaited[chat] = Awaited(who, None, told, told, self.world.now, process)

    @rule(chat=CHATS, off=OFFSETS)
    def enter_a_code_of_the_app(self, chat: str, off: int) -> None:
        waits = self.model.awaited.get(chat)
        app = self.model.apps.get(waits.who) if waits else None
        step, must = self.step(off), self.must_open_by_app(chat, off)
        outcome = self.perform(
            chat, CheckCode(self.code_of(app.secret if app else NO_SECRET, step))
        )
        if isinstance(outcome, Verified):
            self.opened_by_app(chat, step, off)
            return
        assert isinstance(outcome, WrongCode | Locked | CodeExpired)
        assert not must, (chat, off, outcome)
        if waits is not None:
            waits.left -= 1
        for who, each in self.model.apps.items():
            assert self.failures(who, "app") >= each.compared

    @rule(chat=CHATS, off=OFFSETS, wait=st.sampled_from((0, 1, 29, 31, 301)))
    def ask_and_enter_a_code_of_the_app(self, chat: str, off: int, wait: int) -> None:
        self.ask_by_app(chat, AN)
        self.world.wait(seconds=wait)
        self.enter_a_code_of_the_app(chat, off)

    @rule(mine=CHATS, other=CHATS)
    def take_an_app_away_that_somebody_else_has_added(self, mine: str, other: str) -> None:
        self.request_and_enter(mine, AN, 0)
        self.sign_in_and_add_an_app(other)
        app = self.model.apps.get(AN)
        self.disown(mine)
        if app is None or AN in self.model.apps:
            return
        self.ask_by_app(other, AN)
        self.world.wait(seconds=31)
        outcome = self.perform(other, CheckCode(self.code_of(app.secret, self.step(0))))
        assert isinstance(outcome, WrongCode | Locked | CodeExpired)
        if other in self.model.awaited:
            self.model.awaited[other].left -= 1

    @rule(times=st.integers(1, 3))
    def enter_one_code_of_the_app_everywhere(self, times: int) -> None:
        """A time step counts once, in whatever chats its code is entered at the same time."""
        for chat in (chats := ("web:a", "telegram:b", "zalo_bot:c")):
            self.ask_by_app(chat, AN)
        app = self.model.apps.get(AN)
        step = self.step(0)
        code = self.code_of(app.secret if app else NO_SECRET, step)
        outcomes = self.run(self.in_all(chats, [code] * times))
        opened = [chat for chat in chats if Verified in map(type, outcomes[chat])]
        assert len(opened) <= 1
        for chat in chats:
            if chat in opened:
                assert [type(each) for each in outcomes[chat]].count(Verified) == 1
                self.unlock(AN)  # Of others that were counted later.
                self.opened_by_app(chat, step, 0)
            elif chat in self.model.awaited:
                self.model.awaited[chat].left -= times

    async def in_all(self, chats, codes: list[str]) -> dict[str, list[Any]]:
        found = await asyncio.gather(*(self.at_once(chat, codes) for chat in chats))
        return dict(zip(chats, found, strict=True))

    def must_open_by_app(self, chat: str, off: int = 0) -> bool:
        waits = self.model.awaited.get(chat)
        app = self.model.apps.get(waits.who) if waits and waits.app else None
        if waits is None or waits.app is None or app is None or waits.left <= 0:
            return False
        told, bound = self.next, (waits.who, chat) in self.model.bonds
        return (
            waits.process == self.model.process
            and told < waits.app + POLICY.code_life
            and abs(off) <= POLICY.app_window
            and self.step(off) > app.used
            and self.failures(waits.who, "app") < otp.limit_of_failures(bound)
            and self.guesses_of(chat) < POLICY.guesses_a_day
        )

    def opened_by_app(self, chat: str, step: int, off: int) -> None:
        waits = self.model.awaited.pop(chat)
        assert waits.left > 0
        assert waits.app is not None
        assert waits.app - POLICY.skew <= self.told < waits.app + POLICY.code_life
        assert abs(off) <= POLICY.app_window
        app = self.model.apps[waits.who]
        assert step > app.used
        assert app.compared <= otp.limit_of_failures((waits.who, chat) in self.model.bonds)
        app.used, app.compared = step, 0
        assert self.failures(waits.who, "app") == 0
        self.model.sessions[chat] = Open(waits.who, self.told, self.told)
        self.model.bonds[waits.who, chat] = self.told

    def step(self, off: int) -> int:
        return int(self.next.timestamp()) // int(POLICY.app_step.total_seconds()) + off

    def code_of(self, secret: str, step: int) -> str:
        return pyotp.TOTP(secret).generate_otp(step)

    # --- Sessions ---

    @rule(chat=CHATS)
    def read(self, chat: str) -> None:
        session = self.open_here(chat)
        outcome = self.perform(chat, ReadPersonal(reveal=True))
        if session is None:
            assert outcome == SessionEnded()
            return
        assert isinstance(outcome, PersonalRead)
        assert outcome.name == NAMES[session.who]
        session.used = self.told
        self.model.reads += 1
        assert self.run(readings(self.world.engine)) == self.model.reads

    def open_here(self, chat: str) -> Open | None:
        """Find what the next request in a chat must find open."""
        session, told = self.model.sessions.get(chat), self.next
        if session is None or session.used > told + POLICY.skew:
            return None
        open = told < session.used + POLICY.idle and told < session.opened + POLICY.absolute
        return session if open else None

    @rule(chat=CHATS, wait=st.sampled_from((1, 599, 601)), times=st.integers(1, 8))
    def read_on(self, chat: str, wait: int, times: int) -> None:
        for _ in range(times):
            self.read(chat)
            self.world.wait(seconds=wait)

    @rule(chat=CHATS)
    def sign_out(self, chat: str) -> None:
        self.perform(chat, SignOut())
        self.model.sessions.pop(chat, None)
        self.model.awaited.pop(chat, None)

    @rule(chat=CHATS)
    def forget(self, chat: str) -> None:
        self.perform(chat, ForgetChallenge())
        self.model.awaited.pop(chat, None)

    @rule(chat=CHATS)
    def disown(self, chat: str) -> None:
        """Whoever was right here once closes what is open elsewhere, and drops every code."""
        self.perform(chat, Disown())
        since = self.told - POLICY.bond
        mine = {who for (who, of), at in self.model.bonds.items() if of == chat and at > since}
        for other in list(self.model.sessions):
            if other != chat and self.model.sessions[other].who in mine:
                del self.model.sessions[other]
        for other, waits in list(self.model.awaited.items()):
            if waits.who in mine:
                del self.model.awaited[other]
        for who in mine:
            self.model.offered.pop(who, None)
            app = self.model.apps.get(who)
            if app and app.confirmed > self.model.bonds[who, chat]:
                del self.model.apps[who]
        self.model.bonds = {
            (who, of): at
            for (who, of), at in self.model.bonds.items()
            if who not in mine or of == chat
        }

    # --- The world ---

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        self.world.wait(seconds=seconds)

    @rule(minutes=st.sampled_from((-120, -6, -1, *[0] * 9, 1, 6, 120)))
    def set_the_clock(self, minutes: int) -> None:
        self.world.drift = timedelta(minutes=minutes)

    @rule()
    def restart(self) -> None:
        self.run(self.world.lookup.close())
        self.world.restart()
        self.model.process += 1

    @rule(who=st.sampled_from((AN, CHI)), times=st.sampled_from((12, 14, 17)))
    def burn(self, who, times: int) -> None:
        """Let strangers have guessed wrong on many days before."""
        counted = self.run(burn(self.register, f"sms:{KEYS.citizen(who)}", times, self.world.now))
        self.model.compared[KEYS.citizen(who)] += counted

    @rule(times=st.sampled_from((12, 14, 17)))
    def burn_at_apps(self, times: int) -> None:
        for who, app in self.model.apps.items():
            subject = f"app:{KEYS.citizen(who)}"
            app.compared += self.run(burn(self.register, subject, times, self.world.now))

    @rule(who=st.sampled_from((AN, CHI)))
    def unlock(self, who) -> None:
        self.run(self.world.lookup.unlock(who))
        self.model.compared[KEYS.citizen(who)] = 0
        if who in self.model.apps:
            self.model.apps[who].compared = 0

    @rule()
    def sweep(self) -> None:
        """Delete what no rule needs any more: nothing that any other rule sees."""
        if self.next != self.world.now:
            return
        self.run(self.world.lookup.sweep(self.world.now))
        for who, (_, at) in list(self.model.offered.items()):
            if at <= self.world.now - DAY:
                del self.model.offered[who]


async def empty(register: Register) -> None:
    """Delete everything but `PEOPLE` and what hangs on them."""
    kept = set(PEOPLE) | {"person_keys"}
    async with register._writer.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in kept:
                await connection.execute(delete(table))


async def failures(register: Register, subject: str) -> int:
    async with register.reading() as records:
        return await records.failures(subject)


async def burn(register: Register, subject: str, times: int, now: datetime) -> int:
    """Count failures that were compared long ago; how many there was room for."""
    async with register.writing() as records:
        counted = [
            await records.count_failure(subject, POLICY.failures_unbound, now) for _ in range(times)
        ]
    return sum(each is not None for each in counted)


async def readings(engine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a3_whatever_is_done_codes_and_sessions_keep_their_promises(url: str) -> None:
    with asyncio.Runner() as runner:
        engine = connect(url)

        class Here(Machine):
            world = Drifting(engine, Phone())

        Here.runner = runner
        runner.run(filled(Here.world.register))
        try:
            run_state_machine_as_test(Here, settings=SETTINGS)
        finally:
            runner.run(engine.dispose())
        print(f"T-A3 {engine.dialect.name}: {EXAMPLES} examples, {Here.steps} steps")


async def filled(register: Register) -> None:
    async with register._writer.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    async with register.writing() as records:
        await records.add_rows(PEOPLE)


SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not SHARE,
    database=None,
    suppress_health_check=list(HealthCheck),
)
