"""Relatives who help: the person agrees once, and sees each reading in the log."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import assert_never

from lookup import otp
from lookup.access import Action, Entry, Purpose, Reader
from lookup.alerts import Alert, News
from lookup.consent import Agree
from lookup.helping import (
    LIFE,
    PURPOSE,
    ConfirmHelp,
    EndHelp,
    HelpAllowed,
    HelpEnded,
    HelpOpened,
    HelpStopped,
    HelpUnknown,
    HelpWaits,
    ReadHelped,
    StopHelp,
    TakeHelp,
)
from lookup.masking import show_helped
from lookup.model import CodeExpired, NobodyBound, Outcome, SessionEnded
from lookup.policy import Policy
from lookup.repository import Register, Repository
from lookup.request import Request
from lookup.rights import Rights
from lookup.sms import HELP
from lookup.zone import VIETNAM

Help = ConfirmHelp | TakeHelp | ReadHelped | EndHelp | StopHelp
# Giving the code, or the number, is how a person agrees; this is what was told before.
AGREEMENT = Agree(PURPOSE, 1, hashlib.sha256(HELP.encode()).hexdigest())
MINUTES = LIFE // timedelta(minutes=1)


class Helpers:
    """What helpers may do, and how people let and stop them.

    A helping session is no session: whatever else a session opens, it does not.
    """

    def __init__(self, register: Register, rights: Rights, policy: Policy) -> None:
        self._register = register
        self._rights = rights
        self._policy = policy

    async def perform(self, effect: Help, request: Request) -> Outcome:
        """Do what a helper, or the person, wants."""
        match effect:
            case ReadHelped():
                return await self._read(request)
            case TakeHelp():
                return await self._take(request)
            case ConfirmHelp(number=number):
                return await self._confirm(number, request)
            case StopHelp():
                return await self._stop(request)
            case EndHelp():
                async with self._register.writing() as records:
                    await records.end_help(request.conversation, request.at)
                return HelpEnded()
            case _:
                assert_never(effect)

    async def open(
        self, records: Repository, citizen: str, person: int, request: Request
    ) -> HelpOpened:
        """Open a helping session, note what was agreed to, and tell the person."""
        conversation, now = request.conversation, request.at
        await records.renew_keys(conversation, request.keys, request.renewed)
        await records.open_help(conversation, person, request.id, now, key=request.renewed)
        await records.agree(AGREEMENT, conversation, await records.subject_of(citizen), now)
        opened = Alert(News.HELP_OPENED, {"channel": request.channel, "number": str(MINUTES)})
        await records.alert(citizen, opened, now - self._policy.bond, now, but=conversation)
        return HelpOpened(MINUTES)

    async def _take(self, request: Request) -> Outcome:
        conversation, now = request.conversation, request.at
        async with self._register.writing() as records:
            if await records.has_helped(conversation, request.id):
                return HelpOpened(MINUTES)
            citizen = await records.take_help(conversation, now)
            if citizen is None:
                awaited = await records.awaits_help(conversation, now)
                return HelpWaits() if awaited else CodeExpired()
            person = await records.find_person(citizen)
            if person is None:
                return CodeExpired()
            return await self.open(records, citizen, person, request)

    async def _confirm(self, number: str, request: Request) -> Outcome:
        """Agree where the person is signed in: being bound alone would open to who shares a phone.

        The wish is used up by the helper, who may wait elsewhere.
        """
        async with self._register.writing() as records:
            owner = await self._rights.owner(records, request)
            if owner is None:
                return SessionEnded()
            allowed = await records.allow_help(
                owner.citizen, number, request.conversation, request.at
            )
        return HelpAllowed(MINUTES) if allowed else HelpUnknown()

    async def _stop(self, request: Request) -> Outcome:
        now = request.at
        async with self._register.writing() as records:
            since = now - self._policy.bond
            citizens = await records.bound_to(request.conversation, since)
            stopped = [await records.stop_helps(citizen, now) for citizen in citizens]
        return HelpStopped(sum(stopped)) if citizens else NobodyBound()

    async def _read(self, request: Request) -> Outcome:
        """Read where the person lives; the reading is logged and committed before."""
        now, latest = request.at, request.at + self._policy.skew
        async with self._register.writing() as records:
            person = await records.use_help(request.conversation, now, latest, keys=request.keys)
            if person is None:
                return HelpEnded()
            subject = await records.subject_of(await records.citizen_of(person))
            await records.log(_reading(subject, request), self._register.keys.audit)
        today = now.astimezone(VIETNAM).date()
        record = await self._register.glance.read_record(otp.grant(person, now), today)
        return show_helped(record, today) if record else HelpEnded()


def _reading(subject: str, request: Request) -> Entry:
    return Entry(
        at=request.at,
        subject=subject,
        reader=Reader.HELPER,
        receiver="",
        action=Action.RESIDENCE,
        full=False,
        purpose=Purpose.HELP,
        channel=request.channel,
    )
