"""Officers and requests about data, for those who run the service."""

from __future__ import annotations

import asyncio
import re

import pyotp
import pytest

from bot.app import Assistant
from bot.cli import main
from bot.settings import Settings
from lookup.consent import AskCorrection
from lookup.officers import OfficerRefused, OfficerSignedIn, OfficerSignIn
from lookup.service import Request
from tests.bot.test_auditing import sign_in_and_read


@pytest.fixture
def given(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_FILE", str(settings.secret_file))


async def run(*arguments: str) -> int:
    return await asyncio.to_thread(main, arguments)


@pytest.mark.usefixtures("given")
async def test_an_officer_is_added_listed_unlocked_and_revoked(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("officer", "add", "CA-0042", "Công an phường Mẫu") == 0
    secret = re.search(r"secret=([A-Z2-7]{32})", capsys.readouterr().out)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(assistant.clock())
    wanted = OfficerSignIn("CA-0042", code)
    request = Request("web:desk", "1", assistant.clock())
    assert isinstance(await assistant.lookup.perform(wanted, request), OfficerSignedIn)
    assert await run("officer", "add", "CA-0042", "Công an phường Mẫu") == 1
    assert await run("officer", "unlock", "CA-0042") == 0
    assert await run("officer", "revoke", "CA-0042") == 0
    assert await run("officer", "revoke", "CA-0042") == 1
    assert await assistant.lookup.perform(wanted, request) == OfficerRefused()
    capsys.readouterr()
    assert await run("officer", "list") == 0
    assert "CA-0042, Công an phường Mẫu: thu hồi" in capsys.readouterr().out


@pytest.mark.parametrize(("number", "office"), [("7", "Công an phường"), ("CA-0042", "?")])
async def test_an_officer_without_number_or_office_is_refused(number: str, office: str) -> None:
    assert await run("officer", "add", number, office) == 2


@pytest.mark.usefixtures("given")
async def test_a_request_is_listed_with_its_days_and_closed(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    await sign_in_and_read(assistant)
    await assistant.lookup.perform(AskCorrection(), Request("web:x", "9", assistant.clock()))
    assert await run("requests") == 0
    line = capsys.readouterr().out
    assert "correct  gửi 23/11/2026  trả lời đến 26/11/2026  xong đến 03/12/2026" in line
    assert await run("requests", "--done", line.split()[0]) == 0
    assert await run("requests", "--done", line.split()[0]) == 1
