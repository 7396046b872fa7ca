"""Waiting for an officer, and going on with a procedure on another channel."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.handover import (
    AskPerson,
    LeavePerson,
    MakeMove,
    Moved,
    MoveLocked,
    MoveMade,
    MoveRefused,
    PersonAsked,
    PersonAway,
    PersonElsewhere,
    PersonLeft,
    UseMove,
)
from handlers.model import Ask, Choice, Do, Menu, Tell, Topic, _, _n


def ask_person(_values: Mapping[str, object]) -> AskPerson:
    return AskPerson()


def leave_person(_values: Mapping[str, object]) -> LeavePerson:
    return LeavePerson()


def make_move(_values: Mapping[str, object]) -> MakeMove:
    """The engine writes in where the conversation stands."""
    return MakeMove("", "", ())


def use_move(values: Mapping[str, object]) -> UseMove:
    return UseMove(str(values["code"]))


def six_digits(typed: str) -> str | None:
    """Read a code as typed: six digits, with or without a space."""
    digits = re.sub(r"[\s.\-]", "", typed)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


_HOME = Choice("home", _("Về đầu trang"), goto="home")

TOPIC = Topic(
    id="human",
    title=_("Gặp người thật, đổi kênh"),
    nodes=(
        Do(
            "human.ask",
            ask_person,
            on={
                PersonAsked: "human.asked",
                PersonAway: "human.away",
                PersonElsewhere: "human.elsewhere",
            },
        ),
        Tell(
            "human.asked",
            _n(
                "Đã báo người trực. Bạn đứng thứ {position}, chờ khoảng {minutes} phút. "
                "Trong lúc chờ, tôi vẫn trả lời bạn."
            ),
            then="human.waiting",
        ),
        Tell(
            "human.away",
            _n(
                "Ngoài giờ làm việc. Bạn đứng thứ {position}; người trực trả lời từ {opens}. "
                "Trong lúc chờ, tôi vẫn trả lời bạn."
            ),
            then="human.waiting",
        ),
        Tell(
            "human.elsewhere",
            _(
                "Kênh này không nhận được tin của người trực. Bạn hãy gọi tổng đài VNeID "
                "1900 0368, hoặc nhắn trên trang web của trợ lý này."
            ),
            then="home",
        ),
        Menu(
            "human.waiting",
            _(
                "Khi người trực vào, mọi tin bạn gõ sẽ đến người đó và được xóa một ngày sau "
                "khi xong. Đừng gửi mật khẩu hay mã OTP cho bất cứ ai."
            ),
            (
                Choice("again", _("Còn bao lâu nữa?"), goto="human.ask"),
                Choice("leave", _("Thôi, không chờ nữa"), goto="human.leave"),
                _HOME,
            ),
        ),
        Do("human.leave", leave_person, on={PersonLeft: "human.left"}),
        Tell("human.left", _("Trợ lý tự động trả lời bạn tiếp."), then="home"),
        Menu(
            "move",
            _(
                "Đang làm dở ở đây mà muốn làm tiếp ở kênh khác (trang web, Telegram, Zalo, "
                "điện thoại)? Lấy mã ở đây rồi nhập mã ở kênh kia. Mã chỉ chuyển bước đang làm, "
                "không chuyển thông tin cá nhân."
            ),
            (
                Choice("make", _("Lấy mã để sang kênh khác"), goto="move.make"),
                Choice("enter", _("Nhập mã từ kênh khác"), goto="move.enter"),
            ),
        ),
        Do("move.make", make_move, on={MoveMade: "move.made"}),
        Tell(
            "move.made",
            _n(
                "Mã của bạn: {code}. Trong {minutes} phút, ở kênh kia hãy gõ /tieptuc, "
                "rồi nhập mã này. Mã dùng được một lần."
            ),
            then="move.given",
            spoken=_n(
                "Mã của bạn: {code}. Nhắc lại, mã của bạn: {code}. Trong {minutes} phút, ở kênh "
                "kia hãy chọn làm tiếp rồi nhập mã này. Mã dùng được một lần."
            ),
        ),
        Menu(
            "move.given",
            _("Cuộc trò chuyện ở đây vẫn giữ nguyên."),
            (Choice("again", _("Lấy mã mới"), goto="move.make"), _HOME),
        ),
        Ask(
            "move.enter",
            _("Nhập mã 6 chữ số bạn đã lấy ở kênh kia."),
            parse=six_digits,
            into="code",
            then="move.use",
            again=_("Mã có 6 chữ số. Bạn nhập lại nhé."),
            choices=(Choice("leave", _("Thôi, về đầu trang"), goto="home"),),
            digits=6,
        ),
        Do(
            "move.use",
            use_move,
            on={Moved: "home", MoveRefused: "move.refused", MoveLocked: "move.locked"},
        ),
        Tell(
            "move.refused",
            _("Mã không đúng, đã dùng hoặc đã hết hạn."),
            then="move.enter",
        ),
        Tell(
            "move.locked",
            _("Bạn đã nhập sai nhiều lần. Hãy đợi một giờ rồi thử lại."),
            then="home",
        ),
    ),
)
