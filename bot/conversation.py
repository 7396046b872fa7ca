"""The loop: the only place where effects happen. One message, one lock, one commit."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from bot.channels.base import Channel, ChannelRefused, Incoming
from bot.i18n import SOURCE, VIETNAM, Catalogue
from bot.rendering import Limits, Screen, render
from bot.store import Known, Store
from handlers.engine import Engine
from handlers.model import Event, Reply, State, Turn
from handlers.wording import APOLOGY
from lookup.model import CardFault, CardUnread, Effect, Outcome, ReadCard
from lookup.service import Lookup, Request

log = logging.getLogger(__name__)

TRIES = 5  # Times a message is taken up again when another process was faster.


class Busy(Exception):
    """The conversation is being written to from elsewhere; the message may be sent again."""


@dataclass(frozen=True)
class Answer:
    """What a message led to."""

    screens: tuple[Screen, ...] = ()
    forget: bool = False  # The message just read holds a secret.
    repeated: bool = False  # It had been answered before: nothing happened this time.


class Conversation:
    """Takes a message, steps the engine, performs its effects, keeps the state."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        lookup: Lookup,
        catalogues: Mapping[str, Catalogue],
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._store = store
        self._lookup = lookup
        self._catalogues = catalogues
        self._key = key
        self._clock = clock
        self._locks = _Locks()

    async def respond(self, channel: Channel, incoming: Incoming) -> Answer:
        """Answer a message and, unless the channel answers inline, deliver the answer."""
        answer = await self.answer(channel, incoming)
        if answer.forget:
            await channel.forget(incoming)
        if not channel.answers_inline and answer.screens:
            await channel.deliver(incoming, answer.screens)
            await self._store.delivered(incoming, self._clock())
        return answer

    async def answer(self, channel: Channel, incoming: Incoming) -> Answer:
        """Answer a message once, however often it is delivered."""
        async with self._locks.hold(incoming.conversation):
            for _attempt in range(TRIES):
                known = await self._store.known(incoming)
                if known.seen:
                    again = None if known.delivered else known.screens
                    if again is None and not known.delivered:
                        again = self._render(self._engine_shows(known.state), known.state, channel)
                    return Answer(again or (), known.forget, repeated=True)
                begun = self._begun(known, incoming)
                state, replies, forget = await self._play(begun, channel, incoming)
                screens = self._render(replies, state, channel)
                kept = await self._store.keep(
                    incoming, state, known.version, screens, self._clock(), forget=forget
                )
                if kept:
                    self._note(incoming, state)
                    return Answer(screens, forget)
        raise Busy(incoming.channel)

    async def view(self, channel: Channel, incoming: Incoming) -> tuple[Screen, ...]:
        """Show once more what is waited for; nothing changes."""
        state = self._begun(await self._store.known(incoming), incoming)
        return self._render(self._engine_shows(state), state, channel)

    def _begun(self, known: Known, incoming: Incoming) -> State:
        """Return the state to step from; a new conversation takes the channel's language."""
        if known.version or incoming.language not in self._catalogues:
            return known.state
        return State(language=incoming.language)

    async def _play(
        self, state: State, channel: Channel, incoming: Incoming
    ) -> tuple[State, tuple[Reply, ...], bool]:
        turn = self._step(state, incoming.event)
        replies, forget = list(turn.replies), turn.forget
        steps = 0
        while turn.effect is not None:
            request = Request(incoming.conversation, f"{incoming.id}#{steps}", self._clock())
            outcome = await self._perform(turn.effect, request, channel)
            turn = self._step(turn.state, outcome)
            replies += turn.replies
            forget = forget or turn.forget
            steps += 1
        return turn.state, tuple(replies), forget

    def _step(self, state: State, event: Event) -> Turn:
        return self._engine.step(state, event, today=self.today())

    async def _perform(self, effect: Effect, request: Request, channel: Channel) -> Outcome:
        if not isinstance(effect, ReadCard):
            return await self._lookup.perform(effect, request)
        try:
            image = await channel.fetch(effect.photo)
        except ChannelRefused:
            log.warning("photo not fetched channel=%s", channel.name)
            return CardUnread(CardFault.NOT_AN_IMAGE)
        return await self._lookup.read_card(image)

    def _engine_shows(self, state: State) -> tuple[Reply, ...]:
        turn = self._engine.show(state)
        if turn.effect is not None:  # A stored state never waits for the world; go home.
            turn = self._engine.enter("home", State(language=state.language))
        return turn.replies

    def _render(
        self, replies: tuple[Reply, ...], state: State, channel: Channel
    ) -> tuple[Screen, ...]:
        return self.rendered(replies, state.language, channel.limits)

    def rendered(
        self, replies: tuple[Reply, ...], language: str, limits: Limits
    ) -> tuple[Screen, ...]:
        """Render in a language, or in Vietnamese where there is no such catalogue."""
        catalogue = self._catalogues.get(language) or self._catalogues[SOURCE]
        return render(replies, catalogue, limits, self._engine.knowledge, self.today())

    def today(self) -> date:
        """Return the day in Vietnam, by which the law is judged."""
        return self._clock().astimezone(VIETNAM).date()

    def apology(self, channel: Channel, language: str, reference: str) -> tuple[Screen, ...]:
        """Say that something broke on our side, with a reference for those who help."""
        return self.rendered((Reply(APOLOGY, {"reference": reference}),), language, channel.limits)

    def _note(self, incoming: Incoming, state: State) -> None:
        log.info(
            "answered channel=%s person=%s node=%s",
            incoming.channel,
            self.pseudonym(incoming.conversation),
            state.node,
        )

    def pseudonym(self, conversation: str) -> str:
        """Return a name for logs from which nobody can tell the person."""
        return hmac.new(self._key, conversation.encode(), hashlib.sha256).hexdigest()[:12]


class _Locks:
    """One lock a conversation, forgotten when nobody holds it."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        self._users[key] += 1
        try:
            async with self._locks.setdefault(key, asyncio.Lock()):
                yield
        finally:
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._locks[key]
