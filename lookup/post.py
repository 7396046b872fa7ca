"""Text messages behind the reply: neither their time nor their failure tells who is known."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from lookup.alerts import Alert, News
from lookup.errors import RegisterUnavailable, SmsNotSent, SmsRefused, SmsUndeliverable
from lookup.policy import Policy
from lookup.repository import Register, Repository
from lookup.repository.letters import Lost
from lookup.sms import NoGateway, Sms, SmsPort
from lookup.zone import VIETNAM

logger = logging.getLogger(__name__)

GATEWAY_PATIENCE = 10  # Seconds until the SMS gateway is taken to be down.
LEFT_BEHIND = timedelta(seconds=10)  # Then the process that was to send a letter is gone.
DIED = timedelta(seconds=30)  # Then the process that has taken a letter is gone.
BACKOFF = (5, 10, 20, 40, 80, 160, 300)  # Seconds after each time that a gateway has refused.
NOTICE_LIFE = timedelta(days=1)  # So long a letter without a code is of use.
NOBODY = ""  # Stands for the citizen of a letter that must not arrive.


@dataclass(frozen=True, repr=False)
class Letter:
    """A text for a citizen, whom the register may or may not know."""

    citizen: str
    text: str
    news: Alert | None = None  # Told in bound conversations too, but for
    asked_in: str = ""  # the one where it was asked for.
    id: str = field(default_factory=lambda: secrets.token_hex(16))  # Of its challenge, if any.

    def to_bytes(self) -> bytes:
        """Write the letter as it is stored, sealed."""
        news = [self.news.news, dict(self.news.about)] if self.news else None
        return orjson.dumps([self.citizen, self.text, news, self.asked_in])

    @classmethod
    def from_bytes(cls, id: str, written: bytes) -> Letter:
        """Read what `to_bytes` wrote."""
        citizen, text, news, asked_in = orjson.loads(written)
        alert = Alert(News(news[0]), news[1]) if news else None
        return cls(citizen, text, alert, asked_in, id)


@dataclass(frozen=True, repr=False)
class Taken:
    """A letter that one has to send, alone."""

    number: str | None  # None where there is nobody to send to.
    tries: int  # How often it was refused before.


def jitter() -> float:
    """Draw a pause, in seconds: long enough for the reply to be out, not the same twice."""
    return 0.05 + secrets.randbelow(450) / 1000


class Post:
    """Finds out, after the reply has gone out, whether there is a phone for a letter."""

    def __init__(
        self, register: Register, sms: SmsPort, policy: Policy, pause: Callable[[], float]
    ) -> None:
        self._register = register
        self._sms = sms
        self._policy = policy
        self._pause = pause
        self._under_way: set[asyncio.Task[None]] = set()
        self._failures = 0  # Of the gateway, in a row.
        self._failed_at: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Say whether nobody is to be promised a message now."""
        if isinstance(self._sms, NoGateway):
            return True
        failed = self._failed_at
        if self._failures < self._policy.gateway_failures:
            return False
        return failed is not None and failed <= now < failed + self._policy.gateway_rest

    async def keep(
        self, records: Repository, letter: Letter, now: datetime, life: timedelta = NOTICE_LIFE
    ) -> None:
        """Store a letter with what it tells of, so that it outlives the process."""
        until = now + life
        written = letter.to_bytes()
        await records.keep_letter(letter.id, written, due=now + LEFT_BEHIND, expires_at=until)

    def send(self, letter: Letter, now: datetime) -> None:
        """Take a letter that is stored; it leaves a little later, or never."""
        task = asyncio.create_task(self._carry(letter, now))
        self._under_way.add(task)
        task.add_done_callback(self._carried)

    async def send_left(self, now: datetime) -> None:
        """Send what a gateway has refused or a process that died has left, while it is of use.

        Whoever takes a letter alone sends it: it leaves once. Where nobody knows whether it did, it
        is not sent again, and who asked is told. Raises RegisterUnavailable.
        """
        async with self._register.reading() as records:
            lost = await records.letters_lost(now - DIED, now)
            due = [] if self.rests(now) else await records.letters_due(now)
        for id, written, how in lost:
            await self._lose(Letter.from_bytes(id, written), how, now)
        for id, written in due:
            self.send(Letter.from_bytes(id, written), now)

    async def settle(self) -> None:
        """Wait for the letters that are under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _carry(self, letter: Letter, now: datetime) -> None:
        await asyncio.sleep(self._pause())
        try:
            taken = await self._take(letter, now)
            if taken is None:
                return
            lost = await self._hand_over(taken, letter.text, now)
            if lost is None:
                async with self._register.writing() as records:
                    await records.drop_letter(letter.id)
            elif lost is Lost.UNSENT and taken.tries < len(BACKOFF):
                due = now + timedelta(seconds=BACKOFF[taken.tries])
                async with self._register.writing() as records:
                    await records.put_back_letter(letter.id, due)
            else:
                await self._lose(letter, lost, now)
        except RegisterUnavailable as error:
            logger.warning("lookup.sms.unaddressed error=%s", error)

    async def _take(self, letter: Letter, now: datetime) -> Taken | None:
        """Find the number and take its message from the budget; the work is the same without."""
        today = now.astimezone(VIETNAM).date()
        async with self._register.reading() as records:
            number = await records.find_phone(letter.citizen, today, self._policy)
        async with self._register.writing() as records:
            tries = await records.take_letter(letter.id, now)
            if tries is None:
                return None
            if tries:
                return Taken(number, tries)
            spent = await records.spend_message(now, self._policy, real=number is not None)
            if letter.news is not None:
                bond = now - self._policy.bond
                await records.alert(letter.citizen, letter.news, bond, now, but=letter.asked_in)
            if not spent:
                await records.drop_letter(letter.id)
        if not spent:
            logger.warning("lookup.sms.budget is used up")
            return None
        return Taken(number, tries)

    async def _hand_over(self, taken: Taken, text: str, now: datetime) -> Lost | None:
        """Send, or find out whether it would have left; None where it has, for all one may tell."""
        try:
            async with asyncio.timeout(GATEWAY_PATIENCE):
                if taken.number is None:
                    await self._sms.probe()
                else:
                    await self._sms.send(Sms(taken.number, text))
        except SmsUndeliverable:
            # To tell who asked would tell that the number is known.
            logger.warning("lookup.sms.undeliverable")
        except (SmsNotSent, OSError) as error:
            self._failures += 1
            self._failed_at = now
            logger.warning("lookup.sms.failed in_a_row=%d", self._failures)
            surely = isinstance(error, SmsRefused | ConnectionRefusedError)
            return Lost.UNSENT if surely else Lost.UNSURE
        self._failures = 0
        return None

    async def _lose(self, letter: Letter, how: Lost, now: datetime) -> None:
        """Give a letter up: its code costs no waiting, and who asked for it is told."""
        async with self._register.writing() as records:
            if await records.drop_letter(letter.id) and await records.excuse(letter.id, how):
                news = News.HELP_LOST if letter.news else News.CODE_LOST
                await records.tell(letter.asked_in, Alert(news), now)
        logger.warning("lookup.sms.lost how=%s", how)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("lookup.sms.broken error=%s", type(error).__name__)
