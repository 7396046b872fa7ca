"""The outbox: sends what was committed, in each conversation's order, until it has arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.base import Channel, ChannelRefused, NotNow, Place, Uncertain
from bot.rendering import Screen
from bot.store import Letter, Settled, Store, StoreUnavailable
from bot.store.letters import Key, Status

log = logging.getLogger(__name__)

AT_ONCE = 100  # Letters taken up by one look.
LOOK = 1.0  # Seconds between two looks for what is due.
SLOWEST = 300  # Seconds between two tries, where the messenger names none.
PATIENCE = timedelta(hours=24)  # Then a letter is dead: listed, and not tried again.
ERASING = 1_000  # Added to a letter's number for that which deletes it.
BROKEN = 5  # Tries of a letter on which our own code fails.


class Outbox:
    """Sends letters. What a crash interrupts is sent again, except what is private.

    A private screen is kept in memory only. Where it is uncertain whether it arrived, the offer to
    show it again is sent in its place. Where a message can be deleted, its deletion is written
    down together with its arrival.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self.channels = channels
        self._clock = clock
        self._made_at = clock()
        self._private: dict[Key, Screen] = {}
        self._sending: dict[str, asyncio.Task[None]] = {}  # By conversation.
        self._more: set[str] = set()  # Conversations with letters behind the one under way.

    def push(self, letters: Sequence[Letter], private: Mapping[Key, Screen]) -> None:
        """Send the letters of a turn just committed; `private` are the screens not stored."""
        self._private |= private
        first = letters[0]
        if first.status == "sending":
            self._start(first.conversation, first)
        else:
            self._more.add(first.conversation)
            if first.conversation not in self._sending:
                self._start(first.conversation)

    async def run(self) -> None:
        """Send what is due, until cancelled; first what a crash has left behind."""
        recovered = False
        while True:
            try:
                if not recovered:
                    left = await self._store.recover(self._made_at, self._clock())
                    recovered = True
                    log.info("outbox runs owner=%s interrupted=%d", self._store.owner, left)
                await self.look()
            except StoreUnavailable as error:
                log.warning("outbox waits for the database error=%s", error)
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Take up what is due and not under way."""
        for letter in await self._store.claim(self._clock(), AT_ONCE):
            if letter.kind == "erase":
                key = f"{letter.key}"
                self._sending[key] = asyncio.create_task(self._erase(key, letter))
            else:
                self._start(letter.conversation, letter)

    async def settled(self) -> None:
        """Wait until nothing is under way; what is to be tried later stays in the database."""
        while self._sending:
            await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def close(self, patience: float = 5.0) -> None:
        """Let what is under way arrive, within bounds."""
        try:
            async with asyncio.timeout(patience):
                await self.settled()
        except TimeoutError:
            for task in self._sending.values():
                task.cancel()

    def _start(self, conversation: str, letter: Letter | None = None) -> None:
        self._sending[conversation] = asyncio.create_task(self._send_from(conversation, letter))

    async def _send_from(self, conversation: str, letter: Letter | None) -> None:
        """Send a letter and those behind it; without one, begin with the first that is due."""
        waited = letter is None  # Others may have come to stand behind this turn.
        try:
            while letter := letter or await self._next(conversation):
                settled = await self._try(letter)
                await self._note(settled)
                if settled.due_at is not None and letter.kind == "screen":
                    return  # A look at its time takes it up.
                self._private.pop(letter.key, None)
                waited = waited or letter.attempts > 1
                if letter.last and not waited and conversation not in self._more:
                    return
                letter = None
        except StoreUnavailable as error:  # A later look goes on.
            log.warning("outbox waits for the database error=%s", error)
        finally:
            if self._sending.get(conversation) is asyncio.current_task():
                del self._sending[conversation]

    async def _erase(self, key: str, letter: Letter) -> None:
        """Delete a message of ours, beside whatever else is sent there."""
        try:
            await self._note(await self._try(letter))
        finally:
            self._sending.pop(key, None)

    async def _next(self, conversation: str) -> Letter | None:
        """Take up what is due next; what came to stand there during a look is looked for again."""
        while True:
            self._more.discard(conversation)
            letter = await self._store.next(self._clock(), conversation)
            if letter or conversation not in self._more:
                return letter

    async def _note(self, settled: Settled) -> None:
        """Commit how it ended, however long that takes: forgotten, it would be sent twice."""
        while True:
            try:
                await self._store.settle(settled)
            except StoreUnavailable:
                log.warning("outbox waits for the database to note what was sent")
                await asyncio.sleep(LOOK)
            else:
                return

    async def _try(self, letter: Letter) -> Settled:
        """Send once: what is private from memory, else the offer to show it again."""
        channel = self.channels.get(letter.channel)
        screen = self._private.get(letter.key, letter.screen)
        sent_to: Place | None = None
        try:
            if channel is None:
                raise NotNow("the channel is off")
            if letter.kind != "screen":
                await channel.forget(letter.place)
            elif screen is not None:
                sent_to = await channel.deliver(letter.place, screen)
        except ChannelRefused as error:
            return self._given_up(letter, error)
        except NotNow as error:
            return self._later(letter, "pending", error, error.after)
        except Uncertain as error:
            self._private.pop(letter.key, None)
            return self._later(letter, "uncertain", error)
        except Exception as error:  # A fault of ours; the letters behind it shall not wait.
            log.error("letter broken channel=%s error=%s", letter.channel, type(error).__name__)
            if letter.attempts >= BROKEN:
                return self._given_up(letter, error)
            return self._later(letter, "uncertain", error)
        private = letter.private and screen is not None and screen.private
        if sent_to is None or screen is None or not private:
            return Settled(letter, "sent", offers=letter.private and self._forgotten(letter))
        return Settled(letter, "sent", then=self._erasing(letter, sent_to, screen.lasts))

    def _forgotten(self, letter: Letter) -> bool:
        """Say whether no private screen of the letter's turn is in memory any more."""
        return not any(key[:2] == letter.key[:2] for key in self._private)

    def _erasing(self, letter: Letter, at: Place, minutes: int) -> Letter:
        """Write the letter that deletes what has just arrived."""
        now = self._clock()
        return Letter(
            letter.channel,
            letter.conversation,
            letter.version,
            letter.number + ERASING,
            at,
            "erase",
            None,
            now,
            due_at=now + timedelta(minutes=minutes),
        )

    def _later(
        self, letter: Letter, status: Status, error: Exception, after: float | None = None
    ) -> Settled:
        now = self._clock()
        if now - letter.created_at >= PATIENCE:
            return self._given_up(letter, error)
        pause = after if after is not None else min(2.0 ** (letter.attempts - 1), SLOWEST)
        log.info("letter waits channel=%s why=%s s=%g", letter.channel, _why(error), pause)
        return Settled(letter, status, now + timedelta(seconds=pause), _why(error))

    def _given_up(self, letter: Letter, error: Exception) -> Settled:
        log.warning("letter given up channel=%s why=%s", letter.channel, _why(error))
        return Settled(letter, "dead", reason=_why(error))


def _why(error: Exception) -> str:
    """Say why, in the channels' own words; a library's error may quote what was said."""
    known = isinstance(error, ChannelRefused | NotNow | Uncertain)
    return str(error) if known else type(error).__name__
