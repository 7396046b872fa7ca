"""`cutru card`: make a signed card, verify one, write the page that verifies."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import date
from pathlib import Path

from bot.answer_card.content import KINDS, Truth, Verdict, card_of, issue, judge
from bot.answer_card.page import VERDICTS, verifying_page
from bot.answer_card.painting import paint
from bot.answer_card.signing import PREFIX, Forged, Keys, Signer
from bot.core import Core, build_core
from bot.keys import card_signer
from bot.settings import read
from bot.web.pages import templates
from legal_kb.citations import name as name_of

FORGED, NO_CARD = 3, 1  # Exit codes; a superseded card gives 4.
SUPERSEDED = 4


def _signer() -> Signer:
    return card_signer(read())


def _make(given: argparse.Namespace) -> int:
    kind = given.file.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise argparse.ArgumentTypeError(f"{given.file}: đuôi tệp phải là png, pdf hoặc html")
    core, signer = build_core(), _signer()
    card = card_of(core, given.question, _today(), given.lang, given.on)
    if card is None:
        print("Câu trả lời này không dẫn điều luật nào nên không có thẻ.", file=sys.stderr)
        return NO_CARD
    token = issue(card, signer)
    catalogue = core.catalogue(given.lang)
    given.file.write_bytes(paint(card, token, kind, signer, catalogue, templates()))
    print(f"{given.file}: {card.title} (theo luật ngày {card.day:%d/%m/%Y})")
    return 0


def _verify(given: argparse.Namespace) -> int:
    core, keys, day = build_core(), _signer().keys, given.on or _today()
    try:
        token = _token(given.card, keys)
    except Forged:
        token = ""
    if token is None:
        print(VERDICTS["unsealed"], file=sys.stderr)
        return NO_CARD
    verdict = judge(token, keys, core.knowledge, day)
    if given.json:
        told = {"truth": verdict.truth, "since": verdict.since, "changed": verdict.cited or None}
        said = dict(verdict.said or {})
        said["c"] = [id for id, _mark in said.get("c", ())]
        print(json.dumps(told | {"said": said}, ensure_ascii=False, default=_plain))
    else:
        _tell(verdict, core, day)
    return {Truth.FORGED: FORGED, Truth.SUPERSEDED: SUPERSEDED, Truth.IN_FORCE: 0}[verdict.truth]


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _token(given: str, keys: Keys) -> str | None:
    """Return the token of a file or of what was typed; None where there is none to be found."""
    if given.startswith(PREFIX):
        return given
    try:
        data = Path(given).read_bytes()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{given}: {error.strerror}") from error
    sealed = keys.unseal(data)
    if sealed is not None:
        return sealed
    return asyncio.run(_photographed(data))


async def _photographed(image: bytes) -> str | None:
    """Read the QR code of a card that was photographed, or sent in another form."""
    from lookup.card import CardReader

    reader = CardReader()
    texts = await reader.texts(image)
    await reader.close()
    return next((text for text in texts if text.startswith(PREFIX)), None)


def _tell(verdict: Verdict, core: Core, day: date) -> None:
    said = verdict.said
    if said is None:
        print(VERDICTS["forged"])
        return
    key = "residence" if said["k"] == "residence" else verdict.truth.value
    made = date.fromisoformat(said["d"])
    values = {"day": day, "made": made, "since": verdict.since or made}
    shown = {name: f"{value:%d/%m/%Y}" for name, value in values.items()}
    cited = name_of(verdict.cited, core.knowledge) if verdict.cited else ""
    print(VERDICTS[key].format(**shown, name=cited))
    print(f"\n{VERDICTS['compare']}\n\n{said['t']}\n{said['x']}")
    for id, _mark in said["c"]:
        print(f"- {name_of(id, core.knowledge)}")
    print(VERDICTS["made"].format(**shown))


def _page(given: argparse.Namespace) -> int:
    core = build_core()
    catalogue = core.catalogue(given.lang)
    html, _headers = verifying_page(
        core.knowledge, _signer().keys, catalogue, _today(), templates()
    )
    given.file.write_text(html, encoding="utf-8")
    print(f"{given.file}: mở bằng trình duyệt, không cần mạng")
    return 0


def _today() -> date:
    from bot.cli import _now

    return _now()


COMMANDS = {"make": _make, "verify": _verify, "page": _page}
