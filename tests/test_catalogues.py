"""Every catalogue as data: whole, in step with the sources, and within the limits of a screen."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.i18n import SOURCE, load_catalogues
from handlers.model import Ask, Choice, Menu
from handlers.topics import TOPICS
from handlers.wording import UNREADABLE
from legal_kb.loading import load

PROJECT = Path(__file__).parents[1]
KEYWORDS = parse_keywords(["_", "_n:1,1"])  # As `make catalogues` has them.
LABEL = 40  # Characters of a button.
WORDS = {SOURCE: 60, "en": 75}  # An answer that is also read aloud stays short.
FILES = {path.parts[-3]: path for path in PROJECT.glob("locales/*/LC_MESSAGES/assistant.po")}
CATALOGUES = load_catalogues()
MENUS = [node for topic in TOPICS for node in topic.nodes if isinstance(node, Menu)]
ASKS = [node for topic in TOPICS for node in topic.nodes if isinstance(node, Ask)]

every_language = pytest.mark.parametrize("language", sorted(FILES))


@cache
def marked() -> dict[str | tuple[str, str], str]:
    """Every text of the sources, a pair where it has a plural, and where it first stands."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str | tuple[str, str], str] = {}
    for folder in ("bot", "handlers", "legal_kb"):
        texts = extract_from_dir(PROJECT / folder, methods, options, keywords=KEYWORDS)
        for path, line, text, *_ in texts:
            found.setdefault(text, f"{folder}/{path}:{line}")
    return found


def notes() -> set[str]:
    """Return what is told beside the law: of instruments, of provisions, and of what is missing."""
    knowledge = load()
    instruments = knowledge.instruments.values()
    provisions = [p for id in knowledge.ids() for p in knowledge.versions(id)]
    gaps = [gap for instrument in instruments for gap in instrument.gaps]
    return {thing.note for thing in (*instruments, *provisions, *gaps)} - {""}


@cache
def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO(FILES[language].read_bytes()), locale=language)


def translated(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each plural form it has."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def labels() -> list[str]:
    """Return what can stand on a button: choices, and the titles that a question may offer."""
    choices: list[Choice] = [choice for node in (*MENUS, *ASKS) for choice in node.choices]
    return [*(choice.label for choice in choices), *(menu.title for menu in MENUS if menu.title)]


def test_there_is_a_catalogue_and_a_text_to_translate() -> None:
    assert "en" in FILES
    assert set(CATALOGUES) == {SOURCE, *FILES}
    assert len(marked()) > 500


def test_the_notes_of_the_law_are_texts_to_translate() -> None:
    assert len(notes()) > 50
    assert notes() <= marked().keys()


@every_language
def test_every_text_has_a_translation(language: str) -> None:
    done = {
        message.id for message in translated(language) if all(forms(message)) and not message.fuzzy
    }
    missing = [f"{where}: {text}" for text, where in marked().items() if text not in done]
    assert not missing, "\n".join(["Run `make catalogues`, then translate:", *missing])


@every_language
def test_no_translation_outlives_its_text(language: str) -> None:
    stale = [message.id for message in translated(language) if message.id not in marked()]
    assert not stale, "\n".join(["Run `make catalogues`; no longer said:", *map(str, stale)])
    assert not catalogue(language).obsolete


@every_language
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for message in translated(language):
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        for form in forms(message):
            assert placeholders(form) == placeholders(text), text


@every_language
def test_a_plural_has_all_the_forms_of_its_language(language: str) -> None:
    plurals = [message for message in translated(language) if isinstance(message.id, tuple)]
    assert plurals
    for message in plurals:
        assert len(message.string) == catalogue(language).num_plurals, message.id[0]
        assert all(message.string), message.id[0]


@every_language
def test_a_catalogue_is_in_composed_letters(language: str) -> None:
    assert unicodedata.is_normalized("NFC", FILES[language].read_text(encoding="utf-8"))


def test_the_texts_are_in_composed_letters() -> None:
    texts = [part for text in marked() for part in (text if isinstance(text, tuple) else (text,))]
    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []


@every_language
def test_a_catalogue_names_no_date_and_no_tool(language: str) -> None:
    header = FILES[language].read_text(encoding="utf-8").split("\n\n")[0]
    assert f'"Language: {language}\\n"' in header
    assert "Plural-Forms:" in header
    assert not [name for name in ("Date:", "Generated-By:", "#") if name in header]


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_a_label_fits_a_button(language: str) -> None:
    shown = {CATALOGUES[language].translate(label) for label in labels()}
    assert {label: len(label) for label in shown if len(label) > LABEL} == {}


@pytest.mark.parametrize("language", sorted(WORDS))
def test_an_answer_is_short(language: str) -> None:
    said = {menu.id: CATALOGUES[language].translate(menu.text) for menu in MENUS if menu.title}
    lengths = {id: len(text.split()) for id, text in said.items()}
    assert {id: words for id, words in lengths.items() if words > WORDS[language]} == {}


def test_a_button_named_in_a_text_is_named_as_it_is_shown() -> None:
    (label,) = {
        c.label for menu in MENUS if menu.id == "home" for c in menu.choices if c.goto == "lookup"
    }
    for language, shown in CATALOGUES.items():
        assert f"“{shown.translate(label)}”" in shown.translate(UNREADABLE["photo"]), language
