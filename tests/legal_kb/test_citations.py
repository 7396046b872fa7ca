"""References as people write them, what they mean, and how they are written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_kb.checks import POINTS
from legal_kb.citations import (
    Citation,
    Missing,
    Reason,
    Resolved,
    code,
    find,
    from_code,
    name,
    resolve,
)
from legal_kb.knowledge import Knowledge

WRITTEN = {
    # As the law itself is cited.
    "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP": "nd-104-2022/14.2.b",
    "Điểm a, khoản 2, Điều 14, Nghị định số 104/2022/NĐ-CP": "nd-104-2022/14.2.a",
    "theo khoản 1 Điều 14 của Nghị định số 104/2022/NĐ-CP ngày 21/12/2022": "nd-104-2022/14.1",
    "Nghị định 104/2022/NĐ-CP, Điều 14, khoản 2, điểm c": "nd-104-2022/14.2.c",
    "Điều 14 khoản 2 điểm b": "nd-104-2022/14.2.b",
    "Điều 14 khoản 2 điểm b Nghị định 104": "nd-104-2022/14.2.b",
    "ĐIỀU 15 NGHỊ ĐỊNH 104/2022/NĐ-CP": "nd-104-2022/15",
    "điều 1５ nđ １04／20２2": "nd-104-2022/15",  # Some letters full-width, as some keyboards type.
    "Điều 38 Luật Cư trú": "luat-68-2020/38",
    "khoản 3 Điều 38 Luật Cư trú số 68/2020/QH14": "luat-68-2020/38.3",
    "khoản 3 điều 8 luật cư trú năm 2020": "luat-68-2020/8.3",
    "điểm đ khoản 2 Điều 4 Luật Cư trú 2020": "luat-68-2020/4.2.đ",
    "điểm d khoản 2 Điều 4 Luật Cư trú": "luat-68-2020/4.2.d",
    "Điều 30 Luật 68/2020/QH14": "luat-68-2020/30",
    "khoản 2 Điều 46 Luật Căn cước": "luat-26-2023/46.2",
    "Luật Căn cước 2023 điều 33": "luat-26-2023/33",
    "Thông tư 116/2026 điều 16": "tt-116-2026/16",
    "điểm b khoản 2 Điều 16 Thông tư số 116/2026/TT-BCA": "tt-116-2026/16.2.b",
    "khoản 2 Điều 17 Thông tư 55/2021/TT-BCA": "tt-55-2021/17.2",
    "khoản 9 Điều 1 Thông tư 66/2023/TT-BCA": "tt-66-2023/1.9",
    "khoản 2 Điều 10 Nghị định 69/2024/NĐ-CP": "nd-69-2024/10.2",
    "điểm c khoản 1 Điều 10 NĐ 282/2025/NĐ-CP": "nd-282-2025/10.1.c",
    "khoản 1 Điều 4 Nghị quyết 66.7/2025/NQ-CP": "nq-66-7-2025/4.1",
    "Quyết định 9039/QĐ-BCA-C06 năm 2022": "qd-9039-2022",
    "Quyết định số 9039/QĐ-BCA-C06": "qd-9039-2022",
    # An instrument alone, or its number alone.
    "Nghị định 104 nói gì?": "nd-104-2022",
    "104/2022/NĐ-CP": "nd-104-2022",
    "thông tư 116/2026/TT-BCA có gì mới": "tt-116-2026",
    "Luật Cư trú": "luat-68-2020",
    "Nghị định 104-2022": "nd-104-2022",
    "nghị định 104 năm 2022": "nd-104-2022",
    "điều 14 104/2022": "nd-104-2022/14",
    # Shorthand.
    "k2 đ14 nđ 104/2022": "nd-104-2022/14.2",
    "k2 đ14 nđ104": "nd-104-2022/14.2",
    "k2đ14nđ104": "nd-104-2022/14.2",
    "đ14.2b nđ104": "nd-104-2022/14.2.b",
    "đ14.2.b nđ 104": "nd-104-2022/14.2.b",
    "đ14 k4": "nd-104-2022/14.4",
    "đ14": "nd-104-2022/14",
    "14.2.b nđ 104": "nd-104-2022/14.2.b",
    "điểm b k2 đ14 NĐ104": "nd-104-2022/14.2.b",
    "đ.b k2 đ14": "nd-104-2022/14.2.b",
    "k.3 đ.14": "nd-104-2022/14.3",
    "kh 2 đ10 nđ69": "nd-69-2024/10.2",
    "lct điều 8 khoản 3": "luat-68-2020/8.3",
    "tt 116/2026 đ16 k3": "tt-116-2026/16.3",
    "điều 17 tt 55": "tt-55-2021/17",
    "nđ104 k3": "nd-104-2022",
    "NĐ-CP 104/2022 điều 14": "nd-104-2022/14",
    # Without accents.
    "khoan 3 dieu 14 nghi dinh 104/2022": "nd-104-2022/14.3",
    "diem b khoan 2 dieu 14 nghi dinh 104/2022/nd-cp": "nd-104-2022/14.2.b",
    "k2 d14 nd 104/2022": "nd-104-2022/14.2",
    "dieu 38 luat cu tru": "luat-68-2020/38",
    "dieu 16 thong tu 116": "tt-116-2026/16",
    "diem d khoan 2 dieu 14": "nd-104-2022/14.2.d",
    # One wrong letter.
    "Điêm b khoản 2 Điều 14 Nghị định 104": "nd-104-2022/14.2.b",
    "Điều 14 Nghị địnhh 104/2022": "nd-104-2022/14",
    "khaon 2 dieu 14 nđ 104": "nd-104-2022/14.2",
    "khỏan 3 đieu 14": "nd-104-2022/14.3",
    "ngi dinh 104 dieu 14": "nd-104-2022/14",
    "khoản 2 diều 14": "nd-104-2022/14.2",
    "đim b khoản 2 điều 14": "nd-104-2022/14.2.b",
    "khoản 1 điềuu 14 nghị định 104": "nd-104-2022/14.1",
    "thông tưu 116/2026 điều 16": "tt-116-2026/16",
    # English.
    "Decree 104/2022/ND-CP Article 14.2.c": "nd-104-2022/14.2.c",
    "Article 14(2)(b) of Decree No. 104/2022/ND-CP": "nd-104-2022/14.2.b",
    "point b of clause 2, Article 14": "nd-104-2022/14.2.b",
    "clause 3, Article 14 of the Decree 104": "nd-104-2022/14.3",
    "Law on Residence, Article 38": "luat-68-2020/38",
    "Article 46 of the Identity Law": "luat-26-2023/46",
    "art. 16 Circular 116/2026": "tt-116-2026/16",
    "Decision 9039/QĐ-BCA-C06": "qd-9039-2022",
}

NO_REFERENCE = [
    "mất 20.000đ",
    "mất 20.000đ 14 ngày mới xong",
    "phí 20.000đ14",
    "tài khoản mức 2",
    "hạn đến 31/12/2022",
    "sinh tháng 12/2022",
    "mẫu CT07",
    "k có sổ hộ khẩu thì sao",
    "k2",
    "nhà k có 2 người",
    "khoản 2",
    "điểm b",
    "đk tt 12 tháng",
    "gia đình 4 người",
    "khoảng 14 ngày",
    "điện thoại 14 hôm chưa được",
    "tài liệu 14 trang",
    "địa điểm 14 điều cần biết",
    "số 001099012345",
    "0912345678",
    "VNeID 2.1.7",
    "phòng D14",
    "60/2 đường số 14",
    "",
]


@pytest.mark.parametrize(("written", "id"), WRITTEN.items())
def test_a_written_reference_is_understood(written: str, id: str, knowledge: Knowledge) -> None:
    (citation,) = find(written)
    assert resolve(citation, knowledge) == Resolved((id,))


@pytest.mark.parametrize("text", NO_REFERENCE)
def test_what_is_no_reference_is_left_alone(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("khoản 2, 3 Điều 14", ["14.2", "14.3"]),
        ("khoản 2 và khoản 3 Điều 14 Nghị định 104/2022/NĐ-CP", ["14.2", "14.3"]),
        ("điểm a, b và c khoản 2 Điều 14", ["14.2.a", "14.2.b", "14.2.c"]),
        ("Điều 14, Điều 15 NĐ 104", ["14", "15"]),
        ("Điều 14 và 15 Nghị định 104", ["14", "15"]),
        ("Điều 14 khoản 2, khoản 3", ["14.2", "14.3"]),
        ("khoản 2 Điều 14 Nghị định 104 và Điều 15", ["14.2", "15"]),
        ("Điều 14 khoản 2 Nghị định 104, điểm c", ["14.2.c"]),
        ("trong điều 14 nđ 104/2022, khoản 4", ["14.4"]),
        ("nghị định 104/2022 chỗ khoản 2 điều 14 có cái điểm c", ["14.2.c"]),
        ("Tại Điều 14 của văn bản số 104/2022/NĐ-CP, trích giúp toàn văn khoản 4", ["14.4"]),
        ("NĐ104/2022, Đ14 – cần trích k4 đưa vào công văn", ["14.4"]),
        ("chép hộ khoảng 4, đièu 14, nghị địng 104/2022", ["14.4"]),
        ("khoảng 4 cũa điều 14 nghị đinh 104/2022", ["14.4"]),
        ("khoản thứ 4 trong điêu 14, ngị định 104/2022", ["14.4"]),
        ("NĐ104/2022 đ14 k2 đ.c ghi gì", ["14.2.c"]),
        ("cần trích đ.c (k2 Đ14 NĐ104/22)", ["14.2.c"]),
        ("NĐ104/2022, đ.14 k.2 đ.c: trích", ["14.2.c"]),
        ("nd đ.d thuộc k2 Đ14 NĐ104/2022", ["14.2.d"]),
    ],
)
def test_a_list_is_several_citations(written: str, ids: list[str], knowledge: Knowledge) -> None:
    found = [resolve(citation, knowledge) for citation in find(written)]
    assert found == [Resolved((f"nd-104-2022/{id}",)) for id in ids]


def test_two_instruments_keep_their_own_articles(knowledge: Knowledge) -> None:
    text = "khoản 2 Điều 14 NĐ 104/2022 và khoản 3 Điều 16 TT 116/2026"
    found = [resolve(citation, knowledge) for citation in find(text)]
    assert found == [Resolved(("nd-104-2022/14.2",)), Resolved(("tt-116-2026/16.3",))]


def test_a_citation_says_where_it_stands() -> None:
    text = "cho hỏi điểm b khoản 2 Điều 14 ghi gì"
    (citation,) = find(text)
    assert text[slice(*citation.span)] == "điểm b khoản 2 Điều 14"
    assert (citation.kind, citation.article, citation.clause) == (None, 14, 2)


@pytest.mark.parametrize(
    ("written", "reason", "nearest"),
    [
        ("Nghị định 104/2018/NĐ-CP", Reason.UNKNOWN_INSTRUMENT, "nd-104-2022"),
        ("nghị định 104 năm 2020 điều 14", Reason.UNKNOWN_INSTRUMENT, "nd-104-2022"),
        ("Điều 14 Nghị định 114/2022/NĐ-CP", Reason.UNKNOWN_INSTRUMENT, "nd-104-2022"),
        ("Luật Cư trú 1999", Reason.UNKNOWN_INSTRUMENT, "luat-81-2006"),
        ("Điều 16 Nghị định 104/2022", Reason.NO_SUCH_ARTICLE, "nd-104-2022/15"),
        ("Điều 77", Reason.NO_SUCH_ARTICLE, "nd-104-2022/15"),
        ("điều 0 nghị định 104", Reason.NO_SUCH_ARTICLE, "nd-104-2022/1"),
        ("Điều 39 Luật Cư trú", Reason.NO_SUCH_ARTICLE, "luat-68-2020/38"),
        ("khoản 5 Điều 14", Reason.NO_SUCH_CLAUSE, "nd-104-2022/14.4"),
        ("khoản 5 Điều 46 Luật Căn cước", Reason.NO_SUCH_CLAUSE, "luat-26-2023/46.4"),
        ("điểm k khoản 2 Điều 14", Reason.NO_SUCH_POINT, "nd-104-2022/14.2.a"),
        ("điểm a khoản 1 Điều 14", Reason.NO_SUCH_POINT, "nd-104-2022/14.1"),
        ("Điều 3 Nghị định 104/2022", Reason.TEXT_UNVERIFIED, "nd-104-2022/1"),
        ("khoản 3 Điều 1 Nghị định 104/2022", Reason.TEXT_UNVERIFIED, "nd-104-2022/1.2"),
        ("Điều 40 Nghị định 69/2024/NĐ-CP", Reason.TEXT_UNVERIFIED, "nd-69-2024/30"),
        ("khoản 1 Điều 4 Nghị định 69/2024", Reason.TEXT_UNVERIFIED, "nd-69-2024/4.2"),
        ("khoản 3 Điều 70 Nghị định 282/2025", Reason.TEXT_UNVERIFIED, "nd-282-2025/70.2"),
        ("khoản 1 Điều 14 Nghị định 69/2024", Reason.TEXT_UNVERIFIED, "nd-69-2024/14"),
    ],
)
def test_what_is_missing_is_told_with_its_neighbours(
    written: str, reason: Reason, nearest: str, knowledge: Knowledge
) -> None:
    (citation,) = find(written)
    missing = resolve(citation, knowledge)
    assert isinstance(missing, Missing)
    assert missing.reason is reason
    assert missing.nearest[0] == nearest
    assert all(knowledge.has(id) for id in missing.nearest)


def test_a_gap_says_what_is_known_of_it(knowledge: Knowledge) -> None:
    missing = resolve(Citation(kind="nd", number="104", article=2), knowledge)
    assert isinstance(missing, Missing)
    assert "bảo hiểm y tế" in missing.note


def test_a_point_without_its_clause_is_found_where_only_one_fits(knowledge: Knowledge) -> None:
    assert resolve(Citation(article=14, point="b"), knowledge) == Resolved(("nd-104-2022/14.2.b",))


@pytest.mark.parametrize(
    ("id", "spoken", "coded"),
    [
        (
            "nd-104-2022/14.2.b",
            "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP",
            "104/2022/NĐ-CP:art14.cl2.b",
        ),
        ("nd-104-2022/14", "Điều 14 Nghị định 104/2022/NĐ-CP", "104/2022/NĐ-CP:art14"),
        ("nd-104-2022", "Nghị định 104/2022/NĐ-CP", "104/2022/NĐ-CP"),
        ("luat-68-2020/38.3", "khoản 3 Điều 38 Luật Cư trú 68/2020/QH14", "68/2020/QH14:art38.cl3"),
        ("luat-118-2025", "Luật 118/2025/QH15", "118/2025/QH15"),
        (
            "qd-9039-2022/p2.A.2.b1",
            "bước 1 tiểu mục 2 mục A phần II Quyết định 9039/QĐ-BCA-C06",
            "9039/QĐ-BCA-C06:p2.A.2.b1",
        ),
        (
            "qd-9039-2022/p2.A.2.fee",
            "phí, lệ phí tiểu mục 2 mục A phần II Quyết định 9039/QĐ-BCA-C06",
            "9039/QĐ-BCA-C06:p2.A.2.fee",
        ),
    ],
)
def test_a_provision_is_written_out(id: str, spoken: str, coded: str, knowledge: Knowledge) -> None:
    assert name(id, knowledge) == spoken
    assert code(id, knowledge) == coded
    assert from_code(coded, knowledge) == id


@pytest.mark.parametrize(
    "text", ["", ":", "104/2022/NĐ-CP:", "104/2022/NĐ-CP:art99", "104/2022/NĐ-CP:14.2", "x:art14"]
)
def test_a_wrong_code_stands_for_nothing(text: str, knowledge: Knowledge) -> None:
    assert from_code(text, knowledge) is None


SPELLINGS = st.sampled_from(
    [
        "{p}khoản {clause} Điều {article} Nghị định 104/2022/NĐ-CP",
        "Nghị định 104/2022/NĐ-CP Điều {article} khoản {clause}{q}",
        "k{clause} đ{article} nđ104",
        "đ{article}.{clause} nđ 104",
        "Decree 104/2022/ND-CP, Article {article}({clause})",
    ]
)


@given(
    article=st.integers(1, 199),
    clause=st.integers(1, 99),
    point=st.sampled_from(POINTS.replace("ư", "")),
    spelling=SPELLINGS,
)
def test_whatever_is_written_is_read_back(
    article: int, clause: int, point: str, spelling: str
) -> None:
    text = spelling.format(article=article, clause=clause, p=f"điểm {point} ", q=f" điểm {point}")
    (found,) = find(text)
    assert (found.kind, found.number, found.article, found.clause) == ("nd", "104", article, clause)
    assert found.point == (point if "điểm" in text else None)


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for citation in find(text):
        start, end = citation.span
        assert 0 <= start < end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            ["điều", "khoản", "điểm", "đ14", "k2", "nđ", "104", "/", "2022", ".", "b", "và"]
        ),
        max_size=12,
    )
)
def test_any_pile_of_parts_resolves_to_something(knowledge: Knowledge, words: list[str]) -> None:
    for citation in find(" ".join(words)):
        assert resolve(citation, knowledge)
