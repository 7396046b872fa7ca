"""The peer: a bare aiogram echo behind FastAPI that keeps nothing."""

from __future__ import annotations

import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from fastapi import FastAPI, Request

server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"])
bot = Bot(os.environ["TELEGRAM_BOT_TOKEN"], session=AiohttpSession(api=server))
dispatcher = Dispatcher()
app = FastAPI()


async def echo(message: Message) -> None:
    await message.answer(message.text or "")


dispatcher.message.register(echo)


@app.post("/webhooks/telegram")
async def webhook(request: Request) -> dict[str, str]:
    update = Update.model_validate(await request.json(), context={"bot": bot})
    await dispatcher.feed_update(bot, update)
    return {}
