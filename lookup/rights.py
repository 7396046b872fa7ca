"""What people agree to and ask for about their own data, and what they show to others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from lookup import otp, sharing
from lookup.access import Action, Entry, Purpose, Reader, Usage
from lookup.consent import (
    LOOKUP,
    Agree,
    Agreed,
    AskCorrection,
    CorrectionAsked,
    Erase,
    Erased,
    HeldRead,
    InChat,
    LinkMade,
    MakeLink,
    Page,
    ProofTooOld,
    Withdraw,
    Withdrawn,
)
from lookup.deadlines import Right, deadlines
from lookup.masking import show_household, show_person, show_residence
from lookup.model import (
    HouseholdRead,
    Outcome,
    PersonalRead,
    ResidenceRead,
    SessionEnded,
)
from lookup.policy import Policy
from lookup.repository import Record, Register, Repository
from lookup.repository.shares import Share
from lookup.request import Request
from lookup.sharing import RevokeShares, ShareMade, ShareRecord, SharesRevoked, TooManyShares
from lookup.zone import VIETNAM

FRESH = timedelta(minutes=5)  # Since the code was right, for what cannot be undone.
LINK_LIFE = timedelta(minutes=5)
AGREED_BEFORE = timedelta(hours=1)  # How long an agreement waits for the person to sign in.
MOST_REQUESTS = 5
MOST_READINGS = 1_000  # Of the access log, in a copy of one's data.
DAY = timedelta(days=1)
# Channels that keep no copy elsewhere: they may show the whole record themselves.
OWN_CHANNELS = frozenset({"web", "console"})

Deed = Agree | AskCorrection | Withdraw | Erase | MakeLink | ShareRecord | RevokeShares


@dataclass(frozen=True)
class Owner:
    """Who is signed in to a conversation, and under which names."""

    person: int
    citizen: str
    subject: str
    since: datetime


@dataclass(frozen=True, repr=False)
class Opened:
    """What a one-time link shows."""

    page: Page
    personal: PersonalRead
    residence: ResidenceRead
    household: HouseholdRead
    held: HeldRead
    usages: tuple[Usage, ...]
    own: int  # How often the person read the record.


class Rights:
    """Agreements, requests, share codes and links of people who are signed in."""

    def __init__(self, register: Register, policy: Policy, address: str) -> None:
        self._register = register
        self._keys = register.keys
        self._policy = policy
        self._address = address  # Of our own page, without a slash at the end.

    async def perform(self, effect: Deed, request: Request) -> Outcome:
        """Do what the person wants, in one transaction."""
        async with self._register.writing() as records:
            if isinstance(effect, Agree):
                # What is agreed to before signing in is nobody's until a code is right: whoever is
                # still signed in here may be another.
                owner = None if effect.purpose == LOOKUP else await self.owner(records, request)
                subject = owner.subject if owner else None
                await records.agree(effect, request.conversation, subject, request.at)
                return Agreed()
            owner = await self.owner(records, request)
            if owner is None:
                return SessionEnded()
            return await self._do(records, effect, owner, request)

    async def owner(
        self, records: Repository, request: Request, *, by_link: bool = False
    ) -> Owner | None:
        """Return who is signed in, and renew the session; None for nobody."""
        keys = None if by_link else request.keys
        session = await records.use_session(
            request.conversation, request.at, self._policy, keys=keys
        )
        if session is None:
            return None
        citizen = await records.citizen_of(session.person)
        subject = await records.subject_of(citizen)
        return Owner(session.person, citizen, subject, session.opened_at)

    async def agreed(self, records: Repository, citizen: str, request: Request) -> bool:
        """Say whether who is about to sign in has agreed to it, in this conversation or before.

        What the conversation agreed to becomes theirs.
        """
        subject = await records.subject_of(citizen)
        since = request.at - AGREED_BEFORE
        await records.own_agreements(request.conversation, subject, since)
        return any(each.purpose == LOOKUP for each in await records.agreements_of(subject))

    async def held(self, records: Repository, citizen: str, subject: str) -> HeldRead:
        """Say what is kept of a person beside the record."""
        return HeldRead(
            await records.agreements_of(subject),
            await records.requests_of(subject, MOST_REQUESTS),
            await records.count_bonds(citizen),
        )

    async def _do(
        self,
        records: Repository,
        effect: AskCorrection | Withdraw | Erase | MakeLink | ShareRecord | RevokeShares,
        owner: Owner,
        request: Request,
    ) -> Outcome:
        now = request.at
        match effect:
            case AskCorrection():
                return await self._correct(records, owner, now)
            case Withdraw():
                await self._end(records, owner, Right.WITHDRAW, now)
                return Withdrawn()
            case Erase():
                if owner.since <= now - FRESH:
                    return ProofTooOld()
                await self._end(records, owner, Right.ERASE, now)
                await records.forget(owner.person, owner.citizen)
                await records.destroy_key(owner.person)
                return Erased()
            case MakeLink(page=page):
                return await self._link(records, page, owner, request)
            case ShareRecord():
                return await self._share(records, effect, owner, now)
            case RevokeShares():
                return SharesRevoked(await records.revoke_shares(owner.citizen, now))
            case _:
                assert_never(effect)

    async def _correct(self, records: Repository, owner: Owner, now: datetime) -> CorrectionAsked:
        today = now.astimezone(VIETNAM).date()
        until = deadlines(Right.CORRECT, today)
        await records.add_request(owner.subject, Right.CORRECT, today, until, None)
        return CorrectionAsked(until.answer_by, until.done_by)

    async def _end(self, records: Repository, owner: Owner, right: Right, now: datetime) -> None:
        today = now.astimezone(VIETNAM).date()
        until = deadlines(right, today)
        await records.add_request(owner.subject, right, today, until, now)
        await records.withdraw(owner.subject, now)
        await records.end_all(owner.person, owner.citizen, now)

    async def _link(
        self, records: Repository, page: Page, owner: Owner, request: Request
    ) -> LinkMade | InChat | ProofTooOld:
        now = request.at
        if page is Page.RECORD and request.channel in OWN_CHANNELS:
            return InChat()
        if page is not Page.RECORD and owner.since <= now - FRESH:
            return ProofTooOld()
        token = secrets.token_urlsafe(24)
        digest = self._keys.index("link", token)
        await records.add_link(digest, request.conversation, owner.person, page, now + LINK_LIFE)
        return LinkMade(f"{self._address}/xem/{token}", LINK_LIFE // timedelta(minutes=1))

    async def _share(
        self, records: Repository, effect: ShareRecord, owner: Owner, now: datetime
    ) -> ShareMade | TooManyShares:
        await records.lock(f"citizen:{owner.citizen}")
        if await records.count_shares(owner.citizen, now - DAY) >= sharing.SHARES_A_DAY:
            return TooManyShares()
        code = sharing.create_code()
        share = Share(owner.person, owner.citizen, effect.scope, effect.purpose)
        digest = self._keys.index("share", code)
        await records.add_share(digest, share, now, now + sharing.LIFE)
        return ShareMade(
            sharing.show(code), sharing.LIFE // timedelta(minutes=1), f"{self._address}/ma-qr"
        )

    # --- One-time links ---

    async def open(self, token: str, now: datetime) -> Opened | None:
        """Open a link for its one time; None when it is over, or its session is."""
        async with self._register.writing() as records:
            link = await records.open_link(self._keys.index("link", token), now)
            if link is None:
                return None
            owner = await self.owner(records, Request(link.conversation, "link", now), by_link=True)
            if owner is None or owner.person != link.person:
                return None
            today = now.astimezone(VIETNAM).date()
            if link.page is Page.EXPORT:
                until = deadlines(Right.EXPORT, today)
                await records.add_request(owner.subject, Right.EXPORT, today, until, now)
            await records.log(_opening(link.page, owner, now), self._keys.audit)
        return await self._opened(link.page, owner, now)

    async def _opened(self, page: Page, owner: Owner, now: datetime) -> Opened | None:
        today = now.astimezone(VIETNAM).date()
        grant = otp.grant(owner.person, now)
        async with self._register.reading() as records:
            record = await records.read_record(grant, today)
            if record is None:
                return None
            if page is Page.CARD:
                return _on_a_card(record, today)
            held = await self.held(records, owner.citizen, owner.subject)
            entries = await records.readings_by_others(owner.subject, MOST_READINGS)
            own = await records.own_readings(owner.subject)
        return Opened(
            page,
            show_person(record.person, reveal=True),
            show_residence(record, today, reveal=True),
            show_household(record, today, reveal=True),
            held,
            tuple(Usage.of(entry) for entry in entries),
            own,
        )


def _on_a_card(record: Record, today: date) -> Opened:
    """Take what a card says: whoever is shown it needs no whole number, and nobody else."""
    return Opened(
        Page.CARD,
        show_person(record.person, reveal=False),
        show_residence(record, today, reveal=True),
        HouseholdRead(()),
        HeldRead((), (), 0),
        (),
        0,
    )


def _opening(page: Page, owner: Owner, now: datetime) -> Entry:
    return Entry(
        at=now,
        subject=owner.subject,
        reader=Reader.CITIZEN,
        receiver="",
        action=Action(page),
        full=True,
        purpose=Purpose.OWN,
        channel="link",
    )
