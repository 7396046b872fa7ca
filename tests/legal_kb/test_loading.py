"""A broken file is refused with its name, the place, and what repairs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from legal_kb.errors import DecreeError
from legal_kb.knowledge import Knowledge
from legal_kb.loading import load
from legal_kb.model import Certainty

from .conftest import HEAD

Build = Callable[..., Knowledge]

CLAUSE = '[[clause]]\narticle = 14\nclause = 2\nverified = 1\ntext = "Một."\n'


def test_a_sound_file_loads(law_of: Build) -> None:
    law = law_of(CLAUSE + 'points.a = "A;"\npoints."đ" = "Đ."\n[gloss.en]\n"14.2.a" = "A."\n')
    assert law.ids() == ("nd-1-2020/14.2", "nd-1-2020/14.2.a", "nd-1-2020/14.2.đ")
    assert law.versions("nd-1-2020/14.2.a")[0].gloss == {"en": "A."}
    assert law.versions("nd-1-2020/14.2")[0].source == ("thử",)


def test_points_out_of_order_are_refused_in_so_many_words(law_of: Build) -> None:
    with pytest.raises(DecreeError) as caught:
        law_of(CLAUSE + 'points.d = "D"\npoints.e = "E"\npoints."đ" = "Đ"\n')
    assert str(caught.value) == (
        'nd-1-2020.toml: article 14, clause 2: point "e" stands before "đ"; '
        "list points as the decree does"
    )


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ("[[clause", ("not TOML", "repair the syntax")),
        ("[clause]\narticle = 1\n", ("head", "`clause` is a dict", "give a list")),
        (CLAUSE + "untill = 2021-01-01\n", ("[[clause]] number 1", "`untill` is unknown")),
        (CLAUSE + 'until = "2021-01-01"\n', ("`until` is a str", "give a date")),
        (CLAUSE.replace("verified = 1", "verified = 0"), ("article 14, clause 2", "[[gap]]")),
        (CLAUSE.replace("verified = 1\n", ""), ("verified by 0 publishers", "[[gap]]")),
        (CLAUSE.replace('"Một."', '"  "'), ("14.2 has no text", "copy the wording")),
        (CLAUSE.replace('text = "Một."\n', ""), ("no text", "[[gap]]")),
        (CLAUSE.replace("article = 14\n", ""), ("no `article`", "which provision")),
        (CLAUSE + "until = 2019-01-01\n", ("before `from`", "correct one of them")),
        (CLAUSE + "from = 2019-01-01\n", ("before the instrument was issued", "correct `from`")),
        (CLAUSE + CLAUSE, ("nd-1-2020/14.2", "two wordings", "until = 2020-01-31")),
        (
            CLAUSE + "until = 2021-05-05\n" + CLAUSE + "from = 2021-05-05\n",
            ("2021-05-05", "until = 2021-05-04"),
        ),
        (CLAUSE + 'points.w = "W"\n', ('"w" is no point', "use one of a b c d đ e")),
        (CLAUSE + 'replaced_by = "nd-2-2021/1"\n', ('"nd-2-2021/1"', "add the provision")),
        (CLAUSE + 'amended_by = "nd-2-2021"\n', ("`amended_by`", "not there")),
        (CLAUSE + 'source = ["báo"]\n', ('source "báo" is unknown', "[sources]")),
        (CLAUSE + '[gloss.en]\n"14.3" = "Two."\n', ("gloss.en", '"14.3" is no wording')),
        ("[[gap]]\narticle = 3\n", ("[[gap]] number 1", "no note", "what is missing")),
        ('[[gap]]\nclause = 3\nnote = "Thiếu."\n', ("[[gap]] number 1", "no article")),
        (
            '[[gap]]\nnote = "Thiếu."\ncertainty = "sure"\n',
            ('`certainty` is "sure"', "use one of verified, secondary, unverified"),
        ),
        (CLAUSE.replace("Một", "Mo\u0323\u0302t"), ("line 13", "not in NFC")),
        (CLAUSE.replace("Một", r"Mo\u0323\u0302t"), ("14.2 is not in NFC", "not escapes")),
    ],
)
def test_a_fault_is_named_with_its_place_and_its_remedy(
    tables: str, words: tuple[str, ...], law_of: Build
) -> None:
    with pytest.raises(DecreeError) as caught:
        law_of(tables)
    assert str(caught.value).startswith("nd-1-2020.toml: ")
    for word in words:
        assert word in str(caught.value)


def test_an_instrument_of_which_nothing_is_verified_tells_one_gap_for_all_of_it(
    law_of: Build,
) -> None:
    law = law_of('[[gap]]\nnote = "Chưa có toàn văn."\ncertainty = "secondary"\n')
    for place in ("nd-1-2020", "nd-1-2020/7", "nd-1-2020/7.2.b"):
        gap = law.gap(place)
        assert gap is not None
        assert gap.note == "Chưa có toàn văn."
        assert gap.certainty is Certainty.SECONDARY


def test_the_graph_is_known_from_both_sides(law_of: Build) -> None:
    law_of(CLAUSE)
    second = HEAD.replace("1/2020/NĐ-CP", "2/2020/NĐ-CP") + 'amends = ["nd-1-2020"]\n'
    law = law_of(CLAUSE, second + 'dates = "secondary"\n', "nd-2-2020.toml")
    assert law.amended_by("nd-1-2020") == ("nd-2-2020",)
    law = law_of(CLAUSE + 'amended_by = "nd-2-2020/14.2"\n', HEAD + 'replaced_by = "nd-2-2020"\n')
    assert law.replaces("nd-2-2020") == ("nd-1-2020",)
    assert law.replaces("nd-1-2020") == ()
    (clause,) = law.versions("nd-1-2020/14.2")
    assert law.dates(clause) is Certainty.SECONDARY  # As sure as the days of what gave it.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Nghị định", "Nghi dinh", ("kind", "use one of Luật")),
        ("2020-01-01", "2021-01-01", ('"nd-1-2021"', "name the file")),
        ("checked = 2020-03-01", "checked = 2019-03-01", ("`checked` is before", "comparison")),
        ('source = "thử"\n', "", ("no `source`", "before the first table")),
        ("{ from = 2020-02-01 }", "{ until = 2020-02-01 }", ("in_force", "no `from`")),
        ("checked", "cheked", ("`cheked` is unknown",)),
        ('source = "thử"', 'source = "thử"\nreplaced_by = "nd-9"', ("head", '"nd-9"')),
    ],
)
def test_a_fault_in_the_head_is_named(
    old: str, new: str, words: tuple[str, ...], law_of: Build
) -> None:
    with pytest.raises(DecreeError) as caught:
        law_of(CLAUSE, head=HEAD.replace(old, new, 1))
    for word in words:
        assert word in str(caught.value)


def test_a_new_wording_may_follow_the_old_one_the_next_day(law_of: Build) -> None:
    new = CLAUSE.replace("Một", "Hai") + "from = 2021-05-05\n"
    law = law_of(CLAUSE + "until = 2021-05-04\n" + new)
    assert [p.text for p in law.versions("nd-1-2020/14.2")] == ["Một.", "Hai."]


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "nd-1-2020.toml").write_bytes("số".encode("utf-16"))
    with pytest.raises(DecreeError, match=r"nd-1-2020\.toml"):
        load(tmp_path)
