"""The VNeID guide as data: its graph, its lengths, its ends."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.model import Choice, Menu
from handlers.topics.vneid import TOPIC

LOCALES = Path(__file__).parents[2] / "locales"
ELSEWHERE = {
    "home",
    "proof.show_vneid",
    "proof.papers",
    "ct07.how",
    "ct07.validity",
    "lookup",
    "human.contact",
    "scam",
    "scam.call",
    "residence.wrong_data",
}
STEPS = (
    "install",
    "register",
    "login",
    "level1",
    "level2",
    "activate",
    "passcode",
    "wallet",
    "view_residence",
)
MENUS = {node.id: node for node in TOPIC.nodes if isinstance(node, Menu)}
ASKED = [menu.id for menu in MENUS.values() if menu.title]


def choices() -> Iterator[tuple[Menu, Choice]]:
    return ((menu, choice) for menu in MENUS.values() for choice in menu.choices)


def reached(start: str) -> set[str]:
    """The nodes of this topic that button after button leads to."""
    seen, waiting = set[str](), [start]
    while waiting:
        node = waiting.pop()
        if node in seen or node not in MENUS:
            continue
        seen.add(node)
        waiting.extend(choice.goto for choice in MENUS[node].choices)
    return seen


def phrasings(language: str) -> dict[str, list[str]]:
    path = LOCALES / language / "phrases" / "vneid.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_every_node_is_a_menu_with_its_own_id() -> None:
    assert len(MENUS) == len(TOPIC.nodes)
    assert all(name == "vneid" or name.startswith("vneid.") for name in MENUS)


def test_every_choice_leads_somewhere_known() -> None:
    assert [c.goto for _, c in choices() if c.goto not in MENUS.keys() | ELSEWHERE] == []


def test_every_node_is_reached_from_the_entry_menu() -> None:
    assert reached("vneid") == set(MENUS)


def test_menus_fit_a_keypad_and_buttons_fit_a_telegram_screen() -> None:
    for menu in MENUS.values():
        names = [choice.id for choice in menu.choices]
        assert 1 <= len(names) <= 8, menu.id
        assert len(set(names)) == len(names), menu.id
        assert len(menu.title) <= 40, menu.id
    for menu, choice in choices():
        assert len(choice.label) <= 40, choice.label
        assert len(f"{menu.id}:{choice.id}".encode()) <= 64, (menu.id, choice.id)


@pytest.mark.parametrize("name", MENUS)
def test_a_message_is_short(name: str) -> None:
    menu = MENUS[name]
    assert len(menu.text.split()) <= (60 if menu.title else 85)
    assert unicodedata.is_normalized("NFC", menu.text)


def test_the_nine_steps_follow_each_other() -> None:
    path = [MENUS[f"vneid.{name}"] for name in STEPS]
    assert [menu.step for menu in path] == [(place, 9) for place in range(1, 10)]
    following = [menu.choices[0].goto for menu in path]
    assert following == [*(menu.id for menu in path[1:]), "vneid.checklist.view_done"]


@pytest.mark.parametrize("name", MENUS)
def test_every_way_can_end_in_a_checklist(name: str) -> None:
    assert any(node.startswith("vneid.checklist.") for node in reached(name))


@pytest.mark.parametrize("name", [n for n in MENUS if n.startswith("vneid.checklist.")])
def test_a_checklist_cites_what_it_rests_on(name: str) -> None:
    assert any(not cited.startswith("guide:") for cited in MENUS[name].cites)


@pytest.mark.parametrize(("language", "least"), [("vi", 25), ("en", 8)])
def test_what_people_ask_for_has_phrasings(language: str, least: int) -> None:
    said = phrasings(language)
    assert set(said) == set(ASKED)
    assert {name: len(lines) for name, lines in said.items() if len(set(lines)) < least} == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_phrasing_belongs_to_two_nodes(language: str) -> None:
    lines = [line.casefold() for lines in phrasings(language).values() for line in lines]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []
