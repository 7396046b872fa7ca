"""Text messages: the port that a gateway implements, and the phone of the demonstration."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from lookup.errors import SmsNotSent
from lookup.zone import VIETNAM

# Without accents, so that it fits into one message of 160 GSM characters.
TEXT = (
    "Cu Tru: ma xem thong tin cu tru cua ban qua {channel} la {code}, "
    "dung truoc {until}. Khong dua ma cho ai, ke ca can bo."
)
# What a person is told before they let a relative see; giving the code is agreeing.
HELP = (
    "Cu Tru: co nguoi xin XEM cu tru cua ban 30 phut qua {channel}. Dong y thi dua ma {code} "
    "cho nguoi than. Nguoi la, cong an hoi ma: lua dao, dung dua."
)
# Where the code was asked for: a person who did not ask there sees that somebody else did.
CHANNELS = {
    "web": "trang web",
    "telegram": "Telegram",
    "zalo_bot": "Zalo",
    "zalo_oa": "Zalo",
    "messenger": "Messenger",
    "whatsapp": "WhatsApp",
    "viber": "Viber",
    "call": "dien thoai",
    "twilio": "dien thoai",
    "stringee": "dien thoai",
    "jambonz": "dien thoai",
    "console": "cua so lenh",
}
LOCKED = (
    "Cu Tru: so dinh danh cua ban bi khoa nhan ma vi qua nhieu lan nhap sai. Khong can lam gi "
    "neu khong dung. De mo: gap nguoi ho tro cua Cu Tru. Khong dua ma cho ai."
)


@dataclass(frozen=True, repr=False)
class Sms:
    """A message to one number; neither shows in its `repr`."""

    to: str
    text: str

    def __repr__(self) -> str:
        return f"Sms(to=*{self.to[-3:]}, …)"


class SmsPort(Protocol):
    """A gateway that sends text messages."""

    async def send(self, message: Sms) -> None:
        """Hand a message over once.

        Raises SmsRefused where it surely did not leave, and no other would have either (no
        connection, an answer that is an error); SmsUndeliverable where its number is the reason;
        any other SmsNotSent, or OSError, where it may have left (no answer in time).
        """
        ...

    async def probe(self) -> None:
        """Fail as `send` would just now, and send nothing.

        It is asked in place of `send` where there is nobody to send to, so that a gateway in
        trouble does not tell whose number is known.
        """
        ...


@dataclass(frozen=True, repr=False)
class Received:
    """A message as the demonstration phone shows it."""

    at: datetime
    to: str
    text: str


class DemoPhone:
    """Keep the last 200 messages in memory instead of sending them; for demonstrations only."""

    def __init__(
        self,
        show: Callable[[str], object] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._show = show
        self._clock = clock
        self.messages: deque[Received] = deque(maxlen=200)

    async def send(self, message: Sms) -> None:
        """Keep a message, and show it where the constructor was told to."""
        self.messages.append(Received(self._clock(), message.to, message.text))
        if self._show is not None:
            self._show(f"SMS {message.to}: {message.text}")

    async def probe(self) -> None:
        """Do nothing: it never fails."""


def write_code(code: str, until: datetime, channel: str) -> str:
    """Word the message that carries a code: service, purpose, channel, and a warning.

    The end of its life is told by the clock of Vietnam: that stays true of a message that is late.
    """
    told = f"{until.astimezone(VIETNAM):%H:%M}"
    return TEXT.format(code=_grouped(code), until=told, channel=_through(channel))


def write_help(code: str, channel: str) -> str:
    """Word the message that asks whether a relative may see: for whom, what, how long."""
    return HELP.format(code=_grouped(code), channel=_through(channel))


def _grouped(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def _through(channel: str) -> str:
    return CHANNELS.get(channel, "ung dung nhan tin")


class NoGateway:
    """Stands where no gateway is set up: every message is refused, and the lookup says so."""

    async def send(self, message: Sms) -> None:
        await self.probe()

    async def probe(self) -> None:
        raise SmsNotSent("no SMS gateway is set up")
