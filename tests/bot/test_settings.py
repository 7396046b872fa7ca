"""A missing, wrong or half-set setting is one clear line."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.generic import LIMITS, limits_of
from bot.cli import main
from bot.rendering import Limits
from bot.settings import SettingsError, read, strong

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = "q7Zk2mVx9TtB4nLw8RcY1pHs6JdGf3Ea"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"telegram_bot_token": "abc"}, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_webhook_secret": SECRET}, "TELEGRAM_BOT_TOKEN is missing"),
        ({"telegram_api_base": "http://127.0.0.1:1"}, "TELEGRAM_BOT_TOKEN is missing"),
        ({"telegram_bot_token": TOKEN, "public_url": "https://a.vn"}, "SECRET is missing"),
        (
            {"telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET},
            "PUBLIC_URL is missing",
        ),
        *(
            (
                {
                    "telegram_bot_token": TOKEN,
                    "public_url": "https://a.vn",
                    "telegram_webhook_secret": weak,
                },
                "is weak",
            )
            for weak in ("short", "a" * 40, "changeme-changeme-changeme-0123456", "với-dấu-" * 6)
        ),
        (
            {
                "telegram_bot_token": TOKEN,
                "public_url": "http://a.vn",
                "telegram_webhook_secret": SECRET,
            },
            "https://",
        ),
        ({"webhook_secret": "plain"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": f"{WHSEC} plain"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "whsec_" + "*" * 32}, "WEBHOOK_SECRET"),
        ({"webhook_callback_url": "https://a.vn/b"}, "WEBHOOK_SECRET is missing"),
        ({"webhook_secret": WHSEC, "webhook_callback_url": "http://a.vn"}, "https://"),
        ({"webhook_secret": WHSEC, "webhook_limits": "text=9"}, "WEBHOOK_LIMITS"),
        ({"webhook_secret": WHSEC, "webhook_limits": "label=0"}, "WEBHOOK_LIMITS"),
        ({"zalo_bot_token": "1:a"}, "ZALO_BOT_SECRET is missing"),
        ({"zalo_bot_token": "1:a", "zalo_bot_secret": "short"}, "ZALO_BOT_SECRET is weak"),
        ({"zalo_oa_app_id": "1"}, "ZALO_OA_APP_SECRET is missing"),
        ({"messenger_page_token": "a"}, "MESSENGER_APP_SECRET is missing"),
        ({"whatsapp_token": "a"}, "WHATSAPP_APP_SECRET is missing"),
        ({"messengers_api_base": "nowhere"}, "MESSENGERS_API_BASE"),
        ({"twilio_auth_token": SECRET}, "PUBLIC_URL is missing"),
        ({"jambonz_webhook_secret": "short", "public_url": "https://a.vn"}, "JAMBONZ_WEBHOOK"),
        (
            {"stringee_signing_secret": SECRET, "hotline": "113", "public_url": "https://a.vn"},
            "STRINGEE_NUMBER",
        ),
        ({"hotline": "call me"}, "HOTLINE"),
        ({"cutru_secret": "weak"}, "CUTRU_SECRET is weak"),
        ({"cutru_keys": "a:c2hvcnQ="}, "CUTRU_KEYS: the key 'a' is not 32 random bytes"),
        ({"env": "production", "cutru_secret": SECRET}, "CUTRU_KEYS is missing"),
        ({"env": "production"}, "CUTRU_SECRET is missing"),
        ({"env": "staging"}, "ENV"),
        ({"port": 0}, "PORT"),
        ({"port": "eight"}, "PORT"),
        ({"demo_persons": 1}, "DEMO_PERSONS"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(given: dict[str, object], word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**given)
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_whole_telegram_setting_is_taken() -> None:
    settings = read(
        telegram_bot_token=TOKEN, public_url="https://cutru.vn", telegram_webhook_secret=SECRET
    )
    assert settings.telegram_by_webhook


def test_keys_rotate_and_limits_are_read() -> None:
    settings = read(
        webhook_secret=f"{WHSEC} {WHSEC[:-1]}A",
        webhook_callback_url="http://127.0.0.1:8100/callback",
        webhook_limits="text=2000 buttons=5 label=20",
    )
    assert len(settings.webhook_secrets) == 2
    assert settings.calls_messengers
    assert limits_of(settings.webhook_limits) == Limits(text=2000, buttons=5, label=20)
    assert limits_of("text=500") == replace(LIMITS, text=500)


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert read().telegram_bot_token == ""


def test_the_service_refuses_to_start_with_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("PUBLIC_URL", "https://a.vn")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "password")
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "password" not in said


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "postgresql://u@127.0.0.1:1/x"),
        ("DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/c.db"),
        ("SECRET_FILE", "/proc/nowhere/key"),
        ("PORT", "taken"),
    ],
)
def test_what_cannot_be_used_is_one_line_too(
    setting: str,
    value: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/c.db")
        monkeypatch.setenv("SECRET_FILE", str(tmp_path / "key"))
        monkeypatch.setenv("PORT", "0" if setting == "PORT" else _free_port())
        monkeypatch.setenv(setting, port if value == "taken" else value)
        assert main(["serve", "--migrate"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.splitlines()[-1].startswith(f"cutru: {setting}") or "PORT" in said
    assert "Traceback" not in said


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def test_a_good_secret_is_strong() -> None:
    assert strong(SECRET)
