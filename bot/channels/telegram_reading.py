"""What a Telegram update says, in no messenger's format any more. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.enums import ChatType, ContentType, MessageEntityType
from aiogram.types import CallbackQuery, Chat, Message, MessageEntity, PhotoSize, Update, User
from pydantic import ValidationError

from bot.channels.base import Incoming, Malformed
from handlers.model import Event, Photographed, Picked, Said, Started, Unreadable

MOST_PHOTO = 10 * 1024 * 1024  # Bytes.
_LARGEST_ID = 2**63  # Telegram's own ids have at most 52 bits.
_START = re.compile(r"/start(?:@\w+)?(?:\s.*)?", re.ASCII | re.DOTALL)
_COMMAND = re.compile(r"/\w+(?:@(\w+))?(?!\S)", re.ASCII)
_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})

# What people send, and why it is not read (`handlers/wording.py`); the rest of Telegram's
# content types tells of changes to a chat, and is not answered.
_UNREAD = {
    ContentType.VOICE: "voice",
    ContentType.VIDEO_NOTE: "voice",
    ContentType.AUDIO: "voice",
    ContentType.STICKER: "sticker",
    ContentType.ANIMATION: "sticker",
    ContentType.DOCUMENT: "document",
    ContentType.LOCATION: "location",
    ContentType.VENUE: "location",
    ContentType.LIVE_PHOTO: "other",
    ContentType.PAID_MEDIA: "other",
    ContentType.STORY: "other",
    ContentType.VIDEO: "other",
    ContentType.CHECKLIST: "other",
    ContentType.DICE: "other",
    ContentType.GAME: "other",
    ContentType.POLL: "other",
    ContentType.RICH_MESSAGE: "other",
    ContentType.UNKNOWN: "other",
}


@dataclass(frozen=True)
class Me:
    """The bot itself; its name is "" until Telegram has told it."""

    id: int
    username: str = ""


def update_of(payload: Any, context: Any = None) -> Update:
    """Read an update as it came over the wire. Raises Malformed."""
    try:
        update = Update.model_validate(payload, context={"bot": context})
    except (ValidationError, RecursionError):
        # The library's error quotes what was sent, so it is not passed on.
        raise Malformed("this is not an update of the Bot API") from None
    if not 0 <= update.update_id < _LARGEST_ID:
        raise Malformed("the update_id is out of range")
    return update


def read(update: Update, me: Me) -> Incoming | None:
    """Normalise an update; None for the kinds that the assistant does not answer."""
    match update:
        case Update(message=Message(from_user=User() as sender) as message):
            event = _said(message, sender, me)
        case Update(edited_message=Message(from_user=User() as sender) as message):
            event = _edited(message)
        case Update(callback_query=CallbackQuery(from_user=sender, message=pressed) as query):
            return _picked(update, query, sender, pressed)
        case _:
            return None
    if event is None or sender.is_bot:
        return None
    return _incoming(update, message.chat, sender, event, message.message_id)


def _incoming(update: Update, chat: Chat, sender: User, event: Event, message_id: int) -> Incoming:
    if max(abs(chat.id), abs(sender.id), abs(message_id)) >= _LARGEST_ID:
        raise Malformed("an id is out of range")
    # A group is a conversation of its own, so that nothing said in private is shown there.
    person = sender.id if chat.type == ChatType.PRIVATE else chat.id
    return Incoming(
        "telegram",
        str(person),
        event,
        id=str(update.update_id),
        language=(sender.language_code or "")[:2].lower(),
        message=f"{chat.id}:{message_id}",
        brief=chat.type != ChatType.PRIVATE,
    )


def _picked(update: Update, query: CallbackQuery, sender: User, pressed: Any) -> Incoming | None:
    if query.data is None or sender.is_bot:
        return None
    chat = pressed.chat if pressed is not None else Chat(id=sender.id, type=ChatType.PRIVATE)
    event: Event = Picked.from_address(_whole(query.data))
    if chat.type != ChatType.PRIVATE:
        event = Unreadable("group")
    return _incoming(update, chat, sender, event, pressed.message_id if pressed else 0)


def _edited(message: Message) -> Event | None:
    # A live location is edited every few seconds: that is no message.
    if message.chat.type != ChatType.PRIVATE or message.location:
        return None
    return Unreadable("edited")


def _said(message: Message, sender: User, me: Me) -> Event | None:
    if message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        return Unreadable("group") if _addressed(message, me) else None
    if message.chat.type != ChatType.PRIVATE:
        return None
    match message:
        case Message(text=str(text)):
            return Started() if _START.fullmatch(text) else Said(_whole(text))
        case Message(photo=[_, *_] as sizes):
            return Photographed(_largest(sizes).file_id)
        case Message(document=document, animation=None) if (
            document is not None
            and document.mime_type in _IMAGES
            and (document.file_size or 0) <= MOST_PHOTO
        ):
            return Photographed(document.file_id)
        case Message(contact=contact) if contact is not None:
            own = contact.user_id == sender.id and message.forward_origin is None
            return Unreadable("contact" if own else "contact_of_another")
        case _:
            kind = _UNREAD.get(ContentType(message.content_type))
            return Unreadable(kind) if kind else None


def _whole(text: str) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Malformed("a text holds half a letter")
    return text


def _largest(sizes: Sequence[PhotoSize]) -> PhotoSize:
    fitting = [size for size in sizes if (size.file_size or 0) <= MOST_PHOTO]
    return max(fitting or sizes[:1], key=lambda size: size.width * size.height)


def _addressed(message: Message, me: Me) -> bool:
    """Say whether a message in a group is meant for the bot, or only overheard."""
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.id == me.id:
        return True
    text = _whole(message.text or message.caption or "")
    command = _COMMAND.match(text)
    if command:
        return command[1] is None or command[1].lower() == me.username.lower()
    entities = message.entities or message.caption_entities or []
    return any(_names(entity, text, me) for entity in entities)


def _names(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    wide = text.encode("utf-16-le")[entity.offset * 2 : (entity.offset + entity.length) * 2]
    named = wide.decode("utf-16-le", "replace").lower()
    return entity.type == MessageEntityType.MENTION and named == f"@{me.username}".lower()
