"""The bell: writes what the register has to tell into the conversations of its person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.channels.base import Channel, Place
from bot.desk import Shown, letters
from bot.store import Store, StoreUnavailable, alerts, handovers
from bot.store.alerts import Due
from handlers.model import Button, Reply, Sentence, Text, _
from handlers.wording import PURPOSES, READ, channel_name
from lookup.access import Action, Purpose
from lookup.alerts import Alert, News

log = logging.getLogger(__name__)

LOOK = 1.0  # Seconds between two looks for news.
AT_ONCE = 100
STALE = timedelta(hours=24)  # News that could not be told until then is dropped.

NOT_ME = Button(_("Không phải tôi"), "protection:not_me")
STOP = Button(_("Dừng cho xem"), "help.request:stop")
LOST = _(
    "Tin nhắn mang mã xin lúc {at} có thể đã không đi: cổng nhắn tin trục trặc. Chưa nhận được thì "
    "gửi lại mã: lần này không phải chờ."
)
TOLD: Mapping[News, tuple[Text, tuple[Button, ...]]] = {
    News.SIGNED_IN: (
        _(
            "Có người vừa đăng nhập xem cư trú của bạn qua {channel}, lúc {at}. Không phải bạn thì "
            "bấm “Không phải tôi” hoặc gõ /khong_phai_toi: phiên đó đóng ngay."
        ),
        (NOT_ME,),
    ),
    News.APP_ADDED: (
        _(
            "Một ứng dụng xác thực vừa được thêm cho hồ sơ của bạn qua {channel}, lúc {at}. Không "
            "phải bạn thì bấm “Không phải tôi” hoặc gõ /khong_phai_toi: ứng dụng đó bị gỡ ngay."
        ),
        (NOT_ME,),
    ),
    News.SEEN: (
        _(
            "Cán bộ {receiver} vừa xem {what} của bạn, lúc {at}. Lý do: {why}. Thấy lạ thì hỏi lại "
            "nơi đó; gõ /ai_da_xem để xem nhật ký."
        ),
        (Button(_("Ai đã xem thông tin của tôi"), "go:access"),),
    ),
    News.HELP_ASKED: (
        _(
            "Có người, qua {channel}, xin xem nơi cư trú của bạn trong 30 phút để giúp bạn. Chỉ "
            "đồng ý khi đó là người thân đang nói chuyện với bạn. Người lạ, người xưng công an, "
            "cán bộ gọi điện bảo bấm đồng ý hay đọc mã là lừa đảo."
        ),
        (Button(_("Cho xem 30 phút"), "help.request:allow"), STOP, NOT_ME),
    ),
    News.CODE_LOST: (LOST, (Button(_("Gửi lại mã"), "lookup.code:resend"),)),
    News.HELP_LOST: (LOST, (Button(_("Gửi lại mã"), "help.code:resend"),)),
    News.WAITED_FOR: (
        _(
            "Có người vừa xin gặp cán bộ qua {channel}, lúc {at}; đang chờ: {number} người. "
            "Nhận ở trang /can-bo/truc."
        ),
        (Button(_("Dành cho cán bộ"), "go:officer"),),
    ),
    News.HELP_OPENED: (
        _(
            "Một người được bạn đồng ý, qua {channel}, đang xem được nơi cư trú của bạn, từ {at}, "
            "trong {number} phút. Không phải bạn cho thì dừng ngay."
        ),
        (STOP, NOT_ME),
    ),
}


class Bell:
    """Tells what happened to a person's record in every conversation that is theirs.

    News is a row of the database, so a restart forgets none; it leaves with the letters that the
    outbox sends, or the page of the web chat comes for, in one transaction.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        shown: Shown,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._shown = shown
        self._clock = clock

    async def run(self) -> None:
        """Tell what there is to tell, until cancelled."""
        while True:
            try:
                await self.ring()
            except StoreUnavailable as error:
                log.warning("news waits for the database error=%s", type(error).__name__)
            await asyncio.sleep(LOOK)

    async def ring(self) -> int:
        """Write what is due into its conversations; returns how much it was."""
        async with self._store.transaction(reads=True) as connection:
            found = await alerts.due(connection, AT_ONCE)
        return sum([await self._tell(news) for news in found])

    async def _tell(self, news: Due) -> bool:
        name, _, person = news.conversation.partition(":")
        channel, now = self._channels.get(name), self._clock()
        async with self._store.transaction() as connection:
            if not await alerts.take(connection, news.id):
                return False
            if channel is None or news.at <= now - STALE:
                return False  # A telephone that has hung up, a channel that is off.
            begun = await alerts.begin(
                connection, news.conversation, now, kept=channel.answers_inline
            )
            if begun is None:  # The person writes just now: a later look tells it.
                await connection.rollback()
                return False
            state, version = begun
            said = reply(news.alert, news.at, channel)
            screens = self._shown((said,), state.language, channel)
            told = letters(channel, news.conversation, Place(person), version, screens, now)
            await handovers.post(connection, told, owner="")
        return True


def reply(alert: Alert, at: datetime, channel: Channel) -> Reply:
    """Word a piece of news.

    Where buttons are numbers in the text, one would be taken for a choice of the menu before.
    """
    text, buttons = TOLD[alert.news]
    about = alert.about
    values = {
        "at": at,
        "channel": Sentence(channel_name(about.get("channel", ""))),
        "number": about.get("number", ""),
        "receiver": about.get("receiver", ""),
        "what": Sentence(READ[Action(about.get("action", Action.RESIDENCE))]),
        "why": Sentence(PURPOSES[Purpose(about.get("purpose", Purpose.OTHER))]),
    }
    return Reply(text, values, buttons=buttons if channel.limits.buttons else ())
