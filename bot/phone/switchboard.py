"""Answers a call: keys in, verbs out, the dialogue in between."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.base import Channel, Incoming
from bot.i18n import SOURCE, Catalogue
from bot.phone import prompts
from bot.phone.call import Again, Call, Go, ReadBack, ReadLaw, Seal, Take, ToPerson, decide
from bot.phone.verbs import Gather, Hangup, Say, Transfer, Verb
from bot.rendering import Screen
from handlers.dialogue import Dialogue
from handlers.model import Ask, Event, Picked, Said, Started

if TYPE_CHECKING:
    from bot.app import Assistant

log = logging.getLogger(__name__)

Verbs = tuple[Verb, ...]
Answered = tuple[Verbs, Call]


class Switchboard:
    """One for all lines. `person` is the number that callers are connected with, if any."""

    def __init__(self, assistant: Assistant, seal: Seal, person: str = "") -> None:
        self._assistant = assistant
        self._dialogue: Dialogue = assistant.core.engine.dialogue
        self._catalogue: Callable[[str], Catalogue] = assistant.core.catalogue
        self._person = person
        self.seal = seal

    async def answer(self, line: Channel, call: Call, keys: str) -> Answered:
        """Answer one request of a call: what to do now, and the call as it goes on."""
        if not call.node:
            return await self._take(line, call, Started())
        at = replace(call, step=call.step + 1)
        match decide(call, keys, self._dialogue.nodes.get(call.node)):
            case Take(keys=taken):
                return await self._take(line, at, Said(taken))
            case Go(node=node):
                return await self._take(line, at, Picked("go", node))
            case ToPerson(why=why):
                return await self._to_person(line, at, why)
            case ReadBack(keys=entered):
                screen = await self._shown(line, at)
                said = prompts.read_back(entered, self._catalogue(screen.language))
                return (Gather(said),), replace(at, entered=entered, silences=0, misses=0)
            case ReadLaw(page=page):
                return await self._read(line, at, page)
            case Again(why=why):
                return await self._again(line, at, why)

    async def _take(self, line: Channel, call: Call, event: Event) -> Answered:
        answered = await self._assistant.respond(line, self._incoming(line, call, event))
        screens = answered.screens or await self._view(line, call)
        if not screens[-1].node:  # Something broke on our side: an apology, and no way on.
            return (*prompts.told(screens), Hangup()), call
        if screens[-1].node == "human.contact" and self._person:
            return self._connect(screens[-1].language), call
        return self._gather(prompts.told(screens), screens[-1], call)

    async def _again(self, line: Channel, call: Call, why: str) -> Answered:
        screen = await self._shown(line, call)
        catalogue = self._catalogue(screen.language)
        node = self._dialogue.nodes.get(screen.node)
        said: Sequence[Say] = ()
        match why:
            case "silence":
                said = prompts.say(catalogue.translate(prompts.SILENCE), screen.language)
            case "digits" if isinstance(node, Ask):
                said = prompts.say(catalogue.translate(node.again), screen.language)
            case "miss" | "digits":
                said = prompts.say(catalogue.translate(prompts.MISS), screen.language)
            case _ if not call.page:
                said = prompts.told((screen,))
        if why and call.entered:
            verbs: Verbs = (Gather((*said, *prompts.read_back(call.entered, catalogue))),)
            at = call
        else:
            hint = why and screen.node != "home"
            keys = prompts.say(catalogue.translate(prompts.KEYS), screen.language) if hint else ()
            verbs, at = self._gather((*said, *keys), screen, call)
        silences = call.silences + 1 if why == "silence" else 0
        misses = call.misses + 1 if why in ("miss", "digits") else 0
        return verbs, replace(at, silences=silences, misses=misses)

    async def _read(self, line: Channel, call: Call, page: int) -> Answered:
        screen = await self._shown(line, call)
        pages = prompts.law(screen, self._catalogue(screen.language))
        if page > len(pages):
            end = self._catalogue(screen.language).translate(prompts.LAW_END)
            return self._gather(prompts.say(end, screen.language), screen, call)
        wait = 3 if page < len(pages) else 1
        return (Gather(pages[page - 1], wait=wait),), replace(call, page=page, silences=0, misses=0)

    async def _to_person(self, line: Channel, call: Call, why: str) -> Answered:
        if self._person:
            screen = await self._shown(line, call)
            return self._connect(screen.language), call
        if why == "asked":
            return await self._take(line, call, Picked("go", "human.contact"))
        language = (await self._shown(line, call)).language
        goodbye = self._catalogue(language).translate(prompts.GOODBYE)
        return (*prompts.say(goodbye, language), Hangup()), call

    async def transferred(self, line: Channel, call: Call, *, reached: bool) -> Answered:
        """Go on after a transfer: the call is over, or nobody has answered."""
        if reached:
            return (Hangup(),), call
        at = replace(call, step=call.step + 1)
        screen = await self._shown(line, at)
        said = self._catalogue(screen.language).translate(prompts.UNANSWERED)
        return self._gather(prompts.say(said, screen.language), screen, at)

    def _connect(self, language: str) -> Verbs:
        said = prompts.say(self._catalogue(language).translate(prompts.CONNECTING), language)
        return (*said, Transfer(self._person))

    def _gather(self, said: Sequence[Say], screen: Screen, call: Call) -> Answered:
        """Say this, then what can be pressed at the screen, and wait."""
        node = self._dialogue.nodes.get(screen.node)
        entry = node.digits if isinstance(node, Ask) else 0
        if isinstance(node, Ask) and not node.digits:
            written = self._catalogue(screen.language).translate(prompts.WRITTEN)
            said = (*said, *prompts.say(written, screen.language))
        catalogue, person = self._catalogue(screen.language), bool(self._person)
        ways = prompts.offered(screen, catalogue, entry=bool(entry), person=person)
        at = Call(
            call.id,
            call.step,
            screen.node,
            len(screen.options),
            law=not entry and prompts.has_law(screen),
        )
        return (Gather((*said, *ways), most=entry or 1),), at

    async def _shown(self, line: Channel, call: Call) -> Screen:
        """Return the screen that is waited at."""
        return (await self._view(line, call))[-1]

    async def _view(self, line: Channel, call: Call) -> tuple[Screen, ...]:
        return await self._assistant.view(line, self._incoming(line, call, Started()))

    def _incoming(self, line: Channel, call: Call, event: Event) -> Incoming:
        return Incoming(line.name, call.id, event, str(call.step), language=SOURCE)
