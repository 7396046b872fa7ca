from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lookup.errors import SmsNotSent
from lookup.sms import DemoPhone, NoGateway, Received, Sms

NOW = datetime(2026, 11, 23, tzinfo=UTC)


async def test_the_demonstration_phone_keeps_and_shows_messages() -> None:
    shown: list[str] = []
    phone = DemoPhone(shown.append, clock=lambda: NOW)
    await phone.send(Sms("0900000001", "1234 5678"))
    assert list(phone.messages) == [Received(NOW, "0900000001", "1234 5678")]
    assert shown == ["SMS 0900000001: 1234 5678"]


async def test_the_demonstration_phone_forgets_old_messages() -> None:
    phone = DemoPhone()
    for number in range(250):
        await phone.send(Sms("0900000001", str(number)))
    assert [phone.messages[0].text, len(phone.messages)] == ["50", 200]


def test_a_message_shows_neither_number_nor_text() -> None:
    assert repr(Sms("0900000001", "1234 5678")) == "Sms(to=*001, …)"


async def test_without_a_gateway_nothing_is_sent() -> None:
    with pytest.raises(SmsNotSent):
        await NoGateway().send(Sms("0900000001", "1234 5678"))
