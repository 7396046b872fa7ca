"""The assistant without its surroundings: law, texts and dialogue, ready to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bot.i18n import SOURCE, load_phrases
from bot.learned import KEPT, understanding
from bot.library import Library, build_library
from bot.quotation import quotation
from bot.rendering import Limits, Screen, render
from bot.version import content_version
from handlers.dialogue import compose
from handlers.engine import Engine
from handlers.model import Reply, Said, State
from handlers.topics import TOPICS
from legal_kb.citations import code as code_of
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge, Law
from lookup.model import SessionEnded

UNCUT = Limits(text=1_000_000, label=200)  # For answers that no messenger has to carry.


@dataclass(frozen=True)
class Core(Library):
    """Everything that is pure: built once, then shared."""

    engine: Engine


@dataclass(frozen=True)
class Answered:
    """One question, answered outside any conversation."""

    node: str
    screens: tuple[Screen, ...]
    replies: tuple[Reply, ...]
    declined: bool
    heard: tuple[tuple[str, float], ...] = ()  # What it was taken for, rivals; how sure of each.

    @property
    def outcome(self) -> str:
        """Say whether it was "answered", "clarified" (asked back) or "declined"."""
        if self.node == "talk.which":
            return "clarified"
        return "declined" if self.declined else "answered"

    @property
    def text(self) -> str:
        """What a person reads, quoted clauses and their sources included."""
        return "\n\n".join(screen.text for screen in self.screens)

    @property
    def cites(self) -> tuple[str, ...]:
        """What the answer rests on, best first, each once."""
        return tuple(dict.fromkeys(cited for reply in self.replies for cited in reply.cites))


def build_core(kept: Path = KEPT) -> Core:
    """Load the law, the catalogues and the phrasings, and compose the dialogue.

    What the understanding learned is kept in the file `kept`, and the law beside it: learning takes
    seconds.

    Raises DecreeError, DialogueError or tomllib.TOMLDecodeError: then the data are broken.
    """
    library, phrases = build_library(kept.with_name("law.json")), load_phrases()
    knowledge, catalogues = library.knowledge, library.catalogues
    asked = {node for of_language in phrases.values() for node in of_language}
    dialogue = compose(TOPICS, knowledge, asked)
    understood = understanding(phrases, dialogue.titles, knowledge, kept)
    translations = {name: partial(c.translate) for name, c in catalogues.items()}
    engine = Engine(dialogue, understood, knowledge, translations, content_version())
    return Core(knowledge, catalogues, engine)


def answer(
    core: Core, question: str, *, today: date, language: str = SOURCE, on: date | None = None
) -> Answered:
    """Answer a question as the first message of a conversation; nobody is signed in.

    `on` is the day by which the law is asked, where the question itself names none.
    """
    asked_in = State(language=language, chosen=True)
    turn = core.engine.step(asked_in, Said(question), today=today, on=on)
    replies = list(turn.replies)
    while turn.effect is not None:
        turn = core.engine.step(turn.state, SessionEnded(), today=today)
        replies += turn.replies
    screens = render(replies, core.catalogue(language), UNCUT, core.knowledge, today)
    declined = any(reply.declines for reply in replies)
    return Answered(turn.state.node, screens, tuple(replies), declined, turn.state.heard)


def cards(core: Core, query: str, *, today: date) -> tuple[tuple[str, str, str, str], ...]:
    """Return the provisions a short query is about: id, name, beginning and the text to send."""
    said = answer(core, query, today=today)
    if said.declined:
        return ()
    law = core.knowledge.on(today)
    cited = [cited for cited in said.cites if not cited.startswith("guide:")]
    found = dict.fromkeys(p.id for top in cited for p in (*law.quote(top)[:1], *law.quote(top)))
    return tuple(_card(core, id, law, today) for id in found)


def _card(core: Core, id: str, law: Law, today: date) -> tuple[str, str, str, str]:
    text = "\n\n".join(p.text for p in quotation([id], core.catalogues[SOURCE], law, today))
    beginning = text.lstrip("“")[:120]
    return id, name_of(id, core.knowledge), beginning, text


def codes(cites: Iterable[str], knowledge: Knowledge) -> list[str]:
    """Write citations in the exchange form: "104/2022/NĐ-CP:art14.cl2.b", "guide:ct07"."""
    return [c if c.startswith("guide:") else code_of(c, knowledge) for c in cites]
