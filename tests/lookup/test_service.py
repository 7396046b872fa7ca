from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from lookup import otp
from lookup.errors import SmsNotSent
from lookup.model import (
    OUTCOMES,
    CheckCode,
    CodeExpired,
    CodeSent,
    EthnicityRead,
    ForgetChallenge,
    Forgotten,
    Gender,
    HouseholdRead,
    Locked,
    Member,
    PersonalRead,
    ReadCard,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    ResidenceRead,
    SendCode,
    SessionEnded,
    SignedOut,
    SignOut,
    Stay,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.policy import POLICY
from lookup.repository import Register, connect
from lookup.service import Lookup
from lookup.sms import CHANNELS, LOCKED, NoGateway, Sms, write_code
from lookup.tables import ChallengeRow, FailureRow, SessionRow
from tests.lookup.conftest import AN, BE, CHI, KEYS, MUTE, NOBODY, NOW, SILENT, World

OPEN_HANDED = replace(
    POLICY,
    resend_waits=(timedelta(),),
    codes_a_day=10**6,
    codes_a_day_unbound=10**6,
    codes_an_hour=10**6,
    guesses_a_day=10**6,
)
SENT = CodeSent(minutes=5)
OPENED = Verified(minutes=10)


def wrong(world: World) -> CheckCode:
    """A code that is not the one on the phone."""
    code = otp.normalise(world.phone.code) if world.phone.messages else "00000000"
    return CheckCode(f"{(int(code or 0) + 1) % 10**8:08}")


async def sign_in(world: World, conversation: str = "chat") -> None:
    assert await world.perform(SendCode(AN), conversation=conversation) == SENT
    assert await world.perform(CheckCode(world.phone.code), conversation=conversation) == OPENED


async def rows_of(world: World, column) -> list:
    async with world.engine.connect() as connection:
        return list((await connection.execute(select(column))).scalars())


async def test_a_code_opens_the_record(world: World) -> None:
    await sign_in(world)
    assert world.phone.messages[0].to == "0900000001"
    assert isinstance(await world.perform(ReadPersonal()), PersonalRead)


async def test_a_right_code_works_once(world: World) -> None:
    await sign_in(world)
    assert await world.perform(CheckCode(world.phone.code)) == CodeExpired()


async def test_three_wrong_codes_lock_the_challenge(world: World) -> None:
    await world.perform(SendCode(AN))
    outcomes = [await world.perform(wrong(world)) for _ in range(4)]
    assert outcomes == [WrongCode(2), WrongCode(1), Locked(), Locked()]
    assert await world.perform(CheckCode(world.phone.code)) == Locked()


async def test_a_code_expires_after_five_minutes(world: World) -> None:
    await world.perform(SendCode(AN))
    world.wait(minutes=5)
    assert await world.perform(CheckCode(world.phone.code)) == CodeExpired()


async def test_without_a_challenge_every_code_has_expired(world: World) -> None:
    assert await world.perform(CheckCode("12345678")) == CodeExpired()
    assert await world.perform(SendCode()) == CodeExpired()


async def test_a_code_works_only_where_it_was_asked_for(world: World) -> None:
    await world.perform(SendCode(AN))
    outcome = await world.perform(CheckCode(world.phone.code), conversation="another")
    assert outcome == CodeExpired()


async def test_a_resend_drops_the_earlier_code(world: World) -> None:
    await world.perform(SendCode(AN))
    old = world.phone.code
    world.wait(seconds=60)
    assert await world.perform(SendCode()) == SENT
    assert await world.perform(CheckCode(old)) == WrongCode(2)
    assert await world.perform(CheckCode(world.phone.code)) == OPENED


async def test_a_code_for_somebody_else_drops_the_earlier_code(world: World) -> None:
    await world.perform(SendCode(AN))
    old = world.phone.code
    assert await world.perform(SendCode(CHI)) == SENT
    assert await world.perform(CheckCode(old)) == WrongCode(2)


async def test_a_code_from_another_conversation_drops_the_earlier_code(world: World) -> None:
    await world.perform(SendCode(AN), conversation="first")
    old = world.phone.code
    world.wait(seconds=60)
    await world.perform(SendCode(AN), conversation="second")
    assert await world.perform(CheckCode(old), conversation="first") == CodeExpired()


async def test_resends_wait_longer_and_longer(make_world: Callable[..., World]) -> None:
    world = make_world(replace(POLICY, codes_an_hour=100, codes_a_day_unbound=5))
    for seconds in (60, 120, 240, 480):
        assert await world.perform(SendCode(AN)) == SENT
        world.wait(seconds=seconds - 1)
        assert await world.perform(SendCode(AN)) == TooManyCodes(wait_minutes=1)
        world.wait(seconds=1)
    assert await world.perform(SendCode(AN)) == SENT
    world.wait(hours=1)
    refused = await world.perform(SendCode(AN), conversation="another")
    assert refused == TooManyCodes(wait_minutes=22 * 60 + 45)
    assert len(world.phone.messages) == 5


async def test_a_conversation_gets_three_codes_an_hour(world: World) -> None:
    assert [await world.perform(SendCode(each)) for each in (AN, CHI, MUTE)] == [SENT] * 3
    assert await world.perform(SendCode(NOBODY)) == TooManyCodes(wait_minutes=60)
    world.wait(hours=1)
    assert await world.perform(SendCode(NOBODY)) == SENT


async def test_a_repeated_request_sends_no_second_message(world: World) -> None:
    assert await world.perform(SendCode(AN), id="same") == SENT
    assert await world.perform(SendCode(AN), id="same") == SENT
    assert len(world.phone.messages) == 1


async def test_a_repeated_request_does_not_fail_its_own_code(world: World) -> None:
    await world.perform(SendCode(AN))
    code = CheckCode(world.phone.code)
    assert await world.perform(code, id="same") == OPENED
    assert await world.perform(code, id="same") == OPENED
    assert await world.perform(code, id="other") == CodeExpired()


async def test_a_forgotten_challenge_leaves_no_number_behind(world: World) -> None:
    await world.perform(SendCode(AN))
    assert await world.perform(ForgetChallenge()) == Forgotten()
    assert await world.perform(CheckCode(world.phone.code)) == CodeExpired()
    assert await world.perform(SendCode()) == CodeExpired()
    assert await rows_of(world, ChallengeRow.citizen) == []
    assert await world.perform(SendCode(AN)) == TooManyCodes(wait_minutes=1)


# --- Sessions ---


async def test_without_a_session_nothing_is_read(world: World) -> None:
    for effect in (ReadPersonal(), ReadResidence(), ReadHousehold(), ReadEthnicity()):
        assert await world.perform(effect) == SessionEnded()


async def test_another_conversation_reads_nothing(world: World) -> None:
    await sign_in(world)
    assert await world.perform(ReadPersonal(), conversation="another") == SessionEnded()


async def test_signing_out_ends_the_session(world: World) -> None:
    await sign_in(world)
    assert await world.perform(SignOut()) == SignedOut()
    assert await world.perform(ReadPersonal()) == SessionEnded()


async def test_an_idle_session_ends(world: World) -> None:
    await sign_in(world)
    world.wait(minutes=10)
    assert await world.perform(ReadPersonal()) == SessionEnded()


async def test_each_read_keeps_the_session_for_an_hour_at_most(world: World) -> None:
    await sign_in(world)
    for _ in range(6):
        world.wait(minutes=9, seconds=59)
        assert isinstance(await world.perform(ReadEthnicity()), EthnicityRead)
    world.wait(minutes=1)
    assert await world.perform(ReadEthnicity()) == SessionEnded()


async def test_a_new_session_takes_the_place_of_the_old(world: World) -> None:
    await sign_in(world)
    await world.perform(SendCode(CHI))
    assert await world.perform(CheckCode(world.phone.code)) == OPENED
    read = await world.perform(ReadPersonal())
    assert read.name == "Trần Thị Kim Chi"
    assert len(await rows_of(world, SessionRow.id)) == 2


# --- What is read ---


async def test_the_personal_group_is_masked_until_revealed(world: World) -> None:
    await sign_in(world)
    masked = PersonalRead(
        "Nguyễn Văn An",
        "001******001",
        "1990",
        Gender.MALE,
        "Việt Nam",
        "Xã Mẫu, Tỉnh Ví Dụ",
        "*******001",
    )
    assert await world.perform(ReadPersonal()) == masked
    revealed = replace(masked, personal_id=AN.value, birth_date=date(1990, 2, 1))
    assert await world.perform(ReadPersonal(reveal=True)) == revealed
    assert await world.perform(ReadEthnicity()) == EthnicityRead("Tày")


async def test_the_residence_group_leaves_the_house_out_until_revealed(world: World) -> None:
    await sign_in(world)
    since, until = date(2026, 1, 1), date(2027, 12, 31)
    masked = ResidenceRead(
        Stay("Phường permanent, Tỉnh Ví Dụ", date(2015, 1, 1)),
        Stay("Phường temporary, Tỉnh Ví Dụ", since, until),
        None,
        "Nguyễn Văn An",
        None,
    )
    assert await world.perform(ReadResidence()) == masked
    revealed = await world.perform(ReadResidence(reveal=True))
    assert revealed.temporary == Stay("Số 1, đường Thử, Phường temporary, Tỉnh Ví Dụ", since, until)


async def test_the_head_of_the_household_is_named_in_part(world: World) -> None:
    await world.perform(SendCode(CHI))
    await world.perform(CheckCode(world.phone.code))
    read = await world.perform(ReadResidence())
    assert (read.head_name, read.relation) == ("Nguyễn *** An", "vợ")
    assert (await world.perform(ReadResidence(reveal=True))).head_name == "Nguyễn Văn An"


async def test_the_household_shows_years_and_a_childs_initial(world: World) -> None:
    await sign_in(world)
    assert await world.perform(ReadHousehold()) == HouseholdRead(
        (
            Member("Trần *** Chi", "vợ", 1992, Gender.FEMALE),
            Member("Nguyễn *** B.", "con đẻ", 2015, Gender.FEMALE),
        )
    )
    assert await world.perform(ReadHousehold(reveal=True)) == HouseholdRead(
        (
            Member("Trần Thị Kim Chi", "vợ", date(1992, 3, 2), Gender.FEMALE),
            Member("Nguyễn Thị Bé", "con đẻ", date(2015, 4, 3), Gender.FEMALE),
        )
    )


async def test_a_temporary_residence_ends_with_its_day_in_vietnam(world: World) -> None:
    world.now = NOW.replace(year=2027, month=12, day=31, hour=16, minute=55)
    await sign_in(world)
    assert (await world.perform(ReadResidence())).temporary is not None
    world.wait(minutes=5)  # Midnight in Hanoi.
    assert (await world.perform(ReadResidence())).temporary is None


# --- Nobody learns who is in the register ---


async def script(world: World, who) -> list:
    """Ask, guess, ask again, let it expire: everything that somebody could try."""
    outcomes = [await world.perform(SendCode(who))]
    outcomes += [await world.perform(CheckCode(guess)) for guess in ("00000000", "1", "22222222")]
    outcomes.append(await world.perform(SendCode(who)))
    outcomes.append(await world.perform(CheckCode("33333333")))
    world.wait(seconds=60)
    outcomes.append(await world.perform(SendCode()))
    outcomes.append(await world.perform(CheckCode("44444444")))
    world.wait(minutes=5)
    outcomes.append(await world.perform(CheckCode("55555555")))
    outcomes.append(await world.perform(ReadPersonal()))
    outcomes.append(await world.perform(SendCode(who)))
    outcomes.append(await world.perform(ForgetChallenge()))
    outcomes.append(await world.perform(SendCode()))
    return outcomes


@pytest.mark.parametrize("who", [NOBODY, MUTE, SILENT, BE], ids=["unknown", "mute", "off", "child"])
async def test_an_unknown_number_gets_the_same_replies(world: World, who) -> None:
    known = await script(world, AN)
    sent = len(world.phone.messages)
    world.wait(days=2)
    assert await script(world, who) == known
    assert len(world.phone.messages) == sent
    assert {SENT, WrongCode(2), WrongCode(1), Locked(), CodeExpired()} <= set(known)


@pytest.mark.parametrize("who", [NOBODY, MUTE, SILENT], ids=["unknown", "mute", "off"])
async def test_an_unknown_number_costs_the_same_statements(world: World, who) -> None:
    ran: list[str] = []
    event.listen(
        world.engine.sync_engine, "before_cursor_execute", lambda *given: ran.append(given[2])
    )
    costs = []
    for each in (AN, who):
        await world.perform(SendCode(each), conversation=each.value)
        await world.perform(CheckCode("00000000"), conversation=each.value)
        costs.append(tuple(ran))
        ran.clear()
    assert costs[0] == costs[1]
    assert len(costs[0]) > 10


async def test_a_locked_person_gets_the_same_replies(make_world: Callable[..., World]) -> None:
    world = make_world(replace(POLICY, failures=5, failures_unbound=5))
    known = await script(world, CHI)  # Four failures: not yet locked.
    world.wait(days=2)
    await world.perform(SendCode(AN))
    for _ in range(3):
        await world.perform(wrong(world))
    world.wait(hours=2)
    await world.perform(SendCode(AN))
    for _ in range(2):
        await world.perform(wrong(world))
    world.wait(days=2)
    sent = len(world.phone.messages)
    assert await script(world, AN) == known
    assert len(world.phone.messages) == sent


async def test_strangers_lock_a_person_for_ever_after_fifteen_failures(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    for _ in range(5):
        await world.perform(SendCode(AN))
        for _ in range(3):
            await world.perform(wrong(world))
    assert world.phone.messages[-1].text == LOCKED  # The owner is told, nobody else.
    sent = len(world.phone.messages)
    world.wait(days=400)
    assert await world.perform(SendCode(AN), conversation="another") == SENT
    assert len(world.phone.messages) == sent
    assert await world.perform(CheckCode(world.phone.code), conversation="another") == WrongCode(2)


async def test_what_strangers_burn_leaves_a_bound_conversation_its_way_in(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    for _ in range(7):
        await world.perform(SendCode(AN), conversation="stranger")
        for _ in range(3):
            await world.perform(wrong(world), conversation="stranger")
    sent = len(world.phone.messages)
    await world.perform(SendCode(AN), conversation="stranger")
    assert len(world.phone.messages) == sent
    await sign_in(world, "own")
    await sign_in(world, "stranger")  # A success resets what was burned.


async def test_twenty_failures_are_all_that_is_ever_compared(
    make_world: Callable[..., World],
) -> None:
    world = make_world(OPEN_HANDED)
    await sign_in(world, "own")
    for _ in range(7):
        for conversation in ("stranger", "own"):
            await world.perform(SendCode(AN), conversation=conversation)
            for _ in range(3):
                await world.perform(wrong(world), conversation=conversation)
    async with world.engine.connect() as connection:
        counted = select(FailureRow.failed).where(FailureRow.subject.startswith("sms:"))
        assert await connection.scalar(counted) == POLICY.failures
    sent = len(world.phone.messages)
    await world.perform(SendCode(AN), conversation="own")
    assert len(world.phone.messages) == sent


async def test_an_officer_lifts_the_lock(make_world: Callable[..., World]) -> None:
    world = make_world(replace(OPEN_HANDED, failures=1, failures_unbound=1))
    await world.perform(SendCode(AN))
    await world.perform(wrong(world))
    await world.perform(SendCode(AN))
    assert [each.text == LOCKED for each in world.phone.messages] == [False, True]
    await world.lookup.unlock(AN)
    await sign_in(world)


async def test_a_success_resets_the_failures(make_world: Callable[..., World]) -> None:
    world = make_world(replace(OPEN_HANDED, failures=3, failures_unbound=3))
    for _ in range(4):
        await world.perform(SendCode(AN))
        assert await world.perform(wrong(world)) == WrongCode(2)
        assert await world.perform(CheckCode(world.phone.code)) == OPENED


async def test_a_broken_gateway_promises_nobody_a_code(world: World) -> None:
    world.phone.trouble = SmsNotSent("no answer")
    for again in (60, 60, 0):
        assert await world.perform(SendCode(AN if again else CHI)) == SENT
        world.wait(seconds=again)
    assert await world.perform(SendCode(NOBODY)) == Unavailable()
    assert await world.perform(SendCode(CHI)) == Unavailable()
    world.phone.trouble = None
    world.wait(seconds=3600)
    assert await world.perform(SendCode(CHI)) == SENT


async def test_a_gateway_that_breaks_is_logged_by_kind_alone(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(message: Sms) -> None:
        raise ValueError(f"cannot send {message.text} to {message.to}")

    monkeypatch.setattr(world.phone, "send", fail)
    assert await world.perform(SendCode(AN)) == SENT
    await world.lookup.close()
    assert "lookup.sms.broken error=ValueError" in caplog.text
    assert "0900000001" not in caplog.text


# --- Many at once ---


async def test_of_two_hundred_guesses_at_once_three_are_compared(
    world: World, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.perform(SendCode(AN))
    guess, compared, check = wrong(world), [], otp.check

    def count(challenge, *args, **named):
        compared.append(challenge.attempts_left)
        return check(challenge, *args, **named)

    monkeypatch.setattr(otp, "check", count)
    outcomes = await at_once(world, url, guess, 200)
    assert sorted(compared) == [1, 2, 3]
    assert outcomes.count(WrongCode(2)) == outcomes.count(WrongCode(1)) == 1
    assert outcomes.count(Locked()) == 198
    assert await rows_of(world, ChallengeRow.attempts_left) == [0]


async def test_of_a_hundred_right_codes_at_once_one_opens_the_session(
    world: World, url: str
) -> None:
    await world.perform(SendCode(AN))
    outcomes = await at_once(world, url, CheckCode(world.phone.code), 100)
    assert outcomes.count(OPENED) == 1
    # Locked are those who came between the third attempt and the winner's commit.
    assert {type(each) for each in outcomes} <= {Verified, CodeExpired, Locked}
    assert len(await rows_of(world, SessionRow.id)) == 1
    assert await world.perform(CheckCode(world.phone.code)) == CodeExpired()


async def test_of_fifty_requests_at_once_one_sends_a_code(world: World, url: str) -> None:
    outcomes = await at_once(world, url, SendCode(AN), 50, conversations=True)
    assert outcomes.count(SENT) == 1
    assert outcomes.count(TooManyCodes(wait_minutes=1)) == 49
    assert len(world.phone.messages) == 1


async def at_once(world: World, url: str, effect, count: int, *, conversations: bool = False):
    """Perform an effect many times in parallel, as two processes with engines of their own."""
    engines = [connect(url), connect(url)]
    lookups = [world.another(engine) for engine in engines]
    try:
        return await asyncio.gather(
            *(
                lookups[each % 2].perform(
                    effect, world.request(f"chat {each}" if conversations else "chat", f"p{each}")
                )
                for each in range(count)
            )
        )
    finally:
        for lookup in lookups:
            await lookup.close()
        for engine in engines:
            await engine.dispose()


# --- Secrets, and a world that fails ---


async def test_nothing_personal_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="lookup")
    await sign_in(world)
    await world.perform(wrong(world))
    await world.perform(ReadHousehold(reveal=True))
    world.phone.trouble = SmsNotSent("no answer")
    await world.perform(SendCode(CHI))
    shown = caplog.text
    assert "lookup.session.opened" in shown
    digits = otp.normalise(world.phone.code)
    for secret in (AN.value, CHI.value, "Nguyễn", "0900000001", world.phone.code, digits, "chat"):
        assert secret not in shown


async def test_the_code_is_in_no_column(world: World) -> None:
    await world.perform(SendCode(AN))
    digits = otp.normalise(world.phone.code)
    assert digits is not None
    async with world.engine.connect() as connection:
        for table in ("challenges", "code_requests", "failures", "sessions"):
            for row in await connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608
                assert digits not in repr(tuple(row))


async def test_the_code_is_nowhere_in_the_file(world: World, url: str, tmp_path: Path) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no file of its own for a test")
    await world.perform(SendCode(AN))
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"challenges" in stored
    assert AN.value.encode() not in stored
    code = world.phone.code
    assert code.encode() not in stored
    assert code.replace(" ", "").encode() not in stored


async def test_a_register_that_does_not_answer_is_unavailable(
    world: World, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    nowhere = connect(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    lookup = world.another(nowhere)
    for effect in (SendCode(AN), CheckCode("1"), ReadPersonal(), SignOut(), ForgetChallenge()):
        outcome = await lookup.perform(effect, world.request())
        assert outcome == Unavailable()
        assert type(outcome) in OUTCOMES[type(effect)]
    assert AN.value not in caplog.text
    await nowhere.dispose()


async def test_a_lost_register_is_unavailable(world: World) -> None:
    await sign_in(world)
    async with world.engine.begin() as connection:
        await connection.execute(text("DROP TABLE sessions"))
    assert await world.perform(ReadPersonal()) == Unavailable()


async def test_the_sweep_keeps_what_the_limits_need(world: World) -> None:
    await world.perform(SendCode(AN))
    await world.lookup.sweep(world.now + timedelta(hours=23))
    assert len(await rows_of(world, ChallengeRow.id)) == 1
    await world.lookup.sweep(world.now + timedelta(days=2))
    assert await rows_of(world, ChallengeRow.id) == []


async def test_a_photo_is_not_an_effect_of_the_register(world: World) -> None:
    with pytest.raises(TypeError, match="read_card"):
        await world.perform(ReadCard("photo"))


@pytest.mark.parametrize(
    ("channel", "named"), [*CHANNELS.items(), ("generic", "ung dung nhan tin")]
)
def test_the_message_fits_into_one_sms_and_warns(channel: str, named: str) -> None:
    message = write_code("12345678", NOW + POLICY.code_life, channel)
    assert len(message) <= 160
    assert message.isascii()
    assert not re.search(r"[`\[\]{}^\\|~]", message)  # These take two places in GSM.
    purpose = f"xem thong tin cu tru cua ban qua {named}"
    warning = "khong dua ma cho ai, ke ca can bo"
    for part in ("Cu Tru", purpose, "1234 5678", "truoc 10:05", warning):
        assert part.casefold() in message.casefold()


async def test_without_a_gateway_nobody_is_promised_a_code(world: World) -> None:
    lookup = Lookup(Register(world.engine, KEYS), NoGateway())
    for who in (AN, NOBODY):
        assert await lookup.perform(SendCode(who), world.request()) == Unavailable()
