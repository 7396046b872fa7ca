"""The page in a real browser: by keyboard, on a small screen, with and without JavaScript."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from bot.app import Assistant, assemble, build
from bot.core import Core
from bot.keys import register_keys
from bot.settings import Settings
from lookup.population import DemoPerson, demo_people
from lookup.repository import Register, connect

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).parents[2] / "artefacts"
PATIENCE = 10_000  # Milliseconds; machines that run other tests too are slow.
PHONE = {"width": 360, "height": 740}
# The part of the page that has the focus.
PLACE = """[".skip", ".options", ".nav", ".listen", "#composer", "footer", "html"].find(
    name => document.activeElement.closest(name))"""
QUESTION = "can giay to gi thay so ho khau"

expect.set_options(timeout=PATIENCE)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def served(settings: Settings, core: Core) -> Iterator[str]:
    """The application behind a real server on a free port; the address of its page."""
    listening = socket.create_server(("127.0.0.1", 0))
    assistant: Assistant = assemble(settings, core=core)
    server = uvicorn.Server(uvicorn.Config(build(assistant), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def people(settings: Settings) -> tuple[DemoPerson, ...]:
    async def found() -> tuple[DemoPerson, ...]:
        engine = connect(settings.database_url)
        try:
            return await demo_people(Register(engine, register_keys(settings)))
        finally:
            await engine.dispose()

    return asyncio.run(found())


@pytest.fixture(scope="module")
def browser(people: object) -> Iterator[Browser]:  # noqa: ARG001
    """Chromium. Comes after the fixtures that run a loop: Playwright then holds the thread's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """One person's browser: new pages for them, and what went wrong in these."""

    def __init__(self, browser: Browser, served: str) -> None:
        self._browser, self._served = browser, served

    @contextmanager
    def __call__(self, path: str = "/", **options: object) -> Iterator[Page]:
        given = {"viewport": PHONE, "locale": "vi-VN", "reduced_motion": "reduce", **options}
        context = self._browser.new_context(base_url=self._served, **given)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if _refused(said.text) else None)
        page.goto(path)
        yield page
        context.close()
        assert faults == []


def _refused(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


@pytest.fixture
def visit(served: str, browser: Browser) -> Visit:
    return Visit(browser, served)


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)


def answer(page: Page) -> Locator:
    """The newest answer."""
    return page.locator(".turn").last


def press(page: Page, name: str) -> None:
    """Press the newest button of this name, and wait for the turn that the script adds."""
    before = page.locator(".turn").count()
    answer(page).get_by_role("button", name=name).click()
    expect(page.locator(".turn")).to_have_count(before + 1)
    expect(page.get_by_role("status")).to_have_text("")


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


def look_up(page: Page, person: DemoPerson) -> None:
    """Walk through consent, number and code; the code is read on the demo's telephone."""
    press(page, "Xem cư trú của tôi")
    press(page, "Tôi đồng ý")
    write(page, person.personal_id.value)
    expect(answer(page)).to_contain_text("Nhập mã gồm 8 chữ số")
    expect(page.locator(".said").last).to_have_text(re.compile(r"\(đã ẩn\)"))
    phone = page.context.new_page()
    phone.goto("/demo/phone")
    sms = phone.locator(".sms", has_text=person.phone).first.inner_text()
    phone.close()
    code = re.search(r"\d{4} \d{4}", sms)
    assert code
    write(page, code[0])
    expect(answer(page)).to_contain_text("Nơi thường trú")
    assert code[0] not in page.content()
    assert person.personal_id.value not in page.content()


# --- With JavaScript ---


def test_a_question_is_asked_by_keyboard_alone(visit: Visit) -> None:
    with visit() as page:
        shoot(page, "phone-home-light")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Đến ô nhập câu hỏi")).to_be_focused()
        page.keyboard.press("Enter")
        box = page.get_by_role("textbox")
        expect(box).to_be_focused()
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("Điều 14 Nghị định 104/2022/NĐ-CP")
        expect(page.get_by_role("log")).to_contain_text(QUESTION)
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        shoot(page, "phone-answer-light")
        shoot(page, "phone-answer-light-whole", whole=True)


def test_a_button_pressed_by_keyboard_leads_to_the_new_answer(visit: Visit) -> None:
    with visit() as page:
        page.get_by_role("button", name="Nhận biết lừa đảo").focus()
        page.keyboard.press("Enter")
        expect(answer(page).get_by_role("heading", name="Cư Trú")).to_be_focused()
        page.keyboard.press("Tab")
        page.wait_for_function("document.activeElement.closest('#answer') !== null")


def test_focus_goes_through_the_page_in_reading_order(visit: Visit) -> None:
    with visit() as page:
        places = []
        for _press in range(20):
            page.keyboard.press("Tab")
            places.append(page.evaluate(PLACE))
        assert list(dict.fromkeys(places))[:5] == [
            ".skip",
            ".options",
            ".nav",
            ".listen",
            "#composer",
        ]


def test_the_guide_is_followed_by_buttons(visit: Visit) -> None:
    with visit() as page:
        press(page, "Hướng dẫn VNeID")
        press(page, "Chưa cài VNeID")
        press(page, "Có, thẻ còn hạn")
        expect(answer(page).get_by_role("progressbar", name="Bước 1/9")).to_be_visible()
        press(page, "Xong, bước tiếp")
        expect(answer(page).get_by_role("progressbar", name="Bước 2/9")).to_be_visible()
        shoot(page, "phone-guide-light")
        write(page, "1")
        expect(answer(page)).to_contain_text("Bước 3/9")
        press(page, "Lùi lại")
        expect(answer(page)).to_contain_text("Bước 2/9")
        page.locator(".turn").first.get_by_role("button", name="Nhận biết lừa đảo").click()
        expect(answer(page)).to_contain_text("lừa đảo")


def test_the_whole_lookup_with_the_code_of_the_demo_phone(
    visit: Visit, people: tuple[DemoPerson, ...]
) -> None:
    with visit() as page:
        page.clock.install()
        look_up(page, people[0])
        page.locator(".turn").last.scroll_into_view_if_needed()
        shoot(page, "phone-lookup-light")
        shoot(page, "phone-lookup-light-whole", whole=True)
        press(page, "Tạo mã chia sẻ cho cán bộ")
        press(page, "Chỉ nơi thường trú")
        press(page, "Trường học, nhập học")
        drawn = page.get_by_role("img", name="Mã QR để quét")
        expect(drawn).to_be_visible()
        assert drawn.evaluate("image => image.naturalWidth") > 0
        shoot(page, "phone-share-code-light")
        expect(page.get_by_text(people[0].name)).not_to_have_count(0)
        page.clock.fast_forward("05:01")  # What is personal is hidden, the code is still good.
        expect(page.get_by_text(people[0].name)).to_have_count(0)
        expect(page.get_by_text("đã ẩn sau ít phút")).not_to_have_count(0)
        expect(drawn).to_be_visible()
        page.clock.fast_forward("05:00")
        expect(drawn).to_have_count(0)


def test_what_was_not_sent_can_be_sent_again_once(
    visit: Visit, people: tuple[DemoPerson, ...]
) -> None:
    with visit() as page:
        press(page, "Xem cư trú của tôi")
        press(page, "Tôi đồng ý")
        ids = []

        def lose_the_answer(route: Route) -> None:
            ids.append(route.request.post_data_json["id"])
            route.fetch()
            route.abort()

        page.route("**/chat/messages", lose_the_answer, times=1)
        write(page, people[2].personal_id.value)
        expect(page.get_by_role("alert")).to_contain_text("Không gửi được")
        expect(page.locator(".said").last).to_contain_text(people[2].personal_id.value)
        shoot(page, "phone-failed-light")
        with page.expect_request("**/chat/messages") as again:
            page.get_by_role("button", name="Gửi lại", exact=True).last.click()
        assert [again.value.post_data_json["id"]] == ids
        expect(answer(page)).to_contain_text("Nhập mã gồm 8 chữ số")
        expect(page.get_by_role("alert")).to_have_count(0)
        assert people[2].personal_id.value not in page.content()
        page.goto("/demo/phone")
        assert page.locator(".sms", has_text=people[2].phone).count() == 1


def test_a_cookie_that_is_gone_comes_back(visit: Visit) -> None:
    with visit() as page:
        page.context.clear_cookies()
        write(page, QUESTION)
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("button", name="Gửi lại", exact=True).click()
        expect(answer(page)).to_contain_text("Điều 14")


def test_the_keyboard_of_a_touch_screen_makes_way_for_the_answer(visit: Visit) -> None:
    with visit(has_touch=True, is_mobile=True) as page:
        write(page, QUESTION)
        expect(answer(page).get_by_role("heading", name="Cư Trú")).to_be_focused()
        expect(answer(page).locator(".said")).to_be_in_viewport()


def test_a_second_tap_while_sending_does_nothing(visit: Visit) -> None:
    with visit() as page:
        sent: list[str] = []

        def slowly(route: Route) -> None:
            sent.append(route.request.url)
            page.wait_for_timeout(200)
            route.continue_()

        page.route("**/chat/messages", slowly)
        page.get_by_role("button", name="Hướng dẫn VNeID").dblclick()
        expect(page.get_by_role("status")).to_have_text("")
        expect(page.locator(".turn")).to_have_count(2)
        assert len(sent) == 1


def test_the_language_changes_and_the_conversation_stays(visit: Visit) -> None:
    with visit() as page:
        write(page, QUESTION)
        expect(answer(page)).to_contain_text("Điều 14")
        page.get_by_role("button", name="English", exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".screen").last).to_have_attribute("lang", "en")
        expect(page.get_by_role("log")).to_contain_text(QUESTION)
        expect(page.locator(".photo")).to_be_visible()
        shoot(page, "phone-english-light")
        page.get_by_role("button", name="Tiếng Việt", exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        write(page, "xin chào")
        expect(page.locator(".said").last).to_contain_text("xin chào")


def test_all_words_of_an_answer_are_in_its_language(visit: Visit) -> None:
    with visit(locale="en-US") as page:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("textbox").fill(QUESTION)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(answer(page).locator(".card")).to_have_text("Thẻ có chữ ký để đưa cán bộ xem")
        expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_html_in_a_text_stays_text(visit: Visit) -> None:
    with visit() as page:
        said = "<img src=x onerror=alert(1)><b>hỏi</b>"
        write(page, said)
        expect(page.locator(".said").last).to_contain_text(said)
        assert page.locator("#log img, #log b").count() == 0


def test_a_photo_is_sent(visit: Visit) -> None:
    with visit() as page:
        press(page, "Xem cư trú của tôi")
        press(page, "Tôi đồng ý")
        photo = page.get_by_label("Gửi ảnh mã QR của thẻ")
        photo.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        expect(answer(page)).to_contain_text("không phải là ảnh")
        large = {"name": "b.png", "mimeType": "image/png", "buffer": b"0" * (10 * 2**20 + 1)}
        photo.set_input_files(large)
        expect(page.get_by_role("status")).to_contain_text("10 MB")


# --- Without JavaScript ---


def test_the_page_works_without_javascript(visit: Visit, people: tuple[DemoPerson, ...]) -> None:
    with visit(java_script_enabled=False) as page:
        write(page, QUESTION)
        expect(answer(page)).to_contain_text("Điều 14 Nghị định 104/2022/NĐ-CP")
        expect(page.locator(".said")).to_contain_text(QUESTION)
        shoot(page, "phone-without-javascript")
        answer(page).get_by_role("button", name="Trang chủ").click()
        answer(page).get_by_role("button", name="Hướng dẫn VNeID").click()
        answer(page).get_by_role("button", name="Chưa cài VNeID").click()
        answer(page).get_by_role("button", name="Có, thẻ còn hạn").click()
        expect(page.get_by_role("progressbar", name="Bước 1/9")).to_be_visible()
        answer(page).get_by_role("button", name="Trang chủ").click()
        answer(page).get_by_role("button", name="Xem cư trú của tôi").click()
        answer(page).get_by_role("button", name="Tôi đồng ý").click()
        write(page, people[1].personal_id.value)
        expect(page.locator(".said")).to_have_text(re.compile(r"\(đã ẩn\)"))
        page.get_by_role("link", name="Điện thoại thử nghiệm").click()
        shoot(page, "phone-demo-phone-light", whole=True)
        code = re.search(r"\d{4} \d{4}", page.locator(".sms").first.inner_text())
        assert code
        page.get_by_role("link", name="Về cuộc trò chuyện").click()
        write(page, code[0])
        expect(answer(page)).to_contain_text("Nơi thường trú")


# --- For everybody ---


def test_a_screen_reader_finds_its_way(visit: Visit) -> None:
    with visit() as page:
        for role in ("banner", "main", "contentinfo", "log"):
            expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
        expect(page.get_by_role("heading", level=1)).to_have_text("Cư Trú")
        expect(page.get_by_role("textbox", name="Gõ câu hỏi, không cần dấu")).to_be_visible()
        expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
        expect(page.get_by_role("list", name="Các mục để chọn")).to_have_count(1)
        assert page.locator("html").get_attribute("lang") == "vi"
        assert not page.evaluate(
            "[...document.querySelectorAll('button, a, input:not([type=hidden])')].filter("
            " e => !(e.textContent.trim() || (e.labels && e.labels.length))).length"
        )
        write(page, QUESTION)
        expect(answer(page).locator("blockquote").first).to_have_attribute("lang", "vi")


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_scrolls_sideways_and_everything_is_large_enough(visit: Visit, width: int) -> None:
    with visit(viewport={"width": width, "height": 640}) as page:
        assert _fits(page)
        assert _small(page) == []
        write(page, QUESTION + " " + "x" * 200)
        expect(page.locator(".turn")).to_have_count(2)
        write(page, QUESTION)
        expect(answer(page).locator("blockquote, details").first).to_be_visible()
        for folded in page.locator("summary").all():
            folded.click()
        assert _fits(page)
        assert _small(page) == []
        for path in ("/demo/phone", "/docs"):
            page.goto(path)
            assert _fits(page)


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def _small(page: Page) -> list[str]:
    """Name the targets that are under 44 by 44 pixels."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('button, #text, .photo, summary, footer a')].filter(e => {"
        " const box = e.getBoundingClientRect();"
        " return box.width < 44 || box.height < 44; }).map(e => e.outerHTML)"
    )
    return found


def test_the_letters_are_at_least_18_pixels(visit: Visit) -> None:
    with visit() as page:
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18


def test_the_page_in_the_dark_and_on_a_desk(visit: Visit) -> None:
    with visit(color_scheme="dark") as page:
        shoot(page, "phone-home-dark")
        write(page, QUESTION)
        expect(answer(page)).to_contain_text("Điều 14")
        shoot(page, "phone-answer-dark")
    with visit(viewport={"width": 1280, "height": 900}) as page:
        shoot(page, "desktop-home-light")
        write(page, QUESTION)
        expect(answer(page)).to_contain_text("Điều 14")
        shoot(page, "desktop-answer-light")
        page.goto("/docs")
        shoot(page, "desktop-api-light", whole=True)


def test_an_answer_prints_without_the_buttons(visit: Visit) -> None:
    with visit() as page:
        write(page, QUESTION)
        expect(answer(page)).to_contain_text("Điều 14")
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        for hidden in ("#composer", "footer", ".options", ".nav"):
            expect(page.locator(hidden).first).to_be_hidden()
        for quoted in page.locator("#answer blockquote").all():
            expect(quoted).to_be_visible()
        shoot(page, "print", whole=True)


def test_a_call_is_made_by_keyboard_and_heard(visit: Visit, people: tuple[DemoPerson, ...]) -> None:
    """What is pressed goes to the call; where there is a voice, each prompt is fetched."""
    with visit("/demo/call", viewport={"width": 1000, "height": 900}) as page:
        sounds: list[int] = []
        page.on("response", lambda r: sounds.append(r.status) if "/sound/" in r.url else None)
        voice = shutil.which("espeak-ng")
        with page.expect_response("**/sound/**") if voice else nullcontext():
            page.get_by_role("button", name="Gọi", exact=True).click()
        captions = page.locator("#captions")
        expect(captions).to_contain_text("Bạn cần gì?")
        page.keyboard.press("4")
        expect(captions).to_contain_text("Bạn có đồng ý không?")
        page.keyboard.press("1")
        expect(captions).to_contain_text("Nhập số định danh")
        for digit in people[0].personal_id.value:
            page.keyboard.press(digit)
        expect(captions).to_contain_text("Bạn vừa nhập")
        expect(captions).not_to_contain_text(people[0].personal_id.value)
        assert bool(sounds) == bool(voice)
        assert set(sounds) <= {200, 206}
        shoot(page, "call", whole=True)
        page.keyboard.press("Escape")
        expect(page.get_by_role("status")).to_have_text("Cuộc gọi đã kết thúc.")


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
def test_an_answer_is_listened_to_without_leaving_the_page(visit: Visit) -> None:
    with visit() as page:
        sounds: list[int] = []
        page.on("response", lambda r: sounds.append(r.status) if "/sound" in r.url else None)
        with page.expect_response("**/speech/vi/home/sound"):
            page.get_by_role("link", name="Nghe", exact=True).first.click()
        assert page.url.endswith("/")
        assert set(sounds) <= {200, 206}
