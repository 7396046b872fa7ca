"""Whatever the description of the API allows, and what it does not, gets no 5xx (T-W2)."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from standardwebhooks.webhooks import Webhook

from bot.app import assemble, build
from bot.core import Core
from bot.database import migrate
from bot.settings import Settings
from tests.bot.messengers import WHSEC

EXAMPLES = 4  # Of each operation.


class Signer(requests.auth.AuthBase):
    """Signs what is sent to the webhook, so that it is read."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body, now = request.body or b"", datetime.now(UTC)
        raw = body if isinstance(body, bytes) else body.encode()
        id = f"msg_{base64.urlsafe_b64encode(raw[:30]).decode()}"
        request.headers["webhook-id"] = id
        request.headers["webhook-timestamp"] = str(int(now.timestamp()))
        signed = Webhook(WHSEC).sign(id, now, raw.decode("utf-8", "replace"))
        request.headers["webhook-signature"] = signed
        return request


@pytest.fixture
def address(settings: Settings, core: Core) -> Iterator[str]:
    """The real service on a port of this machine."""
    migrate(settings.database_url)
    config = uvicorn.Config(build(assemble(settings, core=core)), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_no_request_that_the_description_leads_to_breaks_the_service(address: str) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    tried = []
    for found in schema.get_all_operations():
        operation = found.ok()
        tried.append(f"{operation.method} {operation.path}")

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: Case) -> None:
            response = case.call(auth=Signer(), timeout=30)
            case.validate_response(response, checks=[not_a_server_error])

        check()
    documented = requests.get(f"{address}/openapi.json", timeout=30).json()["paths"]
    assert set(tried) == {f"{m} {path}" for path, methods in documented.items() for m in methods}
    for route in ("post /webhooks/generic", "get /asyncapi.json", "get /calls/sound/{name}"):
        assert route in tried
