"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_kb.date_patterns import DAY_WORDS, MONTH_WORDS, YEAR_WORDS
from legal_kb.dates import Days, NoSuchDay, find_days

TODAY = date(2026, 11, 25)


def days(text: str) -> list[tuple[str, str] | str]:
    return [
        found.written if isinstance(found, NoSuchDay) else (str(found.first), str(found.last))
        for found in find_days(text, TODAY)
    ]


def one(day: str) -> list[tuple[str, str] | str]:
    return [(day, day)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2022 còn dùng sổ hộ khẩu không?", "2022-12-31"),
        ("ngày 31-12-2022", "2022-12-31"),
        ("31.12.2022 sổ còn giá trị không", "2022-12-31"),
        ("1/7/24 làm mức 2 ở đâu", "2024-07-01"),
        ("2024-07-01", "2024-07-01"),
        ("ngay 31 thang 12 nam 2022 so ho khau con dung hong", "2022-12-31"),
        ("ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi hai", "2022-12-31"),
        ("mùng một tháng bảy năm hai không hai tư", "2024-07-01"),
        ("hôm nay thì sao", "2026-11-25"),
        ("giờ hiện tại thì cần gì", "2026-11-25"),
        ("hôm qua", "2026-11-24"),
        ("ngày mai", "2026-11-26"),
        ("trước 1/7/2024 làm mức 2 ở đâu", "2024-06-30"),
        ("trước ngày 01/07/2026", "2026-06-30"),
        ("trước năm 2023", "2022-12-31"),
        ("sau 31/12/2022", "2023-01-01"),
        ("từ 1/7/2026", "2026-07-01"),
        ("từ tháng 7 năm nay khách ngủ lại phải báo thế nào", "2026-07-01"),
        ("kể từ năm 2024", "2024-01-01"),
        ("từ 1/7 thì báo lưu trú ra sao", "2026-07-01"),
        ("đến hết năm 2022", "2022-12-31"),
        ("đầu năm 2025 cmnd còn dùng không", "2025-01-01"),
        ("cuoi nam ngoai", "2025-12-31"),
        ("lúc chưa bỏ sổ thì cần gì", "2022-12-31"),
        ("hồi còn sổ hộ khẩu", "2022-12-31"),
        ("từ khi bỏ sổ hộ khẩu", "2023-01-01"),
        ("hồi còn công an huyện", "2025-06-30"),
        ("trước khi sáp nhập", "2025-06-30"),
        ("2 năm trước thủ tục thế nào", "2024-11-25"),
        ("cách đây ba tháng", "2026-08-25"),
        ("before July 1, 2024 where do I register", "2024-06-30"),
        ("on 31 December 2022", "2022-12-31"),
        ("since July 2026", "2026-07-01"),
        ("two questions, now please", "2026-11-25"),
        ("3 months ago", "2026-08-25"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert days(text) == one(day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("năm ngoái ct07 có giá trị bao lâu", "2025-01-01", "2025-12-31"),
        ("thế hồi 2023?", "2023-01-01", "2023-12-31"),
        ("so ho khau 2023 con dung khong", "2023-01-01", "2023-12-31"),
        ("in 2022 was the book valid", "2022-01-01", "2022-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("sang năm", "2027-01-01", "2027-12-31"),
        ("tháng 7/2024", "2024-07-01", "2024-07-31"),
        ("tháng bảy năm ngoái", "2025-07-01", "2025-07-31"),
        ("tháng trước", "2026-10-01", "2026-10-31"),
        ("quý 3 năm 2025", "2025-07-01", "2025-09-30"),
        ("từ 1/1/2023 đến 31/12/2023", "2023-01-01", "2023-12-31"),
        ("từ năm 2021 đến nay", "2021-01-01", "2026-11-25"),
        ("from 1 July 2021 to 31 December 2023", "2021-07-01", "2023-12-31"),
    ],
)
def test_a_stretch_of_days_is_read(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "sổ hộ khẩu cấp năm 2010 còn dùng được không",
        "tôi sinh ngày 5/3/1990 thì làm căn cước ở đâu",
        "tạm trú từ năm 2020 rồi phải gia hạn không",
        "giấy ct07 cấp 1/5/2026 còn giá trị không",
        "CMND hết hạn 31/12/2024 đúng không",
        "Nghị định 104/2022/NĐ-CP",
        "thông tư 55 ngày 15/5/2021 điều 17",
        "luật cư trú 2020 điều 20",
        "không quá 1/2 ngày làm việc",
        "khoản 3 điều này",
        "trẻ em 14 tuổi, 3 tháng nữa",
        "gọi 19000368 số 0912.345.678",
        "điều 14.2.b",
        "sau 3 tháng trước khi hết hạn",
        "một năm hai lần",
    ],
)
def test_what_is_no_day_of_the_law_is_left_alone(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize("text", ["31/2/2023", "29/02/2025", "13/13/2023", "ngày 31 tháng 4"])
def test_a_day_that_no_calendar_has_is_told_as_such(text: str) -> None:
    assert days(f"hỏi {text} nhé") == [text]


def test_two_days_are_two_moments_in_the_order_of_writing() -> None:
    assert days("31/12/2022 khác gì hôm nay") == [
        ("2022-12-31", "2022-12-31"),
        ("2026-11-25", "2026-11-25"),
    ]


def test_a_moment_knows_where_it_stands() -> None:
    text = "Hồi năm 2023 thì giấy CT07 dùng được bao lâu?"
    (found,) = find_days(text, TODAY)
    assert isinstance(found, Days)
    assert text[slice(*found.span)] == "năm 2023"


DAYS = st.dates(date(2000, 1, 1), date(2045, 12, 31))


@given(
    DAYS, st.sampled_from(["{d}/{m}/{y}", "ngày {d:02}-{m:02}-{y}", "ngày {d} tháng {m} năm {y}"])
)
def test_every_day_is_read_as_it_is_written(day: date, form: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    assert days(f"vào {written} còn dùng không") == one(str(day))


@given(DAYS, st.data())
def test_every_day_is_read_when_spelled_out(day: date, data: st.DataObject) -> None:
    def spelled(words: dict[str, int], number: int) -> str:
        return data.draw(st.sampled_from([w for w, n in words.items() if n == number]))

    said = (
        f"ngay {spelled(dict(DAY_WORDS), day.day)} thang {spelled(dict(MONTH_WORDS), day.month)} "
        f"nam {spelled(dict(YEAR_WORDS), day.year)}"
    )
    assert days(said) == one(str(day))


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for found in find_days(text, TODAY):
        assert isinstance(found, NoSuchDay) or found.first <= found.last


def test_a_day_without_a_year_can_be_impossible_too() -> None:
    assert days("ngày 31/2 giấy ct07 có giá trị không") == ["31/2"]
    assert days("không quá 1/2 ngày, sau 40/50 lần") == []
