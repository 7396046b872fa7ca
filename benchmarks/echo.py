"""The peer: a bare aiogram echo that keeps nothing, answering by a call or in the response."""

from __future__ import annotations

import os

import orjson
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiogram.types import Message, Update
from fastapi import FastAPI, Request
from fastapi.responses import Response

server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"])
bot = Bot(os.environ["TELEGRAM_BOT_TOKEN"], session=AiohttpSession(api=server))
dispatcher = Dispatcher()
app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})  # As ours.


async def echo(message: Message) -> None:
    await message.answer(message.text or "")


dispatcher.message.register(echo)


@app.post("/webhooks/telegram")
async def webhook(request: Request) -> dict[str, str]:
    update = Update.model_validate(await request.json(), context={"bot": bot})
    await dispatcher.feed_update(bot, update)
    return {}


async def echo_back(message: Message) -> SendMessage:
    return message.answer(message.text or "")


inline = Dispatcher(disable_fsm=True)
inline.message.register(echo_back)


async def webhook_inline(request: Request) -> Response:
    """Answer in the response, on a plain route: the best form of the peer."""
    update = Update.model_validate(orjson.loads(await request.body()), context={"bot": bot})
    answer = await inline.feed_update(bot, update)
    fields = {
        name: prepared
        for name, value in answer
        if (prepared := bot.session.prepare_value(value, bot=bot, files={})) is not None
    }
    return Response(orjson.dumps({"method": answer.__api_method__, **fields}))


app.add_route("/webhooks/inline", webhook_inline, methods=["POST"])
