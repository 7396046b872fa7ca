"""A card as PNG, PDF and HTML, each sealed at its end."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence

import segno
from jinja2 import Environment
from PIL import Image, ImageDraw, ImageFont

from bot.answer_card.content import Card
from bot.answer_card.layout import CODE, FACES, WIDTH, Block, Layout, font, lay_out
from bot.answer_card.signing import Signer
from bot.i18n import Catalogue
from handlers.model import _

SCALE = 2  # Pixels of a point in the PNG.
WORDS: Mapping[str, str] = {
    "head": _("Cư Trú: thẻ trả lời có chữ ký"),
    "day": _("Theo luật ngày {day}."),
    "read": _("Ghi ngày {day}; nay có thể đã khác."),
    "digest": _("Mã nội dung: {digest}"),
    "check": _(
        "Kiểm tra: mở trang /xac-minh của Cư Trú (không cần mạng) hoặc chạy “cutru card verify”."
    ),
    "not_authority": _("Cư Trú không phải cơ quan nhà nước; thẻ này không thay giấy tờ nào."),
}


def paint(
    card: Card, token: str, kind: str, signer: Signer, catalogue: Catalogue, pages: Environment
) -> bytes:
    """Return the file of a card: "png", "pdf" or "html"."""
    match kind:
        case "png":
            return signer.seal(_png(_layout(card, catalogue), token), token)
        case "pdf":
            return signer.seal(_pdf(_layout(card, catalogue), token, card.title), token)
        case _:
            words = {key: catalogue.translate(text) for key, text in WORDS.items()}
            html = pages.get_template("card.html").render(
                card=card,
                words=words,
                lines=_below(card, catalogue),
                code=_code(token).svg_data_uri(scale=3, border=4),
            )
            return signer.seal(html.rstrip().encode() + b"\n<!--", token, comment=True)


def _code(token: str) -> segno.QRCode:
    return segno.make(token, error="m", micro=False, boost_error=False)


def _layout(card: Card, catalogue: Catalogue) -> Layout:
    above = [
        Block(catalogue.translate(WORDS["head"]), 8.5, bold=True, grey=0.4, space=10),
        Block(card.title, 15, bold=True, space=10),
    ]
    looks = {"quote": (10.5, 0.1, True), "source": (9, 0.35, False), "note": (9, 0.35, False)}
    for paragraph in card.paragraphs:
        size, grey, bar = looks.get(paragraph.kind, (11, 0.1, False))
        above.append(Block(paragraph.text, size, grey=grey, bar=bar))
    return lay_out(
        above, [Block(line, 8.5, grey=0.35, space=2) for line in _below(card, catalogue)]
    )


def _below(card: Card, catalogue: Catalogue) -> list[str]:
    digest = card.digest.hex()[:16]
    grouped = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
    return [
        catalogue.say(WORDS["read" if card.kind == "residence" else "day"], {"day": card.day}),
        catalogue.say(WORDS["digest"], {"digest": grouped}),
        catalogue.translate(WORDS["check"]),
        catalogue.translate(WORDS["not_authority"]),
    ]


def _code_box(layout: Layout) -> tuple[float, float]:
    return (WIDTH - CODE) / 2, layout.code_top


# --- PNG ---


def _png(layout: Layout, token: str) -> bytes:
    picture = Image.new("L", (round(WIDTH * SCALE), round(layout.height * SCALE)), 255)
    draw = ImageDraw.Draw(picture)
    for line in layout.lines:
        face = ImageFont.truetype(io.BytesIO(font(line.bold).data), round(line.size * SCALE))
        at = (line.x * SCALE, line.y * SCALE)
        draw.text(at, line.text, fill=round(line.grey * 255), font=face, anchor="ls")
    for x, top, bottom in layout.bars:
        draw.line((x * SCALE, top * SCALE, x * SCALE, bottom * SCALE), fill=120, width=3)
    code = _code(token)
    side = code.symbol_size(border=4)[0]
    pixels = int(CODE * SCALE / side)  # Whole pixels a module: every camera reads them.
    out = io.BytesIO()
    code.save(out, kind="png", scale=pixels, border=4)
    printed = Image.open(out).convert("L")
    left, top = _code_box(layout)
    edge = round((CODE * SCALE - printed.width) / 2)
    picture.paste(printed, (round(left * SCALE) + edge, round(top * SCALE) + edge))
    saved = io.BytesIO()
    picture.save(saved, "PNG", optimize=True)
    return saved.getvalue()


# --- PDF ---


def _pdf(layout: Layout, token: str, title: str) -> bytes:
    """Write a PDF of one page, whose text can be selected and searched."""
    fonts = [_pdf_font(bold, 6 + 5 * bold) for bold in FACES]
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH:g} {layout.height:.1f}]/Contents 4 0 R"
        "/Resources<</Font<</F0 6 0 R/F1 11 0 R>>>>>>"
    )
    info = f"<</Title<{(chr(0xFEFF) + title).encode('utf-16-be').hex()}>/Producer(Cu Tru)>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(vi)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page.encode(),
        _stream(_painted(layout, token).encode()),
        info.encode(),
        *fonts[0],
        *fonts[1],
    ]
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out) + trailer % (len(objects) + 1, table)


def _painted(layout: Layout, token: str) -> str:
    marks = []
    for line in layout.lines:
        glyphs = font(line.bold).glyphs
        text = "".join(f"{glyphs.get(ord(letter), 0):04x}" for letter in line.text)
        marks.append(
            f"BT {line.grey:.2f} g /F{int(line.bold)} {line.size:g} Tf "
            f"{line.x:.2f} {layout.height - line.y:.2f} Td <{text}> Tj ET"
        )
    for x, top, bottom in layout.bars:
        marks.append(f"0.5 g {x:.1f} {layout.height - bottom:.1f} 1.5 {bottom - top:.1f} re f")
    rows = list(_code(token).matrix_iter(border=4))
    module, (left, top) = CODE / len(rows), _code_box(layout)
    marks.append("0 g")
    for y, row in enumerate(rows, start=1):
        for x, dark in enumerate(row):
            if dark:
                at = (left + x * module, layout.height - top - y * module)
                marks.append(f"{at[0]:.3f} {at[1]:.3f} {module:.3f} {module:.3f} re")
    return "\n".join([*marks, "f"])


def _pdf_font(bold: bool, number: int) -> list[bytes]:
    """Return the five objects of a font, the first of which has this number."""
    face, name = font(bold), FACES[bold].removesuffix(".ttf")
    widths = " ".join(f"{width:.0f}" for width in face.widths)
    letters = "".join(f"<{glyph:04x}><{char:04x}>\n" for char, glyph in face.glyphs.items())
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{number + 1} 0 R]/ToUnicode {number + 4} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {number + 2} 0 R/W[0[{widths}]]>>".encode(),
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[-737 -271 1148 1056]"
        f"/ItalicAngle 0/Ascent 928/Descent -244/CapHeight 711/StemV 90"
        f"/FontFile2 {number + 3} 0 R>>".encode(),
        _stream(face.data),
        _stream(_to_unicode(letters, len(face.glyphs)).encode()),
    ]


def _to_unicode(letters: str, count: int) -> str:
    """Return the map by which readers find the letters of glyphs, a hundred a section."""
    lines: Sequence[str] = letters.splitlines()
    sections = [lines[at : at + 100] for at in range(0, count, 100)]
    told = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in sections
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /CuTru def /CMapType 2 def\n"
        "1 begincodespacerange <0000><ffff> endcodespacerange\n"
        f"{told}endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<</Length %d/Length1 %d/Filter/FlateDecode>>" % (len(packed), len(data))
    return head + b"\nstream\n" + packed + b"\nendstream"
