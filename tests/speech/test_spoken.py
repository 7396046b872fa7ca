"""Texts as they are said: numbers, dates, law numbers, abbreviations, money, times."""

import re

import pytest

from bot.core import Core
from bot.speech import english, vietnamese
from bot.speech.numerals import number
from bot.speech.parts import LONGEST, parted, seconds, spoken
from handlers.model import Ask, Menu, Tell

YEAR = "hai nghìn không trăm hai mươi"

NUMBERS = {
    0: "không",
    4: "bốn",
    10: "mười",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    55: "năm mươi lăm",
    100: "một trăm",
    104: "một trăm linh bốn",
    115: "một trăm mười lăm",
    1000: "một nghìn",
    1005: "một nghìn không trăm linh năm",
    2022: f"{YEAR} hai",
    10_000: "mười nghìn",
    500_000: "năm trăm nghìn",
    1_000_000: "một triệu",
    1_002_003: "một triệu không trăm linh hai nghìn không trăm linh ba",
    2_000_000_000: "hai tỷ",
}

TEXTS = {
    # Law numbers, with and without what they are.
    "Nghị định 104/2022/NĐ-CP": f"Nghị định số một trăm linh bốn năm {YEAR} hai của Chính phủ",
    "theo 104/2022/NĐ-CP": f"theo nghị định số một trăm linh bốn năm {YEAR} hai của Chính phủ",
    "NĐ 104/2022": f"nghị định một trăm linh bốn năm {YEAR} hai",
    "Thông tư số 66/2023/TT-BCA": f"Thông tư số sáu mươi sáu năm {YEAR} ba của Bộ Công an",
    "Luật Cư trú 68/2020/QH14": (
        f"Luật Cư trú số sáu mươi tám năm {YEAR} của Quốc hội khóa mười bốn"
    ),
    "Nghị quyết 66.7/2025/NQ-CP": (
        f"Nghị quyết số sáu mươi sáu chấm bảy năm {YEAR} lăm của Chính phủ"
    ),
    "Quyết định 9039/QĐ-BCA-C06": (
        "Quyết định số chín nghìn không trăm ba mươi chín của Bộ Công an xê không sáu"
    ),
    "điểm đ khoản 2 Điều 14": "điểm đê khoản hai Điều mười bốn",
    "k3 đ14 nđ104": "khoản ba điều mười bốn nghị định một trăm linh bốn",
    "3. Kể từ ngày": "ba, Kể từ ngày",
    "a) Tra cứu": "a, Tra cứu",
    "Chương IV": "Chương bốn",
    # Dates and times.
    "từ 01/01/2023": f"từ ngày một tháng một năm {YEAR} ba",
    "ngày 31/12/2022": f"ngày ba mươi mốt tháng mười hai năm {YEAR} hai",
    "tháng 7/2026": f"tháng bảy năm {YEAR} sáu",
    "07:30": "bảy giờ ba mươi phút",
    "23:00 01/02/2026": f"hai mươi ba giờ ngày một tháng hai năm {YEAR} sáu",
    "không quá 1/2 ngày": "không quá một phần hai ngày",
    "Bước 3/9": "Bước ba trên chín",
    # Money and amounts.
    "500.000 đến 1.000.000 đồng": "năm trăm nghìn đến một triệu đồng",
    "1,5 triệu": "một phẩy năm triệu",
    "50%": "năm mươi phần trăm",
    "8–20 ký tự": "tám đến hai mươi ký tự",
    # Digits one by one.
    "gọi 1900 0368.": "gọi một chín không không, không ba sáu tám.",
    "gọi 113": "gọi một một ba",
    "mã 1234 5678": "mã một hai ba bốn, năm sáu bảy tám",
    "Mã của bạn: 204519.": "Mã của bạn: hai không bốn, năm một chín.",
    "001099012345": "không không một, không chín chín, không một hai, ba bốn năm",
    "079******123": "không bảy chín, sáu số được che, một hai ba",
    # Abbreviations.
    "VNeID, CCCD, NFC": "vi en i ai đi, căn cước công dân, en ép xi",
    "mẫu CT07": "mẫu xê tê không bảy",
    "mã OTP, mã QR": "mã ô tê pê, mã quy a",
    "UBND xã": "ủy ban nhân dân xã",
    # Signs are pauses, or nothing.
    "“Bật (NFC) → chọn”": "Bật, en ép xi, chọn",
    "dichvucong.gov.vn.": "dịch vụ công chấm gov chấm vê en.",
}

ENGLISH = {
    "Decree 104/2022/NĐ-CP": "Decree number 104 of 2022",
    "Call 1900 0368.": "Call 1 9 0 0 0 3 6 8.",
    "Open VNeID (level 2)": "Open V N e I D, level 2",
    "079******123": "0 7 9, 6 hidden digits, 1 2 3",
    "8–20 characters": "8 to 20 characters",
}


@pytest.mark.parametrize(("value", "said"), NUMBERS.items())
def test_a_number_is_said_as_vietnamese_says_it(value: int, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(("text", "said"), TEXTS.items())
def test_a_vietnamese_text_is_said_in_words(text: str, said: str) -> None:
    assert vietnamese.spoken(text) == said


@pytest.mark.parametrize(("text", "said"), ENGLISH.items())
def test_an_english_text_is_said_in_words(text: str, said: str) -> None:
    assert english.spoken(text) == said


def test_no_digit_and_no_abbreviation_is_left_in_any_text_or_clause(core: Core) -> None:
    for text in _texts(core):
        said = vietnamese.spoken(re.sub(r"\{\w+\}", "…", text))
        assert not re.search(r"\d|[A-ZĐ]{2,}|[^\w\s.,;:!?'-]", said), (text, said)


def test_parts_are_short_and_together_are_the_whole(core: Core) -> None:
    for text in _texts(core):
        said = spoken(text, "vi")
        parts = parted(said, "vi")
        assert " ".join(parts).split() == said.split()
        assert all(seconds(part, "vi") <= LONGEST for part in parts)


def _texts(core: Core) -> list[str]:
    nodes = core.engine.dialogue.nodes.values()
    said = [node.text for node in nodes if isinstance(node, Menu | Ask | Tell)]
    knowledge = core.knowledge
    return said + [p.text for id in knowledge.ids() for p in knowledge.versions(id)]
