from __future__ import annotations

import asyncio
import io
import struct
import unicodedata
import zlib
from collections.abc import AsyncIterator

import pytest
import segno
from PIL import Image, ImageFilter

from lookup import card, decoding, seeing
from lookup.card import CardReader
from lookup.frames import frame
from lookup.model import CardDoubt, CardDoubtful, CardFault, CardRead, CardUnread, PersonalId
from lookup.payload import choose, parse_payload

CARD = (
    "001099012345|012345678|Nguyễn Văn Mẫu|24021999|Nam"
    "|Số 1, Phố Thử, Phường Mẫu, Quận Ví Dụ, Hà Nội|15082021"
)
NEW_CARD = "001199054321||Trần Thị Thử|05091999|Nữ|Xóm 3, Xã Mẫu, Tỉnh Ví Dụ|06102025||||"
READ = CardRead(PersonalId("001099012345"))
NEW_READ = CardRead(PersonalId("001199054321"))
DECOMPOSED = unicodedata.normalize("NFD", "Nữ")
OTHER = "https://example.vn/thuc-don"


def unread(fault: CardFault) -> CardUnread:
    return CardUnread(fault)


def changed(place: int, value: str) -> str:
    fields = CARD.split("|")
    fields[place] = value
    return "|".join(fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(CARD, READ, id="seven fields"),
        pytest.param(NEW_CARD, NEW_READ, id="eleven fields, no old number"),
        pytest.param(CARD + "\r\n", READ, id="line end"),
        pytest.param(CARD + "|x|", READ, id="unknown variant"),
        pytest.param(CARD + "||||||", READ, id="thirteen fields"),
        pytest.param(CARD.replace("012345678|", ""), READ, id="six fields"),
        pytest.param(CARD.replace("|", ";"), READ, id="semicolons"),
        pytest.param(CARD.replace("|", "\n"), READ, id="lines"),
        pytest.param(changed(1, "001099012344"), READ, id="old number of twelve digits"),
        pytest.param(changed(3, "24/02/1999"), READ, id="date with slashes"),
        pytest.param(changed(3, "00001999"), READ, id="unknown day of birth"),
        pytest.param(changed(5, ""), READ, id="no address"),
        pytest.param(changed(4, "NAM"), READ, id="upper case"),
        pytest.param(
            NEW_CARD.replace("Nữ", unicodedata.normalize("NFD", "Nữ")),
            NEW_READ,
            id="decomposed letters",
        ),
        pytest.param(CARD.encode().decode("latin-1"), READ, id="taken for Latin-1"),
        pytest.param(changed(0, "01099012345"), CardFault.DAMAGED, id="lost zero"),
        pytest.param(changed(0, "0010990123456"), CardFault.DAMAGED, id="thirteen digits"),
        pytest.param(changed(1, "1234"), CardFault.DAMAGED, id="short old number"),
        pytest.param(changed(2, ""), CardFault.DAMAGED, id="no name"),
        pytest.param(changed(3, "2402199"), CardFault.DAMAGED, id="short date"),
        pytest.param(changed(4, "Khác"), CardFault.DAMAGED, id="unknown gender"),
        pytest.param(changed(6, "31022021"), CardFault.DAMAGED, id="no such day of issue"),
        pytest.param("001099012345", CardFault.NOT_A_CARD, id="number alone"),
        pytest.param(OTHER, CardFault.NOT_A_CARD, id="address"),
        pytest.param("", CardFault.NOT_A_CARD, id="empty"),
        pytest.param("a|b|c|d|e|f|g", CardFault.NOT_A_CARD, id="letters"),
        pytest.param("|" * 5000, CardFault.NOT_A_CARD, id="pipes"),
    ],
)
def test_a_payload_is_read_by_its_fields(text: str, expected: CardRead | CardFault) -> None:
    assert parse_payload(text) == (
        unread(expected) if isinstance(expected, CardFault) else expected
    )


@pytest.mark.parametrize(
    ("charset", "name"), [("shift_jis", "Tô Văn Bé"), ("big5", "Tô Hữu Bé"), ("cp1252", "Lê Tú")]
)
def test_a_payload_in_the_wrong_letters_is_repaired(charset: str, name: str) -> None:
    text = f"001199054321||{name}|05091999|Nữ|Xã Mẫu|06102025"
    garbled = text.encode().decode(charset)
    assert garbled != text
    assert parse_payload(garbled) == NEW_READ


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        pytest.param(changed(0, "003099012345"), [CardDoubt.PROVINCE], id="no such province"),
        pytest.param(changed(0, "184099012345"), [], id="born abroad"),
        pytest.param(changed(4, "Nữ"), [CardDoubt.GENDER], id="other gender"),
        pytest.param(changed(3, "24021989"), [CardDoubt.BIRTH_YEAR], id="other year"),
        pytest.param(changed(3, "24022099"), [CardDoubt.BIRTH_YEAR], id="other century"),
        pytest.param(changed(0, "003199112345"), [CardDoubt.PROVINCE, CardDoubt.GENDER], id="two"),
    ],
)
def test_what_does_not_go_with_the_number_is_told_and_refuses_nothing(
    text: str, doubts: list[CardDoubt]
) -> None:
    read = parse_payload(text)
    assert isinstance(read, CardDoubtful if doubts else CardRead)
    assert list(getattr(read, "doubts", ())) == doubts
    assert read.personal_id.value == text[:12]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], CardFault.NO_CODE),
        ([OTHER], CardFault.NOT_A_CARD),
        ([OTHER, "another"], CardFault.SEVERAL_CODES),
        ([CARD, NEW_CARD], CardFault.SEVERAL_CODES),
        ([OTHER, CARD], READ),
        ([CARD, changed(2, "Nguyá»n Vän Mau")], READ),
    ],
)
def test_one_card_is_taken_from_several_codes(
    texts: list[str], expected: CardRead | CardFault
) -> None:
    assert choose(texts) == (unread(expected) if isinstance(expected, CardFault) else expected)


# --- Photos, read by the child process ---


def picture(text: str, scale: int = 5) -> Image.Image:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=6)
    return Image.open(out).convert("L")


def beside(*pictures: Image.Image) -> Image.Image:
    wide = Image.new(
        "L", (sum(each.width for each in pictures), max(each.height for each in pictures)), 255
    )
    left = 0
    for each in pictures:
        wide.paste(each, (left, 0))
        left += each.width
    return wide


def photo(image: Image.Image, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def declared(width: int, height: int) -> bytes:
    """A small PNG file that says it is a large picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


PHOTOS = {
    "clean": (lambda: photo(picture(CARD)), READ),
    "png": (lambda: photo(picture(NEW_CARD), "PNG"), NEW_READ),
    "webp": (lambda: photo(picture(NEW_CARD), "WEBP"), NEW_READ),
    "transparent": (lambda: photo(picture(CARD).convert("RGBA"), "PNG"), READ),
    "rotated": (lambda: photo(picture(CARD).rotate(17, expand=True, fillcolor=255)), READ),
    "blurred": (
        lambda: photo(picture(CARD, 2).filter(ImageFilter.GaussianBlur(0.6))),
        READ,
    ),
    "large": (lambda: photo(picture(CARD, 30)), READ),
    "beside another code": (lambda: photo(beside(picture(OTHER), picture(CARD))), READ),
    "two cards": (
        lambda: photo(beside(picture(CARD), picture(NEW_CARD))),
        unread(CardFault.SEVERAL_CODES),
    ),
    "another code": (lambda: photo(picture(OTHER)), unread(CardFault.NOT_A_CARD)),
    "no code": (lambda: photo(Image.new("RGB", (400, 300), "teal")), unread(CardFault.NO_CODE)),
    "a text": (lambda: b"This is not an image.", unread(CardFault.NOT_AN_IMAGE)),
    "nothing": (lambda: b"", unread(CardFault.NOT_AN_IMAGE)),
    "cut off": (lambda: photo(picture(CARD))[:900], unread(CardFault.NOT_AN_IMAGE)),
    "a gif": (lambda: photo(picture(CARD), "GIF"), unread(CardFault.NOT_AN_IMAGE)),
    "forty megapixels": (lambda: declared(8000, 5000), unread(CardFault.TOO_LARGE)),
    "eleven megabytes": (lambda: bytes(11_000_000), unread(CardFault.TOO_LARGE)),
}


@pytest.fixture
async def reader() -> AsyncIterator[CardReader]:
    reader = CardReader()
    yield reader
    await reader.close()


async def test_photos_are_read_as_they_are(reader: CardReader) -> None:
    """One child reads them all, so this also shows that none harms the next."""
    if not seeing.readers():
        pytest.skip("no QR decoder is installed")
    for name, (take, expected) in PHOTOS.items():
        assert await reader.read(take()) == expected, name


async def test_photos_can_come_at_once(reader: CardReader) -> None:
    photos = [photo(picture(text)) for text in (CARD, NEW_CARD) * 4]
    assert await asyncio.gather(*map(reader.read, photos)) == [READ, NEW_READ] * 4


async def test_a_child_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = CardReader()
    await reader.warm()
    first = reader._child
    assert first is not None
    monkeypatch.setattr(reader, "_patience", 0)
    assert await reader.read(photo(picture(CARD))) == unread(CardFault.NO_CODE)
    assert first.returncode is not None
    monkeypatch.setattr(reader, "_patience", card.PATIENCE)
    assert await reader.read(photo(picture(CARD))) == READ
    await reader.close()


async def test_a_child_that_dies_is_replaced(reader: CardReader) -> None:
    await reader.warm()
    assert reader._child is not None
    reader._child.kill()
    first = await reader.read(photo(picture(CARD)))
    assert first in (READ, unread(CardFault.NO_CODE))  # It may have been seen dying, or not.
    assert await reader.read(photo(picture(CARD))) == READ


async def test_a_child_that_cannot_start_reads_nothing() -> None:
    reader = CardReader(module="lookup.no_such_module")
    assert await reader.read(photo(picture(CARD))) == unread(CardFault.NO_CODE)
    await reader.close()


def test_a_machine_without_decoders_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "_load", dict[str, object]().get)
    assert seeing.readers() == ()
    assert decoding.decode(photo(picture(CARD))) == {"fault": "no_reader"}


@pytest.mark.parametrize("missing", ["pyzbar.pyzbar", "zxingcpp"])
def test_either_decoder_is_enough(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load = seeing._load
    monkeypatch.setattr(seeing, "_load", lambda name: None if name == missing else load(name))
    if not seeing.readers():
        pytest.skip("the other decoder is not installed")
    assert choose(decoding.decode(photo(picture(CARD)))["texts"]) == READ


def test_a_child_answers_frame_by_frame() -> None:
    frames = b"".join(frame(each) for each in (b"one", b"", b"two"))
    out, seen = io.BytesIO(), []

    def answer(data: bytes) -> dict:
        seen.append(data)
        if data == b"two":
            raise MemoryError
        return {"texts": []}

    decoding.serve(io.BytesIO(frames), out, answer)
    assert seen == [b"one", b"", b"two"]
    assert out.getvalue().endswith(b'{"fault": "too_large"}')
