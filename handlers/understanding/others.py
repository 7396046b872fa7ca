"""Whether a message that asks for a record speaks of somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.understanding.lexicon import read_list
from handlers.understanding.words import Word
from legal_kb.normalise import apart, bare

# "ông Trần Văn B", "đ/tượng Ng.V.T", but not "tôi là anh …".
_NAMED = re.compile(
    r"(?<!là )\b(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị|[cC]ô|[cC]hú|[bB]ác|[ôÔbB]\.|[đĐ]/tượng|đối tượng|CD"
    r"|Mrs?\.?|Ms\.?)\s+(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*[. ]\s?){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\b"
)


@dataclass(frozen=True)
class People:
    """Words for other persons; see `lexicon/people.toml`."""

    kin: frozenset[str]  # In the form of `Word.marks`.
    plain: frozenset[str]
    own: frozenset[str]  # Without accents.
    others: frozenset[str]  # Pairs of words and longer, without accents.
    strangers: frozenset[str]  # Those who are in no household of the asker's.

    @classmethod
    def load(cls) -> People:
        """Read the word list that is shipped with the package."""
        people = read_list("people")
        return cls(
            frozenset("".join(apart(word)) for word in people["kin"].split()),
            frozenset(people["plain"].split()),
            frozenset(bare(word) for word in people["own"].split()),
            frozenset(bare(other) for other in people["others"]),
            frozenset(bare(stranger) for stranger in people["strangers"]),
        )

    def named_in(self, words: Sequence[Word]) -> bool:
        """Say whether the words name another person ("hộ khẩu của chồng em")."""
        said = f" {' '.join(word.plain for word in words)} "
        return any(f" {other} " in said for other in self.others) or any(
            right.plain in self.own and self._is_kin(left) for left, right in pairwise(words)
        )

    def strange_in(self, words: Sequence[Word], text: str) -> bool:
        """Say whether a person is named who is surely not of the asker's own household."""
        said = f" {' '.join(word.plain for word in words)} "
        return bool(_NAMED.search(text)) or any(f" {each} " in said for each in self.strangers)

    def _is_kin(self, word: Word) -> bool:
        return word.marks in self.kin if word.marks else word.plain in self.plain
