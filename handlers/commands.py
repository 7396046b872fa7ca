"""What can be said anywhere: go home, back, once more, sign out."""

from __future__ import annotations

import re

from legal_kb.normalise import clean, fold

LONGEST_COMMAND = 80  # Characters.

# Folded wordings of each command; the first slash command of a channel's menu is listed too.
COMMANDS: dict[str, tuple[str, ...]] = {
    "nav:home": (
        "0",
        "/start",
        "/menu",
        "menu",
        "trang chu",
        "ve trang chu",
        "thoi",
        "huy",
        "huy bo",
        "khong lam nua",
        "home",
        "main menu",
        "cancel",
    ),
    "nav:repeat": ("9", "/nhaclai", "nhac lai", "lap lai", "noi lai", "nghe lai", "repeat"),
    "nav:back": (
        "*",
        "/quaylai",
        "quay lai",
        "lui lai",
        "tro lai",
        "buoc truoc",
        "quay lai buoc truoc",
        "ve buoc truoc",
        "nham",
        "nham roi",
        "bam nham",
        "chon nham",
        "back",
        "go back",
    ),
    "nav:full": ("/daydu", "xem day du", "day du", "in full"),
    "nav:brief": ("/nhanh", "tra loi ngan", "tra loi nhanh", "quick answers"),
    "nav:restart": ("/lamlai", "bat dau lai", "lam lai tu dau", "lam lai", "restart", "start over"),
    "nav:why": (
        "/visao",
        "vi sao",
        "vi sao?",
        "tai sao",
        "tai sao?",
        "sao lai tra loi vay",
        "dieu nao noi vay",
        "dieu nao noi the",
        "dieu nao quy dinh vay",
        "luat nao noi vay",
        "luat nao noi the",
        "luat nao quy dinh vay",
        "theo luat nao",
        "theo dieu nao",
        "theo quy dinh nao",
        "quy dinh o dau",
        "o dieu nao",
        "can cu vao dau",
        "can cu dau",
        "dua vao dau",
        "lay dau ra vay",
        "which law says so",
        "which article says so",
        "says who",
        "based on what",
        "why",
        "why?",
    ),
    "nav:resume": ("/tieptuc", "tiep tuc", "lam tiep", "continue", "resume"),
    "go:lookup.signout": ("/dangxuat", "dang xuat", "thoat", "sign out", "log out", "logout"),
    "go:lookup": ("/tracuu", "tra cuu", "look up"),
    "go:access": (
        "/ai_da_xem",
        "/aidaxem",
        "ai da xem",
        "ai da xem thong tin cua toi",
        "who has seen my record",
    ),
    "go:protection": (
        "/khong_phai_toi",
        "/khongphaitoi",
        "khong phai toi",
        "khong phai toi yeu cau ma",
        "that was not me",
        "not me",
    ),
    "go:rights": ("/quyen", "quyen cua toi", "my rights"),
    "go:help": ("/xemgiup", "xem giup", "xem giup nguoi than"),
    "go:card": ("/the", "the cu tru", "luu thanh the co chu ky", "residence card"),
    "go:share": ("/chiase", "ma chia se", "chia se", "share code"),
    "go:officer": ("/canbo", "can bo dang nhap", "officer sign in"),
    "go:vneid": ("/huongdan", "huong dan", "huong dan vneid", "guide"),
    "go:law": ("/luat", "luat", "law"),
    "go:move": ("/tieptuc", "tiep tuc o kenh khac", "chuyen kenh", "go on elsewhere"),
    "go:human.ask": ("/nguoitruc", "gap nguoi truc", "chat with a person"),
    "go:language": ("/ngonngu", "ngon ngu", "doi ngon ngu", "language"),
    "go:talk.capability": ("/tro_giup", "/trogiup", "/help", "tro giup", "help", "?"),
    "language:en": ("english", "tieng anh", "in english"),
    "language:vi": ("tieng viet", "vietnamese"),
}
_ADDRESSES = {words: address for address, all_words in COMMANDS.items() for words in all_words}
_YES = frozenset(
    "co roi vang da dung ok oke okay oki okie yes yep yeah u uh uk uki um uhm duoc dc xong tiep "
    "next done sure agree dong y".split()
)
_NO = frozenset("khong chua ko k kg hong hok hem no nope not".split())
_POLITE = frozenset("a em anh chi chu bac ban con toi minh nhe nha di theo lam oi yet luon".split())
_NEXT = frozenset(
    "ke tiep, buoc tiep, buoc tiep theo, buoc sau, buoc ke tiep, sang buoc sau, qua buoc sau, "
    "tiep theo lam gi, roi sao nua, sao nua, gi nua, lam gi nua, roi lam gi nua, bo qua, "
    "bo qua buoc nay, skip, next step".split(", ")
)
_THANKFUL = frozenset("ok oke okay oki okie roi vang da u uh uk uki um uhm xong done".split())
_LOST = re.compile(
    r"(?:(?:da|toi|tui|em|minh|chau|con|bac|co)\s+)?(?:khong|ko|k|kg|hong|hok|hem|chua)\s+"
    r"(?:biet|bit|bt|hieu|ro)(?:\s+(?:gi|het|luon|nua|a|em|oi))*|i don'?t (?:know|understand)"
)
_CARD = frozenset({"valid", "none"})  # Whether a card is valid: "có", "chưa".
_MEANING: dict[str, tuple[tuple[str, ...], str]] = {
    "yes": (("yes", "next", "agree", "done"), "valid"),
    "thanks": (("yes", "next", "agree", "done"), "valid"),
    "next": (("next", "done"), ""),  # Never an agreement: "bỏ qua", "sao nữa".
    "no": (("no", "not_yet"), "none"),
}
_WORDS = ("", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam")
_DIGIT = re.compile(
    r"(?:(?:phim|so|chon|bam|nhan|an|cau|option|press)\s+)*"
    rf"(\d{{1,2}}|{'|'.join(_WORDS[1:])})\s*[.)#]?"
)
_STEP = re.compile(
    r"(?:(?:ve|quay lai|toi|den|sang|qua|lam|go to)\s+)?(?:buoc|step)\s+(\d)(?:/\d)?"
)
_CODE = re.compile(r"(?!1[89]00)\d{4}[\s.-]?\d{4}", re.ASCII)
_CORRECTION = re.compile(
    r"(?:nhầm|nham|lộn|lon)(?:\s+(?:rồi|roi))?\s*[,.:;]\s*(?=\w)", re.IGNORECASE
)
_SLASH = re.compile(r"(/[a-z_]+)(?:@\S+)?\s*(.*)", re.DOTALL)


def address_of(text: str) -> str | None:
    """Return the address that a command stands for, if the whole message is one."""
    said = _folded(text).strip(" .!#")
    slash = _SLASH.fullmatch(said)
    if slash and not slash[2]:
        return _ADDRESSES.get(slash[1])
    return _ADDRESSES.get(said or text.strip(" #"))


def question_of(text: str) -> str:
    """Return what is asked: behind a slash command ("/luat khoản 2 điều 14") or a correction."""
    slash = _SLASH.fullmatch(text.strip())
    return slash[2] if slash else _CORRECTION.sub("", text, count=1)


def digit_of(text: str) -> int | None:
    """Return the number of a choice, typed, pressed or said in a word; None for anything else."""
    item = clean(text).lower().replace("mục", "số")  # "mức 2" is a question, "mục 2" a choice.
    match = _DIGIT.fullmatch(_folded(item))
    if not match:
        return None
    return int(match[1]) if match[1].isdecimal() else _WORDS.index(match[1])


def step_of(text: str) -> int | None:
    """Return the step of the guide that is asked for by its number ("về bước 3/9")."""
    match = _STEP.fullmatch(_folded(text).strip(" .!"))
    return int(match[1]) if match else None


def is_code(text: str) -> bool:
    """Tell whether the whole message looks like one of our one-time codes, not a hotline."""
    return bool(_CODE.fullmatch(text.strip()))


def choice_of(text: str, ids: tuple[str, ...]) -> str | None:
    """Return the choice that a plain yes or no means, where the menu has just one such."""
    wanted, card = _MEANING.get(answer_of(text) or "", ((), ""))
    meant = [id for id in ids if id in wanted]
    if not meant and card and set(ids) >= _CARD and "next" not in ids:
        return card
    return meant[0] if len(meant) == 1 else None


def answer_of(text: str) -> str | None:
    """Return "yes", "next", "thanks", "no" or "lost" for a message that says nothing else.

    "thanks" is a yes that may also just close the talk: "ok", "vâng ạ", "xong".
    """
    said = _folded(text).strip(" .!,?")
    words = said.split()
    if _LOST.fullmatch(said):
        return "lost"
    if said in _NEXT:
        return "next"
    if words[:1] in (["da"], ["vang"]) and words[1:2] and words[1] in _YES | _NO:
        words = words[1:]
    if not words or not set(words) <= _YES | _NO | _POLITE:
        return None
    if words[0] in _NO:
        return "no"
    if words[0] not in _YES or set(words) & _NO:
        return None
    return "thanks" if words[0] in _THANKFUL else "yes"


def _folded(text: str) -> str:
    """Return a short text folded; a long one is no command, and is not worth the work."""
    return fold(text) if len(text) <= LONGEST_COMMAND else ""
