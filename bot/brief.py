"""Quick answers for officers: two lines, and a text that is ready to be copied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.i18n import Catalogue
from bot.quotation import quotation
from handlers.model import Reply, _
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge

ENOUGH = 40  # Characters after which the first sentences say enough ("Không." does not).
COPIED = 700  # Characters of a clause that is copied whole; of a longer one only its name is.
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True)
class Brief:
    """An answer in two lines, and the clause in a form for a file or a letter."""

    said: str
    source: str
    copy: str


def brief(reply: Reply, catalogue: Catalogue, knowledge: Knowledge, today: date) -> Brief | None:
    """Return a reply in brief; None for one that rests on no clause whose wording is known."""
    law = knowledge.on(reply.day or today)
    cited = next((c for c in reply.cites if not c.startswith("guide:") and law.quote(c)), None)
    if cited is None:
        return None
    told = list(quotation([cited], catalogue, law, today))
    quote = next(p.text for p in told if p.kind == "quote")
    source = next(p.text for p in told if p.kind == "source")
    named = name_of(cited, knowledge)
    clause = catalogue.say(_("Theo {name}: {quote}"), {"name": named, "quote": quote})
    copy = clause if len(quote) <= COPIED else catalogue.say(_("Theo {name}."), {"name": named})
    return Brief(_first(catalogue.say(reply.text, reply.values)), source, copy)


def _first(text: str) -> str:
    said = ""
    for sentence in _SENTENCE.split(text):
        said = f"{said} {sentence}".strip()
        if len(said) >= ENOUGH:
            break
    return said
