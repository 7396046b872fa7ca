"""Screens, commands and inline cards as Telegram wants them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiogram.methods import AnswerInlineQuery, SendMessage, SendPhoto
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from aiogram.utils.formatting import BlockQuote, Bold, ExpandableBlockQuote, Italic, Text

from bot.channels.base import Place
from bot.pictures import png
from bot.rendering import Limits, Option, Paragraph, Screen, units

LIMITS = Limits(text=4000)  # Telegram takes 4096 UTF-16 units.
CAPTION = 1024  # UTF-16 units below a photo.
LONG_QUOTE = 400  # Characters; a longer quotation is folded until it is tapped.
CARD = {"vi": "Thẻ có chữ ký", "en": "Signed card"}
LISTEN = {"vi": "♪ Nghe", "en": "♪ Listen"}
LISTENING = "listen:"  # Before the language and node of a text that is asked for as sound.
MOST_DATA = 64  # Bytes that a button brings back.
NAV_ROW = 3  # Buttons of the way back that fit in one row on a phone.
CARDS = 10

# The menu beside the input field. What the commands mean is known to `handlers/commands.py`.
COMMANDS: Mapping[str, Sequence[BotCommand]] = {
    language: [BotCommand(command=name, description=text) for name, text in lines.items()]
    for language, lines in {
        "vi": {
            "start": "Trang chủ",
            "tracuu": "Xem cư trú của tôi",
            "ai_da_xem": "Ai đã xem thông tin của tôi",
            "chiase": "Mã chia sẻ cho cán bộ xem",
            "quyen": "Quyền với dữ liệu của tôi",
            "huongdan": "Hướng dẫn VNeID từng bước",
            "luat": "Tra điều luật",
            "ngonngu": "Tiếng Việt / English",
            "tro_giup": "Tôi giúp được gì",
            "dangxuat": "Đăng xuất khỏi phiên tra cứu",
        },
        "en": {
            "start": "Home",
            "tracuu": "See my residence record",
            "ai_da_xem": "Who has seen my record",
            "chiase": "A share code for an officer",
            "quyen": "My rights to my data",
            "huongdan": "VNeID, step by step",
            "luat": "Find a provision of law",
            "ngonngu": "Tiếng Việt / English",
            "tro_giup": "What I can help with",
            "dangxuat": "Sign out of the record",
        },
    }.items()
}
HINT = "Gõ điều luật hoặc từ khóa, ví dụ: điều 19"


@dataclass(frozen=True)
class Card:
    """A clause as an officer puts it into a chat; `id` has at most 64 bytes."""

    id: str
    title: str
    description: str
    text: str


def message(
    place: Place, screen: Screen, site: str = "", *, listen: bool = False
) -> SendMessage | SendPhoto:
    """Write a screen as a message, or as a photo of its QR code with the text below.

    `site` is where its signed card stands, if anywhere.

    With `listen` it has a button for its sound.

    A group sees no buttons, and what is answered.
    """
    chat, number = place_of(place)
    if not place.person.startswith("-"):  # Groups have negative ids, people have not.
        keyboard = _keyboard(screen, site, listen)
        if screen.qr and units(screen.text) <= CAPTION:
            return _photo(chat, screen, keyboard)
        return _message(chat, screen, keyboard)
    to = ReplyParameters(message_id=number, allow_sending_without_reply=True)
    return _message(chat, screen, None).model_copy(update={"reply_parameters": to})


def place_of(place: Place) -> tuple[int, int]:
    """Return the chat and the message that a place stands for; 0 for no message."""
    chat, _, number = place.message.partition(":")
    return int(chat or place.person), int(number or 0)


def _message(chat: int, screen: Screen, keyboard: InlineKeyboardMarkup | None) -> SendMessage:
    return SendMessage(
        chat_id=chat,
        **_formatted(screen.paragraphs).as_kwargs(),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=screen.private or None,
        reply_markup=keyboard,
    )


def _photo(chat: int, screen: Screen, keyboard: InlineKeyboardMarkup | None) -> SendPhoto:
    below = _formatted(screen.paragraphs).as_kwargs(
        text_key="caption", entities_key="caption_entities"
    )
    return SendPhoto(
        chat_id=chat,
        photo=BufferedInputFile(png(screen.qr), "cutru.png"),
        **below,
        protect_content=screen.private or None,
        reply_markup=keyboard,
    )


def plain(sent: SendMessage | SendPhoto) -> SendMessage | SendPhoto:
    """Return a message without its formatting."""
    if isinstance(sent, SendPhoto):
        return sent.model_copy(update={"caption_entities": None})
    return sent.model_copy(update={"entities": None})


def _formatted(paragraphs: Sequence[Paragraph]) -> Text:
    parts: list[Text | str] = []
    for paragraph in paragraphs:
        parts += [_styled(paragraph), "\n\n"]
    return Text(*parts[:-1])


def _styled(paragraph: Paragraph) -> Text:
    match paragraph.kind:
        case "quote" if len(paragraph.text) > LONG_QUOTE:
            return ExpandableBlockQuote(paragraph.text)
        case "quote":
            return BlockQuote(paragraph.text)
        case "step":
            return Bold(paragraph.text)
        case "source" | "gloss":
            return Italic(paragraph.text)
        case _:
            return Text(paragraph.text)


def _keyboard(screen: Screen, site: str, listen: bool) -> InlineKeyboardMarkup | None:
    rows = [[_button(option)] for option in screen.options]
    nav = [_button(option) for option in screen.nav]
    if len(nav) > NAV_ROW:
        half = (len(nav) + 1) // 2
        rows += [nav[:half], nav[half:]]
    elif nav:
        rows.append(nav)
    if screen.card and site:
        label = CARD.get(screen.language, CARD["vi"])
        rows.append([InlineKeyboardButton(text=label, url=site + screen.card)])
    asking = f"{LISTENING}{screen.language}/{screen.node}"
    if listen and len(asking.encode()) <= MOST_DATA:
        label = LISTEN.get(screen.language, LISTEN["vi"])
        rows.append([InlineKeyboardButton(text=label, callback_data=asking)])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(option: Option) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=option.label, callback_data=option.address)


def inline_answer(query_id: str, cards: Sequence[Card]) -> AnswerInlineQuery:
    """Offer clause cards; without any, a button that leads to the private chat."""
    return AnswerInlineQuery(
        inline_query_id=query_id,
        results=[_article(card) for card in cards[:CARDS]],
        cache_time=300,
        is_personal=False,  # The law is the same for everyone.
        button=None if cards else InlineQueryResultsButton(text=HINT, start_parameter="luat"),
    )


def _article(card: Card) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=card.id,
        title=card.title,
        description=card.description,
        input_message_content=InputTextMessageContent(
            message_text=_cut(card.text),
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


def _cut(text: str) -> str:
    if units(text) <= LIMITS.text:
        return text
    kept = text.encode("utf-16-le")[: (LIMITS.text - 4) * 2].decode("utf-16-le", "ignore")
    return f"{kept} […]"
