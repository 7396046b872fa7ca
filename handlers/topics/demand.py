"""May this paper be demanded? The rules of `legal_kb.demand`, asked one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from handlers.dated import COMPARED
from handlers.model import Choice, Ground, Menu, Text, Topic, Wording, _
from legal_kb.demand import (
    Case,
    Paper,
    Procedure,
    Reading,
    Rule,
    Ruling,
    judge,
    load_rules,
    turning_days,
)
from legal_kb.model import Period

PAPERS: Mapping[Paper, Text] = {
    Paper.BOOK: _("Sổ hộ khẩu, sổ tạm trú"),
    Paper.CERTIFICATE: _("Giấy xác nhận cư trú (CT07)"),
    Paper.CARD: _("Thẻ căn cước, căn cước công dân"),
    Paper.CMND: _("Chứng minh nhân dân (CMND)"),
    Paper.NOTICE: _("Thông báo số định danh cá nhân"),
    Paper.INTEGRATED: _("Giấy đã tích hợp trên VNeID"),
    Paper.CMND_NUMBER: _("Giấy xác nhận số CMND 9 số"),
    Paper.CONDITION: _("Giấy tờ chỗ ở, quan hệ nhân thân"),
}
PROCEDURES: Mapping[Procedure, Text] = {
    Procedure.PUBLIC: _("Thủ tục hành chính, dịch vụ công"),
    Procedure.RESIDENCE: _("Đăng ký cư trú tại công an"),
    Procedure.PRIVATE: _("Ngân hàng, chủ nhà, trường tư…"),
    Procedure.INSPECTION: _("Công an kiểm tra cư trú"),
}
READINGS: Mapping[Reading, Text] = {
    Reading.READ: _("Đã tra cứu được"),
    Reading.UNREADABLE: _("Không tra cứu được"),
    Reading.UNKNOWN: _("Chưa ai tra cứu, không rõ"),
}
UNSAID: Text = _(
    "Trong kho luật của chúng tôi chưa có điều khoản trả lời trường hợp này, nên chúng tôi không "
    "đoán. Bạn có thể yêu cầu bên đòi giấy nêu rõ điều luật."
)

_ANOTHER = Choice("another", _("Hỏi giấy khác"), goto="demand")
_WHEN = Choice("when", _("Khi nào được đòi giấy tờ?"), goto="proof.demand_paper")
_ASKED = Choice("asked", _("Vẫn bị đòi thì nói gì?"), goto="proof.asked_book")
_PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")


def _nodes(rules: tuple[Rule, ...]) -> Iterator[Menu]:
    yield Menu(
        "demand",
        _("Có được đòi giấy này không? Chọn giấy bị đòi (cán bộ cũng tra ở đây)."),
        tuple(Choice(paper, label, goto=f"demand.{paper}") for paper, label in PAPERS.items()),
    )
    for paper in PAPERS:
        asked_for = [p for p in PROCEDURES if _ruled(paper, p, rules)]
        yield Menu(
            f"demand.{paper}",
            _("Giấy ấy bị đòi khi làm việc gì?"),
            tuple(Choice(p, PROCEDURES[p], goto=f"demand.{paper}.{p}") for p in asked_for),
        )
        for procedure in asked_for:
            yield from _of(paper, procedure, rules)


def _of(paper: Paper, procedure: Procedure, rules: tuple[Rule, ...]) -> Iterator[Menu]:
    """Yield the answer, or where it depends on whether the data were read, the question first."""
    id = f"demand.{paper}.{procedure}"
    days = (COMPARED, *turning_days(rules))
    depends = any(
        len({judge(Case(paper, procedure, reading, day), rules) for reading in Reading}) > 1
        for day in days
    )
    if not depends:
        yield _answer(id, paper, procedure, Reading.UNKNOWN, rules)
        return
    yield Menu(
        id,
        _("Đã tra cứu được thông tin trong cơ sở dữ liệu hoặc trên VNeID chưa?"),
        tuple(Choice(r, label, goto=f"{id}.{r}") for r, label in READINGS.items()),
    )
    for reading in READINGS:
        yield _answer(f"{id}.{reading}", paper, procedure, reading, rules)


def _answer(
    id: str, paper: Paper, procedure: Procedure, reading: Reading, rules: tuple[Rule, ...]
) -> Menu:
    choices = (_ANOTHER, _WHEN, _ASKED if paper is Paper.BOOK else _PERSON)
    said = [
        (days, ruling)
        for days in _stretches(rules)
        if (ruling := judge(Case(paper, procedure, reading, days.start), rules)).verdict
    ]
    now = next((days for days, _ in said if _is_now(days)), None)
    other = tuple(_wording(days, ruling) for days, ruling in said if days != now)
    if now is None:
        return Menu(id, UNSAID, choices, other=other)
    own = _wording(now, dict(said)[now])
    return Menu(id, own.text, choices, own.cites, holds=now, other=other, grounds=own.grounds)


def _stretches(rules: tuple[Rule, ...]) -> Iterator[Period]:
    for first, after in pairwise((*turning_days(rules), None)):
        if first is not None:
            yield Period(first, after and after - timedelta(days=1))


def _is_now(days: Period) -> bool:
    return days.start <= COMPARED and (days.until is None or days.until >= COMPARED)


def _wording(days: Period, ruling: Ruling) -> Wording:
    grounds = tuple(Ground(rule.note, rule.cites) for rule in ruling.trace[:-1])
    return Wording(days, ruling.trace[-1].note, ruling.cites, grounds)


def _ruled(paper: Paper, procedure: Procedure, rules: tuple[Rule, ...]) -> bool:
    return any(
        rule.verdict and paper in rule.papers and procedure in rule.procedures for rule in rules
    )


TOPIC = Topic(
    id="demand",
    title=_("Có được đòi giấy này không"),
    nodes=tuple(_nodes(load_rules())),
)
