"""Keys from the settings: tried at the start, rotated while the service runs."""

from __future__ import annotations

import asyncio
import base64
import io
import secrets

import pytest

from bot.app import Assistant
from bot.cli import main
from bot.database import check_keys
from bot.keys import register_keys
from bot.settings import Settings, SettingsError


def master(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


@pytest.fixture
def environment(
    settings: Settings,
    assistant: Assistant,  # noqa: ARG001 - its register is what the commands open.
    monkeypatch: pytest.MonkeyPatch,
) -> pytest.MonkeyPatch:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_FILE", str(settings.secret_file))
    return monkeypatch


async def test_rotation_leaves_a_register_that_the_old_key_does_not_open(
    settings: Settings, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = master("y2026")
    environment.setenv("CUTRU_KEYS", new)
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 0
    assert "Đã gói lại 60 khóa bằng khóa chính 'y2026'." in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 0
    assert "Đã gói lại 0 khóa" in capsys.readouterr().out
    rotated = settings.model_copy(update={"cutru_keys": new})
    await check_keys(rotated, register_keys(rotated))
    with pytest.raises(SettingsError, match="no master key is named 'y2026'"):
        await check_keys(settings, register_keys(settings))


async def test_a_register_of_the_demo_is_refused_in_production(
    settings: Settings,
    assistant: Assistant,  # noqa: ARG001
) -> None:
    production = settings.model_copy(update={"env": "production", "cutru_keys": master("a")})
    with pytest.raises(SettingsError, match="no master key is named 'demo'"):
        await check_keys(production, register_keys(production))


async def test_the_number_to_unlock_is_asked_for_and_never_printed(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed, code in (("001090000001\n", 0), ("12\n", 2)):
        environment.setattr("sys.stdin", io.StringIO(typed))
        assert await asyncio.to_thread(main, ["unlock"]) == code
    said = capsys.readouterr()
    assert "001090000001" not in said.out + said.err
