"""What a card says, and what can be said of it later: in force, superseded, forged."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.answer_card.signing import Forged, Keys, Signer
from bot.core import UNCUT, Core, answer
from bot.i18n import VIETNAM
from bot.quotation import Paragraph
from bot.rendering import MOST_CITED, render
from handlers.model import Menu, Picked, State
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge
from legal_kb.model import Provision
from lookup.model import PersonalRead, ResidenceRead, Stay

KINDS = {"png": "image/png", "pdf": "application/pdf", "html": "text/html"}
SOURCE = "Cư Trú, dữ liệu thử nghiệm"
SHORT = 8  # Bytes of a fingerprint.


@dataclass(frozen=True)
class Card:
    """An answer, or a person's residence, as it is printed and signed."""

    kind: str  # "law" or "residence"
    title: str
    plain: str  # In our words: what the QR code itself carries.
    paragraphs: tuple[Paragraph, ...]
    cites: tuple[tuple[str, bytes], ...]  # Provisions and their fingerprints on the day.
    day: date
    language: str

    @property
    def digest(self) -> bytes:
        """SHA-256 over all that is printed, in composed letters."""
        text = "\n\n".join((self.title, *(p.text for p in self.paragraphs), self.day.isoformat()))
        return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).digest()

    @property
    def content(self) -> dict[str, Any]:
        return {
            "k": self.kind,
            "t": self.title,
            "x": self.plain,
            "c": [[id, mark] for id, mark in self.cites],
            "d": self.day.isoformat(),
            "l": self.language,
            "h": self.digest,
        }


class Truth(StrEnum):
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    FORGED = "forged"


@dataclass(frozen=True)
class Verdict:
    """What a card is on a day. `said` is what was signed; nothing for a forged one."""

    truth: Truth
    said: dict[str, Any] | None = None
    since: date | None = None  # The first day on which what it cites no longer held.
    cited: str = ""  # The provision that changed.


def answer_card(
    core: Core, node: str, day: date, language: str, today: date, cites: Sequence[str] = ()
) -> Card | None:
    """Make the card of an answer, by the node that gives it; None where it rests on no clause.

    `cites` are those of `law.shown`, the node that quotes whatever was asked for.
    """
    menu = core.engine.dialogue.nodes.get(node)
    if not isinstance(menu, Menu) or menu.declines:
        return None
    shown = tuple(id for id in cites if core.knowledge.has(id))[:MOST_CITED]
    asked = State(language=language, chosen=True, cited=shown)
    on = None if day == today else day
    reply = core.engine.step(asked, Picked("go", node), today=today, on=on).replies[-1]
    known = tuple(id for id in reply.cites if _leaves(core.knowledge, id))[:MOST_CITED]
    if reply.node != node or not known:
        return None
    catalogue = core.catalogue(language)
    title = catalogue.translate(menu.title)
    if node == "law.shown":
        title = "; ".join(name_of(id, core.knowledge) for id in known)
    bare = replace(reply, buttons=(), nav=())
    (screen,) = render((bare,), catalogue, UNCUT, core.knowledge, today)
    plain = "\n".join(p.text for p in screen.paragraphs if p.kind in ("step", "text"))
    marks = tuple((id, fingerprint(core.knowledge, id, day)) for id in known)
    return Card("law", title, plain, screen.paragraphs, marks, day, catalogue.language)


def card_of(
    core: Core, question: str, today: date, language: str, on: date | None = None
) -> Card | None:
    """Answer a question as a card; None where the answer rests on no clause."""
    said = answer(core, question, today=today, language=language, on=on)
    if said.declined:
        return None
    day = next((reply.day for reply in said.replies if reply.day), on or today)
    return answer_card(core, said.node, day, language, today, said.cites)


def residence_card(person: PersonalRead, home: ResidenceRead, read_at: datetime) -> Card:
    """Make the card of one's own residence; only with the consent of the person it is about.

    Both are given as the person wants them shown: masked, or revealed.
    """
    lines = [f"Họ tên: {person.name}", f"Số định danh cá nhân: {person.personal_id}"]
    stays = (
        ("Nơi thường trú", home.permanent),
        ("Nơi tạm trú", home.temporary),
        ("Nơi ở hiện tại", home.current),
    )
    lines += [f"{label}: {_written(stay)}" for label, stay in stays if stay]
    here = read_at.astimezone(VIETNAM)
    lines.append(f"Đọc từ {SOURCE} lúc {here:%H:%M} ngày {here:%d/%m/%Y}")
    plain = "\n".join(lines)
    title = "Thông tin cư trú"
    return Card("residence", title, plain, (Paragraph("record", plain),), (), here.date(), "vi")


def issue(card: Card, signer: Signer) -> str:
    """Sign a card: the text of its QR code."""
    return signer.sign(card.content)


def judge(token: str, keys: Keys, knowledge: Knowledge, day: date) -> Verdict:
    """Say what a card is on a day: genuine and in force, genuine and superseded, or forged."""
    try:
        said = keys.open(token)
        made, cited = date.fromisoformat(said["d"]), [(str(id), mark) for id, mark in said["c"]]
    except (Forged, KeyError, TypeError, ValueError):
        return Verdict(Truth.FORGED)
    changes = [
        (since or made, id)
        for id, mark in cited
        if fingerprint(knowledge, id, day) != mark or mark == _print_of(())
        for since in (_changed(knowledge, id, mark, made, day),)
    ]
    if changes:
        since, id = min(changes)
        return Verdict(Truth.SUPERSEDED, said, since, id)
    return Verdict(Truth.IN_FORCE, said)


def fingerprint(knowledge: Knowledge, id: str, day: date) -> bytes:
    """Return a short digest of all wordings that hold on a day, at an id and below it."""
    return _print_of(p for p in _leaves(knowledge, id) if _holds(p, day))


def timeline(knowledge: Knowledge) -> list[list[str]]:
    """List every wording as [id, first day, last day or "", digest]: all that a page needs."""
    return [
        [
            p.id,
            p.in_force.start.isoformat(),
            p.in_force.until.isoformat() if p.in_force.until else "",
            _digest(p).hex(),
        ]
        for id in knowledge.ids()
        for p in knowledge.versions(id)
    ]


def _changed(knowledge: Knowledge, id: str, mark: bytes, made: date, day: date) -> date | None:
    """Return the first day from which the wording differs from the card's, if it is known."""
    leaves = _leaves(knowledge, id)
    turns = {p.in_force.start for p in leaves}
    turns |= {p.in_force.until + timedelta(days=1) for p in leaves if p.in_force.until}
    if mark == _print_of(()):
        return max((turn for turn in turns if turn <= made), default=None)
    later = sorted(turn for turn in turns if made < turn <= day)
    return next((turn for turn in later if fingerprint(knowledge, id, turn) != mark), None)


def _leaves(knowledge: Knowledge, id: str) -> list[Provision]:
    below = knowledge.below(id) if knowledge.has(id) else ()
    return [p for each in below for p in knowledge.versions(each)]


def _holds(provision: Provision, day: date) -> bool:
    period = provision.in_force
    return period.start <= day and (period.until is None or day <= period.until)


def _print_of(provisions: Iterator[Provision] | Sequence[Provision]) -> bytes:
    joined = b"".join(_digest(p) for p in sorted(provisions, key=lambda p: p.id))
    return hashlib.sha512(joined).digest()[:SHORT]


def _digest(provision: Provision) -> bytes:
    return hashlib.sha512(f"{provision.id}\0{provision.text}".encode()).digest()[:SHORT]


def _written(stay: Stay) -> str:
    until = f" đến {stay.until:%d/%m/%Y}" if stay.until else ""
    return f"{stay.address} (từ {stay.since:%d/%m/%Y}{until})"
