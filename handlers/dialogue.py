"""Compose the topics into one graph, and refuse a wrong one at start."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import get_type_hints

from handlers import handover, parity
from handlers.dated import wordings
from handlers.guides import GUIDES
from handlers.model import Ask, Do, Effect, Menu, Node, Outcome, Tell, Topic
from legal_kb.knowledge import Knowledge
from lookup import model as register

# Nodes that the engine itself leads to.
ROOTS = (
    "start",
    "home",
    "language",
    "law",
    "law.shown",
    "law.missing",
    "talk.unknown",
    "talk.which",
    "human.contact",
    "lookup.offer",
    "scam.pasted",
    "scam.link_real",
    "scam.link_state",
    "scam.link_fake",
    "scam.link_unknown",
)

LONGEST_MENU = 8  # 9 repeats, 0 goes home.
LONGEST_LABEL = 40  # Characters; longer ones are cut by some messengers.
LONGEST_ANSWER = 60  # Words of a plain-language answer.
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LINK = {"domain", "like"}
_ENGINE_VALUES = {
    "law.missing": {"asked", "near"},
    "scam.link_real": _LINK,
    "scam.link_state": _LINK,
    "scam.link_fake": _LINK,
    "scam.link_unknown": _LINK,
}


OUTCOMES: Mapping[type[Effect], tuple[type[Outcome], ...]] = dict(
    [*register.OUTCOMES.items(), *handover.OUTCOMES.items()]
)


class DialogueError(Exception):
    """The topics do not make a sound dialogue; the message names the node and the remedy."""


@dataclass(frozen=True)
class Dialogue:
    """All nodes by their id, and the topics they came from."""

    nodes: Mapping[str, Node]
    topics: tuple[Topic, ...]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Titles of the nodes that can be asked for."""
        menus = (node for node in self.nodes.values() if isinstance(node, Menu))
        return {menu.id: menu.title for menu in menus if menu.title}

    @cached_property
    def entrances(self) -> frozenset[str]:
        """Nodes that a button may name: menus, and what a choice leads to; they need no values."""
        menus = {id for id, node in self.nodes.items() if isinstance(node, Menu)}
        asking = (node for node in self.nodes.values() if isinstance(node, Menu | Ask))
        return frozenset(menus | {choice.goto for node in asking for choice in node.choices})


def compose(topics: Sequence[Topic], knowledge: Knowledge, asked: Collection[str] = ()) -> Dialogue:
    """Join the topics; `asked` are the nodes that people's own words lead to.

    Raises DialogueError with every fault found, one a line.
    """
    nodes: dict[str, Node] = {}
    faults = []
    for topic in topics:
        for node in topic.nodes:
            if node.id in nodes:
                faults.append(f"{node.id}: stands twice; give one of them another id")
            nodes[node.id] = node
    faults += _faults(nodes, knowledge, asked)
    if faults:
        raise DialogueError("\n".join(faults))
    return Dialogue(nodes, tuple(topics))


def _faults(
    nodes: Mapping[str, Node], knowledge: Knowledge, asked: Collection[str]
) -> Iterator[str]:
    for id in (*ROOTS, *asked):
        if id not in nodes:
            yield f"{id}: is led to from outside the topics, and does not exist"
    for node in nodes.values():
        yield from _own_faults(node)
        yield from parity.faults(node)
        for target in targets(node):
            if target not in nodes:
                yield f"{node.id}: leads to {target}, which does not exist"
        for cited in _cited(node):
            guide = cited.partition("guide:")[2]
            known = knowledge.has(cited) or knowledge.gap(cited)
            if (guide not in GUIDES) if guide else not known:
                yield f"{node.id}: cites {cited}, which is not in the knowledge base"
    if any(target not in nodes for node in nodes.values() for target in targets(node)):
        return
    yield from _dated_faults(nodes, knowledge)
    yield from _unreached(nodes, {*ROOTS, *asked} & nodes.keys())
    yield from _idle_circles(nodes)
    yield from _unfilled(nodes, {*ROOTS, *asked} & nodes.keys())


def targets(node: Node) -> tuple[str, ...]:
    """Return the ids of the nodes that this one leads to."""
    match node:
        case Menu(choices=choices):
            return tuple(choice.goto for choice in choices)
        case Ask(then=then, photo=photo, choices=choices):
            ways = (then, photo) if photo else (then,)
            return (*ways, *(choice.goto for choice in choices))
        case Tell(then=then):
            return (then,)
        case Do(on=on):
            return tuple(on.values())


def _cited(node: Node) -> tuple[str, ...]:
    own: tuple[str, ...] = getattr(node, "cites", ())
    if not isinstance(node, Menu):
        return own
    others = (cited for wording in node.other for cited in wording.cites)
    return (*own, *others, *(cited for ground in node.grounds for cited in ground.cites))


def fixed_text(dialogue: Dialogue, id: str) -> str:
    """Return what a node says to everybody alike; "" where it holds anything of anybody."""
    node = dialogue.nodes.get(id)
    if node is None or isinstance(node, Do) or getattr(node, "private", False):
        return ""
    return "" if _PLACEHOLDER.search(node.text) else node.text


def effect_of(node: Do) -> type[Effect]:
    """Return the kind of effect that a node asks for, from its builder's annotation."""
    wanted: type[Effect] = get_type_hints(node.effect)["return"]
    return wanted


def _own_faults(node: Node) -> Iterator[str]:
    if isinstance(node, Do):
        wanted = set(OUTCOMES[effect_of(node)])
        for outcome in wanted - set(node.on):
            yield f"{node.id}: knows no way on from {outcome.__name__}"
        for outcome in set(node.on) - wanted:
            yield f"{node.id}: {outcome.__name__} never comes of this effect; leave it out"
    if isinstance(node, Tell) and node.qr and not node.private:
        yield f"{node.id}: a QR code is kept nowhere; make the text private"
    if isinstance(node, Menu) and node.title and len(node.text.split()) > LONGEST_ANSWER:
        yield f"{node.id}: has more than {LONGEST_ANSWER} words; shorten it"
    if isinstance(node, Menu | Ask):
        if _PLACEHOLDER.search(node.text):
            yield f"{node.id}: is shown again without its values; tell them in a Tell before it"
        if len(node.choices) > LONGEST_MENU:
            yield f"{node.id}: has more than {LONGEST_MENU} choices; split it"
        for choice in node.choices:
            if len(choice.label) > LONGEST_LABEL:
                yield f"{node.id}:{choice.id}: label over {LONGEST_LABEL} characters; shorten it"


def _dated_faults(nodes: Mapping[str, Node], knowledge: Knowledge) -> Iterator[str]:
    """Find answers that hold on no day, or say two things on one."""
    for node in nodes.values():
        if not isinstance(node, Menu) or not node.cites:
            continue
        said = wordings(node, knowledge)
        for wording in said:
            first, last = wording.holds.start, wording.holds.until
            if last is not None and last < first:
                yield f"{node.id}: its clauses never hold together; cite others, or give `holds`"
            if node.title and len(wording.text.split()) > LONGEST_ANSWER:
                yield f"{node.id}: has more than {LONGEST_ANSWER} words on {first}; shorten it"
        for before, after in pairwise(said):
            if before.holds.until is None or before.holds.until >= after.holds.start:
                yield f"{node.id}: says two things on {after.holds.start}; end the older wording"


def _unreached(nodes: Mapping[str, Node], roots: Collection[str]) -> Iterator[str]:
    seen, waiting = set(roots), list(roots)
    while waiting:
        for target in targets(nodes[waiting.pop()]):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    for id in nodes.keys() - seen:
        yield f"{id}: nobody reaches it; lead to it, or give it phrasings"


def _idle_circles(nodes: Mapping[str, Node]) -> Iterator[str]:
    for id, node in nodes.items():
        passed, at = set(), node
        while isinstance(at, Tell):
            if at.id in passed:
                yield f"{id}: goes in a circle in which nobody is waited for"
                break
            passed.add(at.id)
            at = nodes[at.then]


def _unfilled(nodes: Mapping[str, Node], roots: Collection[str]) -> Iterator[str]:
    """Find placeholders that some way in does not fill."""
    bare = set(roots) | {t for n in nodes.values() if not isinstance(n, Do) for t in targets(n)}
    for id in bare - {t for n in nodes.values() if isinstance(n, Tell) for t in targets(n)}:
        yield from _missing(nodes, id, _ENGINE_VALUES.get(id, set()), "a choice or a question")
    for node in nodes.values():
        if isinstance(node, Do):
            for outcome, target in node.on.items():
                yield from _missing(nodes, target, _fields(outcome), outcome.__name__)


def _missing(nodes: Mapping[str, Node], id: str, known: set[str], way: str) -> Iterator[str]:
    while True:
        node = nodes[id]
        lacking = {*_PLACEHOLDER.findall(getattr(node, "text", "")), getattr(node, "qr", "")}
        lacking -= known | {""}
        if lacking:
            yield f"{id}: {{{', '.join(sorted(lacking))}}} is not filled when coming from {way}"
        if not isinstance(node, Tell):
            return
        id = node.then


def _fields(outcome: type[Outcome]) -> set[str]:
    return {field.name for field in fields(outcome)}
