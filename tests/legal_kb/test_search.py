"""Search: what is found, in which order, with accents and without, on which day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal_kb.citations import name
from legal_kb.excerpts import LONGEST, Asked
from legal_kb.knowledge import Knowledge
from legal_kb.law_search import LawSearch
from legal_kb.model import Status
from legal_kb.normalise import bare
from legal_kb.search import Document, Searcher

DAY = date(2026, 11, 25)
CROPS = (
    Document("má", "Rau má", ("Má tôi trồng rau má sau nhà.",)),
    Document("mạ", "Gieo mạ", ("Mạ non được gieo vào tháng hai.",)),
    Document("mã", "Mã số", ("Mỗi hồ sơ có một mã.", "Mã gồm sáu chữ số.")),
)


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher(CROPS)


@pytest.fixture(scope="module")
def law(knowledge: Knowledge) -> LawSearch:
    return LawSearch(knowledge)


@pytest.mark.parametrize("typed", ["má", "mạ", "mã"])
def test_accents_that_are_typed_put_their_word_first(typed: str, searcher: Searcher) -> None:
    found = [hit.id for hit in searcher.search(typed)]
    assert found[0] == typed
    assert set(found) == {"má", "mạ", "mã"}  # The others are behind it, and not lost.


def test_accents_that_are_missing_cost_nothing(searcher: Searcher) -> None:
    assert searcher.search("ma gom sau chu so")[0].id == "mã"
    assert searcher.search("MA GOM SAU CHU SO") == searcher.search("ma gom sau chu so")


def test_the_place_of_a_tone_mark_plays_no_part() -> None:
    searcher = Searcher((Document("a", "", ("hòa giải",)), Document("b", "", ("hoạ sĩ",))))
    assert searcher.search("hoà") == searcher.search("hòa")


def test_the_part_that_fits_is_told(searcher: Searcher) -> None:
    assert searcher.search("sáu chữ số")[0].part == 1


def test_a_heading_weighs_more_than_the_text_below() -> None:
    documents = (
        Document("text", "Quy định chung", ("Lệ phí do Bộ Tài chính quy định.",)),
        Document("heading", "Lệ phí", ("Bộ Tài chính quy định mức thu này.",)),
    )
    assert [hit.id for hit in Searcher(documents).search("lệ phí")] == ["heading", "text"]


def test_one_clause_that_says_it_all_beats_many_that_touch_it() -> None:
    scattered = ("Thời gian làm việc.", "Hạn nộp hồ sơ.", "Tạm dừng cấp thẻ.", "Nơi trú ẩn.")
    documents = (
        Document("scattered", "", scattered * 3),
        Document("together", "", ("Bãi bỏ.", "Thời hạn tạm trú tối đa là hai năm.", *scattered)),
    )
    assert Searcher(documents).search("thời hạn tạm trú")[0].id == "together"


def test_nothing_is_found_where_no_syllable_is_shared(searcher: Searcher) -> None:
    assert searcher.search("blockchain") == []
    assert searcher.search("") == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.integers(min_value=1, max_value=5))
def test_any_text_may_be_searched_for(searcher: Searcher, text: str, limit: int) -> None:
    found = searcher.search(text, limit)
    assert len(found) <= limit
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


# --- The law ---


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("sổ hộ khẩu giấy còn giá trị đến khi nào", "luat-68-2020/38"),
        ("xác nhận thông tin về cư trú", "tt-116-2026/16"),
        ("thời hạn tạm trú tối đa", "luat-68-2020/27"),
        ("không thể khai thác được thông tin cư trú", "nd-104-2022/14"),
        ("khóa tài khoản định danh điện tử", "nd-69-2024/15"),
    ],
)
def test_the_article_meant_is_among_the_first(query: str, wanted: str, law: LawSearch) -> None:
    for typed in (query, bare(query), query.upper()):
        articles = [found.provision.id.partition(".")[0] for found in law.search(typed, DAY)]
        assert wanted in articles[:3], typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thời hjan tạm trú", "thời hạn tạm trú"),
        ("khai thcá thông tin cư trú", "khai thác thông tin cư trú"),
        ("xac nhann thong tinn cu tru", "xac nhan thong tin cu tru"),
        ("sổ hộ khuẩ", "sổ hộ khẩu"),
    ],
)
def test_a_slip_of_the_keys_finds_what_was_meant(typed: str, meant: str, law: LawSearch) -> None:
    found, wanted = (law.search(query, DAY)[:3] for query in (typed, meant))
    assert {each.provision.id for each in found} == {each.provision.id for each in wanted}


def test_what_is_no_word_near_any_other_is_left(law: LawSearch) -> None:
    assert law.search("zzzzqqq", DAY) == []


def test_what_a_query_cites_comes_first(law: LawSearch) -> None:
    found = law.search("khoản 3 Điều 14 Nghị định 104/2022/NĐ-CP", DAY)
    assert found[0].provision.id == "nd-104-2022/14.3"
    assert len({one.provision.id for one in found}) == len(found)


def test_only_what_is_in_force_on_the_day_is_found(knowledge: Knowledge, law: LawSearch) -> None:
    for day in (date(2012, 1, 1), date(2022, 12, 31), date(2024, 6, 30), DAY):
        for query in ("sổ hộ khẩu", "căn cước công dân", "thời hạn giải quyết"):
            for found in law.search(query, day):
                status = knowledge.on(day).status(found.provision)
                assert status in (Status.IN_FORCE, Status.ENDING), name(
                    found.provision.id, knowledge
                )


def test_a_day_between_two_changes_finds_the_wording_of_that_day(law: LawSearch) -> None:
    query = "khoản 4 Điều 30 Luật Cư trú"
    (old, *_), (new, *_) = (law.search(query, day) for day in (date(2026, 6, 30), DAY))
    assert old.provision.id == new.provision.id == "luat-68-2020/30.4"
    assert "23 giờ" in old.provision.text
    assert "23 giờ" not in new.provision.text


def test_before_every_law_nothing_is_found(law: LawSearch) -> None:
    assert law.search("cư trú", date(1945, 9, 2)) == []


def test_an_excerpt_is_the_official_wording_with_its_words_marked(law: LawSearch) -> None:
    for query in ("thời hạn tạm trú", "thoi han tam tru"):
        for found in law.search(query, DAY):
            shown = "".join(piece.text for piece in found.excerpt)
            assert shown.removeprefix("… ").removesuffix(" …") in found.provision.text
            assert len(shown.split()) <= LONGEST + 2
        marked = [piece.text for piece in law.search(query, DAY)[0].excerpt if piece.matched]
        assert "thời hạn tạm trú" in marked


def test_words_that_are_everywhere_are_marked_beside_others_only() -> None:
    asked = Asked.of("giấy của chủ hộ", rare=lambda letters: letters != "cua")
    pieces = asked.excerpt("Tên của người và giấy của chủ hộ.")
    assert [piece.text for piece in pieces if piece.matched] == ["giấy của chủ hộ"]


def test_accents_that_are_typed_are_what_is_marked() -> None:
    asked = Asked.of("chứng minh", rare=lambda _: True)
    pieces = asked.excerpt("Chứng minh của mình.")
    assert [piece.text for piece in pieces if piece.matched] == ["Chứng minh"]
