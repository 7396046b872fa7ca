"""Answers on a day: which wording of ours holds then, and what to say where none does.

The plain words of an answer hold as long as the clauses that they rest on: the days on which all
of them were in force together, as they read on the day the words were last compared with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.guides import GUIDES
from handlers.model import Menu, Reply, Sentence, Wording, _
from handlers.replacing import replace
from legal_kb.knowledge import Knowledge
from legal_kb.model import Period, Status

COMPARED = date(2026, 11, 23)  # The day on which our words were last compared with the law.
FOREVER = date.max
_ONE_DAY = timedelta(days=1)
_LIVE = (Status.IN_FORCE, Status.ENDING)


@dataclass(frozen=True)
class Stretch:
    """Days, both included."""

    first: date
    last: date

    @classmethod
    def read(cls, written: str) -> Stretch:
        """Read what `str` wrote: "2022-12-31" or "2023-01-01/2023-12-31"."""
        first, _, last = written.partition("/")
        return cls(date.fromisoformat(first), date.fromisoformat(last or first))

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"


def wordings(menu: Menu, knowledge: Knowledge) -> tuple[Wording, ...]:
    """Return all that a menu says, each with its days, the oldest first."""
    own = Wording(_days_of(menu, knowledge), menu.text, menu.cites, menu.grounds)
    return tuple(sorted((own, *menu.other), key=lambda wording: wording.holds.start))


def _days_of(menu: Menu, knowledge: Knowledge) -> Period:
    if menu.holds is not None:
        return menu.holds
    return shared_days(menu.cites, knowledge)


def shared_days(cites: Sequence[str], knowledge: Knowledge) -> Period:
    """Return the days on which all clauses that are cited hold, as they read when compared.

    What had ended by then, or was still to come, is cited as such and limits nothing. Neither
    does a gap. A guide of ours has days of its own.
    """
    law = knowledge.on(COMPARED)
    periods = [p.in_force for cited in cites for p in law.quote(cited)]
    periods += [GUIDES[name].holds for cited in cites if (name := cited.partition("guide:")[2])]
    live = [period for period in periods if period.status(COMPARED) in _LIVE]
    until = min((period.until or FOREVER for period in live), default=FOREVER)
    start = max((period.start for period in live), default=date.min)
    return Period(start, None if until == FOREVER else until)


IN_FORCE_ON = _("Theo luật ngày {day}:")
AS_ISSUED = _("Theo văn bản đã ban hành đến nay, vào ngày {day}:")
FROM_TO = _("Từ {first} đến {last}:")
NOT_WRITTEN = _(
    "Chúng tôi chưa soạn câu trả lời cho ngày {day}. Dưới đây là câu trả lời theo luật hiện nay; "
    "điều luật trích kèm ghi hiệu lực vào ngày {day}."
)
OUTLIVED = _(
    "Câu trả lời của mục này soạn theo luật đến hết ngày {day} và chưa được soạn lại. Hãy đọc "
    "điều luật còn hiệu lực dưới đây, hoặc hỏi Công an cấp xã."
)
BEFORE_ALL = _(
    "Kho luật của chúng tôi chỉ có từ ngày {day}; về trước ngày đó chúng tôi không trả lời. Dưới "
    "đây là câu trả lời theo luật hiện nay."
)
NO_SUCH_DAY = _("Trong lịch không có “{written}”. Dưới đây là câu trả lời theo luật hôm nay.")


@dataclass(frozen=True)
class Dated:
    """Puts the wording of the right day into replies."""

    wordings: Mapping[str, tuple[Wording, ...]]  # By node.
    earliest: date  # The first day of the law that is loaded.

    @classmethod
    def of(cls, menus: Sequence[Menu], knowledge: Knowledge) -> Dated:
        """Work out once what every menu says on which days."""
        days = [p.in_force.start for id in knowledge.ids() for p in knowledge.versions(id)]
        return cls({m.id: wordings(m, knowledge) for m in menus}, min(days, default=date.min))

    def on(
        self, replies: Sequence[Reply], asked: Sequence[Stretch], today: date
    ) -> tuple[Reply, ...]:
        """Return the replies as they are on the days asked for, or today where none was."""
        return tuple(made for reply in replies for made in self._reply(reply, asked, today))

    def _reply(self, reply: Reply, asked: Sequence[Stretch], today: date) -> Iterator[Reply]:
        known = self.wordings.get(reply.node, ())
        answers = reply.cites or any(wording.cites for wording in known)
        if not answers or reply.text not in {wording.text for wording in known}:
            yield reply
            return
        if not asked:
            yield self._today(reply, known, today)
            return
        made = [one for stretch in asked for one in self._during(reply, known, stretch, today)]
        if len(made) > 1:
            now = Sentence(IN_FORCE_ON, {"day": today})
            made = [one if one.heading else replace(one, heading=now) for one in made]
        yield from (replace(one, buttons=(), nav=()) for one in made[:-1])
        yield made[-1]

    def _today(self, reply: Reply, known: Sequence[Wording], today: date) -> Reply:
        holding = _holding(known, today)
        if holding is not None:
            return _saying(reply, holding)
        ended = [w.holds.until for w in known if w.holds.until and w.holds.until < today]
        if not ended:
            return reply
        return replace(reply, text=OUTLIVED, spoken="", values={"day": max(ended)})

    def _during(
        self, reply: Reply, known: Sequence[Wording], asked: Stretch, today: date
    ) -> Iterator[Reply]:
        if asked.first <= today <= asked.last:
            now = Stretch(today, today)
            asked = now if asked.first.year == asked.last.year else Stretch(asked.first, today)
        if asked.last < self.earliest:
            head = Sentence(BEFORE_ALL, {"day": self.earliest})
            yield replace(self._today(reply, known, today), heading=head)
            return
        parts = list(_parts(known, asked))
        for wording, days in parts:
            yield _dated(reply, wording, days, today)
        if not parts:
            head = Sentence(NOT_WRITTEN, {"day": asked.last})
            yield replace(self._today(reply, known, today), heading=head, day=asked.last)


def _dated(reply: Reply, wording: Wording, days: Stretch, today: date) -> Reply:
    said = _saying(reply, wording)
    if days == Stretch(today, today):
        return said
    if days.first == days.last:
        ahead = days.last > today
        head = Sentence(AS_ISSUED if ahead else IN_FORCE_ON, {"day": days.last})
    else:
        head = Sentence(FROM_TO, {"first": days.first, "last": days.last})
    return replace(said, heading=head, day=days.last)


def _saying(reply: Reply, wording: Wording) -> Reply:
    spoken = reply.spoken if wording.text == reply.text else ""
    cites = wording.cites or reply.cites
    return replace(reply, text=wording.text, spoken=spoken, cites=cites, grounds=wording.grounds)


def _holding(known: Sequence[Wording], day: date) -> Wording | None:
    return next((w for w in known if w.holds.status(day) in _LIVE), None)


def _parts(known: Sequence[Wording], asked: Stretch) -> Iterator[tuple[Wording, Stretch]]:
    """Yield the wordings that hold on some of the days, with those days."""
    for wording in known:
        first = max(wording.holds.start, asked.first)
        last = min(wording.holds.until or FOREVER, asked.last)
        if first <= last:
            yield wording, Stretch(first, last)
