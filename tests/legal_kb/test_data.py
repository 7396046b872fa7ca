"""Every data file is a test case, and the main text is compared letter by letter."""

from __future__ import annotations

import unicodedata
from datetime import date
from importlib.resources import files

import pytest

from legal_kb.checks import POINTS
from legal_kb.citations import Resolved, code, find, from_code, name, resolve
from legal_kb.knowledge import Knowledge
from legal_kb.model import Provision, Status

TODAY = date(2026, 11, 23)
FOLDER = files("legal_kb").joinpath("data")
FILES = sorted(f.name for f in FOLDER.iterdir() if f.name.endswith(".toml"))

ARTICLE_14 = {
    "14.1": "Cơ quan có thẩm quyền, cán bộ, công chức, viên chức, cá nhân được giao trách nhiệm tiếp nhận, giải quyết thủ tục hành chính, cung cấp dịch vụ công phải khai thác, sử dụng thông tin về cư trú của công dân trong Cơ sở dữ liệu quốc gia về dân cư để giải quyết thủ tục hành chính, cung cấp dịch vụ công.",  # noqa: E501
    "14.2": "Thông tin về cư trú của công dân tại thời điểm làm thủ tục hành chính được cán bộ, công chức, viên chức, cá nhân có trách nhiệm tiếp nhận, giải quyết thủ tục hành chính ghi nhận và lưu giữ trong hồ sơ thủ tục hành chính trên Hệ thống thông tin giải quyết thủ tục hành chính cấp bộ, cấp tỉnh.\nViệc khai thác, sử dụng thông tin về cư trú của công dân trong Cơ sở dữ liệu quốc gia về dân cư được thực hiện bằng một trong các phương thức sau:",  # noqa: E501
    "14.2.a": "Tra cứu, khai thác thông tin cá nhân qua chức năng của Hệ thống thông tin giải quyết thủ tục hành chính cấp bộ, cấp tỉnh đã được kết nối với Cơ sở dữ liệu quốc gia về dân cư hoặc qua Cổng dịch vụ công quốc gia;",  # noqa: E501
    "14.2.b": "Tra cứu thông tin cá nhân thông qua tài khoản định danh điện tử của công dân được hiển thị trong ứng dụng VNeID;",  # noqa: E501
    "14.2.c": "Sử dụng thiết bị đầu đọc đã được kết nối trực tuyến với Cơ sở dữ liệu quốc gia về dân cư, bao gồm thiết bị đọc mã QRCode hoặc thiết bị đọc chíp trên thẻ Căn cước công dân gắn chíp;",  # noqa: E501
    "14.2.d": "Các phương thức khai thác khác theo quy định của pháp luật chuyên ngành.",
    "14.3": "Trường hợp không thể khai thác được thông tin cư trú của công dân theo các phương thức nêu tại khoản 2 Điều này, cơ quan có thẩm quyền, cán bộ, công chức, viên chức, cá nhân được giao trách nhiệm tiếp nhận, giải quyết thủ tục hành chính, cung cấp dịch vụ công có thể yêu cầu công dân nộp bản sao hoặc xuất trình một trong các giấy tờ có giá trị chứng minh thông tin về cư trú.\nViệc yêu cầu công dân nộp bản sao hoặc xuất trình giấy tờ có giá trị chứng minh thông tin về cư trú được nêu cụ thể trong quyết định công bố thủ tục hành chính của bộ, cơ quan, địa phương hoặc các văn bản thông báo dịch vụ của cơ quan, tổ chức cung cấp dịch vụ.",  # noqa: E501
    "14.4": "Các loại giấy tờ có giá trị chứng minh thông tin về cư trú bao gồm: Thẻ Căn cước công dân, Chứng minh nhân dân, Giấy xác nhận thông tin về cư trú, Giấy thông báo số định danh cá nhân và thông tin công dân trong Cơ sở dữ liệu quốc gia về dân cư.",  # noqa: E501
}
GLOSSED = (
    "nd-104-2022/14.1 nd-104-2022/14.2 nd-104-2022/14.2.a nd-104-2022/14.2.b nd-104-2022/14.2.c"
    " nd-104-2022/14.2.d nd-104-2022/14.3 nd-104-2022/14.4 nd-104-2022/15.2 nd-104-2022/15.3"
    " luat-68-2020/8.3 luat-68-2020/38.3 luat-68-2020/27.1 luat-68-2020/2.6 luat-68-2020/30.1"
    " luat-68-2020/30.3 luat-68-2020/19.1 luat-26-2023/33.1 luat-26-2023/33.2 luat-26-2023/46.1"
    " luat-26-2023/46.2 luat-26-2023/46.4 nd-69-2024/4.4 nd-69-2024/7.1 nd-69-2024/9.6"
    " nd-69-2024/10.1.b nd-69-2024/10.2.a nd-69-2024/10.2.đ nd-69-2024/14 nd-69-2024/27.1"
    " nd-69-2024/28.3 nd-69-2024/30.2 tt-116-2026/3.5 tt-116-2026/3.6 tt-116-2026/16.1"
    " tt-116-2026/16.2.a tt-116-2026/16.3 tt-116-2026/16.4 tt-116-2026/16.5 nd-282-2025/10.1.c"
).split()


def wordings(knowledge: Knowledge) -> list[Provision]:
    return [p for id in knowledge.ids() for p in knowledge.versions(id)]


@pytest.mark.parametrize("file", FILES)
def test_a_file_becomes_an_instrument_that_says_where_it_comes_from(
    file: str, knowledge: Knowledge
) -> None:
    instrument = knowledge.instruments[file.removesuffix(".toml")]
    assert instrument.source
    assert TODAY <= instrument.checked <= date(2026, 11, 25)
    mine = [p for p in wordings(knowledge) if p.instrument == instrument]
    assert mine or instrument.gaps or instrument.replaced_by
    assert all(p.verified >= 1 and p.source and p.text == p.text.strip() for p in mine)
    assert all(unicodedata.is_normalized("NFC", p.text + p.note + p.heading) for p in mine)
    assert "ð" not in "".join(p.text for p in mine)  # The Icelandic letter, a common misreading.


@pytest.mark.parametrize(("path", "wording"), ARTICLE_14.items())
def test_article_14_of_decree_104_has_the_published_wording(
    path: str, wording: str, knowledge: Knowledge
) -> None:
    (provision,) = knowledge.versions(f"nd-104-2022/{path}")
    assert provision.text == wording
    assert not provision.partial
    assert provision.heading == (
        "Khai thác, sử dụng thông tin về cư trú để giải quyết thủ tục hành chính, "
        "cung cấp dịch vụ công"
    )


def test_decree_104_has_its_dates_and_its_fifteen_articles(knowledge: Knowledge) -> None:
    decree = knowledge.instruments["nd-104-2022"]
    assert decree.issued == date(2022, 12, 21)
    assert decree.in_force.start == date(2023, 1, 1)
    assert decree.in_force.until is None
    assert decree.articles == 15
    assert {gap.article for gap in decree.gaps} == set(range(1, 14))
    told = {gap.article for gap in decree.gaps if gap.clause is None}
    assert not [a for a in told if knowledge.has(f"nd-104-2022/{a}")]
    assert len(knowledge.on(TODAY).quote("nd-104-2022/14")) == len(ARTICLE_14)
    effect = knowledge.versions("nd-104-2022/15.2")[0].text
    assert effect == "Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2023."


def test_the_paper_that_lost_its_value_is_told_beside_clause_4(knowledge: Knowledge) -> None:
    (clause,) = knowledge.versions("nd-104-2022/14.4")
    assert "01/01/2025" in clause.note


def test_a_fragment_is_marked_and_says_what_it_is(knowledge: Knowledge) -> None:
    partial = [p for p in wordings(knowledge) if p.partial]
    assert {"nd-69-2024/14", "nd-320-2026/5", "nd-104-2022/1.2"} <= {p.id for p in partial}
    assert all(p.note for p in partial)


def test_points_keep_the_order_of_the_law(knowledge: Knowledge) -> None:
    for id in knowledge.ids():
        letters = [c.rpartition(".")[2] for c in knowledge.children(id)]
        if letters and all(letter in POINTS for letter in letters):
            assert letters == sorted(letters, key=POINTS.index)


@pytest.mark.parametrize("id", GLOSSED)
def test_what_is_asked_most_has_an_english_gloss(id: str, knowledge: Knowledge) -> None:
    provision = knowledge.on(TODAY).provision(id)
    assert provision is not None
    assert provision.gloss["en"]


def test_every_wording_is_found_again_by_its_name_and_by_its_code(knowledge: Knowledge) -> None:
    for id in knowledge.ids():
        assert from_code(code(id, knowledge), knowledge) == id
        if not id.startswith("qd-"):
            (citation,) = find(name(id, knowledge))
            assert resolve(citation, knowledge) == Resolved((id,))


@pytest.mark.parametrize(
    ("id", "day", "status", "words"),
    [
        ("nd-104-2022/14.1", date(2022, 12, 31), Status.NOT_YET, ""),
        ("nd-104-2022/14.1", date(2023, 1, 1), Status.IN_FORCE, ""),
        ("nd-104-2022/14.1", TODAY, Status.IN_FORCE, ""),
        ("tt-55-2021/17.2", date(2023, 6, 1), Status.ENDING, "06 tháng"),
        ("tt-55-2021/17.2", date(2024, 12, 31), Status.ENDING, "01 năm"),
        ("tt-55-2021/17.2", date(2026, 6, 30), Status.ENDING, "01 năm"),
        ("tt-55-2021/17.2", date(2026, 7, 1), Status.ENDED, "01 năm"),
        ("tt-66-2023/1.9", TODAY, Status.ENDED, ""),
        ("tt-116-2026/16.3", date(2026, 6, 30), Status.NOT_YET, ""),
        ("tt-116-2026/16.3", date(2026, 7, 1), Status.IN_FORCE, "01 năm"),
        ("tt-116-2026/16.3", TODAY, Status.IN_FORCE, "01 năm"),
        ("nd-69-2024/9.6", date(2024, 6, 30), Status.NOT_YET, "có giá trị chứng minh"),
        ("nd-69-2024/9.6", date(2024, 12, 31), Status.ENDING, "có giá trị chứng minh"),
        ("nd-69-2024/9.6", date(2026, 9, 27), Status.ENDING, "có giá trị chứng minh"),
        ("nd-69-2024/9.6", date(2026, 9, 28), Status.IN_FORCE, "hệ thống định danh và xác thực"),
        ("luat-68-2020/2.4", date(2026, 6, 30), Status.ENDING, "thị trấn"),
        ("luat-68-2020/2.4", date(2026, 7, 1), Status.IN_FORCE, "đặc khu"),
        ("luat-68-2020/4.2.b", TODAY, Status.IN_FORCE, "xã, phường, đặc khu"),
        ("luat-68-2020/20.2", TODAY, Status.IN_FORCE, "Người dưới 6 tuổi"),
        ("luat-68-2020/30.5", TODAY, Status.ENDED, ""),
        ("luat-68-2020/38.3", TODAY, Status.IN_FORCE, "31 tháng 12 năm 2022"),
        ("nd-154-2024/5.3.a", date(2026, 3, 14), Status.ENDING, ""),
        ("nd-154-2024/5.3.a", date(2026, 3, 15), Status.IN_FORCE, "do thuê, mượn, ở nhờ"),
        ("nd-154-2024/7.2", date(2026, 6, 30), Status.ENDING, "cha, mẹ của người chưa thành niên"),
        ("nd-154-2024/7.2", date(2026, 7, 1), Status.IN_FORCE, "người dưới 6 tuổi"),
        ("qd-9039-2022/p2.A.2.b1", date(2023, 6, 1), Status.ENDING, "Trung tâm dữ liệu"),
        ("qd-9039-2022/p2.A.2.b1", date(2024, 7, 1), Status.ENDED, "Trung tâm dữ liệu"),
        ("nq-66-7-2025/4.1.b", TODAY, Status.ENDING, "Thông tin về cư trú"),
        ("luat-26-2023/46.3", date(2024, 1, 15), Status.IN_FORCE, ""),
    ],
)
def test_a_day_decides_which_wording_holds(
    id: str, day: date, status: Status, words: str, knowledge: Knowledge
) -> None:
    law = knowledge.on(day)
    provision = law.provision(id)
    assert provision is not None
    assert law.status(provision) is status
    assert words in provision.text


def test_what_ended_leads_to_what_came_after(knowledge: Knowledge) -> None:
    assert knowledge.versions("tt-55-2021/17.3")[-1].replaced_by == "tt-116-2026/16"
    assert knowledge.versions("tt-66-2023/1.9")[-1].replaced_by == "tt-116-2026/16"
    assert knowledge.versions("qd-9039-2022/p2.A.2.b2")[-1].replaced_by == "nd-69-2024/10.2"
    assert knowledge.instruments["nd-59-2022"].replaced_by == "nd-69-2024"
