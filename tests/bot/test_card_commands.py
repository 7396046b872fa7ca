"""`cutru card` and `cutru doctor`, as a stranger runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import card_commands
from bot.channels.base import Place
from bot.channels.telegram_writing import message
from bot.cli import main
from bot.core import Core
from bot.rendering import Screen
from bot.settings import SettingsError, read
from lookup import seeing

QUESTION = "sổ hộ khẩu giấy còn giá trị không"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, core: Core) -> Path:
    """A place of its own for the demo's key, and the law loaded once."""
    monkeypatch.setattr(card_commands, "build_core", lambda: core)
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "secret.key"))
    return tmp_path


@pytest.mark.parametrize("kind", ["png", "pdf", "html"])
def test_a_card_is_made_verified_and_once_changed_refused(
    kind: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / f"card.{kind}"
    assert main(["card", "make", QUESTION, str(file)]) == 0
    assert main(["card", "verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Thẻ thật. Các điều luật trên thẻ còn nguyên hiệu lực" in said
    assert "khoản 3 Điều 38 Luật Cư trú 68/2020/QH14" in said
    whole = file.read_bytes()
    file.write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    assert main(["card", "verify", str(file)]) == 3
    assert "Thẻ giả, hoặc đã bị sửa" in capsys.readouterr().out


def test_a_picture_that_was_saved_again_is_verified_by_its_code(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from PIL import Image

    if not seeing.readers():
        pytest.skip("no QR decoder is installed")
    assert main(["card", "make", QUESTION, str(home / "card.png")]) == 0
    Image.open(home / "card.png").convert("RGB").save(home / "sent.jpg", quality=80)
    assert main(["card", "verify", str(home / "sent.jpg")]) == 0
    assert "Hãy so với thẻ bạn đang cầm" in capsys.readouterr().out


def test_what_cannot_become_a_card_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "make", QUESTION, "card.docx"]) == 2
    assert main(["card", "make", "xin chào", "card.png"]) == 1
    assert main(["card", "verify", "no-such-file.png"]) == 2
    assert main(["card", "verify", "CT1:KHONG PHAI"]) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 3


def test_the_verifying_page_is_one_file(home: Path) -> None:
    assert main(["card", "page", str(home / "xac-minh.html")]) == 0
    page = (home / "xac-minh.html").read_text(encoding="utf-8")
    assert "CuTru.judge" in page
    assert "src=" not in page


@pytest.mark.parametrize("name", ["CARD_KEY", "CARD_FORMER_KEYS"])
def test_a_wrong_key_is_one_clear_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "00" * 31)
    with pytest.raises(SettingsError, match=f"{name} must be 64 hexadecimal digits"):
        read()


def test_telegram_offers_the_card_where_the_site_has_an_address() -> None:
    screen = Screen((), card="/the/proof?on=2026-11-25&lang=vi")
    place = Place("7", "7:1")
    shown = message(place, screen, "https://cutru.example").reply_markup
    assert shown is not None
    ((button,),) = shown.inline_keyboard
    assert button.url == "https://cutru.example/the/proof?on=2026-11-25&lang=vi"
    assert message(place, screen).reply_markup is None


def test_the_doctor_says_what_is_missing_and_what_that_means(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = seeing._load
    monkeypatch.setattr(seeing, "_load", lambda n: None if "pyzbar" in n else load(n))
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "✗ pyzbar: thiếu libzbar0" in said
    assert "✓ Python" in said
    monkeypatch.setattr(seeing, "_load", lambda _name: None)
    assert main(["doctor"]) == 0
    assert "ảnh thẻ không đọc được" in capsys.readouterr().out
