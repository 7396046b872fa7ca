"""Every limit on proving who one is, in one table; each row has its test in `test_policy.py`.

A conversation is *bound* to a citizen once a code of theirs was right in it. Strangers cannot use
up what is kept for bound conversations, so whoever burns guesses and codes of a number that is not
theirs leaves its owner a way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Policy:
    # One code.
    digits: int = 8
    code_life: timedelta = timedelta(minutes=5)
    attempts: int = 3  # Guesses for one code, a right one included.
    skew: timedelta = timedelta(seconds=5)  # How far the clocks of two machines may differ.

    # One citizen, whichever conversation, channel or process asks.
    resend_waits: tuple[timedelta, ...] = (
        timedelta(seconds=60),
        timedelta(seconds=120),
        timedelta(seconds=240),
        timedelta(seconds=480),
    )
    codes_a_day: int = 5
    codes_a_day_unbound: int = 3  # Of them, for conversations that are not bound.
    failures: int = 20  # Consecutive ones, for ever: then a human has to unlock.
    failures_unbound: int = 15  # Of them, in conversations that are not bound.
    bond: timedelta = timedelta(days=180)  # Since a bound conversation was last signed in.

    # One conversation.
    codes_an_hour: int = 3
    ids_a_day: int = 10  # Distinct numbers asked for.
    guesses_a_day: int = 12  # Wrong ones, whomever they are about.

    # The phone on record.
    prefixes: tuple[str, ...] = ("03", "05", "07", "08", "09")  # Vietnamese mobile numbers.
    phone_rest: timedelta = timedelta(hours=72)  # A number that new may be a thief's.
    phone_holders: int = 1  # People who may share a number.

    # All together.
    messages_an_hour: int = 2_000
    messages_a_day: int = 10_000
    breaker_after: int = 200  # Codes of an hour, from which on the share of right ones counts.
    breaker_share: float = 0.05  # Below it, conversations that are not bound get no codes.
    gateway_failures: int = 3  # In a row: one number that is refused must not tell on anybody.
    gateway_rest: timedelta = timedelta(seconds=30)

    # An authenticator app.
    app_digits: int = 6
    app_step: timedelta = timedelta(seconds=30)
    app_window: int = 1  # Steps that the clock of a phone may be off, either way.
    app_guesses_a_day: int = 200  # Wrong ones of all conversations that are not bound.

    # A session.
    idle: timedelta = timedelta(minutes=10)
    absolute: timedelta = timedelta(minutes=60)

    @property
    def takeovers_a_day(self) -> float:
        """Expected number of records that pure guessing opens, with all that a day allows."""
        by_message = self.messages_a_day * self.attempts / 10**self.digits
        steps = 2 * self.app_window + 1
        by_app = self.app_guesses_a_day * steps / 10**self.app_digits
        return float(by_message + by_app)


POLICY = Policy()
