"""What people must not send, and links that are not what they seem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from legal_kb.normalise import fold
from legal_kb.sites import Site, official

LONGEST = 2000  # Characters of a message that are looked at.

# --- Secrets that were pasted ---

_WORDS = (
    r"(?:mat khau|mat ma|passcode|password|passwd|pass|mk|ma pin|pin|ma otp|otp|ma xac thuc"
    r"|ma xac nhan|ma kich hoat|smart otp|cvv2?|cvc|security code|verification code)"
)
# What stands between the word and the value: "của tôi là", "VNeID:", "cho giao dich la".
_BETWEEN = (
    r"(?:\s*[:=]\s*|(?:\s+(?:cua|vneid|toi|minh|em|con|tui|chau|quy khach|ban|dang nhap|tai khoan"
    r"|ngan hang|giao dich|cho|thanh toan|moi|cu|nay|bank|my|for|your|the"
    r"|vietcombank|vcb|bidv|mb|mbbank|techcombank|tcb|agribank|vietinbank|acb|vpbank|tpbank"
    r"|sacombank|momo|zalopay))*\s*(?:\s(?:la|is)\s|[:=])\s*|\s+(?=\d{4,6}(?!\d)))"
)
_TOLD = re.compile(rf"\b{_WORDS}{_BETWEEN}[\"'“]?(?P<value>[^\s\"'”,;]{{3,64}})")
_BACKWARDS = re.compile(rf"(?<!\d)(?P<value>\d{{6}})\s+(?:la|is)\s+(?:\w+\s+){{0,2}}?{_WORDS}\b")
_BARE = re.compile(r"(?<!\d)\d{6}(?!\d)")  # Six digits and nothing else: a VNeID or bank code.
_CARD_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){15}\d(?!\d)")
_OWN_CODE = re.compile(r"\d{4}[\s.-]?\d{4}|\d{8}")  # Ours have eight digits; theirs do not.
_HOTLINE = re.compile(r"1[89]00")


def holds_secret(text: str) -> bool:
    """Say whether a message holds a password, a passcode, a code or a bank card's number.

    Questions about them hold none ("quên mật khẩu thì sao"), and neither do our own codes.
    """
    said = fold(unicodedata.normalize("NFC", text[:LONGEST]))
    if _BARE.fullmatch(said.strip()):
        return True
    found = [m["value"].strip(".?!)(") for m in (*_TOLD.finditer(said), *_BACKWARDS.finditer(said))]
    return any(_is_value(value) for value in found) or _holds_card_number(said)


def _is_value(value: str) -> bool:
    """Tell what is a secret from the words that go on ("mật khẩu là gì", "mã OTP là mã 6 số")."""
    digits = sum(letter.isdigit() for letter in value)
    plain = _OWN_CODE.fullmatch(value) or _HOTLINE.match(value) or re.fullmatch(r"\d{1,3}", value)
    return digits > 0 and not plain and "/" not in value


def _holds_card_number(said: str) -> bool:
    numbers = (re.sub(r"\D", "", found[0]) for found in _CARD_NUMBER.finditer(said))
    return any(_luhn(number) for number in numbers)


def _luhn(number: str) -> bool:
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 and number[0] in "3456"


# --- Links ---

_ENDINGS = (
    "vn com net org info top xyz site online app cc me ly io shop vip club icu link live pro asia "
    "biz work win fun life world today store tech space website click gd gl tk ml ga cf page dev"
).replace(" ", "|")
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"“”]+|(?<![\w@.])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w.-]*\w)(?:/\S*)?",
    re.IGNORECASE,
)
_PACKAGE = re.compile(r"[\w.-]+\.apk\b", re.IGNORECASE)
_SUSPICION = re.compile(
    r"\b(?:lua dao|gia mao|co that|that hay gia|an toan|tin duoc|scam|fake|real)\b"
)
_BRANDS = ("vneid", "dichvucong", "bocongan", "dinhdanh", "congan", "cancuoc", "cutru", "dancu")
_LOOKALIKES = str.maketrans("аеорсхуіԁɡοαν01", "aeopcxyidgoavol")


@dataclass(frozen=True)
class Link:
    """What a message's link is: "real", "state" (another gov.vn), "fake" or "unknown"."""

    kind: str
    domain: str  # Written so that no messenger makes it a link again.
    like: str = ""  # Whom it imitates, or whose it is.


def link_in(text: str) -> Link | None:
    """Judge the link of a message; None without one, or where a real one is only spoken of."""
    said = text[:LONGEST]
    package = _PACKAGE.search(said)
    if package:
        return Link("fake", _defused(package[0].lower()), "VNeID")
    found = _LINK.search(said)
    if found is None:
        return None
    link = judge(found[0])
    alone = len(said.split()) <= 2
    if link and link.kind in ("real", "state") and not alone and not _SUSPICION.search(fold(said)):
        return None
    return link


def judge(written: str, sites: Sequence[Site] = ()) -> Link | None:
    """Compare an address with the official ones; None for what has no host."""
    sites = sites or official()
    host, before = _host(written)
    if not host:
        return None
    if before:  # "vneid.gov.vn@evil.top" leads to evil.top.
        return Link("fake", _defused(host), _imitated(before.replace("[.]", "."), sites) or before)
    real = next((s for s in sites if host == s.domain or host.endswith(f".{s.domain}")), None)
    if real:
        return Link("real", host, real.owner)
    near = (s.domain for s in sites if OSA.distance(host, s.domain, score_cutoff=1) <= 1)
    if typo := next(near, ""):
        return Link("fake", _defused(host), typo)
    if host.isascii() and "xn--" not in host and (host == "gov.vn" or host.endswith(".gov.vn")):
        return Link("state", host)
    imitated = _imitated(host, sites)
    kind = "fake" if imitated else "unknown"
    return Link(kind, _defused(host), imitated)


def _host(written: str) -> tuple[str, str]:
    """Return the host, and what stands before an @ to be taken for it."""
    address = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(address.strip(".,;:!?)…"))
        host, before = parts.hostname or "", parts.username or ""
    except ValueError:
        return "", ""
    host = unicodedata.normalize("NFKC", host).strip(".").lower()
    return (host.removeprefix("www.") if "." in host else ""), _defused(before)


def _imitated(host: str, sites: Sequence[Site]) -> str:
    """Return the official domain that a host wants to be taken for, if any."""
    seen = _skeleton(host)
    for site in sites:
        name = site.domain
        near = OSA.distance(seen, name, score_cutoff=2) <= 2
        if near or name in seen or name.replace(".", "-") in seen or name.replace(".", "") in seen:
            return name
    parts = re.split(r"[.-]", seen)
    for brand in _BRANDS:
        if brand in seen.replace("-", "").replace(".", ""):
            return brand
        if len(brand) > 4 and any(OSA.distance(part, brand, score_cutoff=1) <= 1 for part in parts):
            return brand
    return "gov.vn" if re.search(r"gov-?\.?vn", seen) else ""


def _skeleton(host: str) -> str:
    """Write a host in the plain letters that it looks like."""
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode().decode("punycode") if label[:4] == "xn--" else label)
        except UnicodeError:
            labels.append(label)
    return fold(".".join(labels)).translate(_LOOKALIKES)


def _defused(host: str) -> str:
    """Write a host so that it is read and not tapped; only what a host may hold is repeated."""
    return re.sub(r"[^\w.-]", "", host)[:80].replace(".", "[.]")
