"""A talk between a citizen and an officer in a real browser, with and without JavaScript."""

from __future__ import annotations

import asyncio
from itertools import count

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bot.keys import register_keys
from bot.settings import Settings
from lookup.officers import Officer
from lookup.repository import Register, connect
from tests.web import test_browser
from tests.web.test_browser import Visit, browser, press, served, shoot, visit, write

__all__ = ["browser", "served", "visit"]  # Fixtures.

pytestmark = test_browser.pytestmark
INBOX = "/can-bo/truc"
_NUMBERS = count(9001)


@pytest.fixture(scope="module")
def people(settings: Settings) -> list[tuple[str, str]]:
    """Officers and the secrets of their apps. The browser starts after the fixture of this name."""
    made = [(f"TR-{next(_NUMBERS)}", pyotp.random_base32()) for _ in range(3)]

    async def added() -> None:
        engine = connect(settings.database_url)
        for number, secret in made:
            async with Register(engine, register_keys(settings)).writing() as records:
                await records.add_officer(Officer(number, "Công an phường Mẫu"), secret)
        await engine.dispose()

    asyncio.run(added())
    return made


def enter(page: Page, officer: tuple[str, str]) -> None:
    page.get_by_label("Số hiệu cán bộ").fill(officer[0])
    page.get_by_label("Mã 6 số").fill(pyotp.TOTP(officer[1]).now())
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hộp thư người trực")


def later(*pages: Page) -> None:
    """Let the time pass after which pages look for what is new."""
    for page in pages:
        page.clock.fast_forward(6000)


def test_an_officer_and_a_citizen_talk(visit: Visit, people: list[tuple[str, str]]) -> None:
    with visit(INBOX) as officer, visit() as citizen:
        for page in (officer, citizen):
            page.clock.install()
            page.reload()
        enter(officer, people[0])
        expect(officer.get_by_text("Không có ai đang chờ.")).to_be_visible()
        press(citizen, "Gặp cán bộ, tổng đài")
        press(citizen, "Nhắn người trực tại đây")
        later(officer)
        take = officer.get_by_role("button", name="Nhận trả lời").first
        expect(take).to_be_visible()  # The list has looked by itself.
        shoot(officer, "phone-inbox-light", whole=True)
        take.click()
        later(citizen)
        expect(citizen.get_by_role("log")).to_contain_text("đã vào trả lời bạn")
        expect(citizen.get_by_role("log").get_by_text("đã vào trả lời bạn")).to_have_count(1)
        box = officer.get_by_label("Trả lời của bạn")
        box.fill("Đang gõ dở")
        write(citizen, "Chào chị")
        expect(citizen.get_by_role("status")).to_have_text("")
        later(officer)
        expect(officer.get_by_role("log")).to_contain_text("Chào chị")
        expect(box).to_have_value("Đang gõ dở")
        box.fill("Chào anh <b>Ba</b>.")
        officer.get_by_role("button", name="Gửi", exact=True).click()
        expect(officer.get_by_role("log")).to_contain_text("Chào anh <b>Ba</b>.")
        shoot(officer, "phone-inbox-talk-light", whole=True)
        later(citizen)
        said = citizen.get_by_role("log").get_by_text("Chào anh <b>Ba</b>.")
        expect(said).to_have_count(1)
        shoot(citizen, "phone-talk-light")
        write(citizen, "Cảm ơn chị")
        expect(said).to_have_count(1)  # Nothing is said twice.
        citizen.reload()
        write(citizen, "Còn một câu nữa")
        officer.get_by_role("button", name="Xong, trả lại trợ lý tự động").click()
        expect(officer.get_by_text("Không có ai đang chờ.")).to_be_visible()
        later(citizen)
        expect(citizen.get_by_role("log")).to_contain_text("đã kết thúc")
        write(citizen, "so ho khau con gia tri khong")
        expect(citizen.get_by_role("log")).to_contain_text("Điều 38")


def test_an_officer_is_told_when_the_citizen_has_left(
    visit: Visit,
    people: list[tuple[str, str]],
) -> None:
    with visit(INBOX) as officer, visit() as citizen:
        officer.clock.install()
        officer.reload()
        enter(officer, people[2])
        press(citizen, "Gặp cán bộ, tổng đài")
        press(citizen, "Nhắn người trực tại đây")
        later(officer)
        officer.get_by_role("button", name="Nhận trả lời").first.click()
        expect(officer.get_by_label("Trả lời của bạn")).to_be_visible()
        write(citizen, "/ketthuc")
        expect(citizen.get_by_role("log")).to_contain_text("Trợ lý tự động trả lời bạn tiếp")
        later(officer)
        expect(officer.get_by_role("alert")).to_contain_text("không còn ở chỗ bạn")
        expect(officer.get_by_role("heading", level=1)).to_have_text("Hộp thư người trực")


def test_the_same_without_javascript(visit: Visit, people: list[tuple[str, str]]) -> None:
    plain = {"java_script_enabled": False}
    with visit(INBOX, **plain) as officer, visit(**plain) as citizen:
        enter(officer, people[1])
        citizen.get_by_role("button", name="Gặp cán bộ, tổng đài").click()
        citizen.get_by_role("button", name="Nhắn người trực tại đây").click()
        officer.get_by_role("link", name="Tải lại").click()
        officer.get_by_role("button", name="Nhận trả lời").first.click()
        write(citizen, "Chào chị")
        expect(citizen.get_by_role("log")).to_contain_text("trợ lý tự động tạm dừng")
        officer.get_by_role("link", name="Tải lại").click()
        expect(officer.get_by_role("log")).to_contain_text("Chào chị")
        officer.get_by_label("Trả lời của bạn").fill("Chào anh.")
        officer.get_by_role("button", name="Gửi", exact=True).click()
        citizen.get_by_role("link", name="Xem tin mới của người trực").click()
        expect(citizen.get_by_role("log")).to_contain_text("Chào anh.")
        shoot(citizen, "phone-talk-without-javascript", whole=True)
        officer.get_by_role("button", name="Chuyển cho người trực khác").click()
        expect(officer.get_by_role("button", name="Nhận trả lời").first).to_be_visible()
        citizen.get_by_role("link", name="Xem tin mới của người trực").click()
        expect(citizen.get_by_role("log")).to_contain_text("chuyển bạn cho người trực khác")
        officer.get_by_role("button", name="Đăng xuất").click()
        expect(officer.get_by_role("button", name="Đăng nhập")).to_be_visible()


@pytest.mark.parametrize("language", ["vi-VN", "en-GB"])
def test_the_inbox_can_be_used_by_everybody(visit: Visit, language: str) -> None:
    with visit(INBOX, locale=language, viewport={"width": 320, "height": 640}) as page:
        assert page.locator("html").get_attribute("lang") == language[:2]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        heading = {"vi": "Hộp thư người trực", "en": "Inbox of the person on duty"}[language[:2]]
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        number = page.get_by_role("textbox").first
        number.fill("CA-0001")
        page.get_by_role("textbox").last.fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert not page.evaluate(
            "[...document.querySelectorAll('button, .page input')].filter(e => {"
            " const box = e.getBoundingClientRect(); return box.height < 44; }).length"
        )
