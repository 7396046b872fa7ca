"""The law and the texts, without the dialogue: all that the commands of the law need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.i18n import SOURCE, Catalogue, load_catalogues
from bot.kept_law import KEPT, law
from legal_kb.knowledge import Knowledge
from legal_kb.law_search import LawSearch


@dataclass(frozen=True)
class Library:
    """Everything that is pure and quickly loaded: built once, then shared."""

    knowledge: Knowledge
    catalogues: Mapping[str, Catalogue]

    @cached_property
    def search(self) -> LawSearch:
        """Search the wordings of the law."""
        return LawSearch(self.knowledge)

    def catalogue(self, language: str) -> Catalogue:
        return self.catalogues.get(language) or self.catalogues[SOURCE]


def build_library(kept: Path = KEPT) -> Library:
    """Load the law, which is kept in the file `kept`, and the catalogues.

    Raises DecreeError or tomllib.TOMLDecodeError: then the data are broken.
    """
    return Library(law(kept), load_catalogues())
