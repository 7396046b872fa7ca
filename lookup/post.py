"""Text messages behind the reply: neither their time nor their failure tells who is known."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from lookup.alerts import Alert, News
from lookup.errors import RegisterUnavailable, SmsNotSent
from lookup.policy import Policy
from lookup.repository import Register
from lookup.sms import NoGateway, Sms, SmsPort
from lookup.zone import VIETNAM

logger = logging.getLogger(__name__)

GATEWAY_PATIENCE = 10  # Seconds until the SMS gateway is taken to be down.
LEFT_BEHIND = timedelta(seconds=10)  # Then the process that was to send a letter is gone.
NOBODY = ""  # Stands for the citizen of a letter that must not arrive.


@dataclass(frozen=True, repr=False)
class Letter:
    """A text for a citizen, whom the register may or may not know."""

    citizen: str
    text: str
    news: Alert | None = None  # Told in bound conversations too, but for
    asked_in: str = ""  # the one where it was asked for.
    id: str = ""  # Where it is stored until it leaves: that of its challenge.

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

    def send(self, letter: Letter, now: datetime) -> None:
        """Take a letter; it leaves a little later, or never."""
        task = asyncio.create_task(self._carry(letter, now))
        self._under_way.add(task)
        task.add_done_callback(self._carried)

    async def send_left(self, now: datetime) -> None:
        """Send what a process that has died has left, while its code lives.

        Whoever takes a letter deletes it and then sends: it leaves once, or, where the process dies
        just then, not at all. Raises RegisterUnavailable.
        """
        async with self._register.reading() as records:
            left = await records.letters_left(now - LEFT_BEHIND, now)
        for id, written in left:
            self.send(Letter.from_bytes(id, written), now)

    async def settle(self) -> None:
        """Wait for the letters that are under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _carry(self, letter: Letter, now: datetime) -> None:
        await asyncio.sleep(self._pause())
        try:
            number = await self._allow(letter, now)
            if number is None:
                return
            async with asyncio.timeout(GATEWAY_PATIENCE):
                await self._sms.send(Sms(number, letter.text))
            self._failures = 0
        except RegisterUnavailable as error:
            logger.warning("lookup.sms.unaddressed error=%s", error)
        except (SmsNotSent, OSError):
            self._failures += 1
            self._failed_at = now
            logger.warning("lookup.sms.failed in_a_row=%d", self._failures)

    async def _allow(self, letter: Letter, now: datetime) -> str | None:
        """Find the number and take its message from the budget; the work is the same without."""
        today = now.astimezone(VIETNAM).date()
        async with self._register.reading() as records:
            number = await records.find_phone(letter.citizen, today, self._policy)
        async with self._register.writing() as records:
            if letter.id and not await records.take_letter(letter.id):
                return None
            spent = await records.spend_message(now, self._policy, real=number is not None)
            if letter.news is not None:
                bond = now - self._policy.bond
                await records.alert(letter.citizen, letter.news, bond, now, but=letter.asked_in)
        if number is not None and not spent:
            logger.warning("lookup.sms.budget is used up")
        return number if spent else None

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("lookup.sms.broken error=%s", type(error).__name__)
