"""`cutru law …`: the law in a terminal, for officers and for those who keep the data."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legal_kb.demand import Paper, Procedure, Reading
from legal_kb.history import What

if TYPE_CHECKING:
    from bot.library import Library

ABSENT = 1  # Exit code when what was asked for does not exist.

Build = Callable[[], "Library"]
Day = Callable[[str], date]


def add(parser: argparse.ArgumentParser, day: Day, build: Build, now: Callable[[], date]) -> None:
    """Add the subcommands of `cutru law`."""
    commands = parser.add_subparsers(required=True, metavar="VIỆC")

    def command(name: str, help: str, run: Callable[..., int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help)
        made.set_defaults(run=lambda given: run(given, build(), now()))
        return made

    show = command("show", "xem một điều, khoản, điểm", _show)
    show.add_argument("citation", metavar="ĐIỀU_KHOẢN")
    show.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="theo luật của ngày này")
    show.add_argument("--lang", default="vi", metavar="vi|en", help="ngôn ngữ trả lời")
    show.add_argument("--json", action="store_true", help="in JSON")

    search = command("search", "tìm trong văn bản luật", _search)
    search.add_argument("query", metavar="CHỮ_CẦN_TÌM")
    search.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="trong luật của ngày này")
    search.add_argument("--json", action="store_true", help="in JSON")

    diff = command("diff", "so sánh một điều khoản giữa hai ngày", _diff)
    diff.add_argument("citation", metavar="ĐIỀU_KHOẢN")
    diff.add_argument("first", type=day, metavar="NGÀY_TRƯỚC")
    diff.add_argument("last", type=day, metavar="NGÀY_SAU")

    history = command("history", "một điều khoản đã đổi ra sao", _history)
    history.add_argument("citation", metavar="ĐIỀU_KHOẢN")

    changes = command("changes", "những gì đã đổi từ một ngày", _changes)
    changes.add_argument("--since", type=day, required=True, metavar="YYYY-MM-DD")
    changes.add_argument("--until", type=day, metavar="YYYY-MM-DD")

    links = command("links", "điều khoản này dẫn đến đâu, ai dẫn đến nó", _links)
    links.add_argument("citation", metavar="ĐIỀU_KHOẢN")

    demand = command("demand", "có được đòi giấy này không", _demand)
    demand.add_argument("paper", choices=[*Paper], help="giấy bị đòi")
    demand.add_argument("procedure", choices=[*Procedure], help="đòi để làm gì")
    demand.add_argument(
        "reading", nargs="?", choices=[*Reading], default=Reading.UNKNOWN, help="đã tra cứu chưa"
    )
    demand.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="theo luật của ngày này")
    demand.add_argument("--json", action="store_true", help="in JSON")

    export = command("export", "xuất một văn bản theo một ngày", _export)
    export.add_argument("instrument", metavar="VĂN_BẢN")
    export.add_argument("--format", choices=["json", "md", "akn"], default="md")
    export.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="theo luật của ngày này")

    check = commands.add_parser("check", help="kiểm tra dữ liệu luật và các câu trả lời")
    check.add_argument("--data", type=Path, metavar="THƯ_MỤC", help="thư mục dữ liệu khác")
    check.set_defaults(run=lambda given: _check(given, now()))

    seal = commands.add_parser("seal", help="niêm phong dữ liệu đã đối chiếu với nguồn")
    seal.add_argument("--data", type=Path, metavar="THƯ_MỤC", help="thư mục dữ liệu khác")
    seal.set_defaults(run=_seal)


# --- Reading ---


def _named(written: str, library: Library) -> list[str] | None:
    """Return the ids that are meant; None, and the reason printed, where there are none."""
    from legal_kb.citations import Missing, find, is_id, name, resolve

    knowledge = library.knowledge
    if knowledge.has(written) or knowledge.gap(written):
        return [written]
    ids: list[str] = []
    for citation in () if is_id(written) else find(written):  # An id is no sentence.
        match resolve(citation, knowledge):
            case Missing(gap=str(told)) if told:
                ids.append(told)
            case Missing(nearest=nearest):
                near = "; ".join(name(id, knowledge) for id in nearest)
                print(f"Kho luật này không có {written}. Gần đó có: {near}.", file=sys.stderr)
                return None
            case found:
                ids += found.ids
    if not ids:
        print(f"Không nhận ra điều khoản trong “{written}”.", file=sys.stderr)
    return ids or None


def _show(given: argparse.Namespace, library: Library, now: date) -> int:
    from bot.quotation import quotation

    ids = _named(given.citation, library)
    if ids is None:
        return ABSENT
    law = library.knowledge.on(given.on or now)
    if given.json:
        shown = [_told(id, library, given.on or now) for id in ids]
        print(json.dumps([row for rows in shown for row in rows], ensure_ascii=False, default=str))
        return 0
    for id in ids:
        for paragraph in quotation([id], library.catalogue(given.lang), law, now):
            print(paragraph.text, end="\n\n")
    return 0


def _told(id: str, library: Library, day: date) -> list[dict[str, Any]]:
    from legal_kb.citations import code, name

    knowledge, law = library.knowledge, library.knowledge.on(day)
    gap = knowledge.gap(id)
    if gap and not law.quote(id):
        return [{"id": id, "name": name(id, knowledge), "text": None, "gap": gap.note}]
    return [
        {
            "id": provision.id,
            "name": name(provision.id, knowledge),
            "citation": code(provision.id, knowledge),
            "text": provision.text,
            "in_force": dataclasses.asdict(provision.in_force),
            "status": law.status(provision),
            "verified": provision.verified,
            "source": provision.source,
        }
        for provision in law.quote(id)
    ]


def _search(given: argparse.Namespace, library: Library, now: date) -> int:
    from bot.quotation import source
    from legal_kb.citations import code, name

    law = library.knowledge.on(given.on or now)
    found = library.search.search(given.query, law.day)
    if given.json:
        told = [
            {
                "id": one.provision.id,
                "name": name(one.provision.id, library.knowledge),
                "citation": code(one.provision.id, library.knowledge),
                "status": law.status(one.provision),
                "excerpt": [dataclasses.asdict(piece) for piece in one.excerpt],
            }
            for one in found
        ]
        print(json.dumps(told, ensure_ascii=False))
    for one in () if given.json else found:
        marked = "".join(f"[{p.text}]" if p.matched else p.text for p in one.excerpt)
        print(source(one.provision, library.catalogue("vi"), law, now))
        print(f"   {' '.join(marked.split())}")
    if not found:
        print(f"Không thấy gì trong luật có hiệu lực ngày {_day(law.day)}.", file=sys.stderr)
    return 0 if found else ABSENT


def _diff(given: argparse.Namespace, library: Library, _now: date) -> int:
    from legal_kb.citations import name
    from legal_kb.history import compare

    ids = _named(given.citation, library)
    if ids is None:
        return ABSENT
    for id in ids:
        first, last = sorted((given.first, given.last))
        compared = compare(library.knowledge, id, first, last)
        print(f"{name(id, library.knowledge)}: {_day(first)} → {_day(last)}")
        if compared.same:
            print("Không có gì khác.\n")
            continue
        marks = {(True, True): "{}", (True, False): "[-{}-]", (False, True): "{{+{}+}}"}
        pieces = (marks[p.older, p.newer].format(p.text.rstrip()) for p in compared.pieces())
        print(" ".join(pieces), end="\n\n")
    return 0


def _history(given: argparse.Namespace, library: Library, _now: date) -> int:
    from legal_kb.history import history

    ids = _named(given.citation, library)
    if ids is None:
        return ABSENT
    for id in ids:
        for change in history(library.knowledge, id):
            print(_line(change, library))
    return 0


def _changes(given: argparse.Namespace, library: Library, now: date) -> int:
    from legal_kb.history import changes, gathered

    until = given.until or now
    found = gathered(changes(library.knowledge, given.since, until))
    for change in found:
        print(_line(change, library))
    if not found:
        print(f"Không có gì đổi từ {_day(given.since)} đến {_day(until)} trong kho luật này.")
    return 0


_HAPPENED = {
    What.BEGAN: "có hiệu lực",
    What.AMENDED: "có lời văn mới",
    What.ENDED: "hết hiệu lực",
}


def _line(change: Any, library: Library) -> str:
    from legal_kb.citations import name

    line = f"{_day(change.day)}  {name(change.id, library.knowledge)} {_HAPPENED[change.what]}"
    return f"{line} ({name(change.by, library.knowledge)})" if change.by else line


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _links(given: argparse.Namespace, library: Library, _now: date) -> int:
    from legal_kb.citations import name
    from legal_kb.references import Links

    ids = _named(given.citation, library)
    if ids is None:
        return ABSENT
    links = Links.of(library.knowledge)
    for id in ids:
        below = {id, *library.knowledge.below(id)}
        for word, table in (("→", links.towards), ("←", links.back)):
            for other in dict.fromkeys(o for own in below for o in table.get(own, ())):
                print(f"{word} {name(other, library.knowledge)}")
    return 0


def _demand(given: argparse.Namespace, library: Library, now: date) -> int:
    from handlers.topics.demand import UNSAID
    from legal_kb.citations import name
    from legal_kb.demand import Case, judge, load_rules

    paper, procedure, reading = (
        Paper(given.paper),
        Procedure(given.procedure),
        Reading(given.reading),
    )
    ruling = judge(Case(paper, procedure, reading, given.on or now), load_rules())
    if given.json:
        trace = [{"rule": r.id, "says": r.note, "cites": r.cites} for r in ruling.trace]
        told = {"verdict": ruling.verdict, "on": given.on or now, "trace": trace}
        print(json.dumps(told, ensure_ascii=False, default=str))
    elif ruling.verdict is None:
        print(UNSAID)
    else:
        for number, rule in enumerate(ruling.trace, 1):
            named = "; ".join(name(cited, library.knowledge) for cited in rule.cites)
            print(f"{number}. {rule.note}\n   {named}")
    return 0


def _export(given: argparse.Namespace, library: Library, now: date) -> int:
    from legal_kb.export import to_akn, to_json, to_markdown

    ids = _named(given.instrument, library)
    if ids is None:
        return ABSENT
    export = {"json": to_json, "md": to_markdown, "akn": to_akn}[given.format]
    for id in dict.fromkeys(id.partition("/")[0] for id in ids):
        print(export(library.knowledge, id, given.on or now), end="")
    return 0


# --- Keeping the data ---


def _check(given: argparse.Namespace, now: date) -> int:
    from bot.core import build_core
    from handlers.checking import check_answers
    from legal_kb.checking import check

    faults = [str(fault) for fault in check(given.data)]
    if given.data is None and not faults:
        core = build_core()
        faults += check_answers(core.engine.dialogue, core.knowledge, now)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return ABSENT
    print("Dữ liệu luật và các câu trả lời đều khớp.")
    return 0


def _seal(given: argparse.Namespace) -> int:
    from legal_kb.checking import SEAL, sound, write_seal
    from legal_kb.loading import load

    folder = given.data or Path(__file__).parent.parent / "legal_kb" / "data"
    knowledge = load(folder)
    faults = [str(fault) for fault in sound(knowledge)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return ABSENT
    (folder / SEAL).write_text(write_seal(knowledge), encoding="utf-8")
    print(
        f"Đã niêm phong {len(knowledge.ids())} quy định của {len(knowledge.instruments)} văn bản."
    )
    return 0
