"""May this paper be demanded? Verdicts written by reading the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core import Core
from handlers.model import Menu
from legal_kb.demand import Case, Paper, Procedure, Reading, Rule, judge, load_rules, turning_days
from legal_kb.knowledge import Knowledge
from legal_kb.model import Status

RULES = load_rules()
NOW = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("paper", "procedure", "reading", "day", "verdict", "first"),
    [
        # The book: until the end of 2022 it counted; since Decree 104 nobody may ask for it.
        ("book", "public", "unknown", "2022-12-31", "only_if", "luat-68-2020/38.3"),
        ("book", "public", "unknown", "2023-01-01", "no", "nd-104-2022/15.3"),
        ("book", "public", "unreadable", "2026-11-25", "no", "nd-104-2022/15.3"),
        ("book", "residence", "read", "2026-11-25", "no", "nd-104-2022/15.3"),
        ("book", "private", "unknown", "2026-11-25", None, None),
        ("book", "inspection", "unknown", "2021-12-31", "only_if", "luat-68-2020/38.3"),
        ("book", "inspection", "unknown", "2022-12-31", "only_if", "nd-144-2021/9.1.c"),
        ("book", "inspection", "unknown", "2023-01-01", "no", "luat-68-2020/38.3"),
        ("book", "inspection", "unknown", "2026-11-25", "no", "luat-68-2020/38.3"),
        # CMND ended with 2024.
        ("cmnd", "public", "unreadable", "2024-12-31", "only_if", "nd-104-2022/14.3"),
        ("cmnd", "public", "unreadable", "2025-01-01", "no", "luat-26-2023/46.2"),
        ("cmnd", "private", "unknown", "2026-11-25", "no", "luat-26-2023/46.2"),
        # Decree 104, 14(3): only where the data cannot be read.
        ("card", "public", "read", "2026-11-25", "no", "nd-104-2022/14.3"),
        ("card", "public", "unreadable", "2026-11-25", "only_if", "nd-104-2022/14.3"),
        ("notice", "public", "unknown", "2024-05-01", "only_if", "nd-104-2022/14.3"),
        ("notice", "public", "unknown", "2022-05-01", None, None),
        # CT07: since Circular 116/2026 nobody at all may ask for it once the data were read.
        ("certificate", "public", "read", "2026-06-30", "no", "nd-104-2022/14.3"),
        ("certificate", "public", "read", "2026-07-01", "no", "tt-116-2026/16.5"),
        ("certificate", "private", "read", "2026-06-30", None, None),
        ("certificate", "private", "read", "2026-07-01", "no", "tt-116-2026/16.5"),
        ("certificate", "public", "unreadable", "2026-11-25", "only_if", "nd-104-2022/14.3"),
        # Registering residence: Circular 116/2026, 3(5) and 3(6).
        ("condition", "residence", "read", "2026-11-25", "no", "tt-116-2026/3.5"),
        ("condition", "residence", "unreadable", "2026-11-25", "yes", "tt-116-2026/3.6"),
        ("condition", "residence", "unreadable", "2025-06-01", "only_if", "nd-154-2024/5.1"),
        # VNeID: Decree 320/2026 gave Decree 69/2024 a new Article 4(4).
        ("integrated", "public", "unknown", "2026-09-27", None, None),
        ("integrated", "public", "unknown", "2026-09-28", "no", "nd-69-2024/4.4"),
        # The old number: Decree 58/2026.
        ("cmnd_number", "public", "unknown", "2026-03-14", None, None),
        ("cmnd_number", "private", "unknown", "2026-03-15", "no", "nd-70-2024/12"),
        ("integrated", "inspection", "unknown", "2026-09-27", "only_if", "nd-282-2025/10.1"),
        ("integrated", "inspection", "unknown", "2025-12-14", None, None),
        # An inspection is no counter: Decree 144/2021, then Decree 282/2025.
        ("card", "inspection", "unknown", "2021-12-31", None, None),
        ("card", "inspection", "unknown", "2025-12-14", "only_if", "nd-144-2021/9.1.c"),
        ("card", "inspection", "unknown", "2025-12-15", "only_if", "nd-282-2025/10.1"),
    ],
)
def test_a_demand_is_judged(
    paper: str, procedure: str, reading: str, day: str, verdict: str | None, first: str | None
) -> None:
    case = Case(Paper(paper), Procedure(procedure), Reading(reading), date.fromisoformat(day))
    ruling = judge(case, RULES)
    assert ruling.verdict == verdict
    assert (ruling.cites[0] if ruling.cites else None) == first


def test_the_steps_of_decree_104_are_told_in_their_order() -> None:
    case = Case(Paper.CARD, Procedure.PUBLIC, Reading.UNREADABLE, NOW)
    ruling = judge(case, RULES)
    assert [rule.cites[0] for rule in ruling.trace] == [
        "nd-104-2022/14.1",
        "nd-104-2022/14.3",
    ]
    assert "nq-66-7-2025/2.2" in ruling.cites
    later = judge(Case(Paper.CARD, Procedure.PUBLIC, Reading.UNREADABLE, date(2027, 3, 1)), RULES)
    assert [rule.cites[0] for rule in later.trace] == ["nd-104-2022/14.1", "nd-104-2022/14.3"]
    assert "nq-66-7-2025/2.2" not in later.cites


def test_integrated_papers_at_an_inspection_are_seen_on_the_telephone() -> None:
    case = Case(Paper.INTEGRATED, Procedure.INSPECTION, Reading.UNKNOWN, NOW)
    assert judge(case, RULES).cites == ("nd-282-2025/10.1", "nd-69-2024/4.4")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_clause_of_a_rule_is_in_force_as_long_as_the_rule(
    rule: Rule, knowledge: Knowledge
) -> None:
    for day in (rule.holds.start, rule.holds.until or NOW):
        for cited in rule.cites:
            law = knowledge.on(day)
            quoted = law.quote(cited)
            assert quoted, f"{cited} is not there"
            live = {law.status(provision) for provision in quoted}
            assert live <= {Status.IN_FORCE, Status.ENDING}, f"{cited} on {day}"


def test_chat_says_what_the_rules_say(core: Core) -> None:
    for node in core.engine.dialogue.nodes.values():
        parts = node.id.split(".")
        if parts[0] != "demand" or len(parts) < 3 or not isinstance(node, Menu) or not node.cites:
            continue
        reading = Reading(parts[3]) if len(parts) == 4 else Reading.UNKNOWN
        for day in turning_days(RULES):
            ruling = judge(Case(Paper(parts[1]), Procedure(parts[2]), reading, day), RULES)
            said = [w for w in (node, *node.other) if w.holds and w.holds.start <= day]
            texts = [w.text for w in said if not w.holds.until or day <= w.holds.until]
            assert texts == ([ruling.trace[-1].note] if ruling.trace else [])


def test_every_verdict_has_a_day_on_which_it_begins() -> None:
    days = turning_days(RULES)
    assert list(days) == sorted(set(days))
    assert days[0] == date(2021, 7, 1)
    assert days[-1] - timedelta(days=1) == date(2027, 2, 28)
