"""The JSON of the signed webhook, for its description: what `bot/channels/generic.py` reads."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_SIGNED = (
    ("webhook-id", "The id of this message: the same when it is delivered again."),
    ("webhook-timestamp", "Seconds since 1970; at most five minutes from ours."),
    ("webhook-signature", "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several."),
)
HEADERS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "header",
        "required": True,
        "description": text,
        "schema": {"type": "string"},
    }
    for name, text in _SIGNED
]


class MessageBody(BaseModel):
    """One message of a person: a text, a pressed button, a beginning, or a kind without words."""

    model_config = ConfigDict(extra="allow")

    person: str = Field(pattern=r"^[\x21-\x7e]{1,120}$", description="Who writes, as you know them")
    text: str | None = Field(None, description="What was typed")
    address: str | None = Field(None, description="The address of the pressed button")
    start: bool | None = Field(None, description="true: the conversation was opened")
    poll: bool | None = Field(
        None, description="true: nothing was said; what has an officer said? Without a callback"
    )
    after: int | None = Field(None, description="The `after` of the last answer to a poll")
    kind: str | None = Field(
        None, description="What came without words: voice, sticker, document, location, other"
    )
    language: str | None = Field(None, description="A hint, for a new conversation: vi, en")


class ButtonBody(BaseModel):
    label: str
    address: str = Field(description="To be sent back as `address` when it is pressed")


class OptionBody(ButtonBody):
    number: int | None = Field(description="What may be typed instead")


class ScreenBody(BaseModel):
    """One message to show; its buttons stand below it."""

    text: str
    options: list[OptionBody]
    nav: list[ButtonBody] = Field(description="The way back: shown apart")
    private: bool = Field(description="Personal data: do not keep it, do not forward it")
    language: str
    card: str = Field(description="The path of the answer's signed card on our site; may be empty")


class AnswerBody(BaseModel):
    """The answer, where no callback address is set."""

    screens: list[ScreenBody]
    forget: bool = Field(False, description="The message holds a secret: delete it in the chat")
    mode: Literal["", "waiting", "human"] = Field(
        "", description="Whether an officer is waited for, or talks: poll while it is not empty"
    )
    after: int = Field(0, description="To be sent as `after` with the next poll or message")


class ScreenCall(BaseModel):
    """One message of an answer, sent to the callback address."""

    type: Literal["screen"]
    person: str
    message: str = Field(description="The `webhook-id` answered; empty for what nobody asked for")
    screen: ScreenBody


class ForgetCall(BaseModel):
    """A message of the person's that holds a secret: delete it in the chat."""

    type: Literal["forget"]
    person: str
    message: str
