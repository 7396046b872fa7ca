"""The command `cutru`."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import law_commands

if TYPE_CHECKING:
    from bot.core import Answered, Core
    from bot.library import Library

WRONG = 2  # Exit code for a wrong setting or argument.
ABSENT = 1  # Exit code when what was asked for does not exist.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    from bot.i18n import PhrasesError
    from bot.settings import SettingsError
    from handlers.dialogue import DialogueError
    from legal_kb.errors import DecreeError

    try:
        run: Callable[[argparse.Namespace], int] = given.run
        return run(given)
    except (SettingsError, argparse.ArgumentTypeError) as error:
        print(f"cutru: {error}", file=sys.stderr)
        return WRONG
    except (DialogueError, DecreeError, PhrasesError) as error:  # Our own data are broken.
        print(f"cutru: {error}", file=sys.stderr)
        return ABSENT
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cutru", description="Trợ lý chứng minh nơi cư trú: hỏi luật, VNeID, xem hồ sơ."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    serve = commands.add_parser("serve", help="chạy dịch vụ: trang web, webhook, Telegram")
    serve.add_argument("--migrate", action="store_true", help="cập nhật cơ sở dữ liệu trước")
    serve.add_argument("--demo", action="store_true", help="tạo dân số giả lập, in người để thử")
    serve.set_defaults(run=_serve)

    chat = commands.add_parser("chat", help="nói chuyện ngay trong cửa sổ lệnh")
    _add_language(chat)
    chat.set_defaults(run=_chat)

    call = commands.add_parser("call", help="gọi thử tổng đài ngay trong cửa sổ lệnh")
    call.add_argument("--aloud", action="store_true", help="đọc thành tiếng bằng espeak-ng")
    call.set_defaults(run=_call)

    sip = commands.add_parser("sip", help="nhận cuộc gọi SIP trong mạng nội bộ")
    sip.add_argument("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ")
    sip.add_argument("--port", type=int, default=5070, metavar="CỔNG")
    sip.set_defaults(run=_sip)

    ask = commands.add_parser("ask", help="hỏi một câu")
    ask.add_argument("question", metavar="CÂU_HỎI")
    _add_day(ask)
    _add_language(ask)
    _add_json(ask)
    ask.add_argument("--why", action="store_true", help="nói vì sao trả lời như vậy")
    ask.add_argument("--brief", action="store_true", help="hai dòng và đoạn để sao chép")
    ask.set_defaults(run=_ask)

    evaluate = commands.add_parser("eval", help="trả lời từng dòng JSON có id và q")
    evaluate.add_argument("file", type=Path, metavar="FILE")
    _add_day(evaluate)
    evaluate.set_defaults(run=_eval)

    law = commands.add_parser("law", help="xem luật, so sánh, kiểm tra")
    law_commands.add(law, _day, _library, _now)

    population = commands.add_parser("population", help="dân số giả lập")
    seed = population.add_subparsers(required=True).add_parser("seed", help="tạo dân số giả lập")
    seed.add_argument("--persons", type=int, default=1000, metavar="N")
    seed.add_argument("--seed", type=int, default=2026, metavar="S")
    _add_json(seed)
    seed.set_defaults(run=_seed)

    audit = commands.add_parser("audit", help="nhật ký ai đã xem").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="kiểm tra nhật ký, nêu dòng sai đầu tiên")
    verify.add_argument("--checkpoints", type=Path, metavar="FILE", help="các điểm niêm phong")
    _add_json(verify)
    verify.set_defaults(run=_audit_verify)
    seal = audit.add_parser("seal", help="ký dòng mới nhất vào tệp điểm niêm phong")
    seal.add_argument("--checkpoints", type=Path, metavar="FILE", help="các điểm niêm phong")
    seal.set_defaults(run=_audit_seal)

    _add_card(commands.add_parser("card", help="thẻ trả lời có chữ ký"))

    doctor = commands.add_parser("doctor", help="máy này có gì, thiếu gì, thiếu thì sao")
    doctor.set_defaults(run=_doctor)

    channel = commands.add_parser("channel", help="kênh nhắn tin").add_subparsers(required=True)
    test = channel.add_parser("test", help="kiểm tra một webhook có ký (docs/webhook.md)")
    test.add_argument("url", metavar="URL")
    test.add_argument("--callback", action="store_true", help="URL nhận câu trả lời của trợ lý")
    test.add_argument("--secret", default="", metavar="whsec_…", help="thay cho WEBHOOK_SECRET")
    test.set_defaults(run=_channel_test)

    keys = commands.add_parser("keys", help="khóa mã hóa").add_subparsers(required=True)
    rotate = keys.add_parser("rotate", help="gói lại khóa của từng người bằng khóa chính mới nhất")
    _add_json(rotate)
    rotate.set_defaults(run=_rotate)

    unlock = commands.add_parser("unlock", help="mở khóa nhận mã cho người đã đến gặp trực tiếp")
    unlock.set_defaults(run=_unlock)

    officer = commands.add_parser("officer", help="cán bộ").add_subparsers(required=True)
    add = officer.add_parser("add", help="thêm cán bộ, in mã QR cho ứng dụng xác thực")
    add.add_argument("number", metavar="SỐ_HIỆU", help="hai chữ cái, gạch nối, bốn chữ số")
    add.add_argument("office", metavar="CƠ_QUAN")
    add.set_defaults(run=_officer_add)
    for name, about in (("revoke", "thu hồi quyền"), ("unlock", "mở khóa vì nhập sai mã")):
        change = officer.add_parser(name, help=about)
        change.add_argument("number", metavar="SỐ_HIỆU")
        change.set_defaults(run=_officer_change, change=name)
    officer.add_parser("list", help="các cán bộ").set_defaults(run=_officer_list)

    requests = commands.add_parser("requests", help="yêu cầu về dữ liệu cá nhân, kèm hạn")
    requests.add_argument("--done", metavar="MÃ", help="ghi là đã xong")
    requests.set_defaults(run=_requests)

    migrate = commands.add_parser("migrate", help="tạo hoặc cập nhật các bảng")
    migrate.set_defaults(run=_migrate)

    desk = commands.add_parser("desk", help="người trực: ai đang chờ, trả lời, trả về trợ lý")
    desk.add_argument("act", choices=("list", "read", "take", "say", "back", "close"))
    desk.add_argument("id", type=int, nargs="?", default=0, metavar="SỐ")
    desk.add_argument("text", nargs="?", default="", metavar="LỜI")
    desk.add_argument("--officer", default="Người trực", metavar="TÊN")
    desk.set_defaults(run=_desk)

    outbox = commands.add_parser("outbox", help="thư không gửi được: xem, gửi lại")
    outbox.add_argument("act", choices=("dead", "retry"))
    outbox.add_argument("channel", nargs="?", default="", metavar="KÊNH")
    outbox.set_defaults(run=_outbox)

    notice = commands.add_parser("notice", help="thông báo khẩn trên mọi kênh")
    notice.add_argument("text", nargs="?", default="", metavar="LỜI", help="không có: thôi báo")
    notice.add_argument("--en", default="", metavar="TEXT", help="bản tiếng Anh")
    notice.add_argument("--hours", type=float, default=24, metavar="H", help="hiện trong bao lâu")
    notice.set_defaults(run=_notice)
    return parser


def _add_card(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="do")
    make = commands.add_parser("make", help="lập thẻ: PNG, PDF hoặc HTML theo đuôi tệp")
    make.add_argument("question", metavar="CÂU_HỎI")
    make.add_argument("file", type=Path, metavar="TỆP")
    _add_day(make)
    _add_language(make)
    verify = commands.add_parser("verify", help="thẻ thật, còn hiệu lực, hay giả")
    verify.add_argument("card", metavar="TỆP|CT1:…")
    _add_day(verify)
    _add_json(verify)
    page = commands.add_parser("page", help="ghi trang xác minh dùng được khi không có mạng")
    page.add_argument("file", type=Path, metavar="TỆP.html")
    _add_language(page)
    parser.set_defaults(run=_card)


def _add_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="theo luật của ngày này")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", default="vi", metavar="vi|en", help="ngôn ngữ trả lời")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} không phải một ngày YYYY-MM-DD") from None


def _now() -> date:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def _today(given: argparse.Namespace) -> date:
    day: date = given.on or _now()
    return day


def _library() -> Library:
    from bot.library import build_library

    return build_library()


def _core() -> Core:
    from bot.core import build_core

    return build_core()


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


# --- Questions ---


def _ask(given: argparse.Namespace) -> int:
    from bot.core import answer, codes

    core = _core()
    said = answer(core, given.question, today=_now(), language=given.lang, on=given.on)
    if given.lang not in core.catalogues:
        raise argparse.ArgumentTypeError(f"--lang: có {', '.join(core.catalogues)}")
    if given.json:
        _print_json(
            {
                "question": given.question,
                "on": _today(given),
                "answer_text": said.text,
                "citations": codes(said.cites, core.knowledge),
                "declined": said.declined,
                "node": said.node,
                "outcome": said.outcome,
                **_heard(said.heard),
                **({"why": _why(core, given.question)} if given.why else {}),
            }
        )
        return 0
    if given.brief:
        _print_brief(core, said, given.lang)
        return 0
    print(said.text)
    for option in said.screens[-1].options:
        print(f"  → {option.label}")
    if given.why:
        _print_why(core, given.question)
    return 0


def _print_brief(core: Core, said: Answered, language: str) -> None:
    """Print two lines and what is ready to be copied; the whole answer where it cites nothing."""
    from bot.brief import brief

    told = [brief(r, core.catalogue(language), core.knowledge, _now()) for r in said.replies]
    for short in filter(None, told):
        print(f"{short.said}\n{short.source}\n\n{short.copy}")
    if not any(told):
        print(said.text)


def _why(core: Core, question: str) -> dict[str, object]:
    grounds = core.engine.understanding.explain(question)
    return {**dataclasses.asdict(grounds), "version": core.engine.version}


def _eval(given: argparse.Namespace) -> int:
    from bot.core import answer, codes

    try:
        lines = given.file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"cutru: không đọc được {given.file}: {error}", file=sys.stderr)
        return WRONG
    core, today = _core(), _today(given)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            id, question = row["id"], row["q"]
        except (ValueError, KeyError, TypeError):
            print(f"cutru: {given.file}:{number}: cần JSON có id và q", file=sys.stderr)
            return WRONG
        said = answer(core, str(question), today=today)
        _print_json(
            {
                "id": id,
                "answer_text": said.text,
                "citations": codes(said.cites, core.knowledge),
                "declined": said.declined,
                "outcome": said.outcome,
                "node": said.node,
                **_heard(said.heard),
            }
        )
    return 0


def _heard(heard: Sequence[tuple[str, float]]) -> dict[str, object]:
    """Return what a question was taken for; both are empty where it names law by its number."""
    sure = heard[0][1] if heard else None
    return {"confidence": sure, "rivals": [[node, share] for node, share in heard[1:]]}


def _print_why(core: Core, question: str) -> None:
    grounds = core.engine.understanding.explain(question)
    print(f"\nVì sao: chắc {grounds.confidence:.0%}; gần nhất với mẫu “{grounds.sample}”")
    print(f"  từ khớp: {', '.join(grounds.words) or '–'}")
    print(f"  ý: {', '.join(grounds.ideas) or '–'}")
    for node, score in grounds.nodes:
        print(f"  {score:6.3f}  {node}")
    print(f"  phiên bản nội dung: {core.engine.version}")


# --- Services ---


def _serve(given: argparse.Namespace) -> int:
    import uvicorn

    from bot.app import assemble, build
    from bot.database import check_keys, migrate, prepare_demo
    from bot.doctor import decoders
    from bot.keys import register_keys
    from bot.logs import set_up
    from bot.settings import listen, read
    from bot.web.deadlines import Deadlines

    settings = read()
    set_up()
    for decoder in decoders():
        if not decoder.present:
            print(f"cutru: {decoder.name}: {decoder.meaning}", file=sys.stderr)
    with listen(settings.host, settings.port) as door:
        if given.migrate:
            migrate(settings.database_url)
        demo = given.demo and settings.env == "demo"
        assistant = assemble(settings, say=_say if demo else None)
        asyncio.run(check_keys(settings, register_keys(settings)))
        if demo:
            page = f"http://{settings.host}:{settings.port}"
            asyncio.run(prepare_demo(settings, register_keys(settings), _say, page))
        gc.freeze()  # To look for garbage in what is loaded would hold up everybody (50 ms).
        gc.set_threshold(20_000, 20, 20)  # Turns leave little of it: looking was 4 % of one.
        server = uvicorn.Server(
            uvicorn.Config(
                build(assistant),
                log_level="warning",
                log_config=None,  # Its errors go the way of all others.
                access_log=False,
                server_header=False,
                timeout_keep_alive=15,
                http=Deadlines,
            )
        )
        server.run(sockets=[door])
    return 0


def _say(line: str) -> None:
    """Print at once, also where the output is a file or a pipe."""
    print(line, flush=True)


def _chat(given: argparse.Namespace) -> int:
    from bot.channels.console import Console
    from bot.terminal import converse

    return asyncio.run(converse(Console(), given.lang))


def _sip(given: argparse.Namespace) -> int:
    from bot.logs import set_up
    from bot.sip.serving import serve

    set_up()
    return asyncio.run(serve(given.host, given.port, _say))


def _call(given: argparse.Namespace) -> int:
    from bot.phone.terminal import ring

    return asyncio.run(ring(aloud=given.aloud))


def _seed(given: argparse.Namespace) -> int:
    from bot.database import migrate, seed_register
    from bot.keys import register_keys
    from bot.settings import read

    if given.persons < 3:
        raise argparse.ArgumentTypeError("--persons phải từ 3 trở lên")
    settings = read()
    migrate(settings.database_url)
    held, made = asyncio.run(
        seed_register(settings, register_keys(settings), given.persons, given.seed, _progress)
    )
    if given.json:
        _print_json({"persons": held, "made": made, "seed": given.seed if made else None})
    elif made:
        print(f"Đã tạo {made} người giả lập (seed {given.seed}).")
    else:
        print(f"Đã có sẵn {held} người; không tạo thêm.")
    return 0


def _progress(done: int) -> None:
    """Show a number that goes up, or now and then a line where nobody watches."""
    if sys.stderr.isatty():
        print(f"\r{done} người…", end="", file=sys.stderr, flush=True)
    elif done % 100_000 < 500:
        print(f"{done} người…", file=sys.stderr, flush=True)


def _rotate(given: argparse.Namespace) -> int:
    from bot.database import rotate_keys
    from bot.keys import register_keys
    from bot.settings import read

    settings = read()
    keys = register_keys(settings)
    done = asyncio.run(rotate_keys(settings, keys, _progress))
    if given.json:
        _print_json({"rotated": done, "master": keys.current})
    else:
        print(f"Đã gói lại {done} khóa bằng khóa chính {keys.current!r}.")
    return 0


def _unlock(_given: argparse.Namespace) -> int:
    """Ask for the number on the terminal: an argument would stay in the shell's history."""
    from bot.database import lift_lock
    from bot.keys import register_keys
    from bot.settings import read
    from lookup.model import PersonalId

    settings = read()
    print("Số định danh cá nhân: ", end="", file=sys.stderr, flush=True)
    personal_id = PersonalId.parse(sys.stdin.readline())
    if personal_id is None:
        raise argparse.ArgumentTypeError("cần số định danh cá nhân gồm 12 chữ số")
    asyncio.run(lift_lock(settings, register_keys(settings), personal_id))
    print("Đã mở: người này lại nhận được mã.")
    return 0


def _card(given: argparse.Namespace) -> int:
    from bot.card_commands import COMMANDS

    return COMMANDS[given.do](given)


def _doctor(given: argparse.Namespace) -> int:
    from bot.doctor import run

    return run(given)


def _channel_test(given: argparse.Namespace) -> int:
    from bot.settings import read

    secret = given.secret or next(iter(read().webhook_secrets), "")
    if not secret.startswith("whsec_"):
        raise argparse.ArgumentTypeError("cần --secret hoặc WEBHOOK_SECRET (whsec_…)")
    if not given.url.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"{given.url!r} không phải một địa chỉ web")
    return asyncio.run(_conforms(given.url, secret, callback=given.callback))


async def _conforms(url: str, secret: str, *, callback: bool) -> int:
    from bot.conformance import run

    broken = 0
    async for verdict in run(url, secret, callback=callback):
        broken += bool(verdict.fault)
        print(f"✗ {verdict.rule}: {verdict.fault}" if verdict.fault else f"✓ {verdict.rule}")
    print("Đạt." if not broken else f"Chưa đạt: {broken} quy tắc.")
    return ABSENT if broken else 0


def _migrate(_given: argparse.Namespace) -> int:
    from bot.database import migrate
    from bot.settings import read

    migrate(read().database_url)
    print("Cơ sở dữ liệu đã ở bản mới nhất.")
    return 0


# --- The access log ---


def _audit_verify(given: argparse.Namespace) -> int:
    from bot.auditing import verify
    from bot.settings import read
    from lookup.audit import Whole

    found = asyncio.run(verify(read(), given.checkpoints))
    if given.json:
        _print_json({"whole": isinstance(found, Whole), **dataclasses.asdict(found)})
    elif isinstance(found, Whole):
        print(f"Nguyên vẹn: {found.rows} dòng, {found.vouched} dòng đã được niêm phong.")
    else:
        print(f"SAI từ dòng {found.number} ({found.fault}); còn tin được đến dòng {found.after}.")
    return 0 if isinstance(found, Whole) else ABSENT


def _audit_seal(given: argparse.Namespace) -> int:
    from bot.auditing import seal
    from bot.settings import read

    made = asyncio.run(seal(read(), given.checkpoints))
    print(made.to_line() if made else "Không có dòng mới để niêm phong.")
    return 0


def _desk(given: argparse.Namespace) -> int:
    from bot.operating import desk
    from bot.settings import read

    return asyncio.run(desk(read(), given.act, given.id, given.officer, given.text))


def _outbox(given: argparse.Namespace) -> int:
    from bot.operating import outbox
    from bot.settings import read

    return asyncio.run(outbox(read(), given.act, given.channel))


def _notice(given: argparse.Namespace) -> int:
    from bot.operating import notice
    from bot.settings import read

    return asyncio.run(notice(read(), given.text, given.en, given.hours))


# --- Officers, and requests about data ---


def _officer_add(given: argparse.Namespace) -> int:
    from bot.offices import add
    from bot.settings import read
    from lookup.officers import is_number

    if not is_number(given.number) or not 3 <= len(given.office) <= 80:
        raise argparse.ArgumentTypeError("số hiệu như CA-0001, cơ quan từ 3 đến 80 chữ cái")
    uri = asyncio.run(add(read(), given.number, given.office))
    if uri is None:
        print(f"Đã có cán bộ {given.number}.", file=sys.stderr)
        return ABSENT
    import segno

    segno.make(uri, micro=False).terminal(compact=True)
    print(f"{given.number}, {given.office}. Quét mã trên bằng ứng dụng xác thực, hoặc nhập:\n{uri}")
    return 0


def _officer_change(given: argparse.Namespace) -> int:
    from bot.offices import change
    from bot.settings import read

    if not asyncio.run(change(read(), given.number, given.change)):
        print(f"Không có cán bộ {given.number} còn quyền.", file=sys.stderr)
        return ABSENT
    print(f"Xong: {given.number}.")
    return 0


def _officer_list(_given: argparse.Namespace) -> int:
    from bot.offices import officers
    from bot.settings import read

    for known in asyncio.run(officers(read())):
        state = f"thu hồi {known.revoked_at:%d/%m/%Y}" if known.revoked_at else "còn quyền"
        print(f"{known.officer.receiver}: {state}, {known.failed} lần sai liên tiếp")
    return 0


def _requests(given: argparse.Namespace) -> int:
    from bot.offices import close_request, open_requests
    from bot.settings import read

    if given.done:
        if not asyncio.run(close_request(read(), given.done)):
            print("Không có yêu cầu này, hoặc đã xong.", file=sys.stderr)
            return ABSENT
        print("Đã ghi là xong.")
        return 0
    for id, asked in asyncio.run(open_requests(read())):
        print(
            f"{id}  {asked.right}  gửi {asked.asked:%d/%m/%Y}"
            f"  trả lời đến {asked.answer_by:%d/%m/%Y}  xong đến {asked.done_by:%d/%m/%Y}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
