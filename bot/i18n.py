"""Catalogues: the Vietnamese texts in other languages, and dates as each language writes them."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from handlers.model import Sentence, _
from handlers.understanding.patterns import expand

SOURCE = "vi"  # The language of the texts themselves: it needs no catalogue.
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DATE_PATTERN = _("dd/MM/y")
TIME_PATTERN = _("HH:mm dd/MM/y")


class PhrasesError(Exception):
    """Phrasings that cannot be used; the message names file, place and remedy."""


@dataclass(frozen=True)
class Catalogue:
    """One language: its translations and its ways of writing values."""

    language: str
    translations: Translations
    plurals: frozenset[str] = frozenset()

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    def translate(self, text: str) -> str:
        return self.translations.gettext(text) if text else ""

    def say(self, text: str, values: Mapping[str, object]) -> str:
        """Translate a text and fill its placeholders, with the plural that its number wants."""
        counts = [value for value in values.values() if type(value) is int]
        if text in self.plurals and counts:
            pattern = self.translations.ngettext(text, text, counts[0])
        else:
            pattern = self.translate(text)
        if not values:
            return pattern
        return pattern.format_map({name: self.show(value) for name, value in values.items()})

    def show(self, value: object) -> str:
        match value:
            case Sentence(text=text, values=values):
                return self.say(text, values)
            case tuple():
                return "\n".join(f"• {self.show(item)}" for item in value)
            case datetime():
                local = value.astimezone(VIETNAM)
                return format_datetime(local, self.translate(TIME_PATTERN), locale=self.locale)
            case date():
                return format_date(value, self.translate(DATE_PATTERN), locale=self.locale)
            case _:
                return str(value)


def load_catalogues(directory: Traversable | None = None) -> Mapping[str, Catalogue]:
    """Read every language folder; the source language comes first."""
    found = {SOURCE: Catalogue(SOURCE, Translations())}
    for folder in _folders(directory):
        po = folder / "LC_MESSAGES" / "assistant.po"
        if folder.name != SOURCE and po.is_file():
            found[folder.name] = _read(folder.name, po.read_bytes())
    return found


def load_phrases(
    directory: Traversable | None = None,
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Read how people ask for each node, by language: `<language>/phrases/<topic>.toml`.

    Raises PhrasesError.
    """
    found: dict[str, dict[str, Sequence[str]]] = {}
    for folder in _folders(directory):
        files_of = folder / "phrases"
        if not files_of.is_dir():
            continue
        of_language = found.setdefault(folder.name, {})
        for file in sorted(files_of.iterdir(), key=lambda path: path.name):
            if file.name.endswith(".toml"):
                place = f"{folder.name}/phrases/{file.name}"
                for node, phrases in _phrases(file, place).items():
                    if node in of_language:
                        raise PhrasesError(f"{place}: {node} stands in another file too; join them")
                    of_language[node] = phrases
    return found


def _phrases(file: Traversable, place: str) -> dict[str, list[str]]:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PhrasesError(f"{place}: {error}") from error
    for node, phrases in read.items():
        if not isinstance(phrases, list) or not all(isinstance(p, str) for p in phrases):
            raise PhrasesError(f"{place}: {node} needs a list of phrasings, each in quotes")
    return {
        node: list(dict.fromkeys(phrase for pattern in patterns for phrase in expand(pattern)))
        for node, patterns in read.items()
    }


def _folders(directory: Traversable | None) -> list[Traversable]:
    root = directory or files("locales")
    return sorted((f for f in root.iterdir() if f.is_dir()), key=lambda path: path.name)


def _read(language: str, po: bytes) -> Catalogue:
    catalog = read_po(io.BytesIO(po), locale=language)
    mo = io.BytesIO()
    write_mo(mo, catalog)
    mo.seek(0)
    plurals = frozenset(message.id[0] for message in catalog if isinstance(message.id, tuple))
    return Catalogue(language, Translations(mo), plurals)
