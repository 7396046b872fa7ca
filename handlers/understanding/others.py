"""Whether a message that asks for a record speaks of somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.understanding.lexicon import read_list
from handlers.understanding.words import Word, WordList
from legal_kb.normalise import bare

# "ông Trần Văn B", "đ/tượng Ng.V.T", but not "tôi là anh …".
_CAPITAL = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())
_NAMED = re.compile(
    r"(?<!là )\b(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị|[cC]ô|[cC]hú|[bB]ác|[ôÔbB]\.|[đĐ]/tượng|đối tượng|CD"
    rf"|Mrs?\.?|Ms\.?)\s+(?:[{_CAPITAL}]\w*[. ]\s?){{1,4}}[{_CAPITAL}]\w*\b"
)


_IN_OWN_HOUSEHOLD = re.compile(
    r"\b(?:trong|cung|chung) (?:so )?ho (?:khau )?(?:gia dinh )?(?:(?:cua|nha|voi) )*"
    r"(?:toi|em|minh|chau|con|tao|to)\b|\bin my (?:own )?household\b"
)
_ACTS = frozenset(
    "noi bao keu hua hoi da doi yeu nho dan khuyen muon can bat xin goi".split()
    + "says said told tells asks asked keeps wants claims promised registered".split()
)


def _named(said: Sequence[str], person: Sequence[str]) -> bool:
    """Say whether a person stands in what is said, other than as who says or does something."""
    size = len(person)
    return any(
        said[at : at + size] == person and "".join(said[at + size : at + size + 1]) not in _ACTS
        for at in range(len(said) - size + 1)
    )


@dataclass(frozen=True)
class People:
    """Words for other persons; see `lexicon/people.toml`."""

    kin: WordList
    own: WordList
    others: frozenset[str]  # Pairs of words and longer, without accents.
    strangers: frozenset[str]  # Those who are in no household of the asker's.

    @classmethod
    def load(cls) -> People:
        """Read the word list that is shipped with the package."""
        people = read_list("people")
        return cls(
            WordList.of(people["kin"].split(), people["plain"].split()),
            WordList.of(people["own"].split()),
            frozenset(bare(other) for other in people["others"]),
            frozenset(bare(stranger) for stranger in people["strangers"]),
        )

    def named_in(self, words: Sequence[Word]) -> bool:
        """Say whether the words name another person ("hộ khẩu của chồng em").

        Who only says or does something ("chủ trọ nói đã đăng ký cho tôi") is not asked about, and
        one's own household may be ("trong hộ của tôi còn má tôi không").
        """
        plain = [word.plain for word in words]
        if _IN_OWN_HOUSEHOLD.search(" ".join(plain)):
            return False
        others = (other.split() for other in self.others)
        return any(_named(plain, other) for other in others) or any(
            self.own.has(right) and self.kin.has(left) and after not in _ACTS
            for (left, right), after in zip(pairwise(words), [*plain[2:], ""], strict=False)
        )

    def strange_in(self, words: Sequence[Word], text: str) -> bool:
        """Say whether a person is named who is surely not of the asker's own household."""
        plain = [word.plain for word in words]
        strangers = (each.split() for each in self.strangers)
        return bool(_NAMED.search(text)) or any(_named(plain, each) for each in strangers)
