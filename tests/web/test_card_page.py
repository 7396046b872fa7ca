"""The page that verifies cards: from a file, without a network, with and without WebCrypto."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.answer_card.content import answer_card, card_of, issue
from bot.answer_card.page import verifying_page
from bot.answer_card.painting import paint
from bot.core import Core
from bot.web.pages import templates
from tests.bot.test_answer_card import DAY, QUESTION, SIGNER, changed_on
from tests.web.test_browser import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="no chromium on this machine"
)
# RFC 8032, 7.1, tests 2 and 3: key, message, signature.
VECTORS = (
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, core: Core, tmp_path: Path) -> Iterator[Page]:
    """The page, saved, and opened where there is no network. The law changes on 1 January 2027."""
    law = changed_on(core, "luat-68-2020/38.3", date(2027, 1, 1))
    html, _headers = verifying_page(law, SIGNER.keys, core.catalogue("vi"), DAY, templates())
    (tmp_path / "xac-minh.html").write_text(html, encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(f"file://{tmp_path}/xac-minh.html")
    opened.fill("#day", DAY.isoformat())
    yield opened
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def token_of(core: Core) -> str:
    card = card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    return issue(card, SIGNER)


def truth(page: Page, kind: str) -> None:
    expect(page.locator("#result")).to_have_class(kind)


def test_a_genuine_card_is_in_force_and_says_what_was_signed(page: Page, core: Core) -> None:
    page.fill("#token", token_of(core))
    truth(page, "in_force")
    expect(page.locator("#result")).to_contain_text("Không. Sổ hộ khẩu, sổ tạm trú giấy")
    expect(page.locator("#result")).to_contain_text("khoản 3 Điều 38 Luật Cư trú")


def test_a_clock_moved_past_the_change_says_since_when(page: Page, core: Core) -> None:
    page.fill("#token", token_of(core))
    page.fill("#day", "2027-02-01")
    truth(page, "superseded")
    expect(page.locator("#result h2")).to_contain_text("01/01/2027")
    page.fill("#day", "2026-12-31")
    truth(page, "in_force")


def test_a_flipped_letter_is_forged(page: Page, core: Core) -> None:
    token = token_of(core)
    page.fill("#token", token[:200] + ("0" if token[200] != "0" else "1") + token[201:])
    truth(page, "forged")


@pytest.mark.parametrize("kind", ["png", "pdf", "html"])
def test_a_file_is_verified_by_its_seal(kind: str, page: Page, core: Core, tmp_path: Path) -> None:
    card = answer_card(core, "proof.accepted", DAY, "vi", DAY) or card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    whole = paint(card, issue(card, SIGNER), kind, SIGNER, core.catalogue("vi"), templates())
    (tmp_path / "card").write_bytes(whole)
    page.set_input_files("#file", tmp_path / "card")
    truth(page, "in_force")
    middle = len(whole) // 2
    (tmp_path / "card").write_bytes(whole[:middle] + b"!" + whole[middle + 1 :])
    page.set_input_files("#file", [])
    page.set_input_files("#file", tmp_path / "card")
    truth(page, "forged")


def test_a_browser_without_ed25519_verifies_too(page: Page, core: Core) -> None:
    page.evaluate("() => { crypto.subtle.importKey = () => { throw new Error('unknown'); }; }")
    page.fill("#token", token_of(core))
    truth(page, "in_force")


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_our_own_ed25519_is_that_of_rfc_8032(
    key: str, message: str, signature: str, page: Page
) -> None:
    verify = "([k, s, m]) => CuTru.verifySlowly(...[k, s, m].map(CuTru.fromHex))"
    assert page.evaluate(verify, [key, signature, message]) is True
    assert page.evaluate(verify, [key, signature, message + "00"]) is False
    wrong = ("00" if signature[:2] != "00" else "01") + signature[2:]
    assert page.evaluate(verify, [key, wrong, message]) is False


@pytest.mark.parametrize("length", [0, 3, 111, 112, 128, 300])
def test_our_own_sha512_is_that_of_the_standard(length: int, page: Page) -> None:
    message = bytes(range(length % 256)).ljust(length, b"x")
    found = page.evaluate("(m) => CuTru.hex(CuTru.sha512(CuTru.fromHex(m)))", message.hex())
    assert found == hashlib.sha512(message).hexdigest()
