"""Signed cards: what they say, what is refused, and what the clock does to them."""

from __future__ import annotations

import io
import random
import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from bot.answer_card.content import (
    KINDS,
    Truth,
    answer_card,
    card_of,
    fingerprint,
    issue,
    judge,
    residence_card,
)
from bot.answer_card.layout import font, lay_out
from bot.answer_card.painting import paint
from bot.answer_card.signing import Forged, Keys, Signer, base45_decode, base45_encode
from bot.core import Core
from bot.web.pages import templates
from handlers.model import Menu
from legal_kb.knowledge import Knowledge
from legal_kb.model import Period, Provision
from lookup.model import Gender, PersonalRead, ResidenceRead, Stay
from lookup.seeing import find, readers

DAY = date(2026, 11, 25)
SIGNER = Signer.from_seed(bytes(range(32)))
QUESTION = "sổ hộ khẩu giấy còn giá trị không"


def files_of(core: Core, language: str = "vi") -> dict[str, bytes]:
    card = card_of(core, QUESTION, DAY, language)
    assert card is not None
    token = issue(card, SIGNER)
    pages, catalogue = templates(), core.catalogue(language)
    return {kind: paint(card, token, kind, SIGNER, catalogue, pages) for kind in KINDS}


def changed_on(core: Core, id: str, day: date) -> Knowledge:
    """Return the law as it will be when this provision gets another wording on a day."""
    knowledge = core.knowledge
    (old,) = knowledge.versions(id)
    ended = replace(old, in_force=Period(old.in_force.start, day - timedelta(days=1)))
    new = replace(old, text=old.text + " (mới)", in_force=Period(day))
    others = [p for each in knowledge.ids() if each != id for p in knowledge.versions(each)]
    return Knowledge.of(knowledge.instruments.values(), [ended, new, *others])


@pytest.mark.parametrize(
    ("plain", "written"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")],
)
def test_base45_is_that_of_rfc_9285(plain: bytes, written: str) -> None:
    assert base45_encode(plain) == written
    assert base45_decode(written) == plain


@pytest.mark.parametrize("wrong", ["A", "GGW", ":::", "ab", "AAAA"])
def test_what_no_encoder_writes_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no base45|substring"):
        base45_decode(wrong)


def test_a_card_says_the_answer_its_clauses_and_its_day(core: Core) -> None:
    card = card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    verdict = judge(issue(card, SIGNER), SIGNER.keys, core.knowledge, DAY)
    assert verdict.truth is Truth.IN_FORCE
    assert verdict.said is not None
    assert verdict.said["x"].startswith("Không. Sổ hộ khẩu")
    assert verdict.said["c"][0][0] == "luat-68-2020/38.3"
    assert (verdict.said["d"], verdict.said["h"]) == ("2026-11-25", card.digest)


def test_every_legal_answer_has_a_card_whose_code_can_be_read(core: Core) -> None:
    menus = [n for n in core.engine.dialogue.nodes.values() if isinstance(n, Menu) and n.cites]
    made = [answer_card(core, menu.id, DAY, "vi", DAY) for menu in menus]
    tokens = [issue(card, SIGNER) for card in made if card]
    assert len(tokens) > 80
    assert max(map(len, tokens)) < 1400  # Of 1,852 letters that the largest code holds so.


def test_an_answer_without_a_clause_has_no_card(core: Core) -> None:
    assert card_of(core, "xin chào", DAY, "vi") is None
    assert answer_card(core, "no.such.node", DAY, "vi", DAY) is None
    assert answer_card(core, "law.shown", DAY, "vi", DAY, ("no-such/1",)) is None


def test_a_card_of_a_clause_names_it(core: Core) -> None:
    card = card_of(core, "điểm b khoản 2 Điều 14 Nghị định 104/2022", DAY, "vi")
    assert card is not None
    assert "Điều 14 Nghị định 104/2022/NĐ-CP" in card.title
    assert [id for id, _mark in card.cites] == ["nd-104-2022/14.2.b"]


def test_a_clock_moved_past_a_change_says_superseded(core: Core) -> None:
    card = card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    token, new_year = issue(card, SIGNER), date(2027, 1, 1)
    law = changed_on(core, "luat-68-2020/38.3", new_year)
    assert judge(token, SIGNER.keys, law, date(2026, 12, 31)).truth is Truth.IN_FORCE
    later = judge(token, SIGNER.keys, law, date(2027, 3, 1))
    assert (later.truth, later.since) == (Truth.SUPERSEDED, new_year)
    assert later.cited == "luat-68-2020/38.3"


def test_a_card_of_an_article_notices_a_change_in_one_point(core: Core) -> None:
    law = changed_on(core, "nd-104-2022/14.2.b", date(2027, 1, 1))
    before, after = date(2026, 12, 31), date(2027, 1, 1)
    assert fingerprint(law, "nd-104-2022/14", before) == fingerprint(
        core.knowledge, "nd-104-2022/14", before
    )
    assert fingerprint(law, "nd-104-2022/14", before) != fingerprint(law, "nd-104-2022/14", after)


def test_one_flipped_byte_of_a_token_is_refused(core: Core) -> None:
    card = card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    token = issue(card, SIGNER).encode()
    for at in range(len(token)):
        flipped = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        verdict = judge(flipped.decode(), SIGNER.keys, core.knowledge, DAY)
        assert verdict.truth is Truth.FORGED, at


@pytest.mark.parametrize("kind", KINDS)
def test_one_flipped_byte_of_a_file_is_refused(kind: str, core: Core) -> None:
    whole = files_of(core)[kind]
    assert SIGNER.keys.unseal(whole) is not None
    chance = random.Random(4)
    places = [*chance.sample(range(len(whole)), 60), *range(len(whole) - 100, len(whole))]
    for at in places:
        flipped = whole[:at] + bytes([whole[at] ^ chance.randint(1, 255)]) + whole[at + 1 :]
        try:
            token = SIGNER.keys.unseal(flipped)
        except Forged:
            continue
        assert token is None, at  # The mark itself was hit: a file without a seal.


def test_another_key_is_forged_and_a_former_key_is_not(core: Core) -> None:
    card = card_of(core, QUESTION, DAY, "vi")
    assert card is not None
    old, token = SIGNER.keys, issue(card, SIGNER)
    new = Signer.from_seed(bytes(32), former=old.raw)
    assert judge(token, new.keys, core.knowledge, DAY).truth is Truth.IN_FORCE
    stranger = Keys.of(*Signer.from_seed(bytes(32)).keys.raw)
    assert judge(token, stranger, core.knowledge, DAY).truth is Truth.FORGED


@pytest.mark.parametrize("wrong", ["", "CT1:", "CT1:AAA", "HC1:BB8", "CT1:" + "0" * 5000, "chữ"])
def test_what_is_no_card_is_forged(wrong: str, core: Core) -> None:
    assert judge(wrong, SIGNER.keys, core.knowledge, DAY).truth is Truth.FORGED


def test_the_picture_holds_the_code(core: Core) -> None:
    if not readers():
        pytest.skip("no QR decoder is installed")
    sealed = files_of(core)["png"]
    picture = Image.open(io.BytesIO(sealed))
    assert find(picture) == [SIGNER.keys.unseal(sealed)]
    smaller = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
    assert find(smaller) == [SIGNER.keys.unseal(sealed)]


def test_the_pdf_holds_the_words_in_letters(core: Core) -> None:
    pdf = files_of(core)["pdf"]
    (painted,) = (s for s in streams(pdf) if s.startswith(b"BT"))
    glyphs = {glyph: chr(char) for char, glyph in font(False).glyphs.items()}
    shown = re.findall(rb"/F0 [\d.]+ Tf [\d.]+ [\d.]+ Td <([0-9a-f]+)>", painted)
    lines = ["".join(glyphs[int(t[i : i + 4], 16)] for i in range(0, len(t), 4)) for t in shown]
    assert "Không. Sổ hộ khẩu, sổ tạm trú giấy hết giá trị sử dụng" in " ".join(lines)


def streams(pdf: bytes) -> list[bytes]:
    found = re.findall(rb"/Length (\d+)[^\n]*\nstream\n", pdf)
    starts = [m.end() for m in re.finditer(rb"\nstream\n", pdf)]
    return [
        zlib.decompress(pdf[at : at + int(length)])
        for at, length in zip(starts, found, strict=True)
    ]


def test_the_font_has_every_letter_of_the_law_and_of_our_texts(core: Core) -> None:
    versions = (p for id in core.knowledge.ids() for p in core.knowledge.versions(id))
    letters = {letter for p in versions for letter in shown(p)}
    menus = (n for n in core.engine.dialogue.nodes.values() if isinstance(n, Menu))
    for menu in menus:
        for language in core.catalogues:
            letters |= set(core.catalogue(language).translate(menu.text))
    for bold in (False, True):
        assert letters - {chr(char) for char in font(bold).glyphs} <= {"\n", "→"}


def shown(provision: Provision) -> str:
    return provision.text + provision.heading + "".join(provision.gloss.values())


def test_a_word_longer_than_a_line_is_cut_and_nothing_is_lost() -> None:
    from bot.answer_card.layout import Block

    word = "https://example.gov.vn/" + "a" * 300
    assert "".join(line.text for line in lay_out([Block(word)], []).lines) == word


def test_a_residence_card_is_signed_and_says_its_day() -> None:
    person = PersonalRead("Nguyễn Văn Mẫu", "001******345", "1999", Gender.MALE, "VN", None, None)
    home = ResidenceRead(Stay("Xã Mẫu, Tỉnh Ví Dụ", date(2020, 1, 2)), None, None, None, None)
    read_at = datetime(DAY.year, DAY.month, DAY.day, 2, 5, tzinfo=UTC)
    card = residence_card(person, home, read_at)
    verdict = judge(issue(card, SIGNER), SIGNER.keys, Knowledge.of((), ()), DAY)
    assert verdict.said is not None
    assert verdict.said["k"] == "residence"
    assert "Nơi thường trú: Xã Mẫu, Tỉnh Ví Dụ (từ 02/01/2020)" in verdict.said["x"]
    assert f"lúc 09:05 ngày {DAY:%d/%m/%Y}" in verdict.said["x"]
    assert verdict.said["d"] == DAY.isoformat()
