"""Numbers of law as they are said."""

from __future__ import annotations

import pytest

from legal_kb.citations import find
from legal_kb.spoken import in_digits


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "khoản hai điều mười bốn nghị định một trăm linh bốn năm hai nghìn không trăm hai hai",
            "khoản 2 điều 14 nghị định 104 năm 2022",
        ),
        ("nghị định một không bốn năm hai không hai hai", "nghị định 104 năm 2022"),
        ("khoan hai dieu ba muoi tam luat cu tru", "khoan 2 dieu 38 luat cu tru"),
        ("điểm bê khoản hai điều mười bốn", "điểm b khoản 2 điều 14"),
        ("điểm đê khoản một điều mười", "điểm đ khoản 1 điều 10"),
    ],
)
def test_numbers_of_law_are_written_in_digits(said: str, written: str) -> None:
    assert in_digits(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "mất năm ngày",
        "khoản tiền hai trăm nghìn",
        "số điện thoại không chín một",
        "điều này",
        "phương thức trong nghị định không kể cho tôi",
        "nghị định năm 2022 nói gì",
        "theo nghị định tạm trú phải làm gì",
        "dieu sau day co dung khong",
    ],
)
def test_other_numbers_stay_as_they_are_said(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize(
    ("text", "point"),
    [("đ14 k2 đc nđ 104/2022", "c"), ("đ14 k2 đb", "b"), ("k2 đ14 đc dùng không", None)],
)
def test_a_point_in_shorthand_behind_its_clause_is_no_other_word(
    text: str, point: str | None
) -> None:
    assert find(text)[0].point == point
