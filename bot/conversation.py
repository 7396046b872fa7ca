"""The loop: the only place where effects happen. One message, one lock, one commit."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from weakref import WeakValueDictionary

from bot.bell import Bell
from bot.channels.base import Channel, ChannelError, ChannelRefused, Incoming, NotTaken
from bot.desk import Desk
from bot.i18n import VIETNAM, Catalogue
from bot.noticing import push, told
from bot.outbox import Outbox
from bot.rendering import Limits, Renderer, Screen
from bot.store import SENDING, Known, Letter, Store, Turn
from bot.store.notices import Notice
from handlers.engine import Engine
from handlers.handover import HandoverEffect
from handlers.model import Button, Effect, Event, Outcome, Reply, State, Text, _
from handlers.model import Turn as Step
from handlers.replacing import replace
from handlers.wording import APOLOGY, STAYS
from lookup.helping import HelpOpened
from lookup.model import CardFault, CardUnread, ReadCard, Verified
from lookup.officers import OfficerSignedIn, OfficerSignIn
from lookup.service import Lookup, Request

log = logging.getLogger(__name__)

TRIES = 5  # Times a message is taken up again when another process was faster.
BREAKS = 3  # Times a message is taken up on which our own code fails.
REMEMBERED = 4096  # Names for logs.

MAYBE_LOST: Text = _(
    "Phần thông tin riêng của bạn có thể chưa đến. Để giữ kín, tôi không tự gửi lại. "
    "Nếu chưa thấy, bạn hãy bấm Xem lại."
)
SHOW_AGAIN: Text = _("Xem lại")


class Busy(NotTaken):
    """The conversation is being written to from elsewhere; the message may be sent again."""


@dataclass(frozen=True)
class Answer:
    """What a message led to."""

    screens: tuple[Screen, ...] = ()
    forget: bool = False  # The message just read holds a secret.
    opened: bool = False  # Somebody has signed in by it.
    repeated: bool = False  # It had been answered before: nothing happened this time.
    mode: str = ""  # Whether an officer is waited for, or talks.


@dataclass(frozen=True)
class News:
    """What was said without being asked for, to somebody whose channel comes for it."""

    screens: tuple[Screen, ...]
    heard: int  # The turn to come with next time.
    mode: str


@dataclass(frozen=True)
class Played:
    """What a message leads to, before it is rendered."""

    state: State
    replies: tuple[Reply, ...]
    forget: bool
    opened: bool


class Conversation:
    """Takes a message, steps the engine, performs its effects, keeps the state."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        outbox: Outbox,
        lookup: Lookup,
        catalogues: Mapping[str, Catalogue],
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._store = store
        self._outbox = outbox
        self._lookup = lookup
        self._languages = frozenset(catalogues)
        self._rendered = Renderer(catalogues, engine.knowledge)
        self._key = key
        self._clock = clock
        self._locks = WeakValueDictionary[str, asyncio.Lock]()  # Forgotten when nobody holds one.
        self.pseudonym = lru_cache(REMEMBERED)(self._pseudonym)
        self.desk = Desk(store, outbox.channels, self._shown, key, clock)
        self.bell = Bell(store, outbox.channels, self._shown, clock)

    async def take(self, channel: Channel, incoming: Incoming) -> None:
        """Take a message of a channel that is sent to: it is committed when this returns.

        What breaks on our side is tried again, then the person is told. Raises NotTaken when
        the messenger is to deliver the message again.
        """
        for attempt in range(BREAKS):
            try:
                await self.respond(channel, incoming)
            except NotTaken:
                raise
            except Exception as error:
                if attempt + 1 < BREAKS:
                    log.warning("taken up again error=%s", type(error).__name__)
                    await asyncio.sleep(0.1 * 2**attempt)
                    continue
                with suppress(ChannelError):  # Nothing is left to do but to be sorry.
                    for screen in self.apologise(channel, incoming, error):
                        await channel.deliver(incoming.place, screen)
            return

    async def respond(self, channel: Channel, incoming: Incoming) -> Answer:
        """Answer a message; where the channel does not answer inline, the outbox sends it."""
        answer = await self.answer(channel, incoming)
        if answer.forget and channel.answers_inline:
            await channel.forget(incoming.place)
        return answer

    async def answer(self, channel: Channel, incoming: Incoming) -> Answer:
        """Answer a message once, however often it is delivered."""
        async with self._locks.setdefault(incoming.conversation, asyncio.Lock()):
            for _attempt in range(TRIES):
                known = await self._store.known(incoming)
                if known.seen:
                    return self._answered_before(known, channel)
                begun = self._begun(known, incoming)
                played = await self._play(begun, channel, incoming)
                state, replies, forget = played.state, played.replies, played.forget
                state, replies = self._noticed(known.notice, state, replies)
                screens = self._render(replies, state, channel)
                turn = Turn(incoming, known, state, screens, self._clock(), forget)
                if channel.answers_inline:
                    turn = await self._told(replace(turn, inline=True))
                else:
                    turn = self._sent(turn, self._offer(replies, state, channel))
                if await self._store.keep(turn):
                    self._note(incoming, state)
                    self._push(turn)
                    return Answer(turn.screens, forget, played.opened, mode=state.mode)
        raise Busy(incoming.channel)

    async def push_notice(self) -> int:
        """Send the latest notice to whoever was here lately; returns to how many."""
        notice, now = await self._store.notice(), self._clock()
        if notice is None or notice.until <= now:
            return 0
        return await push(self._store, self._outbox.channels, self._shown, notice, now)

    def _noticed(
        self, notice: Notice | None, state: State, replies: tuple[Reply, ...]
    ) -> tuple[State, tuple[Reply, ...]]:
        """Tell an emergency notice first, once in a conversation."""
        over = notice is None or notice.id <= state.notice or notice.until <= self._clock()
        if notice is None or over or not replies:
            return state, replies
        return replace(state, notice=notice.id), (told(notice, state.language), *replies)

    def _answered_before(self, known: Known, channel: Channel) -> Answer:
        """Say the same again; what is sent by the outbox has been, or will be."""
        if not channel.answers_inline:
            return Answer(repeated=True)
        shown = known.screens or self._render(self._engine_shows(known.state), known.state, channel)
        return Answer(shown, known.forget, repeated=True, mode=known.state.mode)

    async def _told(self, turn: Turn) -> Turn:
        """Put what is kept for the person before the answer."""
        kept = turn.known.state.kept
        if not kept:
            return turn
        told = await self._store.fetch(turn.incoming.conversation, 0)
        news = tuple(screen for version, screen in told if version > turn.incoming.heard)
        state = replace(turn.state, kept=0)
        return replace(turn, state=state, screens=(*news, *turn.screens), told=kept)

    async def news(self, incoming: Incoming) -> News:
        """Return what was said without being asked for; what has been shown is forgotten."""
        told = await self._store.fetch(incoming.conversation, incoming.heard)
        known = await self._store.known(incoming)
        heard = max([incoming.heard, *(version for version, _ in told)])
        return News(tuple(screen for _, screen in told), heard, known.state.mode)

    # --- What is sent ---

    def _sent(self, turn: Turn, offer: Screen | None) -> Turn:
        """Write the letters of a turn; the first is sent at once if none is before it."""
        to, screens = turn.incoming, _to_send(turn)
        letters = tuple(
            Letter(
                to.channel,
                to.conversation,
                turn.known.version + 1,
                number,
                to.place,
                "screen" if screen else "forget",
                offer if screen and screen.private else screen,
                turn.at,
                last=number + 1 == len(screens),
                private=screen is not None and screen.private,
                due_at=turn.at,
            )
            for number, screen in enumerate(screens)
        )
        if letters and not turn.known.waiting:
            first = replace(letters[0], status="sending", attempts=1, due_at=turn.at + SENDING)
            letters = (first, *letters[1:])
        return replace(turn, letters=letters)

    def _push(self, turn: Turn) -> None:
        if turn.letters:
            pairs = zip(turn.letters, _to_send(turn), strict=True)
            private = {letter.key: screen for letter, screen in pairs if screen and letter.private}
            self._outbox.push(turn.letters, private)

    def _offer(self, replies: tuple[Reply, ...], state: State, channel: Channel) -> Screen | None:
        """Write what is sent in place of private screens that may not have arrived."""
        topics = [reply.node.partition(".")[0] for reply in replies if reply.private]
        if not topics:
            return None
        known = topics[0] in self._engine.dialogue.entrances
        again = Button(SHOW_AGAIN, f"go:{topics[0]}" if known else "nav:repeat")
        return self._render((Reply(MAYBE_LOST, buttons=(again,)),), state, channel)[0]

    async def view(self, channel: Channel, incoming: Incoming) -> tuple[Screen, ...]:
        """Show once more what is waited for; nothing changes."""
        state = self._begun(await self._store.known(incoming), incoming)
        return self._render(self._engine_shows(state), state, channel)

    def _begun(self, known: Known, incoming: Incoming) -> State:
        """Return the state to step from; a new conversation takes the channel's language."""
        if known.version or incoming.language not in self._languages:
            return known.state
        return State(language=incoming.language)

    async def _play(self, state: State, channel: Channel, incoming: Incoming) -> Played:
        turn = self._step(state, incoming.event)
        replies, forget, opened = list(turn.replies), turn.forget, False
        steps = 0
        while turn.effect is not None:
            id, now = f"{incoming.id}#{steps}", self._clock()
            request = Request(incoming.conversation, id, now, incoming.keys, incoming.renewed)
            outcome = await self._perform(turn, request, channel, incoming)
            opened = opened or _opens(turn.effect, outcome)
            turn = self._step(turn.state, outcome)
            replies += turn.replies
            forget = forget or turn.forget
            steps += 1
        if forget and not channel.limits.deletes:
            replies.insert(0, Reply(STAYS))
        return Played(turn.state, tuple(replies), forget, opened)

    def _step(self, state: State, event: Event) -> Step:
        return self._engine.step(state, event, today=self.today())

    async def _perform(
        self, turn: Step, request: Request, channel: Channel, incoming: Incoming
    ) -> Outcome:
        effect = turn.effect
        assert effect is not None  # noqa: S101 - the caller has looked.
        if isinstance(effect, HandoverEffect):
            return await self.desk.perform(effect, request, incoming, turn.state)
        if not isinstance(effect, ReadCard):
            return await self._lookup.perform(effect, request)
        try:
            image = await channel.fetch(effect.photo)
        except ChannelRefused:
            log.warning("photo not fetched channel=%s", channel.name)
            return CardUnread(CardFault.NOT_AN_IMAGE)
        return await self._lookup.read_card(image)

    def _engine_shows(self, state: State) -> tuple[Reply, ...]:
        turn = self._engine.show(state, today=self.today())
        if turn.effect is not None:  # A stored state never waits for the world; go home.
            turn = self._engine.enter("home", State(language=state.language))
        return turn.replies

    def _render(
        self, replies: tuple[Reply, ...], state: State, channel: Channel
    ) -> tuple[Screen, ...]:
        return self.rendered(replies, state.language, channel.limits)

    def _shown(
        self, replies: tuple[Reply, ...], language: str, channel: Channel
    ) -> tuple[Screen, ...]:
        return self.rendered(replies, language, channel.limits)

    def rendered(
        self, replies: tuple[Reply, ...], language: str, limits: Limits
    ) -> tuple[Screen, ...]:
        """Render as of today, in Vietnamese where there is no catalogue of the language."""
        return self._rendered(replies, language, limits, self.today())

    def today(self) -> date:
        """Return the day in Vietnam, by which the law is judged."""
        return self._clock().astimezone(VIETNAM).date()

    def apologise(
        self, channel: Channel, incoming: Incoming, error: Exception
    ) -> tuple[Screen, ...]:
        """Log what broke under a reference, without what was typed, and say sorry."""
        reference = secrets.token_hex(4)
        frames = "".join(traceback.format_tb(error.__traceback__))  # Code, never values.
        log.error("failed reference=%s error=%s\n%s", reference, type(error).__name__, frames)
        said = (Reply(APOLOGY, {"reference": reference}),)
        return self.rendered(said, incoming.language, channel.limits)

    def _note(self, incoming: Incoming, state: State) -> None:
        log.info(
            "answered channel=%s person=%s node=%s",
            incoming.channel,
            self.pseudonym(incoming.conversation),
            state.node,
        )

    def renewal(self, incoming: Incoming) -> str:
        """Return the key that this message gets if somebody signs in by it.

        The same when it is delivered again, since the answer may have been lost on its way.
        """
        said = f"renewal {incoming.conversation} {incoming.id}"
        return hmac.digest(self._key, said.encode(), "sha256").hex()

    def _pseudonym(self, conversation: str) -> str:
        """Return a name for logs from which nobody can tell the person."""
        return hmac.digest(self._key, conversation.encode(), "sha256").hex()[:12]


def _opens(effect: Effect, outcome: Outcome) -> bool:
    """Say whether somebody has just signed in."""
    officer = isinstance(effect, OfficerSignIn) and isinstance(outcome, OfficerSignedIn)
    return officer or isinstance(outcome, Verified | HelpOpened)


def _to_send(turn: Turn) -> tuple[Screen | None, ...]:
    """Return what is sent for a turn; None stands for deleting the message just read."""
    screens = turn.screens[:1] if turn.incoming.brief else turn.screens
    return (None, *screens) if turn.forget else screens
