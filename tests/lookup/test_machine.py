"""T-A3: whatever is done in whatever order, codes and sessions keep their promises.

A model of a few lines walks along with the service: through requests, resends, right, wrong and
old codes, guesses in parallel, other channels, crashes, restarts and clocks that are moved.
`make trust` takes a hundred thousand steps, the suite a few hundred.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import func, select

from lookup import otp
from lookup.ledger import AuditRow
from lookup.model import (
    CheckCode,
    CodeExpired,
    CodeSent,
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
from lookup.sms import CHANNELS
from lookup.zone import VIETNAM
from tests.lookup.conftest import AN, CHI, KEYS, MUTE, NOBODY, PEOPLE, Phone, World

SHARE = float(os.environ.get("TRUST", "0"))
EXAMPLES, STEPS = (int(2_000 * SHARE) or 1, 50) if SHARE else (25, 30)
CHATS = st.sampled_from(("web:a", "telegram:b", "zalo_bot:c"))
ANYBODY = st.sampled_from((AN, AN, AN, CHI, MUTE, NOBODY))
PHONES = {"0900000001": AN, "0900000002": CHI}
NAMES = {AN: "Nguyễn Văn An", CHI: "Trần Thị Kim Chi"}
WAITS = st.sampled_from((1, 30, 59, 61, 121, 299, 301, 590, 601, 3601, 86_400))
DAY = timedelta(days=1)
_files: dict[str, Path] = {}


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
    left: int = POLICY.attempts


@dataclass
class Open:
    who: object
    opened: datetime
    used: datetime


@dataclass
class Model:
    sent: list[Sent] = field(default_factory=list)
    awaited: dict[str, Awaited] = field(default_factory=dict)
    sessions: dict[str, Open] = field(default_factory=dict)
    bonds: set[tuple[object, str]] = field(default_factory=set)
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)  # Since the last right code.
    reads: int = 0
    process: int = 0


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name, "register.db")
        self.runner = asyncio.Runner()
        shutil.copy(self.run(template()), file)
        self.engine = connect(f"sqlite:///{file}")
        self.register = Register(self.engine, KEYS)
        self.world = Drifting(self.engine, Phone())
        self.model, self.heard, self.crash = Model(), 0, False
        self.check, otp.check = otp.check, self.counting

    def teardown(self) -> None:
        otp.check = self.check
        self.run(self.world.lookup.close())
        self.run(self.engine.dispose())
        self.runner.close()
        self.folder.cleanup()

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

    def perform(self, chat: str, effect) -> Any:
        return self.run(self.world.perform(effect, conversation=chat))

    @property
    def told(self) -> datetime:
        """The time by which the service has just decided."""
        latest = self.world.lookup._time._latest
        assert latest is not None
        return latest

    def failures(self, who) -> int:
        return self.run(failures(self.register, f"sms:{KEYS.citizen(who)}"))

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
        model, came = self.model, self.world.phone.messages[self.heard :]
        self.heard += len(came)
        assert len(came) <= 1
        if not isinstance(outcome, CodeSent):
            assert isinstance(outcome, TooManyCodes | Unavailable | CodeExpired)
            assert not came
            return
        model.asked.append((chat, self.told))
        lately = [at for of, at in model.asked if of == chat and at > self.told - otp.HOUR]
        assert len(lately) <= POLICY.codes_an_hour
        sent = None
        if came:
            owner = PHONES[came[0].to]
            assert who in (owner, None)
            assert CHANNELS[chat.partition(":")[0]] in came[0].text
            code = re.findall(r"\d{4} \d{4}", came[0].text)[0]
            sent = Sent(code, owner, chat, self.told, self.world.now, model.process)
            model.sent.append(sent)
            day = [each for each in model.sent if each.who == owner and each.at > self.told - DAY]
            assert len(day) <= POLICY.codes_a_day
            for other, waits in list(model.awaited.items()):
                if waits.who == owner:
                    del model.awaited[other]
        model.awaited[chat] = Awaited(who, sent)

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
        self.model.bonds.add((sent.who, chat))

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
        self.run(self.world.lookup.unlock(waits.sent.who))
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
        waits, before = self.model.awaited.get(chat), self.failures(AN) + self.failures(CHI)
        live = self.must_open(chat, waits.sent.code) if waits and waits.sent else False
        self.crash = True
        try:
            self.perform(chat, CheckCode("12345678"))
        except RuntimeError:
            self.restart()
        assert self.failures(AN) + self.failures(CHI) == before + 1 if live else True
        self.crash = False
        if waits is not None:
            waits.left -= 1

    # --- Sessions ---

    @rule(chat=CHATS)
    def read(self, chat: str) -> None:
        outcome = self.perform(chat, ReadPersonal(reveal=True))
        session = self.model.sessions.get(chat)
        open = session is not None and (
            self.told < session.used + POLICY.idle
            and self.told < session.opened + POLICY.absolute
            and session.used <= self.told + POLICY.skew
        )
        if not open:
            assert outcome == SessionEnded()
            return
        assert session is not None
        assert isinstance(outcome, PersonalRead)
        assert outcome.name == NAMES[session.who]
        session.used = self.told
        self.model.reads += 1
        assert self.run(readings(self.engine)) == self.model.reads

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
        mine = {who for who, of in self.model.bonds if of == chat}
        for other in list(self.model.sessions):
            if other != chat and self.model.sessions[other].who in mine:
                del self.model.sessions[other]
        for other, waits in list(self.model.awaited.items()):
            if waits.who in mine:
                del self.model.awaited[other]
        self.model.bonds = {
            (who, of) for who, of in self.model.bonds if who not in mine or of == chat
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

    @rule(who=st.sampled_from((AN, CHI)))
    def unlock(self, who) -> None:
        self.run(self.world.lookup.unlock(who))
        self.model.compared[KEYS.citizen(who)] = 0


async def template() -> Path:
    """Make a register with `PEOPLE` once; each example gets a copy."""
    if "register" not in _files:
        file = Path(tempfile.mkdtemp(), "register.db")
        engine = connect(f"sqlite:///{file}")
        register = Register(engine, KEYS)
        await register.create_tables()
        async with register.writing() as records:
            await records.add_rows(PEOPLE)
        await engine.dispose()
        _files["register"] = file
    return _files["register"]


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


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not SHARE,
    database=None,
    suppress_health_check=list(HealthCheck),
)
