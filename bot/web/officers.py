"""Officers over HTTP: sign in, take a share code, read on a ground; and a person's own log."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from bot.channels.webchat import WebChat
from bot.web.bodies import MOST_JSON, read_body, read_json
from bot.web.chat import cookies_of
from bot.web.pages import HEADERS
from lookup.model import (
    AccessLogRead,
    Effect,
    OfficerLookUp,
    Outcome,
    PersonalId,
    ReadAccessLog,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    Stay,
)
from lookup.officers import (
    Ground,
    NobodyFound,
    OfficerEnded,
    OfficerRefused,
    OfficerSignedIn,
    OfficerSignIn,
    OfficerSignOut,
    QuotaSpent,
    ShareUnknown,
    TakeShare,
    is_number,
    parse_case,
)
from lookup.request import Request as Asked

if TYPE_CHECKING:
    from bot.app import Assistant

SOURCE = "Cư Trú, dữ liệu thử nghiệm"
NOBODY_SIGNED_IN = HTTPException(401, "sign in first", {"WWW-Authenticate": "Bearer"})


class SessionBody(BaseModel):
    """A session of an officer; the token goes into the header `Authorization: Bearer …`."""

    token: str
    officer: str
    office: str
    idle_minutes: int


class StayBody(BaseModel):
    address: str
    since: date
    until: date | None


class MemberBody(BaseModel):
    """Another member of the household, masked."""

    name: str
    relation: str | None
    born: str


class ShownBody(BaseModel):
    """What an officer is shown; what was not chosen is left out."""

    name: str
    personal_id: str
    born: str
    permanent: StayBody | None
    temporary: StayBody | None = None
    current: StayBody | None = None
    head_name: str | None = None
    relation: str | None = None
    members: list[MemberBody] | None = None
    purpose: str
    read_at: datetime
    source: str


class UsageBody(BaseModel):
    """One reading of a record, as its person is told of it."""

    logtime: datetime
    action: str
    receiver: str
    purpose: str
    case: str
    channel: str


class UsagesBody(BaseModel):
    usages: list[UsageBody]
    own: int


def add_officers(app: FastAPI, assistant: Assistant) -> None:
    cookies = cookies_of(assistant)

    async def perform(effect: Effect, conversation: str) -> Outcome:
        asked = Asked(conversation, secrets.token_hex(8), assistant.clock())
        return await assistant.lookup.perform(effect, asked)

    @app.post("/api/v1/officer/sessions", tags=["officers"], response_model=SessionBody)
    async def sign_in(request: Request) -> Response:
        """Sign in with {"number": "CA-0001", "code": "123456"}: the six digits of the app."""
        body = read_json(await read_body(request, MOST_JSON))
        number, code = _text(body, "number"), _text(body, "code")
        if not is_number(number):
            raise HTTPException(401, "not signed in")
        token = secrets.token_urlsafe(32)
        match await perform(OfficerSignIn(number, code), _conversation(token)):
            case OfficerSignedIn(office=office, minutes=minutes):
                session = SessionBody(
                    token=token, officer=number, office=office, idle_minutes=minutes
                )
                return JSONResponse(session.model_dump(), 201, HEADERS)
            case OfficerRefused():
                raise HTTPException(401, "not signed in")
            case _:
                raise HTTPException(503, "the register does not answer")

    @app.delete("/api/v1/officer/sessions", tags=["officers"], status_code=204)
    async def sign_out(request: Request) -> Response:
        """Sign out."""
        await perform(OfficerSignOut(), _signed_in(request))
        return Response(status_code=204)

    @app.post("/api/v1/officer/shares", tags=["officers"], response_model=ShownBody)
    async def shares(request: Request) -> Response:
        """Use up a share code, {"code": "123 456 7890"}, and see what it shows."""
        body = read_json(await read_body(request, MOST_JSON))
        conversation = _signed_in(request)
        return _answer(await perform(TakeShare(_text(body, "code")), conversation))

    @app.post("/api/v1/officer/readings", tags=["officers"], response_model=ShownBody)
    async def readings(request: Request) -> Response:
        """Read on a ground: {"personal_id", "ground": "procedure" or "check", "case"}."""
        body = read_json(await read_body(request, MOST_JSON))
        conversation = _signed_in(request)
        person = PersonalId.parse(_text(body, "personal_id"))
        case = parse_case(_text(body, "case"))
        if person is None or case is None or body.get("ground") not in set(Ground):
            raise HTTPException(422, "personal_id, ground and case are needed, each in its form")
        wanted = OfficerLookUp(person, Ground(_text(body, "ground")), case)
        return _answer(await perform(wanted, conversation))

    @app.get("/api/v1/usages", tags=["record"], response_model=UsagesBody)
    async def usages(request: Request) -> Response:
        """Who has read the record of the person who is signed in to the web chat here."""
        conversation = _conversation_of(cookies.of(request))
        asked = Asked(conversation, secrets.token_hex(8), assistant.clock(), cookies.keys(request))
        read = await assistant.lookup.perform(ReadAccessLog(), asked)
        if not isinstance(read, AccessLogRead):
            raise NOBODY_SIGNED_IN
        told = [
            UsageBody(
                logtime=usage.at,
                action=usage.action,
                receiver=usage.receiver or usage.reader,
                purpose=usage.purpose,
                case=usage.case,
                channel=usage.channel,
            )
            for usage in read.usages
        ]
        body = UsagesBody(usages=told, own=read.own)
        return JSONResponse(body.model_dump(mode="json"), headers=HEADERS)


def _answer(outcome: Outcome) -> Response:
    match outcome:
        case ShownAddress():
            return JSONResponse(show(outcome).model_dump(mode="json"), headers=HEADERS)
        case OfficerEnded():
            raise NOBODY_SIGNED_IN
        case ShareUnknown() | NobodyFound():
            raise HTTPException(404, "nothing is opened by this")
        case QuotaSpent():
            raise HTTPException(429, "the quota of the day is used up")
        case _:
            raise HTTPException(503, "the register does not answer")


def show(shown: ShownAddress) -> ShownBody:
    """Return what an officer is shown, for JSON."""
    body: dict[str, Any] = {
        "name": shown.name,
        "personal_id": shown.personal_id,
        "born": shown.born,
        "permanent": _stay(shown.permanent),
        "purpose": shown.purpose,
        "read_at": shown.read_at,
        "source": SOURCE,
    }
    if isinstance(shown, ShownResidence):
        body |= {
            "temporary": _stay(shown.temporary),
            "current": _stay(shown.current),
            "head_name": shown.head_name,
            "relation": shown.relation,
        }
    if isinstance(shown, ShownHousehold):
        body["members"] = [
            MemberBody(name=each.name, relation=each.relation, born=str(each.born))
            for each in shown.members
        ]
    return ShownBody(**body)


def _stay(stay: Stay | None) -> StayBody | None:
    return StayBody(address=stay.address, since=stay.since, until=stay.until) if stay else None


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or len(value) > 64:
        raise HTTPException(422, f"{name} is needed, a short text")
    return value


def _signed_in(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 32 <= len(token) <= 100:
        raise NOBODY_SIGNED_IN
    return _conversation(token)


def _conversation_of(cookie: str) -> str:
    """Return the conversation of a browser; one that has none has no session either."""
    if not cookie:
        raise NOBODY_SIGNED_IN
    found = WebChat().parse({"cookie": cookie, "id": "usages--", "start": True})
    assert found is not None  # noqa: S101 - parse of the web chat never passes over.
    return found.conversation


def _conversation(token: str) -> str:
    """Name an officer's session by the digest of its token, which is stored nowhere."""
    return f"api:{hashlib.sha256(token.encode()).hexdigest()}"
