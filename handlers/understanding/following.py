"""Messages that lean on what was said before: "còn trẻ em thì sao?", "bao lâu?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.understanding.concepts import Concepts, Found
from handlers.understanding.words import Word

LONGEST = 9  # Words of a message that leans on another; a longer one stands by itself.
_BARE = 5  # Words of one that only asks ("mất bao nhiêu tiền vậy").
_OPENING = re.compile(
    r"(?:con|the|vay|the con|vay con|roi|con neu|neu|nhung|ma|what about|how about|and|but|what if)"
    r"(?= )|(?:nham|lon|khong phai|y toi la|actually|i mean)(?= )"
)
_EMPTY = frozenset("khong gi nao thi sao a la co duoc va bang cua cho mot cac nhung hay".split())


def leans(text: str, words: Sequence[Word], found: Sequence[Found]) -> bool:
    """Say whether a folded message needs a subject from before to be understood."""
    if len(words) > LONGEST:
        return False
    if _OPENING.match(text):
        return True
    return bool(found) and len(words) <= _BARE and all(each.asks for each in found)


def subject_of(words: Sequence[Word], concepts: Concepts) -> tuple[Word, ...]:
    """Return what a title is about: its words without those that ask ("Làm mức 2 ở đâu")."""
    asking: set[int] = set()
    for each in concepts.within(words):
        if each.asks:
            asking |= set(range(each.start, each.end))
    kept = [w for at, w in enumerate(words) if at not in asking and w.plain not in _EMPTY]
    return tuple(kept)
