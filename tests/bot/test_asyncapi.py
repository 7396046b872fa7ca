"""The signed webhook's description is AsyncAPI 3, and what really goes over the wire fits it.

`schemas/asyncapi-3.0.0.json.gz` is that of npm `@asyncapi/specs` 6.11.1 (Apache-2.0), unchanged.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from httpx import ASGITransport, AsyncClient

from bot.app import Assistant, build
from bot.channels.generic import shown
from bot.core import Core, answer
from bot.web.asyncapi import described
from tests.bot.conftest import Clock
from tests.bot.messengers import recorded
from tests.bot.test_desk import Bridge

OFFICIAL = Path(__file__).parent / "schemas" / "asyncapi-3.0.0.json.gz"


def payload_of(message: str) -> Any:
    """Return what checks a payload of this message; references lead into the description."""
    known = described()["components"]["schemas"]
    name = described()["components"]["messages"][message]["payload"]["$ref"].rpartition("/")[2]
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": known}}
    return jsonschema_rs.validator_for(whole)


def test_the_description_is_what_the_official_schema_calls_asyncapi() -> None:
    official = jsonschema_rs.validator_for(json.loads(gzip.decompress(OFFICIAL.read_bytes())))
    assert [str(fault) for fault in official.iter_errors(described())] == []
    for broken in ({"asyncapi": "2.6.0"}, {"operations": {"take": {"action": "publish"}}}):
        assert not official.is_valid({**described(), **broken})


def test_every_reference_leads_somewhere() -> None:
    def references(value: Any) -> Iterator[str]:
        match value:
            case {"$ref": str(reference)}:
                yield reference
        for each in value.values() if isinstance(value, dict) else value:
            if isinstance(each, dict | list):
                yield from references(each)

    for reference in references(described()):
        at: Any = described()
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]


@pytest.mark.parametrize("payload", [p for p in recorded() if p.channel == "generic"], ids=str)
def test_recorded_messages_fit_their_description(payload: Any) -> None:
    payload_of("message").validate(json.loads(payload.body))


async def test_what_is_answered_fits_its_description(assistant: Assistant) -> None:
    transport = ASGITransport(build(assistant))
    async with AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.get("/asyncapi.json")).json() == described()
        bridge = Bridge(assistant, client)
        for number, said in enumerate(({"start": True}, {"poll": True}, {"text": "k2 đ14 nđ104"})):
            payload_of("answer").validate(await bridge.send(f"m-{number}", **said))


def test_what_is_sent_to_a_callback_fits_its_description(core: Core) -> None:
    (screen, *_) = answer(core, "k2 đ14 nđ104", today=Clock().now.date()).screens
    about = {"person": "p-1", "message": "m-1"}
    sent = json.loads(json.dumps({"type": "screen", **about, "screen": shown(screen)}))
    payload_of("screen").validate(sent)
    payload_of("forget").validate({"type": "forget", **about})
    assert not payload_of("screen").is_valid({**sent, "type": "forget"})
