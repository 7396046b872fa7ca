"""The page that verifies cards without a network: one file, with our keys and the law's days."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from bot.answer_card.content import timeline
from bot.answer_card.signing import Keys, key_id
from bot.i18n import Catalogue
from handlers.model import _
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge

WORDS: Mapping[str, str] = {
    "title": _("Xác minh thẻ Cư Trú"),
    "about": _(
        "Trang này kiểm tra thẻ ngay trên máy của bạn, không gửi gì đi. Hãy lưu trang lại (Ctrl+S) "
        "để dùng khi không có mạng."
    ),
    "file": _("Tệp thẻ (PNG, PDF, HTML)"),
    "token": _("Hoặc dán chữ đọc được từ mã QR"),
    "on": _("Xét theo luật ngày"),
    "key": _("Khóa công khai Ed25519:"),
}
VERDICTS: Mapping[str, str] = {
    "in_force": _("Thẻ thật. Các điều luật trên thẻ còn nguyên hiệu lực vào ngày {day}."),
    "superseded": _("Thẻ thật, nhưng luật đã thay đổi từ ngày {since}: {name}."),
    "residence": _("Thẻ thật. Thông tin cư trú ghi vào ngày {made}; nay có thể đã khác."),
    "forged": _("Thẻ giả, hoặc đã bị sửa. Đừng dựa vào thẻ này."),
    "unsealed": _(
        "Tệp này không có dấu niêm phong: có thể nó đã được chụp hay nén lại. Hãy quét mã QR."
    ),
    "compare": _("Thẻ được ký với những chữ dưới đây. Hãy so với thẻ bạn đang cầm:"),
    "made": _("Lập ngày {made}."),
}
KNOWN = _("Trang biết luật đến ngày {made}.")


def verifying_page(
    knowledge: Knowledge, keys: Keys, catalogue: Catalogue, today: date, pages: Environment
) -> tuple[str, Mapping[str, str]]:
    """Return the page and its headers, which forbid it any connection."""
    data = {
        "keys": [{"id": key_id(raw).hex(), "key": raw.hex()} for raw in keys.raw],
        "law": timeline(knowledge),
        "names": {id: name_of(id, knowledge) for id in knowledge.instruments},
        "words": {key: catalogue.translate(text) for key, text in VERDICTS.items()},
    }
    script, style = _file("verify.js"), _file("verify.css")
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    html = pages.get_template("verify.html").render(
        language=catalogue.language,
        words={key: catalogue.translate(text) for key, text in WORDS.items()}
        | {"known": catalogue.say(KNOWN, {"made": today})},
        keys=", ".join(raw.hex() for raw in keys.raw),
        data=Markup(written),  # noqa: S704 - JSON of ours, without any "<".
        script=Markup(script),  # noqa: S704 - our own file.
        style=Markup(style),  # noqa: S704
    )
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    )
    return html, {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}


def _file(name: str) -> str:
    return files("bot").joinpath("pages", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
