"""Replies become screens that fit, and lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Core
from bot.rendering import Limits, Renderer, Screen, render, units
from handlers.model import Button, Menu, Reply, Sentence, State

TODAY = date(2026, 11, 23)


def shown(
    core: Core, *replies: Reply, day: date = TODAY, language: str = "vi", **limits: int
) -> tuple[Screen, ...]:
    return render(replies, core.catalogue(language), Limits(**limits), core.knowledge, day)


def test_a_clause_is_quoted_with_its_name_its_dates_and_its_status(core: Core) -> None:
    (screen,) = shown(core, Reply("Trả lời.", cites=("nd-104-2022/14.2.b",)))
    kinds = [paragraph.kind for paragraph in screen.paragraphs]
    assert kinds == ["text", "quote", "source"]
    assert screen.paragraphs[1].text == (
        "“b) Tra cứu thông tin cá nhân thông qua tài khoản định danh điện tử của công dân được "
        "hiển thị trong ứng dụng VNeID;”"
    )
    assert screen.paragraphs[2].text == (
        "điểm b khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP, hiệu lực từ 01/01/2023, còn hiệu lực."
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 12, 31), "chưa có hiệu lực, sẽ áp dụng từ 01/01/2023"),
        (date(2023, 1, 1), "còn hiệu lực"),
    ],
)
def test_the_status_is_that_of_the_day(core: Core, day: date, words: str) -> None:
    (screen,) = shown(core, Reply("Trả lời.", cites=("nd-104-2022/14.1",)), day=day)
    assert words in screen.text


def test_what_has_ended_is_shown_as_ended(core: Core) -> None:
    (screen,) = shown(core, Reply("Trả lời.", cites=("tt-55-2021/17.2",)))
    assert "đã hết hiệu lực từ" in screen.text


def test_a_provision_without_verified_wording_is_never_quoted(core: Core) -> None:
    (screen,) = shown(core, Reply("Trả lời.", cites=("nd-69-2024/40",)))
    assert not any(paragraph.kind == "quote" for paragraph in screen.paragraphs)
    assert "chưa có nguyên văn" in screen.text


def test_english_has_an_unofficial_gloss_beside_the_vietnamese_text(core: Core) -> None:
    (screen,) = shown(core, Reply("x", cites=("nd-104-2022/14.1",)), language="en")
    kinds = {paragraph.kind for paragraph in screen.paragraphs}
    assert {"quote", "gloss"} <= kinds
    assert "phải khai thác" in screen.text
    assert "nofficial" in screen.text


def test_a_gloss_has_the_numbers_of_what_it_translates(core: Core) -> None:
    (screen,) = shown(core, Reply("x", cites=("nq-66-7-2025/4.1",)), language="en")
    (gloss,) = [p.text for p in screen.paragraphs if p.kind == "gloss"]
    assert [line[:3] for line in gloss.partition(": ")[2].split("\n")] == ["1. ", "a) ", "b) "]


def test_a_note_is_told_in_the_language_of_the_screen(core: Core) -> None:
    for cited in ("nd-154-2024/11", "luat-68-2020/33.2"):  # What is missing, what is read by OCR.
        (screen,) = shown(core, Reply("x", cites=(cited,)), language="en")
        (note,) = [p.text for p in screen.paragraphs if p.kind == "note"]
        assert note.startswith(("We do not have the wording", "The wording was read by machine"))


def test_every_provision_that_an_answer_cites_has_a_gloss_in_every_language(core: Core) -> None:
    law = core.knowledge.on(TODAY)
    missing = {
        provision.id
        for node in core.engine.dialogue.nodes.values()
        for cited in getattr(node, "cites", ())
        if not cited.startswith("guide:")
        for provision in law.quote(cited)
        for language in core.catalogues
        if language != "vi" and not provision.gloss.get(language)
    }
    assert not missing


def test_choices_become_a_numbered_list_where_there_are_no_buttons(core: Core) -> None:
    reply = Reply("Chọn:", buttons=(Button("Một", "a:1"), Button("Hai", "a:2")))
    (screen,) = render([reply], core.catalogue("vi"), Limits(buttons=0), core.knowledge, TODAY)
    assert "1. Một\n2. Hai" in screen.text
    assert not screen.options


NAV = (Button("Lùi lại", "nav:back"), Button("Trang chủ", "nav:home"))


def menu(*labels: str) -> Reply:
    buttons = (Button(label, f"a:{number}") for number, label in enumerate(labels))
    return Reply("Chọn:", buttons=tuple(buttons), nav=NAV)


def test_a_label_that_is_too_long_stands_whole_in_the_text_and_its_number_on_the_button(
    core: Core,
) -> None:
    (screen,) = shown(core, menu("Máy cũ không còn, máy mới thiếu NFC", "Khác"), label=20)
    assert "1. Máy cũ không còn, máy mới thiếu NFC\n2. Khác" in screen.text
    assert [(o.label, o.address) for o in screen.options] == [("1", "a:0"), ("2", "a:1")]
    assert [o.label for o in screen.nav] == ["Lùi lại", "Trang chủ"]


def test_choices_that_are_too_many_are_listed_and_the_way_back_keeps_its_buttons(
    core: Core,
) -> None:
    (screen,) = shown(core, menu("a", "b", "c", "d", "e", "f"), buttons=5)
    assert "1. a\n2. b" in screen.text
    assert "6. f" in screen.text
    assert not screen.options
    assert len(screen.nav) == 2


def test_the_way_back_gives_way_to_the_choices(core: Core) -> None:
    (screen,) = shown(core, menu("a", "b", "c", "d"), buttons=5)
    assert [o.label for o in screen.options] == ["a", "b", "c", "d"]
    assert not screen.nav
    assert "0. Trang chủ" in screen.text


def test_buttons_stand_beside_the_end_of_a_text_that_is_too_long_for_them(core: Core) -> None:
    text = "\n".join(f"Dòng {number} của một câu trả lời dài." for number in range(30))
    reply = Reply(text, buttons=(Button("x", "a:b"),), nav=NAV)
    screens = shown(core, reply, text=600, beside=100)
    assert all(units(screen.text) <= 600 for screen in screens)
    assert units(screens[-1].text) <= 100
    assert screens[-1].options
    assert not any(screen.options or screen.nav for screen in screens[:-1])
    assert "".join("".join(s.text.split()) for s in screens) == "".join(text.split())


def test_every_menu_fits_every_size_of_channel(core: Core) -> None:
    dialogue = core.engine.dialogue
    for node in dialogue.nodes.values():
        if not isinstance(node, Menu):
            continue
        for language in core.catalogues:
            turn = core.engine.enter(node.id, State(language=language))
            for most, label, text in ((0, 1, 500), (5, 100, 2000), (13, 20, 2000), (10, 72, 900)):
                limits = Limits(text, most, label, beside=400)
                screens = render(
                    turn.replies, core.catalogue(language), limits, core.knowledge, TODAY
                )
                check_fits(screens, limits)


def check_fits(screens: tuple[Screen, ...], limits: Limits) -> None:
    for screen in screens:
        buttons = [*screen.options, *screen.nav]
        assert units(screen.text) <= (limits.beside if buttons else limits.text)
        assert len(buttons) <= limits.buttons
        assert all(units(button.label) <= limits.label for button in buttons)


def test_a_long_text_is_split_within_the_limit_and_whole(core: Core) -> None:
    @settings(max_examples=100, deadline=None)
    @given(st.text(alphabet="ab. ;\nđư😀", min_size=1, max_size=900), st.integers(40, 300))
    def check(text: str, most: int) -> None:
        screens = shown(core, Reply(text, buttons=(Button("x", "a:b"),)), text=most)
        assert all(units(screen.text) <= most for screen in screens)
        joined = "".join(screen.text for screen in screens)
        assert "".join(joined.split()) == "".join(text.split())
        assert [bool(s.options) for s in screens] == [False] * (len(screens) - 1) + [True]

    check()


def test_dates_and_plurals_are_those_of_the_language(core: Core) -> None:
    vi, en = core.catalogues["vi"], core.catalogues["en"]
    day = date(2026, 3, 4)
    assert vi.say("{day}", {"day": day}) == "04/03/2026"
    assert en.say("{day}", {"day": day}) == "4 March 2026"
    wrong = "Mã chưa đúng. Còn {attempts_left} lần thử."
    assert "1 attempt " in en.say(wrong, {"attempts_left": 1})
    assert "2 attempts " in en.say(wrong, {"attempts_left": 2})


def test_a_value_may_be_a_text_itself(core: Core) -> None:
    assert core.catalogues["vi"].say("{a}", {"a": Sentence("Nam")}) == "Nam"
    assert core.catalogues["en"].say("{a}", {"a": Sentence("Nam")}) == "Male"


@pytest.mark.parametrize(
    ("cited", "day", "told"),
    [
        ("luat-68-2020", TODAY, "Điều 1–38"),
        ("luat-68-2020", TODAY, "còn hiệu lực. Được sửa đổi bởi Luật 118/2025/QH15."),
        ("tt-55-2021", TODAY, "hiệu lực từ 01/07/2021, đã hết hiệu lực từ 01/07/2026."),
        ("tt-55-2021", TODAY, "Nay xem Thông tư 116/2026/TT-BCA."),
        ("tt-55-2021", date(2023, 5, 1), "ngày 01/05/2023 đang có hiệu lực"),
        ("nq-66-7-2025", date(2027, 3, 1), "theo văn bản đã ban hành đến nay"),
        ("qd-9039-2022", TODAY, "Kho luật có nguyên văn một phần."),
        ("nd-59-2022", TODAY, "chưa có toàn văn đã đối chiếu"),
    ],
)
def test_an_instrument_is_told_of_and_not_read_out(
    core: Core, cited: str, day: date, told: str
) -> None:
    reply = Reply("x", cites=(cited,), day=day)
    text = "\n".join(screen.text for screen in shown(core, reply))
    assert told in text
    assert len(text) < 800


def test_what_everybody_reads_alike_is_rendered_once_a_day_and_nothing_else_is_remembered(
    core: Core,
) -> None:
    rendered = Renderer(core.catalogues, core.knowledge)
    menu = (Reply("Chọn.", buttons=(Button("Có", "a:yes"),), cites=("nd-104-2022/14.1",)),)
    first = rendered(menu, "vi", Limits(), TODAY)
    assert first == shown(core, *menu)
    assert rendered(menu, "vi", Limits(), TODAY) is first
    other_step = (replace(menu[0], buttons=(Button("Có", "a:yes", {"step": 2}),)),)
    for different in (
        rendered(menu, "en", Limits(), TODAY),
        rendered(menu, "vi", Limits(buttons=0), TODAY),
        rendered(menu, "vi", Limits(), date(2020, 1, 1)),
        rendered(other_step, "vi", Limits(), TODAY),
    ):
        assert different is not first
    for own in (Reply("Của bạn.", private=True), Reply("Còn {left}.", {"left": 2})):
        assert rendered((own,), "vi", Limits(), TODAY) is not rendered(
            (own,), "vi", Limits(), TODAY
        )
