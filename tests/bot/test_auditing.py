"""The access log for those who run the service."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.app import Assistant
from bot.cli import main
from bot.settings import Settings
from handlers.notices import LOOKING_UP
from lookup.ledger import AuditRow
from lookup.model import CheckCode, PersonalRead, ReadPersonal, SendCode
from lookup.population import demo_people
from lookup.service import Request


async def sign_in_and_read(assistant: Assistant) -> None:
    """Open a session of an invented person, and read one group of the record."""
    person = (await demo_people(assistant.register))[0]

    async def perform(effect, number: int):
        request = Request("web:x", f"m{number}", assistant.clock())
        outcome = await assistant.lookup.perform(effect, request)
        await assistant.lookup.settle()
        return outcome

    await perform(LOOKING_UP.agreement, 0)
    await perform(SendCode(person.personal_id), 1)
    assert assistant.phone is not None
    code = re.search(r"[0-9]{4} [0-9]{4}", assistant.phone.messages[-1].text)
    assert code is not None
    await perform(CheckCode(code[0]), 2)
    assert isinstance(await perform(ReadPersonal(), 3), PersonalRead)


async def test_the_command_says_whole_or_names_the_first_bad_row(
    settings: Settings,
    assistant: Assistant,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_FILE", str(settings.secret_file))
    monkeypatch.setenv("AUDIT_CHECKPOINTS", str(tmp_path / "elsewhere" / "checkpoints"))
    await sign_in_and_read(assistant)
    assert await asyncio.to_thread(main, ["audit", "seal"]) == 0
    assert await asyncio.to_thread(main, ["audit", "verify"]) == 0
    assert "Nguyên vẹn: 1 dòng, 1 dòng đã được niêm phong." in capsys.readouterr().out
    async with assistant.database.begin() as connection:
        await connection.execute(delete(AuditRow))
    assert await asyncio.to_thread(main, ["audit", "verify"]) == 1
    assert "SAI từ dòng 1 (missing)" in capsys.readouterr().out


async def test_a_checkpoint_file_that_cannot_be_read_is_one_clear_line(
    settings: Settings,
    assistant: Assistant,  # noqa: ARG001 - its database is what the command opens.
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_FILE", str(settings.secret_file))
    file = tmp_path / "checkpoints"
    file.write_text("{}")
    assert await asyncio.to_thread(main, ["audit", "verify", "--checkpoints", str(file)]) == 2
    assert "line 1 is no checkpoint" in capsys.readouterr().err
