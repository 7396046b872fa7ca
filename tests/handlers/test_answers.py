"""The answers as data: their length, what they rest on, and how people ask for them."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from handlers.dialogue import LONGEST_ANSWER, LONGEST_LABEL, LONGEST_MENU
from handlers.model import Menu
from handlers.topics import ct07, outside, proof, residence, scam, talk
from legal_kb.loading import load

PHRASES = Path(__file__).parents[2] / "locales"
FILES = ("proof", "ct07", "residence", "talk", "scam", "outside", "lookup")
MENUS = [
    node
    for topic in (proof, ct07, residence, talk, scam, outside)
    for node in topic.TOPIC.nodes
    if isinstance(node, Menu)
]
ANSWERS = {menu.id: menu for menu in MENUS}
OUTSIDE = [menu for menu in MENUS if menu.id.startswith("outside.")]
LEGAL = [
    menu
    for menu in MENUS
    if menu.id.startswith(("proof", "ct07", "residence")) and not menu.declines
]
LAW = load().on(date(2026, 11, 23))


def name(menu: Menu) -> str:
    return menu.id


def phrasings(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in FILES:
        text = (PHRASES / language / "phrases" / f"{file}.toml").read_text(encoding="utf-8")
        found |= tomllib.loads(text)
    return found


@pytest.mark.parametrize("menu", MENUS, ids=name)
def test_an_answer_is_short_has_a_title_and_leads_on(menu: Menu) -> None:
    assert len(menu.text.split()) <= LONGEST_ANSWER
    assert 0 < len(menu.title) <= LONGEST_LABEL
    assert 2 <= len(menu.choices) <= LONGEST_MENU
    assert len({choice.id for choice in menu.choices}) == len(menu.choices)
    for choice in menu.choices:
        assert choice.goto != menu.id
        assert len(choice.label) <= LONGEST_LABEL


@pytest.mark.parametrize("menu", LEGAL, ids=name)
def test_a_legal_answer_cites_what_holds_today(menu: Menu) -> None:
    provisions = [cited for cited in menu.cites if not cited.startswith("guide:")]
    assert provisions
    assert all(LAW.quote(provision) for provision in provisions)


@pytest.mark.parametrize("menu", OUTSIDE, ids=name)
def test_what_is_not_ours_is_declined_with_a_way_on(menu: Menu) -> None:
    assert menu.declines
    assert "talk.capability" in {choice.goto for choice in menu.choices}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("proof.replace_book", ("VNeID", "Cơ sở dữ liệu quốc gia về dân cư", "thẻ căn cước")),
        (
            "proof.papers",
            ("bốn loại", "CT07", "Giấy thông báo số định danh", "hết giá trị từ 01/01/2025"),
        ),
        ("proof.methods", ("Cổng dịch vụ công quốc gia", "VNeID", "QR", "chuyên ngành")),
        ("proof.officer_duty", ("Cán bộ phải khai thác", "Cơ sở dữ liệu quốc gia về dân cư")),
        ("proof.demand_paper", ("không thể khai thác được", "bản sao hoặc xuất trình")),
        ("proof.book_validity", ("hết giá trị sử dụng từ 01/01/2023", "31/12/2022")),
        ("ct07.how", ("Công an cấp xã", "Cổng dịch vụ công quốc gia", "VNeID")),
        ("ct07.validity", ("1 năm",)),
        ("human.contact", ("1900 0368", "Công an cấp xã", "cán bộ")),
        ("talk.greeting", ("không phải cơ quan nhà nước", "mật khẩu")),
    ],
)
def test_an_answer_says_the_essential_by_itself(answer: str, words: tuple[str, ...]) -> None:
    assert all(word in ANSWERS[answer].text for word in words)


@pytest.mark.parametrize(("language", "inside", "beyond"), [("vi", 25, 40), ("en", 8, 10)])
def test_every_title_can_be_asked_for_in_many_ways(language: str, inside: int, beyond: int) -> None:
    asked = phrasings(language)
    assert asked.keys() == {
        *ANSWERS,
        "lookup",
        "lookup.members_asked",
        "lookup.ethnicity_asked",
        "lookup.no_code",
    }
    for node, ways in asked.items():
        assert len(ways) >= (beyond if node.startswith("outside.") else inside), node


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_phrasing_stands_under_two_answers(language: str) -> None:
    ways = [way.casefold() for group in phrasings(language).values() for way in group]
    assert len(ways) == len(set(ways))
    assert all(unicodedata.is_normalized("NFC", way) for way in ways)
