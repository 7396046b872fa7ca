from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookup import otp
from lookup.model import CodeExpired, Grant, Locked, WrongCode
from lookup.otp import Asked, Challenge, Kind, Right, Session
from lookup.policy import POLICY

KEY = b"k" * 32
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CITIZEN = "c" * 32
CHALLENGE = Challenge(
    "challenge",
    CITIZEN,
    Kind.SMS,
    False,
    otp.digest("12345678", "challenge", KEY),
    3,
    NOW + POLICY.code_life,
)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_code_has_eight_digits_and_all_digits_come_up() -> None:
    codes = [otp.create_code() for _ in range(500)]
    assert {len(code) for code in codes} == {8}
    assert set(Counter("".join(codes))) == set("0123456789")
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    "typed",
    [
        "12345678",
        "1234 5678",
        " 1234-5678 ",
        "1234.5678",
        "１２３４５６７８",
        "1234\u00a05678",
        "1234–5678",
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert otp.normalise(typed) == "12345678"


@pytest.mark.parametrize(
    "typed", ["", "1234567", "123456789", "1234567a", "¹2345678", "١٢٣٤٥٦٧٨", "1" * 70, "--------"]
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert otp.normalise(typed) is None


@given(st.text())
def test_any_text_is_read_or_refused(typed: str) -> None:
    read = otp.normalise(typed)
    assert read is None or (len(read) == 8 and read.isascii() and read.isdigit())


def test_the_right_code_is_right() -> None:
    assert otp.check(CHALLENGE, "12345678", key=KEY, now=NOW) == Right()


def test_wrong_codes_are_counted_until_none_is_left() -> None:
    outcomes = [
        otp.check(replace(CHALLENGE, attempts_left=left), "00000000", key=KEY, now=NOW)
        for left in (3, 2, 1, 0)
    ]
    assert outcomes == [WrongCode(2), WrongCode(1), Locked(), Locked()]


def test_a_code_without_attempts_is_not_compared() -> None:
    spent = replace(CHALLENGE, attempts_left=0)
    assert otp.check(spent, "12345678", key=KEY, now=NOW) == Locked()


@pytest.mark.parametrize(("after", "works"), [(minutes(4.99), True), (minutes(5), False)])
def test_a_code_lives_five_minutes(after: timedelta, works: bool) -> None:
    outcome = otp.check(CHALLENGE, "12345678", key=KEY, now=NOW + after)
    assert outcome == Right() if works else outcome == CodeExpired()


def test_no_code_opens_a_decoy() -> None:
    decoy = replace(CHALLENGE, kind=Kind.DECOY)
    assert otp.check(decoy, "12345678", key=KEY, now=NOW) == WrongCode(2)


@pytest.mark.parametrize(
    "changed",
    [{"code": "12345679"}, {"challenge_id": "another"}, {"key": b"x" * 32}],
)
def test_a_digest_depends_on_code_challenge_and_key(changed: dict) -> None:
    given_ = {"code": "12345678", "challenge_id": "challenge", "key": KEY}
    assert otp.digest(**given_) != otp.digest(**(given_ | changed))


@pytest.mark.parametrize(
    ("opened", "used", "ends"),
    [
        (0, 0, 10),  # Idle since the start: nothing more is granted.
        (9, 9, 1),
        (9.9, 9.9, 0.1),
    ],
)
def test_a_session_ends_after_ten_idle_minutes(opened: float, used: float, ends: float) -> None:
    session = Session(1, NOW - minutes(opened), NOW - minutes(used))
    last = NOW + minutes(ends)
    assert otp.continue_grant(session, now=last - timedelta(seconds=1)) is not None
    assert otp.continue_grant(session, now=last) is None


def test_a_session_ends_after_an_hour_however_busy() -> None:
    session = Session(1, NOW - minutes(59), NOW)
    grant = otp.continue_grant(session, now=NOW)
    assert grant == Grant(1, NOW + minutes(1))
    assert otp.continue_grant(session, now=NOW + minutes(1)) is None


def wait(asked: Asked, citizen: str = "citizen", *, bound: bool = True) -> timedelta:
    return otp.wait_before_code(asked, citizen, bound=bound, now=NOW)


def by_stranger(*hours: float) -> list[tuple[datetime, bool]]:
    return [(NOW - timedelta(hours=each), False) for each in hours]


@pytest.mark.parametrize(("sent", "seconds"), [(1, 60), (2, 120), (3, 240), (4, 480)])
def test_each_resend_waits_twice_as_long(sent: int, seconds: int) -> None:
    asked = Asked(by_stranger(*range(sent - 1, 0, -1), 0), [])
    assert wait(asked) == timedelta(seconds=seconds)
    after = NOW + timedelta(seconds=seconds)
    assert otp.wait_before_code(asked, "citizen", bound=True, now=after) <= timedelta()


def test_a_citizen_gets_five_codes_a_day_and_three_of_them_through_strangers() -> None:
    assert wait(Asked(by_stranger(20, 16, 12, 8, 4), [])) == timedelta(hours=4)
    assert wait(Asked(by_stranger(20, 12, 4), []), bound=False) == timedelta(hours=4)
    assert wait(Asked(by_stranger(20, 12, 4), [])) <= timedelta()


def test_a_stranger_learns_nothing_of_what_a_bound_conversation_asked_for() -> None:
    asked = Asked([(NOW, True)] * 5, [])
    assert wait(asked, bound=False) <= timedelta()


def test_a_conversation_gets_three_codes_an_hour() -> None:
    assert wait(Asked([], [(NOW - minutes(each), str(each)) for each in (50, 30, 10)])) == minutes(
        10
    )


def test_a_conversation_asks_for_ten_people_a_day() -> None:
    asked = Asked([], [(NOW - timedelta(hours=20 - each), str(each)) for each in range(10)])
    assert wait(asked) == timedelta(hours=4)
    assert wait(asked, "5") <= timedelta()


def test_a_challenge_shows_nothing_of_itself() -> None:
    assert CITIZEN not in repr(CHALLENGE)
