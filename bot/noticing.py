"""Sends an emergency notice to whoever was here lately; all others are told at their next turn."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Channel, Place
from bot.desk import Shown, letters
from bot.store import Store, handovers, notices
from bot.store.notices import Notice
from bot.store.turns import unasked
from handlers.model import Reply, State, Text, _

log = logging.getLogger(__name__)

LATELY = timedelta(hours=24)  # As long as every messenger lets us write without being asked.
AT_ONCE = 100  # Conversations of one transaction.
NOTICE: Text = _("Thông báo khẩn: {notice}")


def told(notice: Notice, language: str) -> Reply:
    """Return what is said of a notice, in the language of a conversation where there is one."""
    return Reply(NOTICE, {"notice": notice.texts.get(language) or notice.texts["vi"]})


async def push(
    store: Store, channels: Mapping[str, Channel], shown: Shown, notice: Notice, now: datetime
) -> int:
    """Put a notice into the outbox for each open conversation that can be sent to; count them."""
    pushed, after = 0, ""
    while True:
        async with store.transaction() as connection:
            page = await notices.open_since(connection, now - LATELY, after, AT_ONCE)
            for key, version, state in page:
                channel = _sent_to(key, channels)
                if channel is None or state.notice >= notice.id:
                    continue
                if not await unasked(connection, key, version, _knowing(state, notice), now):
                    continue  # Somebody is writing: the next turn tells.
                screens = shown((told(notice, state.language),), state.language, channel)
                place = Place(key.partition(":")[2])
                written = letters(channel, key, place, version + 1, screens, now)
                await handovers.post(connection, written, owner="")
                pushed += 1
        if len(page) < AT_ONCE:
            log.info("notice pushed id=%d conversations=%d", notice.id, pushed)
            return pushed
        after = page[-1][0]


def _sent_to(key: str, channels: Mapping[str, Channel]) -> Channel | None:
    """Return the channel of a conversation, where it sends and is not a group's."""
    name, _colon, person = key.partition(":")
    channel = channels.get(name)
    grouped = name == "telegram" and person.startswith("-")
    return None if channel is None or channel.answers_inline or grouped else channel


def _knowing(state: State, notice: Notice) -> State:
    return replace(state, notice=notice.id)
