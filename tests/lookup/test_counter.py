"""Officers: signing in, share codes, readings on a ground; everything in the person's log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from lookup import sharing
from lookup.access import Action, Purpose, Reader
from lookup.counter import SHARED, write_notice
from lookup.ledger import AuditRow, DutyRow, OfficerRow
from lookup.model import (
    AccessLogRead,
    CheckCode,
    OfficerLookUp,
    ReadAccessLog,
    SendCode,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    SignedOut,
)
from lookup.officers import (
    FAILURES,
    READS_A_DAY,
    GoOnDuty,
    Ground,
    NobodyFound,
    Officer,
    OfficerEnded,
    OfficerHome,
    OfficerRefused,
    OfficerSignedIn,
    OfficerSignIn,
    OfficerSignOut,
    OnDuty,
    QuotaSpent,
    ShareUnknown,
    TakeShare,
    parse_case,
    parse_sign_in,
)
from lookup.repository import Register
from lookup.sharing import WRONG_A_DAY, RevokeShares, Scope, ShareMade, ShareRecord
from tests.lookup.conftest import AN, BE, CHI, KEYS, NOBODY, NOW, World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HONEST = Officer("CA-0001", "Công an phường Mẫu")
OTHER = Officer("UB-0002", "Ủy ban nhân dân phường Mẫu")
SIGNED_IN = OfficerSignedIn("CA-0001", "Công an phường Mẫu", minutes=15)
ON_GROUND = OfficerLookUp(AN, Ground.PROCEDURE, "HS-12/2026")


@dataclass
class Office:
    """Two officers beside the people of the world."""

    world: World

    def code(self, steps: int = 0) -> str:
        app = pyotp.TOTP(SECRET)
        return app.generate_otp(app.timecode(self.world.now) + steps)

    async def sign_in(self, officer: Officer = HONEST, at: str = "web:desk"):
        return await self.world.perform(OfficerSignIn(officer.number, self.code()), conversation=at)

    async def perform(self, effect, at: str = "web:desk"):
        return await self.world.perform(effect, conversation=at)

    async def share(self, scope: Scope, who=AN, purpose: Purpose = Purpose.BANK) -> str:
        """Let a person sign in and make a share code."""
        home = f"web:{who.value[-2:]}"
        await self.world.perform(SendCode(who), conversation=home)
        await self.world.perform(CheckCode(self.world.phone.code), conversation=home)
        made = await self.world.perform(ShareRecord(scope, purpose), conversation=home)
        assert isinstance(made, ShareMade)
        return made.code

    async def duties(self) -> list[str]:
        async with self.world.engine.connect() as connection:
            return list(await connection.scalars(select(DutyRow.conversation)))

    async def rows(self) -> int:
        async with self.world.engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(AuditRow)) or 0


@pytest.fixture
async def office(world: World) -> Office:
    async with Register(world.engine, KEYS).writing() as records:
        assert await records.add_officer(HONEST, SECRET)
        assert await records.add_officer(OTHER, SECRET)
        assert not await records.add_officer(HONEST, SECRET)
    return Office(world)


# --- Signing in ---


async def test_an_officer_signs_in_by_the_app(office: Office) -> None:
    assert await office.sign_in() == SIGNED_IN
    assert await office.perform(OfficerHome()) == SIGNED_IN
    assert await office.perform(OfficerHome(), at="web:elsewhere") == OfficerEnded()


async def test_a_time_step_is_used_once_and_never_one_before_it(office: Office) -> None:
    now, before = office.code(), office.code(-1)
    assert await office.perform(OfficerSignIn("CA-0001", now)) == SIGNED_IN
    for used in (now, before):
        assert await office.perform(OfficerSignIn("CA-0001", used), at="web:b") == OfficerRefused()


async def test_of_fifty_right_codes_at_once_one_signs_in(office: Office) -> None:
    tries = [office.sign_in(at=f"web:{number}") for number in range(50)]
    answers = await asyncio.gather(*tries)
    assert answers.count(SIGNED_IN) == 1


async def test_twenty_wrong_codes_lock_an_officer_until_somebody_unlocks(office: Office) -> None:
    wrong = OfficerSignIn("CA-0001", f"{(int(office.code()) + 7) % 10**6:06}")
    tries = [office.perform(wrong, at=f"web:{number}") for number in range(FAILURES)]
    assert set(await asyncio.gather(*tries)) == {OfficerRefused()}
    assert await office.sign_in() == OfficerRefused()
    async with Register(office.world.engine, KEYS).writing() as records:
        assert await records.unlock_officer("CA-0001")
    assert await office.sign_in() == SIGNED_IN


@pytest.mark.parametrize("number", ["CA-9999", "", "'; --"])
async def test_an_unknown_officer_is_refused_in_the_same_words(office: Office, number: str) -> None:
    assert await office.perform(OfficerSignIn(number, office.code())) == OfficerRefused()


async def test_a_session_ends_by_idleness_age_and_sign_out(office: Office) -> None:
    await office.sign_in()
    office.world.wait(minutes=15)
    assert await office.perform(OfficerHome()) == OfficerEnded()
    await office.sign_in()
    for _ in range(34):
        office.world.wait(minutes=14)
        assert await office.perform(OfficerHome()) == SIGNED_IN
    office.world.wait(minutes=14)
    assert await office.perform(OfficerHome()) == OfficerEnded()
    await office.sign_in()
    assert await office.perform(OfficerSignOut()) == SignedOut()
    assert await office.perform(OfficerHome()) == OfficerEnded()


async def test_a_duty_outlives_the_session_and_ends_by_sign_out_or_another_officer(
    office: Office,
) -> None:
    assert await office.perform(GoOnDuty()) == OfficerEnded()
    await office.sign_in()
    on_duty = OnDuty(office.world.now + timedelta(hours=8))
    assert await office.perform(GoOnDuty()) == on_duty
    office.world.wait(minutes=20)
    assert await office.perform(GoOnDuty()) == OfficerEnded()
    await office.sign_in()
    assert await office.duties() == ["web:desk"]
    office.world.wait(minutes=1)
    await office.sign_in(OTHER)
    assert await office.duties() == []
    await office.perform(GoOnDuty())
    await office.perform(OfficerSignOut())
    assert await office.duties() == []


@pytest.mark.parametrize("effect", [OfficerHome(), GoOnDuty(), TakeShare("1234567890"), ON_GROUND])
async def test_a_revoked_officer_does_nothing_more(office: Office, effect) -> None:
    await office.sign_in()
    async with Register(office.world.engine, KEYS).writing() as records:
        assert await records.revoke_officer("CA-0001", office.world.now)
        assert not await records.revoke_officer("CA-0001", office.world.now)
    assert await office.perform(effect) == OfficerEnded()
    assert await office.sign_in() == OfficerRefused()
    assert await office.rows() == 0


async def test_the_secret_of_an_app_is_sealed(office: Office) -> None:
    async with office.world.engine.connect() as connection:
        secrets = (await connection.execute(select(OfficerRow.secret))).scalars().all()
    assert all(SECRET.encode() not in secret for secret in secrets)


# --- Share codes ---


async def test_an_officer_sees_exactly_what_was_chosen(office: Office) -> None:
    await office.sign_in()
    shown = await office.perform(TakeShare(await office.share(Scope.ADDRESS)))
    assert type(shown) is ShownAddress
    assert (shown.name, shown.personal_id, shown.born) == ("Nguyễn Văn An", AN.masked, "1990")
    assert "Số 1, đường Thử" in str(shown.permanent)
    assert (shown.purpose, shown.read_at) == (Purpose.BANK, office.world.now)
    shown = await office.perform(TakeShare(await office.share(Scope.RESIDENCE, CHI)))
    assert type(shown) is ShownResidence
    assert shown.head_name == "Nguyễn *** An"
    office.world.wait(minutes=2)
    shown = await office.perform(TakeShare(await office.share(Scope.HOUSEHOLD)))
    assert type(shown) is ShownHousehold
    assert [member.name for member in shown.members] == ["Trần *** Chi", "Nguyễn *** B."]


async def test_a_code_works_once_for_one_officer(office: Office) -> None:
    await office.sign_in()
    await office.sign_in(OTHER, "web:other")
    code = await office.share(Scope.ADDRESS)
    desks = ["web:desk", "web:other"] * 4
    answers = await asyncio.gather(*(office.perform(TakeShare(code), at=desk) for desk in desks))
    assert sum(isinstance(answer, ShownAddress) for answer in answers) == 1
    assert await office.rows() == 1


@pytest.mark.parametrize("over", ["old", "revoked", "made up"])
async def test_a_code_that_is_over_shows_nothing_and_logs_nothing(
    office: Office, over: str
) -> None:
    code = await office.share(Scope.ADDRESS)
    if over == "old":
        office.world.wait(minutes=10)
    elif over == "revoked":
        await office.perform(RevokeShares(), at="web:01")
    else:
        code = code[::-1]
    await office.sign_in()
    assert await office.perform(TakeShare(code)) == ShareUnknown()
    assert await office.rows() == 0


async def test_ten_wrong_codes_a_day_are_all_that_an_officer_guesses(office: Office) -> None:
    await office.sign_in()
    code = await office.share(Scope.ADDRESS)
    guesses = [office.perform(TakeShare("1" + "0" * 9)) for _ in range(WRONG_A_DAY + 5)]
    answers = await asyncio.gather(*guesses)
    assert answers.count(ShareUnknown()) == WRONG_A_DAY
    assert answers.count(QuotaSpent()) == 5
    assert await office.perform(TakeShare(code)) == QuotaSpent()


async def test_without_an_officer_a_code_is_worth_nothing(office: Office) -> None:
    code = await office.share(Scope.ADDRESS)
    assert await office.perform(TakeShare(code)) == OfficerEnded()
    assert await office.rows() == 0


# --- On a ground ---


async def test_a_reading_on_a_ground_is_one_row_with_the_case_and_is_told(office: Office) -> None:
    await office.sign_in()
    shown = await office.perform(ON_GROUND)
    assert type(shown) is ShownResidence
    assert await office.rows() == 1
    assert office.world.phone.messages[-1].to == "0900000001"
    assert "CA-0001, Cong an phuong Mau" in office.world.phone.messages[-1].text
    await office.share(Scope.ADDRESS)
    told = await office.perform(ReadAccessLog(), at="web:01")
    assert isinstance(told, AccessLogRead)
    [usage] = told.usages
    assert (usage.reader, usage.receiver) == (Reader.OFFICER, "CA-0001, Công an phường Mẫu")
    assert (usage.action, usage.purpose) == (Action.RESIDENCE, Purpose.PROCEDURE)
    assert usage.case == "HS-12/2026"


async def test_nobody_else_of_the_household_is_told(office: Office) -> None:
    await office.sign_in()
    await office.perform(ON_GROUND)
    await office.share(Scope.ADDRESS, CHI)
    assert await office.perform(ReadAccessLog(), at="web:02") == AccessLogRead((), 1)


async def test_a_reading_of_nobody_counts_and_logs_nothing(office: Office) -> None:
    await office.sign_in()
    asked = OfficerLookUp(NOBODY, Ground.CHECK, "KH-5/2026")
    assert await office.perform(asked) == NobodyFound()
    assert await office.rows() == 0


async def test_fifty_readings_a_day_are_all_and_tomorrow_there_are_more(office: Office) -> None:
    await office.sign_in()
    asked = OfficerLookUp(BE, Ground.CHECK, "KH-5/2026")  # A child, who has no phone.
    answers = [await office.perform(asked) for _ in range(READS_A_DAY + 1)]
    assert answers[-1] == QuotaSpent()
    assert await office.rows() == READS_A_DAY
    office.world.wait(days=1)
    await office.sign_in()
    assert isinstance(await office.perform(asked), ShownResidence)


# --- What is typed ---


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("CA-0001 123456", "CA-0001 123456"),
        (" ca0001, 123 456 ", "CA-0001 123456"),
        ("CA-0001", None),
        ("123456", None),
        ("CA-0001 12345", None),
        ("x" * 5000, None),
    ],
)
def test_a_sign_in_is_one_line(typed: str, read: str | None) -> None:
    sign = parse_sign_in(typed)
    assert (f"{sign.number} {sign.code}" if sign else None) == read


@pytest.mark.parametrize(
    ("typed", "case"),
    [
        ("HS-12/2026", "HS-12/2026"),
        ("kh-5.2026", "KH-5.2026"),
        ("không có", None),
        ("", None),
        ("001099012345", None),  # Somebody's personal ID must not stand in the log.
        ("HS 12", None),
    ],
)
def test_a_case_number_is_short_and_nobodys_id(typed: str, case: str | None) -> None:
    assert parse_case(typed) == case


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123 456 7890", "1234567890"),
        ("1234567890", "1234567890"),
        ("0912345678", None),  # A telephone number.
        ("12345678", None),  # One of our one-time codes.
        ("001099012345", None),
    ],
)
def test_a_share_code_is_ten_digits_and_no_telephone(typed: str, read: str | None) -> None:
    assert sharing.parse(typed) == read


def test_ten_thousand_codes_are_all_different_and_none_begins_with_zero() -> None:
    codes = {sharing.create_code() for _ in range(10_000)}
    assert len(codes) == 10_000
    assert all(sharing.parse(code) == code for code in codes)


def test_the_notice_fits_into_one_sms() -> None:
    longest = Officer("CA-0001", "Công an thị trấn Đông Đô, huyện Đại Đồng, tỉnh Đắk Đoa")
    text = write_notice(longest, SHARED, NOW)
    assert text.isascii()
    assert len(text) <= 160
