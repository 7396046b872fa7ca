"""What a quotation contains, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from legal_kb.knowledge import Knowledge, parent

TODAY = date(2026, 11, 23)


def paths(knowledge: Knowledge, id: str, day: date) -> list[str]:
    return [p.id.partition("/")[2] for p in knowledge.on(day).quote(id)]


def test_a_clause_is_quoted_with_its_points(knowledge: Knowledge) -> None:
    quoted = paths(knowledge, "nd-104-2022/14.2", TODAY)
    assert quoted == ["14.2", "14.2.a", "14.2.b", "14.2.c", "14.2.d"]


def test_an_article_is_quoted_clause_by_clause(knowledge: Knowledge) -> None:
    assert paths(knowledge, "nd-104-2022/15", TODAY) == ["15.1", "15.2", "15.3"]


def test_a_clause_that_ended_is_not_quoted_beside_those_that_hold(knowledge: Knowledge) -> None:
    assert "30.5" in paths(knowledge, "luat-68-2020/30", date(2026, 6, 30))
    assert paths(knowledge, "luat-68-2020/30", date(2026, 7, 1)) == ["30.1", "30.2", "30.3", "30.4"]


def test_where_nothing_holds_the_last_wordings_are_quoted(knowledge: Knowledge) -> None:
    quoted = knowledge.on(TODAY).quote("tt-55-2021/17")
    assert [p.in_force.until for p in quoted] == [date(2026, 6, 30)] * 3


def test_before_the_first_day_the_first_wordings_are_quoted(knowledge: Knowledge) -> None:
    assert paths(knowledge, "tt-116-2026/16", date(2026, 1, 1))[0] == "16.1"


def test_an_article_exists_through_its_clauses(knowledge: Knowledge) -> None:
    assert knowledge.has("nd-104-2022/14")
    assert knowledge.has("nd-104-2022")
    assert not knowledge.has("nd-104-2022/14.5")
    assert not knowledge.has("nd-104-2022/3")
    assert knowledge.children("nd-104-2022/14")[1] == "nd-104-2022/14.2"
    assert knowledge.versions("nd-104-2022/14") == ()


def test_what_is_unknown_is_quoted_as_nothing(knowledge: Knowledge) -> None:
    assert knowledge.on(TODAY).provision("nd-1-1999/1") is None
    assert knowledge.on(TODAY).quote("nd-1-1999/1") == ()


@pytest.mark.parametrize(
    ("id", "above"),
    [
        ("nd-104-2022/14.2.b", "nd-104-2022/14.2"),
        ("nd-104-2022/14", "nd-104-2022"),
        ("nd-104-2022", None),
    ],
)
def test_one_step_up(id: str, above: str | None) -> None:
    assert parent(id) == above
