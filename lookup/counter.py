"""The counter: officers sign in, take a share code, or read on a recorded ground."""

from __future__ import annotations

import logging
import unicodedata
from datetime import datetime, timedelta
from typing import assert_never

from lookup import officers, otp, sharing
from lookup.access import Action, Entry, Purpose, Reader
from lookup.alerts import Alert, News
from lookup.masking import show_shared
from lookup.model import OfficerLookUp, Outcome, SignedOut
from lookup.officers import (
    DUTY,
    FAILURES,
    IDLE,
    READS_A_DAY,
    GoOnDuty,
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
)
from lookup.post import Letter, Post
from lookup.repository import Register, Repository
from lookup.repository.desk import Stored
from lookup.repository.shares import Share
from lookup.request import Request
from lookup.sharing import ACTIONS, WRONG_A_DAY, Scope
from lookup.zone import VIETNAM

logger = logging.getLogger(__name__)

NOTICE = (
    "Cu Tru: can bo {receiver} vua xem thong tin cu tru cua ban ({at}, {why}). "
    "Thay la? Go /ai_da_xem trong tro ly."
)
WHY = {
    Purpose.PROCEDURE: "lam thu tuc",
    Purpose.CHECK: "kiem tra cu tru",
}
SHARED = "theo ma chia se cua ban"
LONGEST_RECEIVER = 34  # Characters in the text message, which has 160.
_NO_SECRET = "A" * 32

Errand = OfficerSignIn | OfficerHome | GoOnDuty | OfficerSignOut | TakeShare | OfficerLookUp


class Counter:
    """What officers may do; each reading is a row of the person's log, and told to the person."""

    def __init__(self, register: Register, post: Post, bond: timedelta) -> None:
        self._register = register
        self._bond = bond  # How long a conversation is bound to whom it was about.
        self._keys = register.keys
        self._post = post

    async def perform(self, effect: Errand, request: Request) -> Outcome:
        """Do what an officer wants."""
        match effect:
            case OfficerSignIn(number=number, code=code):
                return await self._sign_in(number, code, request)
            case OfficerSignOut():
                async with self._register.writing() as records:
                    await records.end_officer_session(request.conversation)
                return SignedOut()
            case OfficerHome(renews=renews):
                async with self._register.writing() as records:
                    here = await records.use_officer_session(
                        request.conversation, request.at, keys=request.keys, renews=renews
                    )
                return _signed_in(here.officer) if here else OfficerEnded()
            case GoOnDuty():
                return await self._go_on_duty(request)
            case TakeShare(code=code):
                return await self._take(code, request)
            case OfficerLookUp():
                return await self._look_up(effect, request)
            case _:
                assert_never(effect)

    async def _sign_in(self, number: str, code: str, request: Request) -> Outcome:
        async with self._register.writing() as records:
            known = await records.count_sign_in(number, FAILURES)
        step = officers.matching_step(known.secret if known else _NO_SECRET, code, request.at)
        if known is None or step is None:
            return OfficerRefused()
        async with self._register.writing() as records:
            if not await records.use_officer_step(known.id, step):
                return OfficerRefused()
            await records.renew_keys(request.conversation, request.keys, request.renewed)
            await records.open_officer_session(
                known.id, request.conversation, request.at, key=request.renewed
            )
        logger.info("officer.signed_in officer=%s channel=%s", number, request.channel)
        return _signed_in(known.officer)

    async def _go_on_duty(self, request: Request) -> Outcome:
        until = request.at + DUTY
        async with self._register.writing() as records:
            here = await records.use_officer_session(
                request.conversation, request.at, keys=request.keys
            )
            if here is None:
                return OfficerEnded()
            await records.go_on_duty(here.id, request.conversation, until)
        return OnDuty(until)

    async def _take(self, code: str | None, request: Request) -> Outcome:
        now, today = request.at, request.at.astimezone(VIETNAM).date()
        async with self._register.writing() as records:
            here = await records.use_officer_session(request.conversation, now, keys=request.keys)
            if here is None:
                return OfficerEnded()
            # Counted before anything is compared, and taken back when the code was right.
            if not await records.count_officer(here.id, "wrong", today, WRONG_A_DAY):
                return QuotaSpent()
            typed = sharing.parse(code or "") or ""
            digest = self._keys.index("share", typed)
            share = await records.take_share(digest, here.officer.number, now)
            if share is None or await records.find_person(share.citizen) is None:
                return ShareUnknown()
            await records.take_back_count(here.id, "wrong", today)
            await self._log(records, here, share, ACTIONS[share.scope], "", request)
            notice = await self._notice(records, here.officer, share, SHARED, request)
        return await self._show(notice, share, request, gone=ShareUnknown())

    async def _look_up(self, effect: OfficerLookUp, request: Request) -> Outcome:
        now, today = request.at, request.at.astimezone(VIETNAM).date()
        citizen = self._keys.citizen(effect.personal_id)
        async with self._register.writing() as records:
            here = await records.use_officer_session(request.conversation, now, keys=request.keys)
            if here is None:
                return OfficerEnded()
            if not await records.count_officer(here.id, "reading", today, READS_A_DAY):
                return QuotaSpent()
            person = await records.find_person(citizen)
            if person is None:
                return NobodyFound()
            read = Share(person, citizen, Scope.RESIDENCE, Purpose(effect.ground))
            await self._log(records, here, read, Action.RESIDENCE, effect.case, request)
            notice = await self._notice(records, here.officer, read, WHY[read.purpose], request)
        return await self._show(notice, read, request, gone=NobodyFound())

    async def _log(
        self,
        records: Repository,
        here: Stored,
        read: Share,
        action: Action,
        case: str,
        request: Request,
    ) -> None:
        entry = Entry(
            at=request.at,
            subject=await records.subject_of(read.citizen),
            reader=Reader.OFFICER,
            receiver=here.officer.receiver,
            action=action,
            full=True,
            purpose=read.purpose,
            channel=request.channel,
            case=case,
        )
        await records.log(entry, self._keys.audit)
        about = {"receiver": entry.receiver, "action": action, "purpose": read.purpose}
        bond = request.at - self._bond
        await records.alert(read.citizen, Alert(News.SEEN, about), bond, request.at)

    async def _notice(
        self, records: Repository, officer: Officer, read: Share, why: str, request: Request
    ) -> Letter:
        """Store what the person is told, with the row of their log."""
        notice = Letter(read.citizen, write_notice(officer, why, request.at))
        await self._post.keep(records, notice, request.at)
        logger.info("officer.reads officer=%s channel=%s", officer.number, request.channel)
        return notice

    async def _show(
        self, notice: Letter, read: Share, request: Request, *, gone: NobodyFound | ShareUnknown
    ) -> Outcome:
        today = request.at.astimezone(VIETNAM).date()
        self._post.send(notice, request.at)
        async with self._register.reading() as records:
            record = await records.read_record(otp.grant(read.person, request.at), today)
        if record is None:
            return gone
        return show_shared(record, today, read.scope, read.purpose, request.at)


def write_notice(officer: Officer, why: str, at: datetime) -> str:
    """Word the message that tells a person who has looked; it fits into one SMS."""
    plain = unicodedata.normalize("NFD", officer.receiver.replace("đ", "d").replace("Đ", "D"))
    receiver = plain.encode("ascii", "ignore").decode()[:LONGEST_RECEIVER]
    return NOTICE.format(receiver=receiver, at=f"{at.astimezone(VIETNAM):%H:%M %d/%m}", why=why)


def _signed_in(officer: Officer) -> OfficerSignedIn:
    return OfficerSignedIn(officer.number, officer.office, IDLE // timedelta(minutes=1))
