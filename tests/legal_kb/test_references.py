"""References inside the law, and what changed from one day to another."""

from __future__ import annotations

from datetime import date

import pytest

from legal_kb.citations import find, resolve
from legal_kb.history import Change, What, changes, compare, gathered, history
from legal_kb.knowledge import Knowledge
from legal_kb.references import Links, grounded, references


@pytest.fixture(scope="module")
def links(knowledge: Knowledge) -> Links:
    return Links.of(knowledge)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("từ khoản 1 đến khoản 3 Điều 14 nđ 104", ["14.1", "14.2", "14.3"]),
        ("khoản 1-3 điều 14 nghị định 104/2022", ["14.1", "14.2", "14.3"]),
        ("khoản 1 đến 3 Điều 14", ["14.1", "14.2", "14.3"]),
        ("các điểm a đến d khoản 2 Điều 14", ["14.2.a", "14.2.b", "14.2.c", "14.2.d"]),
        ("clauses 1 to 3 of article 14", ["14.1", "14.2", "14.3"]),
    ],
)
def test_a_range_is_every_step_of_it(written: str, ids: list[str], knowledge: Knowledge) -> None:
    outcomes = [resolve(citation, knowledge) for citation in find(written)]
    assert [o.ids for o in outcomes if hasattr(o, "ids")] == [(f"nd-104-2022/{i}",) for i in ids]


def test_a_range_without_end_is_not_written_out() -> None:
    assert len(find("khoản 1 đến khoản 900 Điều 14")) <= 2


@pytest.mark.parametrize(
    ("text", "at", "written"),
    [
        ("khoản 3 Điều này", "nd-104-2022/14.2.b", "khoản 3 điều 14"),
        ("điểm a khoản này", "luat-68-2020/20.3", "điểm a khoản 3"),
        ("theo Luật này", "luat-68-2020/20", "theo Luật Cư trú 68/2020/QH14"),
        ("khoan 2 dieu nay", "nd-104-2022/14", "khoan 2 điều 14"),
    ],
)
def test_this_article_is_the_one_shown(
    text: str, at: str, written: str, knowledge: Knowledge
) -> None:
    assert grounded(text, at, knowledge)[0] == written


def test_a_reference_in_a_text_leads_to_its_provision(knowledge: Knowledge) -> None:
    (clause,) = knowledge.versions("nd-104-2022/14.3")
    (reference,) = references(clause, knowledge)
    assert clause.text[reference.start : reference.end] == "khoản 2 Điều này"
    assert reference.ids == ("nd-104-2022/14.2",)


def test_every_reference_stands_where_it_says(knowledge: Knowledge) -> None:
    for id in knowledge.ids():
        for version in knowledge.versions(id):
            for found in references(version, knowledge):
                assert 0 <= found.start < found.end <= len(version.text)
                assert all(knowledge.has(target) or knowledge.gap(target) for target in found.ids)


def test_a_provision_knows_who_names_it(links: Links) -> None:
    assert "nd-104-2022/14.3" in links.back["nd-104-2022/14.2"]
    assert "luat-68-2020/20.3" in links.back["luat-68-2020/20.2"]


def test_a_clause_is_compared_on_two_days(knowledge: Knowledge) -> None:
    compared = compare(knowledge, "luat-68-2020/20.2", date(2026, 7, 1), date(2026, 6, 30))
    assert not compared.same
    before = "".join(piece.text for piece in compared.pieces() if piece.older)
    assert before == "\n".join(provision.text for provision in compared.before)
    after = "".join(piece.text for piece in compared.pieces() if piece.newer)
    assert "Người dưới 6 tuổi" in after
    assert "Người dưới 6 tuổi" not in before


def test_a_clause_that_did_not_change_has_nothing_to_compare(knowledge: Knowledge) -> None:
    assert compare(knowledge, "nd-104-2022/14", date(2023, 1, 1), date(2026, 11, 25)).same


def test_the_certificate_changed_twice(knowledge: Knowledge) -> None:
    found = history(knowledge, "tt-55-2021/17.2")
    assert [(str(change.day), change.what) for change in found] == [
        ("2021-07-01", What.BEGAN),
        ("2024-01-01", What.AMENDED),
        ("2026-07-01", What.ENDED),
    ]


def test_what_changed_on_a_day_is_told_with_who_changed_it(knowledge: Knowledge) -> None:
    found = changes(knowledge, date(2026, 7, 1), date(2026, 7, 1))
    assert Change(date(2026, 7, 1), What.BEGAN, "tt-116-2026") in found
    assert Change(date(2026, 7, 1), What.ENDED, "tt-55-2021", "tt-116-2026") in found
    amended = [c for c in found if c.id == "luat-68-2020/20.2"]
    assert [(c.what, (c.by or "").partition("/")[0]) for c in amended] == [
        (What.AMENDED, "luat-118-2025")
    ]


def test_a_resolution_with_an_end_ends_by_itself(knowledge: Knowledge) -> None:
    found = changes(knowledge, date(2027, 3, 1), date(2027, 3, 1))
    assert Change(date(2027, 3, 1), What.ENDED, "nq-66-7-2025") in found


def test_nothing_changes_between_two_changes(knowledge: Knowledge) -> None:
    assert changes(knowledge, date(2023, 3, 1), date(2023, 10, 11)) == ()


def test_parts_of_one_article_that_change_together_are_told_once(knowledge: Knowledge) -> None:
    found = changes(knowledge, date(2026, 9, 28), date(2026, 9, 28))
    told = gathered(found)
    assert sum(change.id.startswith("nd-69-2024/8.") for change in found) > 5
    assert [c.by for c in told if c.id == "nd-69-2024/8"] == ["nd-320-2026/4"]
    assert len(told) < len(found) / 2
