"""What people agree to, ask for and show of their own data."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lookup.access import Action, Purpose
from lookup.consent import (
    Agree,
    Agreed,
    AskCorrection,
    Consented,
    CorrectionAsked,
    Erase,
    Erased,
    HeldRead,
    InChat,
    LinkMade,
    MakeLink,
    Page,
    ProofTooOld,
    ReadHeld,
    Requested,
    Withdraw,
    Withdrawn,
)
from lookup.deadlines import Right
from lookup.ledger import AuditRow, ConsentRow, LinkRow, ShareRow, SubjectRow
from lookup.model import (
    CheckCode,
    CodeExpired,
    CodeSent,
    HouseholdRead,
    Member,
    NotAgreed,
    PersonalRead,
    ReadAccessLog,
    ReadHousehold,
    ReadPersonal,
    SendCode,
    SessionEnded,
    Verified,
)
from lookup.repository import Register
from lookup.sharing import RevokeShares, Scope, ShareMade, ShareRecord, SharesRevoked, TooManyShares
from lookup.tables import BondRow, PersonKeyRow, SessionRow
from tests.lookup.conftest import AN, CHI, KEYS, NOTICE, NOW, World

SHARE = ShareRecord(Scope.ADDRESS, Purpose.SCHOOL)


async def sign_in(world: World, who=AN, conversation: str = "chat") -> None:
    await world.perform(SendCode(who), conversation=conversation)
    await world.perform(CheckCode(world.phone.code), conversation=conversation)


async def all_of(world: World, column) -> list:
    async with world.engine.connect() as connection:
        return list((await connection.execute(select(column))).scalars())


# --- Consent ---


async def test_an_agreement_is_nobodys_until_the_person_has_signed_in(world: World) -> None:
    world.agrees = False
    assert await world.perform(NOTICE) == Agreed()
    assert await all_of(world, ConsentRow.subject) == [None]
    await world.perform(SendCode(AN))
    await world.perform(CheckCode(world.phone.code))
    assert await all_of(world, ConsentRow.subject) == await all_of(world, SubjectRow.subject)


async def test_an_agreement_elsewhere_or_long_ago_is_not_taken_for_ones_own(world: World) -> None:
    world.agrees = False
    await world.perform(NOTICE, conversation="another")
    await world.perform(NOTICE)
    world.wait(hours=2)
    await world.perform(SendCode(AN))
    assert await world.perform(CheckCode(world.phone.code)) == NotAgreed()
    assert await all_of(world, ConsentRow.subject) == [None, None]
    assert await world.perform(ReadHeld()) == SessionEnded()


async def test_what_is_agreed_to_in_a_session_is_ones_own_at_once(world: World) -> None:
    await sign_in(world)
    await world.perform(Agree("card", 1, "cd" * 32))
    assert None not in await all_of(world, ConsentRow.subject)
    held = await world.perform(ReadHeld())
    assert {each.purpose for each in held.consents} == {"lookup", "card"}


async def test_who_took_the_agreement_back_signs_in_only_after_agreeing_again(world: World) -> None:
    await sign_in(world)
    await world.perform(Withdraw())
    world.agrees = False
    world.wait(minutes=2)
    await world.perform(SendCode(AN))
    assert await world.perform(CheckCode(world.phone.code)) == NotAgreed()
    await world.perform(NOTICE)
    assert isinstance(await world.perform(CheckCode(world.phone.code)), Verified)


async def test_what_is_held_is_told_to_its_person(world: World) -> None:
    await sign_in(world)
    assert await world.perform(ReadHeld()) == HeldRead((Consented("lookup", 1, NOW),), (), 1)


async def test_withdrawing_ends_every_session_and_every_code(world: World) -> None:
    await sign_in(world)
    await sign_in(world, CHI, "hers")
    await world.perform(SHARE)
    assert await world.perform(Withdraw()) == Withdrawn()
    assert await world.perform(ReadPersonal()) == SessionEnded()
    assert isinstance(await world.perform(ReadPersonal(), conversation="hers"), PersonalRead)
    assert None not in await all_of(world, ShareRow.revoked_at)
    assert len(await all_of(world, BondRow.citizen)) == 1


async def test_who_agrees_anew_is_shown_the_new_agreement_alone(world: World) -> None:
    await sign_in(world)
    await world.perform(Withdraw())
    world.wait(minutes=2)
    await sign_in(world)
    held = await world.perform(ReadHeld())
    assert isinstance(held, HeldRead)
    assert [consent.at for consent in held.consents] == [world.now]
    assert [request.right for request in held.requests] == [Right.WITHDRAW]


# --- Requests ---


async def test_a_correction_gets_the_last_days_of_the_law_once(world: World) -> None:
    await sign_in(world)
    asked = CorrectionAsked(answer_by=date(2026, 11, 26), done_by=date(2026, 12, 3))
    assert await world.perform(AskCorrection()) == asked
    assert await world.perform(AskCorrection()) == asked
    held = await world.perform(ReadHeld())
    assert isinstance(held, HeldRead)
    assert held.requests == (
        Requested(
            Right.CORRECT,
            date(2026, 11, 23),
            date(2026, 11, 26),
            date(2026, 12, 3),
            done=False,
        ),
    )


async def test_a_request_is_closed_once(world: World) -> None:
    await sign_in(world)
    await world.perform(AskCorrection())
    async with Register(world.engine, KEYS).writing() as records:
        [(id, request)] = await records.open_requests()
        assert request.right is Right.CORRECT
        subject = await records.close_request(id, world.now)
        assert subject is not None
        assert await records.citizen_behind(subject) == KEYS.citizen(AN)
        assert await records.close_request(id, world.now) is None
        assert await records.open_requests() == ()


# --- Erasure ---


async def test_erasure_destroys_the_key_and_leaves_a_pseudonym_in_the_log(world: World) -> None:
    await sign_in(world)
    await sign_in(world, CHI, "hers")
    await world.perform(ReadPersonal())
    before = await all_of(world, AuditRow.subject)
    assert await world.perform(Erase()) == Erased()
    assert await all_of(world, AuditRow.subject) == before
    assert len(await all_of(world, SubjectRow.subject)) == 1  # Hers.
    assert 1 not in await all_of(world, PersonKeyRow.person_id)
    assert await all_of(world, SessionRow.conversation) == ["hers"]
    assert await world.perform(ReadPersonal()) == SessionEnded()


async def test_who_was_erased_is_as_unknown_as_anybody(world: World) -> None:
    await sign_in(world)
    await world.perform(Erase())
    world.wait(days=1)
    sent = len(world.phone.messages)
    assert await world.perform(SendCode(AN)) == CodeSent(minutes=5)
    assert len(world.phone.messages) == sent
    assert await world.perform(CheckCode("12345678")) != CodeExpired()


async def test_the_household_of_who_was_erased_does_not_show_them(world: World) -> None:
    await sign_in(world)
    await world.perform(Erase())
    await sign_in(world, CHI, "hers")
    household = await world.perform(ReadHousehold(reveal=True), conversation="hers")
    assert isinstance(household, HouseholdRead)
    assert [member.name for member in household.members] == ["Nguyễn Thị Bé"]
    assert all(isinstance(member, Member) for member in household.members)


async def test_erasure_wants_a_code_of_the_last_minutes(world: World) -> None:
    await sign_in(world)
    world.wait(minutes=5)
    assert await world.perform(Erase()) == ProofTooOld()
    assert isinstance(await world.perform(ReadPersonal()), PersonalRead)


# --- Share codes ---


async def test_a_share_code_is_stored_as_a_digest_alone(world: World) -> None:
    await sign_in(world)
    made = await world.perform(SHARE)
    assert isinstance(made, ShareMade)
    code = made.code.replace(" ", "")
    assert len(code) == 10
    assert code[0] != "0"
    assert code not in repr(made)
    [digest] = await all_of(world, ShareRow.digest)
    assert code not in digest


async def test_codes_not_used_yet_are_taken_back(world: World) -> None:
    await sign_in(world)
    for _ in range(3):
        await world.perform(SHARE)
    assert await world.perform(RevokeShares()) == SharesRevoked(3)
    assert await world.perform(RevokeShares()) == SharesRevoked(0)


async def test_nobody_makes_more_than_twenty_codes_a_day(world: World) -> None:
    await sign_in(world)
    made = [await world.perform(SHARE) for _ in range(21)]
    assert [type(each) for each in made] == [ShareMade] * 20 + [TooManyShares]


@pytest.mark.parametrize(
    "effect", [SHARE, RevokeShares(), Withdraw(), Erase(), AskCorrection(), MakeLink(Page.EXPORT)]
)
async def test_without_a_session_nothing_is_done(world: World, effect) -> None:
    assert await world.perform(effect) == SessionEnded()


# --- One-time links ---


async def link_of(world: World, page: Page, conversation: str) -> str:
    made = await world.perform(MakeLink(page), conversation=conversation)
    assert isinstance(made, LinkMade)
    assert made.minutes == 5
    return made.link.rpartition("/")[2]


async def test_our_own_page_needs_no_link_for_the_record(world: World) -> None:
    await sign_in(world, conversation="web:x")
    assert await world.perform(MakeLink(Page.RECORD), conversation="web:x") == InChat()


async def test_a_link_shows_the_whole_record_once_and_is_one_row_of_the_log(world: World) -> None:
    await sign_in(world, conversation="telegram:1")
    token = await link_of(world, Page.RECORD, "telegram:1")
    opened = await world.lookup.open_link(token, world.now)
    assert opened is not None
    assert opened.personal.personal_id == AN.value
    assert "Số 1, đường Thử" in str(opened.residence.permanent)
    assert await world.lookup.open_link(token, world.now) is None
    [entry] = await all_of(world, AuditRow.entry)
    assert f'"action":"{Action.RECORD}","full":true' in entry
    assert token not in str(await all_of(world, LinkRow.digest))


@pytest.mark.parametrize("over", ["old", "signed out", "somebody else", "made up"])
async def test_a_link_that_is_over_shows_nothing_and_logs_nothing(world: World, over: str) -> None:
    await sign_in(world, conversation="telegram:1")
    token = await link_of(world, Page.RECORD, "telegram:1")
    if over == "old":
        world.wait(minutes=5)
    elif over == "signed out":
        await world.perform(Withdraw(), conversation="telegram:1")
    elif over == "somebody else":
        await sign_in(world, CHI, "telegram:1")
    else:
        token = token[::-1]
    assert await world.lookup.open_link(token, world.now) is None
    assert await all_of(world, AuditRow.number) == []


async def test_a_copy_of_ones_data_wants_a_code_of_the_last_minutes(world: World) -> None:
    await sign_in(world, conversation="web:x")
    opened = await world.lookup.open_link(await link_of(world, Page.EXPORT, "web:x"), world.now)
    assert opened is not None
    assert opened.held.requests[0].right is Right.EXPORT
    world.wait(minutes=5)
    assert await world.perform(MakeLink(Page.EXPORT), conversation="web:x") == ProofTooOld()


async def test_the_sweep_forgets_agreements_without_a_person_and_old_codes(world: World) -> None:
    await world.perform(NOTICE, conversation="nobody")
    await sign_in(world)
    await world.perform(SHARE)
    await world.perform(ReadAccessLog())
    world.wait(days=2)
    await world.lookup.sweep(world.now)
    assert len(await all_of(world, ConsentRow.subject)) == 1
    assert await all_of(world, ShareRow.digest) == []


# --- The residence on a signed card ---


async def test_a_card_shows_where_the_person_lives_and_nothing_of_anybody_else(
    world: World,
) -> None:
    await sign_in(world, conversation="telegram:1")
    opened = await world.lookup.open_link(await link_of(world, Page.CARD, "telegram:1"), world.now)
    assert opened is not None
    assert opened.personal.personal_id == AN.masked
    assert opened.personal.birth_date == "1990"
    assert "Số 1, đường Thử" in str(opened.residence.permanent)
    assert opened.household == HouseholdRead(())
    assert opened.usages == ()
    [entry] = await all_of(world, AuditRow.entry)
    assert '"action":"card","full":true' in entry


async def test_a_card_wants_a_code_of_the_last_minutes_on_every_channel(world: World) -> None:
    await sign_in(world, conversation="web:x")
    world.wait(minutes=5)
    assert await world.perform(MakeLink(Page.CARD), conversation="web:x") == ProofTooOld()
