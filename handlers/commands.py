"""What can be said anywhere: go home, back, once more, sign out."""

from __future__ import annotations

import re

from legal_kb.normalise import fold

# Folded wordings of each command; the first slash command of a channel's menu is listed too.
COMMANDS: dict[str, tuple[str, ...]] = {
    "nav:home": ("0", "/start", "/menu", "menu", "trang chu", "ve trang chu", "home", "main menu"),
    "nav:repeat": ("9", "/nhaclai", "nhac lai", "lap lai", "noi lai", "nghe lai", "repeat"),
    "nav:back": (
        "*",
        "/quaylai",
        "quay lai",
        "lui lai",
        "tro lai",
        "buoc truoc",
        "back",
        "go back",
    ),
    "nav:restart": ("/lamlai", "bat dau lai", "lam lai tu dau", "lam lai", "restart", "start over"),
    "nav:resume": ("/tieptuc", "tiep tuc", "lam tiep", "continue", "resume"),
    "go:lookup.signout": ("/dangxuat", "dang xuat", "thoat", "sign out", "log out", "logout"),
    "go:lookup": ("/tracuu", "tra cuu", "look up"),
    "go:vneid": ("/huongdan", "huong dan", "huong dan vneid", "guide"),
    "go:law": ("/luat", "luat", "law"),
    "go:language": ("/ngonngu", "ngon ngu", "doi ngon ngu", "language"),
    "go:talk.capability": ("/tro_giup", "/trogiup", "/help", "tro giup", "help", "?"),
    "language:en": ("english", "tieng anh", "in english"),
    "language:vi": ("tieng viet", "vietnamese"),
}
_ADDRESSES = {words: address for address, all_words in COMMANDS.items() for words in all_words}
_YES = frozenset(
    "co, roi, vang, da, dung, ok, oke, okay, yes, u, uh, uhm, duoc, xong, tiep, next, done, sure, "
    "agree, da co, co roi, da roi, dong y, xong roi, da xong, tiep theo, da vang, vang a, co a, "
    "roi a, toi dong y".split(", ")
)
_NO = frozenset("khong, chua, chua co, khong co, no, nope, not yet, khong a, ko".split(", "))
_AFFIRMING = ("yes", "next", "agree", "done")
_DENYING = ("no", "not_yet")
_DIGIT = re.compile(r"(?:(?:phim|so|chon|bam|nhan|an|cau|muc|option|press)\s+)?([1-8])\s*[.)]?")
_SLASH = re.compile(r"(/[a-z_]+)(?:@\S+)?\s*(.*)", re.DOTALL)


def address_of(text: str) -> str | None:
    """Return the address that a command stands for, if the whole message is one."""
    said = fold(text).strip(" .!")
    slash = _SLASH.fullmatch(said)
    if slash and not slash[2]:
        return _ADDRESSES.get(slash[1])
    return _ADDRESSES.get(said or text.strip())


def question_of(text: str) -> str:
    """Return what stands behind a slash command ("/luat khoản 2 điều 14"), or the whole text."""
    slash = _SLASH.fullmatch(text.strip())
    return slash[2] if slash else text


def digit_of(text: str) -> int | None:
    """Return the number of a choice, typed or pressed; None for anything else."""
    match = _DIGIT.fullmatch(fold(text))
    return int(match[1]) if match else None


def choice_of(text: str, ids: tuple[str, ...]) -> str | None:
    """Return the choice that a plain yes or no means, where the menu has just one such."""
    said = fold(text).strip(" .!,")
    for words, wanted in ((_YES, _AFFIRMING), (_NO, _DENYING)):
        if said in words:
            meant = [id for id in ids if id in wanted]
            return meant[0] if len(meant) == 1 else None
    return None
