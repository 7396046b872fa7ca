"""A messenger in about a hundred lines: copy this, and put your own in place of the terminal's.

It speaks the signed webhook both ways (`docs/webhook.md`) and needs the standard library only:

    export WEBHOOK_SECRET=whsec_$(openssl rand -base64 24)
    WEBHOOK_CALLBACK_URL=http://127.0.0.1:8100/callback cutru serve --migrate --demo &
    python docs/bridge.py http://127.0.0.1:8000/webhooks/generic 8100
    cutru channel test http://127.0.0.1:8100/callback --callback
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import OrderedDict
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OLDEST = 300  # Seconds.
REMEMBERED = 1000  # Ids of calls that may come again.


class Bridge:
    """Carries messages to the assistant, and its screens to `show`."""

    def __init__(self, webhook: str, secret: str, show: Callable[[dict[str, Any]], None]) -> None:
        self.webhook, self.show = webhook, show
        self.key = base64.b64decode(secret.removeprefix("whsec_"))
        self.seen: OrderedDict[str, None] = OrderedDict()

    def sign(self, id: str, stamp: str, body: bytes) -> str:
        digest = hmac.digest(self.key, f"{id}.{stamp}.".encode() + body, hashlib.sha256)
        return "v1," + base64.b64encode(digest).decode()

    def say(self, person: str, **said: Any) -> None:
        """Send what a person did: text="…", address="…" of a button, or start=True."""
        body = json.dumps({"person": person, **said}).encode()
        id, stamp = f"msg_{secrets.token_hex(12)}", str(int(time.time()))
        headers = {
            "content-type": "application/json",
            "webhook-id": id,  # Send the same id when you send the same message again.
            "webhook-timestamp": stamp,
            "webhook-signature": self.sign(id, stamp, body),
        }
        request = urllib.request.Request(self.webhook, body, headers)  # noqa: S310
        answer = self.sent(request)
        for screen in answer.get("screens", ()):  # Without a callback address, they stand here.
            self.show(screen)

    def sent(self, request: urllib.request.Request) -> Any:
        """Send again for half a minute what could not be committed."""
        waits = iter((1, 4, 9, 16))  # Seconds.
        while True:
            try:
                with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
                    return json.load(response)
            except urllib.error.HTTPError as error:
                wait = next(waits, None)
                if error.code != 503 or wait is None:
                    raise
            time.sleep(wait)

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take a call of the assistant's; returns the status to answer with."""
        id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        fresh = stamp.isdigit() and abs(time.time() - int(stamp)) <= OLDEST
        given = headers.get("webhook-signature", "").split(" ")
        expected = self.sign(id, stamp, body)
        if not id or not fresh or not any(hmac.compare_digest(expected, g) for g in given):
            return 401
        try:
            call = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        if not isinstance(call, dict):
            return 400
        if id not in self.seen:
            self.seen[id] = None
            while len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)
            if call.get("type") == "screen":
                self.show(call["screen"])
        return 200


def serve(bridge: Bridge, port: int) -> ThreadingHTTPServer:
    """Listen for calls of the assistant's on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("content-length", 0)), 65536))
            self.send_response(bridge.take(self.headers, body))
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            """Keep what people say out of the log."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def show(screen: dict[str, Any]) -> None:
    """Your messenger's half: here a screen is printed."""
    buttons = [f"{o['number']}. {o['label']}" for o in screen["options"]]
    print("\n".join([screen["text"], *buttons]), flush=True)


if __name__ == "__main__":
    bridge = Bridge(sys.argv[1], os.environ["WEBHOOK_SECRET"], show)
    serve(bridge, int(sys.argv[2]))
    bridge.say("terminal", start=True)
    for line in sys.stdin:  # … and here a person types.
        bridge.say("terminal", text=line.strip())
