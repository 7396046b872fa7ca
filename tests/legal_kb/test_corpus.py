"""What the law as shipped holds: every instrument, and who amends and replaces whom.

The wordings and days expected here were typed from the sources, not copied from the data.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from legal_kb.citations import Missing, Reason, Resolved, find, resolve
from legal_kb.knowledge import Knowledge
from legal_kb.model import Certainty, Provision, Status

TODAY = date(2026, 11, 25)
SURE, SECOND, UNSURE = Certainty.VERIFIED, Certainty.SECONDARY, Certainty.UNVERIFIED

# Each instrument that the research on the law names: its first and last day, and how sure they are.
TIMELINE: tuple[tuple[str, date, date | None, Certainty], ...] = (
    ("luat-81-2006", date(2007, 7, 1), date(2021, 6, 30), SECOND),
    ("luat-36-2013", date(2014, 1, 1), date(2021, 6, 30), SECOND),
    ("luat-68-2020", date(2021, 7, 1), None, SURE),
    ("luat-26-2023", date(2024, 7, 1), None, SURE),
    ("luat-118-2025", date(2026, 7, 1), None, SURE),
    ("luat-91-2025", date(2026, 1, 1), None, SECOND),
    ("nd-356-2025", date(2026, 1, 1), None, SECOND),
    ("nd-62-2021", date(2021, 7, 1), date(2025, 1, 9), UNSURE),
    ("nd-144-2021", date(2022, 1, 1), date(2025, 12, 14), UNSURE),
    ("nd-59-2022", date(2022, 10, 20), date(2024, 6, 30), SECOND),
    ("nd-104-2022", date(2023, 1, 1), None, SURE),
    ("nd-69-2024", date(2024, 7, 1), None, SURE),
    ("nd-70-2024", date(2024, 7, 1), None, SECOND),
    ("nd-154-2024", date(2025, 1, 10), None, SECOND),
    ("nd-169-2025", date(2025, 7, 1), None, SECOND),
    ("nd-282-2025", date(2025, 12, 15), None, SURE),
    ("nd-58-2026", date(2026, 3, 15), None, SURE),
    ("nd-320-2026", date(2026, 9, 28), None, SECOND),
    ("nd-347-2026", date(2026, 9, 15), None, SURE),
    ("tt-55-2021", date(2021, 7, 1), date(2026, 6, 30), SURE),
    ("tt-56-2021", date(2021, 7, 1), date(2026, 6, 30), SECOND),
    ("tt-57-2021", date(2021, 7, 1), None, SECOND),
    ("tt-08-2023", date(2023, 10, 12), None, SURE),
    ("tt-66-2023", date(2024, 1, 1), date(2026, 6, 30), SURE),
    ("tt-16-2024", date(2024, 7, 1), None, UNSURE),
    ("tt-17-2024", date(2024, 7, 1), None, SECOND),
    ("tt-53-2025", date(2025, 7, 1), None, SECOND),
    ("tt-54-2025", date(2025, 7, 1), None, SECOND),
    ("tt-116-2026", date(2026, 7, 1), None, SURE),
    ("tt-117-2026", date(2026, 7, 1), None, UNSURE),
    ("tt-118-2026", date(2026, 7, 1), None, UNSURE),
    ("qd-34-2021", date(2021, 11, 1), date(2022, 10, 19), UNSURE),
    ("qd-5548-2021", date(2021, 7, 6), date(2024, 1, 15), SECOND),
    ("qd-9039-2022", date(2022, 10, 20), date(2024, 6, 30), UNSURE),
    ("qd-320-2024", date(2024, 1, 16), None, SECOND),
    ("qd-4864-2024", date(2024, 7, 4), None, SECOND),
    ("qd-5709-2025", date(2025, 1, 1), None, UNSURE),
    ("qd-1523-2026", date(2026, 3, 26), None, SECOND),
    ("qd-5230-2026", date(2026, 8, 18), None, SECOND),
    ("nq-131-2022", date(2022, 10, 6), None, SECOND),
    ("nq-143-2022", date(2022, 11, 4), None, SECOND),
    ("nq-66-7-2025", date(2026, 1, 1), date(2027, 2, 28), SURE),
    ("nq-66-22-2026", date(2026, 8, 15), date(2027, 2, 28), SURE),
    ("ct-24-2025", date(2025, 9, 13), None, SECOND),
    ("cd-90-2023", date(2023, 2, 28), None, SURE),
)


def provision(id: str, day: date, knowledge: Knowledge) -> Provision:
    found = knowledge.on(day).provision(id)
    assert found is not None, id
    return found


@pytest.mark.parametrize(("id", "start", "until", "sure"), TIMELINE, ids=[t[0] for t in TIMELINE])
def test_every_instrument_of_the_timeline_is_there_with_its_days_and_how_sure_they_are(
    id: str, start: date, until: date | None, sure: Certainty, knowledge: Knowledge
) -> None:
    instrument = knowledge.instruments[id]
    assert (instrument.in_force.start, instrument.in_force.until) == (start, until)
    assert instrument.dates is sure


def test_there_is_no_instrument_beside_the_timeline(knowledge: Knowledge) -> None:
    assert set(knowledge.instruments) == {id for id, *_ in TIMELINE}


def test_an_instrument_without_wording_tells_that_there_is_none(knowledge: Knowledge) -> None:
    for id in knowledge.instruments:
        if not knowledge.children(id):
            gap = knowledge.gap(id)
            assert gap is not None, id
            assert (
                "toàn văn" in gap.note or "không chép lại" in gap.note or "nguyên văn" in gap.note
            )


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Nghị định 62/2021/NĐ-CP", "nd-62-2021"),
        ("nghị quyết 66.22/2026/NQ-CP", "nq-66-22-2026"),
        ("công điện 90/CĐ-TTg", "cd-90-2023"),
        ("chỉ thị 24/CT-TTg", "ct-24-2025"),
        ("Luật Cư trú 2006", "luat-81-2006"),
        ("thông tư 53/2025/TT-BCA", "tt-53-2025"),
        ("khoản 3 Điều 16 Thông tư 116/2026/TT-BCA", "tt-116-2026/16.3"),
    ],
)
def test_an_instrument_is_found_by_its_name(written: str, id: str, knowledge: Knowledge) -> None:
    (citation,) = find(written)
    assert resolve(citation, knowledge) == Resolved((id,))


def test_an_article_of_an_instrument_without_wording_is_unverified_not_absent(
    knowledge: Knowledge,
) -> None:
    (citation,) = find("Điều 5 Nghị định 62/2021/NĐ-CP")
    missing = resolve(citation, knowledge)
    assert isinstance(missing, Missing)
    assert missing.reason is Reason.TEXT_UNVERIFIED
    assert "154/2024/NĐ-CP" in missing.note


# --- The graph ---


def test_nothing_replaces_itself_however_far_one_goes(knowledge: Knowledge) -> None:
    for start in knowledge.instruments:
        seen, at = [start], knowledge.instruments[start].replaced_by
        while at is not None:
            at = at.partition("/")[0]
            assert at not in seen, (*seen, at)
            seen.append(at)
            at = knowledge.instruments[at].replaced_by


def test_what_is_replaced_has_ended_and_what_replaces_it_began_by_then(
    knowledge: Knowledge,
) -> None:
    for old in knowledge.instruments.values():
        if old.replaced_by:
            new = knowledge.instruments[old.replaced_by.partition("/")[0]]
            assert old.in_force.until is not None, old.id
            assert (new.in_force.start - old.in_force.until).days <= 1, old.id


def test_a_wording_is_given_by_an_instrument_that_says_whom_it_amends(
    knowledge: Knowledge,
) -> None:
    for id in knowledge.ids():
        for wording in knowledge.versions(id):
            if wording.amended_by:
                giver = knowledge.instruments[wording.amended_by.partition("/")[0]]
                assert wording.instrument.id in giver.amends, id
                assert giver.in_force.start <= wording.in_force.start, id


@pytest.mark.parametrize(
    ("id", "by"),
    [
        ("luat-68-2020", ("luat-118-2025",)),
        ("luat-26-2023", ("luat-118-2025",)),
        ("nd-154-2024", ("nd-58-2026",)),
        ("nd-69-2024", ("nd-169-2025", "nd-320-2026")),
        ("nd-282-2025", ("nd-347-2026",)),
        ("tt-55-2021", ("tt-66-2023", "tt-53-2025")),
        ("tt-17-2024", ("tt-53-2025", "tt-118-2026")),
        ("nd-104-2022", ()),
    ],
)
def test_who_amends_an_instrument_is_known(
    id: str, by: tuple[str, ...], knowledge: Knowledge
) -> None:
    assert knowledge.amended_by(id) == by


@pytest.mark.parametrize(
    ("id", "before"),
    [
        ("tt-116-2026", ("tt-55-2021", "tt-56-2021", "tt-66-2023")),
        ("luat-68-2020", ("luat-81-2006", "luat-36-2013")),
        ("nd-154-2024", ("nd-62-2021",)),
        ("nd-282-2025", ("nd-144-2021",)),
        ("nd-69-2024", ("qd-9039-2022", "nd-59-2022")),
    ],
)
def test_what_an_instrument_replaces_is_known(
    id: str, before: tuple[str, ...], knowledge: Knowledge
) -> None:
    assert set(knowledge.replaces(id)) == set(before)


def test_days_told_by_secondary_sources_are_marked_where_they_give_a_wording(
    knowledge: Knowledge,
) -> None:
    before, after = knowledge.versions("nd-69-2024/9.6")
    assert knowledge.dates(before) is Certainty.VERIFIED
    assert knowledge.dates(after) is Certainty.SECONDARY  # Decree 320/2026: its day is the press's.


# --- The certificate, day by day ---


@pytest.mark.parametrize(
    ("day", "id", "words"),
    [
        ("2021-07-01", "tt-55-2021/17.2", "30 ngày kể từ ngày cấp"),
        ("2023-12-31", "tt-55-2021/17.2", "06 tháng kể từ ngày cấp"),
        ("2024-01-01", "tt-55-2021/17.2", "01 năm kể từ ngày cấp"),
        ("2026-06-30", "tt-55-2021/17.2", "01 năm kể từ ngày cấp"),
        ("2026-07-01", "tt-116-2026/16.3", "01 năm kể từ ngày cấp"),
        ("2026-11-25", "tt-116-2026/16.3", "hết giá trị sử dụng kể từ thời điểm thay đổi"),
    ],
)
def test_how_long_a_certificate_is_valid_is_decided_by_the_day(
    day: str, id: str, words: str, knowledge: Knowledge
) -> None:
    on = date.fromisoformat(day)
    clause = provision(id, on, knowledge)
    assert clause.in_force.status(on) in (Status.IN_FORCE, Status.ENDING)
    assert words in clause.text


def test_the_certificate_has_no_day_without_a_rule_and_none_with_two(
    knowledge: Knowledge,
) -> None:
    rules = [*knowledge.versions("tt-55-2021/17.2"), *knowledge.versions("tt-116-2026/16.3")]
    for before, after in pairwise(rules):
        assert before.in_force.until is not None
        assert (after.in_force.start - before.in_force.until).days == 1
    assert rules[0].in_force.start == date(2021, 7, 1)
    assert rules[-1].in_force.until is None


# --- The Law on Residence, before and after 1 July 2026 ---


@pytest.mark.parametrize(
    ("id", "before", "after"),
    [
        (
            "2.4",
            "Cơ quan đăng ký cư trú là cơ quan quản lý cư trú trực tiếp thực hiện việc đăng ký cư trú của công dân, bao gồm Công an xã, phường, thị trấn; Công an huyện, quận, thị xã, thành phố thuộc tỉnh, thành phố thuộc thành phố trực thuộc trung ương ở nơi không có đơn vị hành chính cấp xã.",  # noqa: E501
            "Cơ quan đăng ký cư trú là cơ quan quản lý cư trú trực tiếp thực hiện việc đăng ký cư trú của công dân, bao gồm Công an xã, phường, đặc khu (sau đây gọi chung là Công an cấp xã).",  # noqa: E501
        ),
        (
            "20.2",
            "Công dân được đăng ký thường trú tại chỗ ở hợp pháp không thuộc quyền sở hữu của mình khi được chủ hộ và chủ sở hữu chỗ ở hợp pháp đó đồng ý trong các trường hợp sau đây:",  # noqa: E501
            "Người dưới 6 tuổi được đăng ký thường trú tại chỗ ở hợp pháp không thuộc quyền sở hữu của mình khi về ở với cha, mẹ, người giám hộ mà không cần sự đồng ý của chủ hộ và chủ sở hữu chỗ ở hợp pháp đó.\nCông dân được đăng ký thường trú tại chỗ ở hợp pháp không thuộc quyền sở hữu của mình khi được chủ hộ và chủ sở hữu chỗ ở hợp pháp đó đồng ý trong các trường hợp sau đây:",  # noqa: E501
        ),
        (
            "30.3",
            "Nội dung thông báo về lưu trú bao gồm họ và tên, số định danh cá nhân hoặc số Chứng minh nhân dân, số hộ chiếu của người lưu trú; lý do lưu trú; thời gian lưu trú; địa chỉ lưu trú.",  # noqa: E501
            "Việc thông báo lưu trú được thực hiện trước 23 giờ của ngày bắt đầu lưu trú; trường hợp người đến lưu trú sau 23 giờ thì việc thông báo lưu trú được thực hiện trước 08 giờ ngày hôm sau.",  # noqa: E501
        ),
    ],
)
def test_the_law_on_residence_changes_its_words_on_1_july_2026(
    id: str, before: str, after: str, knowledge: Knowledge
) -> None:
    old = provision(f"luat-68-2020/{id}", date(2026, 6, 30), knowledge)
    new = provision(f"luat-68-2020/{id}", date(2026, 7, 1), knowledge)
    assert (old.text, new.text) == (before, after)
    assert old.in_force.until == date(2026, 6, 30)
    assert (new.amended_by or "").startswith("luat-118-2025/4.")


def test_the_law_on_residence_has_all_its_articles_and_no_gap(knowledge: Knowledge) -> None:
    law = knowledge.instruments["luat-68-2020"]
    assert law.articles == 38
    assert not law.gaps
    assert all(knowledge.has(f"luat-68-2020/{article}") for article in range(1, 39))


def test_the_end_of_the_district_police_is_told_as_two_days(knowledge: Knowledge) -> None:
    for id in ("luat-68-2020/2.4", "nd-69-2024/30.2"):
        note = knowledge.versions(id)[0].note
        assert "không sớm hơn 01/3/2025" in note
        assert "chắc chắn từ 01/7/2025" in note


# --- The circular in force, whole ---


def test_circular_116_has_all_its_articles(knowledge: Knowledge) -> None:
    circular = knowledge.instruments["tt-116-2026"]
    assert circular.articles == 28
    assert not circular.gaps
    assert all(knowledge.has(f"tt-116-2026/{article}") for article in range(1, 29))


@pytest.mark.parametrize(
    ("id", "wording"),
    [
        (
            "3.5",
            "Trường hợp thông tin giấy tờ chứng minh điều kiện đăng ký cư trú đã được chia sẻ và khai thác từ cơ sở dữ liệu, hệ thống thông tin hoặc Ứng dụng định danh quốc gia (VNeID) thì cơ quan đăng ký cư trú không được yêu cầu công dân nộp, xuất trình giấy tờ đó để giải quyết đăng ký cư trú.",  # noqa: E501
        ),
        ("14.1.c", "Thông qua phần mềm thông báo lưu trú."),
        ("15.1.a", "Thông qua Cổng dịch vụ công quốc gia;"),
        (
            "16.2.b",
            "Trường hợp cá nhân đề nghị không cần chủ hộ đồng ý, trong đó công dân được cung cấp đầy đủ thông tin có liên quan đến hộ gia đình trong giai đoạn công dân là thành viên của hộ gia đình đó.",  # noqa: E501
        ),
        (
            "20.6",
            "Xác nhận thông tin về cư trú được sử dụng để xác nhận thông tin về thời gian, địa điểm, hình thức đăng ký cư trú và các thông tin cư trú khác của cá nhân, hộ gia đình khi có yêu cầu (ký hiệu là CT07).",  # noqa: E501
        ),
        ("27.1", "Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026."),
    ],
)
def test_circular_116_has_the_published_wording(
    id: str, wording: str, knowledge: Knowledge
) -> None:
    (clause,) = knowledge.versions(f"tt-116-2026/{id}")
    assert clause.text == wording
    assert not clause.partial


def test_the_forms_of_circular_116_are_named_and_there_is_no_ct05(knowledge: Knowledge) -> None:
    named = " ".join(p.text for p in knowledge.on(TODAY).quote("tt-116-2026/20"))
    numbers = [n for n in range(1, 18) if f"(ký hiệu là CT{n:02})" in named]
    assert numbers == [1, 2, 3, 4, *range(6, 17)]


# --- Identification and sanctions ---


@pytest.mark.parametrize(
    ("id", "day", "words"),
    [
        ("nd-69-2024/13.1.a", date(2026, 11, 25), "Không quá 01 ngày làm việc"),
        ("nd-69-2024/13.1.b", date(2026, 11, 25), "Không quá 03 ngày làm việc"),
        ("nd-69-2024/13.2", date(2024, 7, 1), "không quá 07 ngày làm việc"),
        ("nd-69-2024/13.3.a", date(2026, 9, 27), "Không quá 01 ngày làm việc"),
        ("nd-69-2024/13.3.a", date(2026, 9, 28), "Không quá 02 ngày làm việc"),
        ("nd-69-2024/7.1", date(2026, 9, 27), "từ đủ 14 tuổi trở lên"),
        ("nd-69-2024/7.1", date(2026, 9, 28), "từ đủ 06 tuổi trở lên"),
        ("nd-69-2024/4.4", date(2026, 9, 27), "phải bảo mật thông tin tài khoản"),
        ("nd-69-2024/4.4", date(2026, 9, 28), "không được yêu cầu cá nhân, tổ chức nộp"),
        ("nd-70-2024/6.3.d", date(2026, 3, 15), "02 ngày làm việc"),
        ("nd-144-2021/9.1.c", date(2025, 12, 14), "Không xuất trình sổ hộ khẩu"),
        ("nd-282-2025/10.1.c", date(2025, 12, 15), "ứng dụng định danh quốc gia"),
        ("nd-282-2025/10.2.đ", date(2026, 9, 14), "các cơ sở khác không thực hiện"),
        ("nd-282-2025/10.2.đ", date(2026, 9, 15), "các cơ sở khác có chức năng lưu trú"),
        ("nd-282-2025/10.3.c", date(2026, 11, 25), "Cản trở công dân"),
        ("nd-154-2024/6.3.e", date(2026, 3, 14), "cơ sở y tế cấp huyện trở lên"),
        ("nd-154-2024/6.3.e", date(2026, 3, 15), "Cơ sở y tế khu vực"),
        ("nq-66-22-2026/10.1", date(2027, 2, 28), "28 tháng 02 năm 2027"),
    ],
)
def test_a_rule_has_the_words_of_its_day(
    id: str, day: date, words: str, knowledge: Knowledge
) -> None:
    found = provision(id, day, knowledge)
    assert found.in_force.status(day) in (Status.IN_FORCE, Status.ENDING)
    assert words in found.text


@pytest.mark.parametrize("id", ["nq-66-7-2025/4.1.b", "nq-66-22-2026/5.1"])
def test_a_resolution_with_an_end_ends_by_itself(id: str, knowledge: Knowledge) -> None:
    (clause,) = knowledge.versions(id)
    assert knowledge.on(date(2027, 2, 28)).status(clause) is Status.ENDING
    assert knowledge.on(date(2027, 3, 1)).status(clause) is Status.ENDED


def test_foreigners_lose_the_point_that_decree_320_drops(knowledge: Knowledge) -> None:
    day = date(2026, 9, 28)
    quoted = [p.id.rpartition("/")[2] for p in knowledge.on(day).quote("nd-69-2024/13.3")]
    assert quoted == ["13.3", "13.3.a", "13.3.b"]
