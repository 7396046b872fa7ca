"""Screens as prompts: plain words first, the clauses on request, each short. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.i18n import Catalogue
from bot.phone.verbs import Say
from bot.rendering import Option, Paragraph, Screen
from bot.speech.numerals import digits
from bot.speech.parts import parted, seconds, spoken
from handlers.model import _

_LAW = ("quote", "gloss", "note", "source")
SILENCE = _("Tôi chưa nghe thấy phím nào.")
MISS = _("Phím này không có trong danh mục.")
HOME_KEYS = _("Bấm 9 để nghe lại, 0 để gặp người hỗ trợ.")
HOME_KEYS_ALONE = _("Bấm 9 để nghe lại, 0 để nghe cách gặp người thật.")
OTHER_LANGUAGE = {
    "vi": Say("For English, press star, then two.", "en"),
    "en": Say("Nghe tiếng Việt, bấm phím sao, rồi bấm một.", "vi"),
}
KEYS = _("Bấm 9 để nghe lại, 0 để về đầu, phím sao để lùi.")
PRESS = _("{label}, bấm {number}.")
PRESS_HASH = _("{label}, bấm {number} rồi phím thăng.")
LAW_OFFER = _("Căn cứ: {name}. Bấm phím thăng để nghe nguyên văn.")
LAW_KEYS = _("Bấm phím thăng để nghe tiếp, phím sao để về các mục.")
LAW_END = _("Hết phần trích điều luật.")
ENTRY = _("Nhập xong bấm phím thăng.")
WRITTEN = _("Phần này phải nhập chữ, điện thoại không làm được. Bạn dùng trang web của Cư Trú.")
READ_BACK = _("Bạn vừa nhập {digits}. Đúng bấm 1, nhập lại bấm 2.")
CONNECTING = _("Tôi nối máy đến người hỗ trợ. Xin giữ máy.")
UNANSWERED = _("Người hỗ trợ chưa nghe máy. Bạn gọi lại sau, hoặc gọi 1900 0368.")
GOODBYE = _("Tôi xin kết thúc cuộc gọi. Cần hỗ trợ, bạn gọi 1900 0368. Chào bạn.")
_NAME_END = re.compile(r", (?:hiệu lực|chưa có|in force|not yet)| \(|[.,]$")


def say(text: str, language: str, *, private: bool = False) -> tuple[Say, ...]:
    """Put a text into spoken form, in parts."""
    return tuple(Say(part, language, private) for part in parted(spoken(text, language), language))


def told(screens: Sequence[Screen]) -> tuple[Say, ...]:
    """Say the plain words of every screen; clauses are left for `law`."""
    return tuple(
        part
        for screen in screens
        for paragraph in screen.paragraphs
        if paragraph.kind not in _LAW
        for part in say(paragraph.text, screen.language, private=screen.private)
    )


def offered(
    screen: Screen, catalogue: Catalogue, *, entry: bool, person: bool = False
) -> tuple[Say, ...]:
    """Say what can be pressed; `entry` where digits are waited for and # ends them.

    `person`: callers can be connected with somebody.
    """
    said = [catalogue.translate(ENTRY)] if entry else []
    if not entry and (name := _first_source(screen)):
        said.append(catalogue.say(LAW_OFFER, {"name": name}))
    pattern = PRESS_HASH if entry else PRESS
    said += [_pressed(option, pattern, catalogue) for option in screen.options]
    if screen.node == "home":
        said.append(catalogue.translate(HOME_KEYS if person else HOME_KEYS_ALONE))
    other = OTHER_LANGUAGE.get(catalogue.language) if screen.node == "home" else None
    return (*_joined(said, catalogue.language), *((other,) if other else ()))


def law(screen: Screen, catalogue: Catalogue) -> tuple[tuple[Say, ...], ...]:
    """Return the pages of the clauses behind a screen; the first says how to go on."""
    parts = [say(p.text, _language(p, screen)) for p in screen.paragraphs if p.kind in _LAW]
    pages = [(part,) for of_paragraph in parts for part in of_paragraph]
    if not pages:
        return ()
    return ((*pages[0], *say(catalogue.translate(LAW_KEYS), catalogue.language)), *pages[1:])


def read_back(entered: str, catalogue: Catalogue) -> tuple[Say, ...]:
    group = 4 if len(entered) == 8 else 3
    said = digits(entered, group) if catalogue.language == "vi" else " ".join(entered)
    return say(catalogue.say(READ_BACK, {"digits": said}), catalogue.language, private=True)


def has_law(screen: Screen) -> bool:
    return any(paragraph.kind in _LAW for paragraph in screen.paragraphs)


def _pressed(option: Option, pattern: str, catalogue: Catalogue) -> str:
    label = option.label.rstrip("?!. ")
    return catalogue.say(pattern, {"label": label, "number": str(option.number)})


def _joined(texts: Sequence[str], language: str) -> tuple[Say, ...]:
    """Say several sentences in as few prompts as their length allows."""
    prompts: list[str] = []
    for text in texts:
        for part in say(text, language):
            longer = f"{prompts[-1]} {part.text}" if prompts else ""
            if prompts and seconds(longer, language) <= 15:
                prompts[-1] = longer
            else:
                prompts.append(part.text)
    return tuple(Say(text, language) for text in prompts)


def _first_source(screen: Screen) -> str:
    """Return the name of what an answer rests on first, without its dates."""
    lines = (p.text for p in screen.paragraphs if p.kind == "source")
    return _NAME_END.split(next(lines, ""))[0]


def _language(paragraph: Paragraph, screen: Screen) -> str:
    return "vi" if paragraph.kind == "quote" else screen.language
