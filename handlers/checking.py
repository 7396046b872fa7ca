"""What `cutru law check` looks for in answers: a clause for each, and none past its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handlers.dated import wordings
from handlers.dialogue import Dialogue
from handlers.guides import GUIDES
from handlers.model import Menu
from legal_kb.knowledge import Knowledge
from legal_kb.model import Status

# What these topics say is about us or about other services: no rule of residence is told.
_ASK_BACK = ("vneid", "vneid.error")  # Menus that lead to answers and give none.
_NO_LAW = (
    "card",
    "help",
    "home",
    "law",
    "talk",
    "human",
    "lookup",
    "language",
    "outside",
    "scam",
    "access",
    "share",
    "rights",
)


def check_answers(dialogue: Dialogue, knowledge: Knowledge, today: date) -> list[str]:
    """Return what is wrong with the answers on a day, a line each: place, fault, remedy."""
    return [*_answers(dialogue, knowledge, today), *_guides(dialogue, today)]


def _answers(dialogue: Dialogue, knowledge: Knowledge, today: date) -> Iterator[str]:
    for node in dialogue.nodes.values():
        if not isinstance(node, Menu):
            continue
        told = node.title and not node.declines and node.id.partition(".")[0] not in _NO_LAW
        told = told and node.id not in _ASK_BACK
        if told and not node.cites:
            yield f"{node.id}: answers without a clause; cite what it rests on"
        if node.cites:
            live = (Status.IN_FORCE, Status.ENDING)
            said = wordings(node, knowledge)
            if not any(wording.holds.status(today) in live for wording in said):
                yield f"{node.id}: its clauses have ended by {today}; write it anew"


def _guides(dialogue: Dialogue, today: date) -> Iterator[str]:
    for node in dialogue.nodes.values():
        for cited in getattr(node, "cites", ()):
            guide = GUIDES.get(cited.partition("guide:")[2])
            if guide is not None and guide.due < today:
                yield f"{node.id}: {cited} was last compared on {guide.checked}; look at it again"
