"""The conformance client agrees with us and with the example; a careless bridge fails it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from http.server import ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import uvicorn

from bot.app import assemble, build
from bot.cli import main
from bot.conformance import run
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from bot.store import Store, StoreUnavailable, Turn
from tests.bot.messengers import WHSEC


def _example() -> ModuleType:
    path = Path(__file__).parents[2] / "docs" / "bridge.py"
    spec = spec_from_file_location("bridge", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bridge = _example()


@pytest.fixture
async def webhook(core: Core, settings: Settings) -> AsyncIterator[str]:
    """The real service on a port of this machine, by the clock of this machine."""
    await asyncio.to_thread(migrate, settings.database_url)
    timely = assemble(settings, core=core)
    server = uvicorn.Server(uvicorn.Config(build(timely), port=0, log_config=None))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/webhooks/generic"
    server.should_exit = True
    await running


class Bridged:
    """The example on a port of this machine, with what it showed."""

    def __init__(self, webhook: str = "http://127.0.0.1:9/") -> None:
        self.shown: list[Mapping[str, Any]] = []
        self.bridge = bridge.Bridge(webhook, WHSEC, self.shown.append)
        self.server: ThreadingHTTPServer = bridge.serve(self.bridge, 0)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback"


@pytest.fixture
def bridged() -> Iterator[Bridged]:
    bridged = Bridged()
    yield bridged
    bridged.server.shutdown()
    bridged.server.server_close()


async def faults(url: str, *, callback: bool, secret: str = WHSEC) -> dict[str, str]:
    return {v.rule: v.fault async for v in run(url, secret, callback=callback) if v.fault}


async def test_our_webhook_keeps_the_contract(webhook: str) -> None:
    assert await faults(webhook, callback=False) == {}


async def test_the_example_bridge_keeps_the_contract(bridged: Bridged) -> None:
    assert await faults(bridged.url, callback=True) == {}
    assert any(len(screen["text"]) == 4000 for screen in bridged.shown)


async def test_the_example_bridge_carries_a_conversation(webhook: str) -> None:
    shown: list[Mapping[str, Any]] = []
    talking = bridge.Bridge(webhook, WHSEC, shown.append)
    await asyncio.to_thread(talking.say, "p-1", text="cách cài vneid")
    await asyncio.to_thread(talking.say, "p-1", address=shown[-1]["options"][0]["address"])
    assert "Bước 2/9" in shown[-1]["text"]


async def test_the_example_bridge_says_again_what_could_not_be_committed(
    webhook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, waited, keep = list[Mapping[str, Any]](), list[float](), Store.keep

    async def away_at_first(store: Store, turn: Turn) -> bool:
        if not waited:
            raise StoreUnavailable("TimeoutError")
        return await keep(store, turn)

    monkeypatch.setattr(Store, "keep", away_at_first)
    stands = SimpleNamespace(time=time.time, sleep=waited.append)
    monkeypatch.setattr(bridge, "time", stands)
    await asyncio.to_thread(bridge.Bridge(webhook, WHSEC, shown.append).say, "p-1", text="vneid")
    assert waited == [1]
    assert shown


async def test_a_bridge_that_believes_everybody_fails(
    bridged: Bridged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridged.bridge, "take", lambda *_: 200)
    found = await faults(bridged.url, callback=True)
    assert "What is not signed is refused with 401" in found
    assert found["A wrong signature is refused with 401"] == "answered 200 instead of 401"
    assert len(found) == 5


async def test_a_wrong_secret_and_nobody_there_are_told(bridged: Bridged) -> None:
    other = "whsec_" + "A" * 32
    found = await faults(bridged.url, callback=True, secret=other)
    assert found["What is signed is taken"] == "answered 401 instead of 200 or 202 or 204"
    found = await faults("http://127.0.0.1:9/", callback=True)
    assert set(found.values()) == {"no answer: ClientConnectorError"}


def test_the_command_says_what_is_kept_and_what_is_not(
    bridged: Bridged, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["channel", "test", bridged.url, "--callback", "--secret", WHSEC]
    assert main(asked) == 0
    assert "✓ One right signature among several is enough" in capsys.readouterr().out
    monkeypatch.setattr(bridged.bridge, "take", lambda *_: 500)
    assert main(asked) == 1
    assert "✗ What is signed is taken" in capsys.readouterr().out
    assert main(["channel", "test", "nowhere", "--secret", WHSEC]) == 2
    assert main(["channel", "test", bridged.url]) == 2
