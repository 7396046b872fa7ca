"""Helping a relative: the child sees where the parent lives, once the parent has agreed."""

from collections.abc import Mapping

from handlers.model import Ask, Choice, Do, Menu, Node, Tell, Topic, _, _n
from handlers.topics.lookup import check_code, forget, personal_id
from lookup.helping import (
    ConfirmHelp,
    EndHelp,
    HelpAllowed,
    HelpAsked,
    HelpEnded,
    HelpOpened,
    HelpStopped,
    HelpUnknown,
    HelpWaits,
    ReadHelped,
    StopHelp,
    TakeHelp,
    parse_number,
)
from lookup.model import (
    AskHelp,
    CodeExpired,
    Forgotten,
    HelpedRead,
    Locked,
    NobodyBound,
    NotAgreed,
    PersonalId,
    SessionEnded,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.otp import normalise


def ask(values: Mapping[str, object]) -> AskHelp:
    typed = values.get("personal_id")
    return AskHelp(PersonalId.parse(str(typed)) if typed else None)


def take(_values: Mapping[str, object]) -> TakeHelp:
    return TakeHelp()


def see(_values: Mapping[str, object]) -> ReadHelped:
    return ReadHelped()


def end(_values: Mapping[str, object]) -> EndHelp:
    return EndHelp()


def confirm(values: Mapping[str, object]) -> ConfirmHelp:
    return ConfirmHelp(str(values["number"]))


def stop(_values: Mapping[str, object]) -> StopHelp:
    return StopHelp()


# --- For the child ---

ASKING: tuple[Node, ...] = (
    Menu(
        "help",
        _(
            "Bạn xem giúp nơi cư trú của cha mẹ, người thân trong 30 phút, khi chính họ đồng ý "
            "trên điện thoại của họ. Bạn không thấy số nhà, người khác trong hộ, và không làm thay "
            "được việc gì. Mỗi lần xem được ghi vào nhật ký của họ."
        ),
        (
            Choice("start", _("Xin người thân đồng ý"), goto="help.id"),
            Choice("see", _("Xem tiếp"), goto="help.see"),
            Choice("end", _("Kết thúc xem giúp"), goto="help.end"),
            Choice("request", _("Có người xin xem cư trú của tôi"), goto="help.request"),
        ),
        title=_("Xem giúp cư trú của cha mẹ, người thân"),
    ),
    Ask(
        "help.id",
        _("Nhập số định danh cá nhân gồm 12 chữ số của người thân. Hãy báo trước cho người ấy."),
        parse=personal_id,
        into="personal_id",
        then="help.ask",
        again=_(
            "Số này chưa đúng. Số định danh cá nhân có đúng 12 chữ số, in trên thẻ căn cước. "
            "Hãy nhập lại."
        ),
        secret=True,
        digits=12,
    ),
    Do(
        "help.ask",
        ask,
        on={
            HelpAsked: "help.asked",
            TooManyCodes: "help.too_many",
            CodeExpired: "help.id",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "help.asked",
        _n(
            "Nếu số này có trong hồ sơ, người ấy vừa nhận tin nhắn có mã 8 chữ số, hiệu lực "
            "{minutes} phút. Người ấy đồng ý thì đọc mã cho bạn; hoặc, nếu đang mở hồ sơ của mình "
            "ở Cư Trú, bấm “Cho xem” và nhập số đối chiếu {number}."
        ),
        then="help.code",
    ),
    Tell(
        "help.too_many",
        _n("Đã có quá nhiều mã được yêu cầu. Hãy đợi {wait_minutes} phút rồi thử lại."),
        then="help.code",
    ),
    Ask(
        "help.code",
        _("Nhập mã gồm 8 chữ số mà người thân đọc cho bạn."),
        parse=normalise,
        into="code",
        then="help.check",
        again=_("Mã gồm đúng 8 chữ số, ví dụ 1234 5678. Hãy nhập lại."),
        choices=(
            Choice("allowed", _("Người ấy đã bấm “Cho xem”"), goto="help.take"),
            Choice("resend", _("Gửi lại mã"), goto="help.ask"),
            Choice("other", _("Nhập số định danh khác"), goto="help.id"),
        ),
        secret=True,
        digits=8,
    ),
    Do(
        "help.check",
        check_code,
        on={
            HelpOpened: "help.opened",
            Verified: "lookup.verified",
            NotAgreed: "lookup.consent",
            WrongCode: "help.wrong",
            CodeExpired: "help.expired",
            Locked: "help.expired",
            Unavailable: "lookup.unavailable",
        },
    ),
    Do(
        "help.take",
        take,
        on={
            HelpOpened: "help.opened",
            HelpWaits: "help.waits",
            CodeExpired: "help.expired",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell("help.wrong", _n("Mã chưa đúng. Còn {attempts_left} lần thử."), then="help.code"),
    Tell(
        "help.waits",
        _("Chưa thấy người ấy đồng ý. Hãy đợi, hoặc nhập mã người ấy đọc cho bạn."),
        then="help.code",
    ),
    Menu(
        "help.expired",
        _("Mã đã hết hạn, đã dùng, bị dừng hoặc nhập sai nhiều lần. Bạn muốn xin lại không?"),
        (
            Choice("yes", _("Xin người thân đồng ý"), goto="help.id"),
            Choice("no", _("Thôi"), goto="help.leave"),
        ),
    ),
    Do("help.leave", forget, on={Forgotten: "home", Unavailable: "home"}),
)

SEEING: tuple[Node, ...] = (
    Tell(
        "help.opened",
        _n(
            "Người thân đã đồng ý. Bạn xem được trong {minutes} phút; người ấy thấy mỗi lần xem và "
            "dừng được bất cứ lúc nào."
        ),
        then="help.see",
    ),
    Do(
        "help.see",
        see,
        on={
            HelpedRead: "help.told",
            HelpEnded: "help.ended",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "help.told",
        _(
            "Nơi cư trú của người thân\n"
            "Họ tên: {name}\n"
            "Số định danh cá nhân: {personal_id}\n"
            "Nơi thường trú: {permanent}\n"
            "Nơi tạm trú: {temporary}\n"
            "Nơi ở hiện tại: {current}"
        ),
        then="help.next",
        private=True,
    ),
    Menu(
        "help.next",
        _("Bạn giúp người thân việc gì tiếp?"),
        (
            Choice("ct07", _("Xin giấy xác nhận CT07"), goto="ct07.how"),
            Choice("wrong", _("Thông tin bị sai"), goto="residence.wrong_data"),
            Choice("vneid", _("Hướng dẫn VNeID"), goto="vneid"),
            Choice("end", _("Kết thúc xem giúp"), goto="help.end"),
        ),
    ),
    Do("help.end", end, on={HelpEnded: "help.closed", Unavailable: "lookup.unavailable"}),
    Tell(
        "help.closed",
        _("Bạn không còn xem được. Hãy xóa các tin nhắn có thông tin của người thân."),
        then="home",
    ),
    Tell(
        "help.ended",
        _("Hiện bạn không xem được: chưa được đồng ý, đã hết 30 phút, hết 5 lần xem hoặc bị dừng."),
        then="help",
    ),
)

# --- For the parent ---

AGREEING: tuple[Node, ...] = (
    Menu(
        "help.request",
        _(
            "Chỉ cho xem khi người thân đang nói chuyện với bạn và đọc đúng số đối chiếu. Người "
            "lạ, người xưng công an, cán bộ gọi điện bảo đồng ý hay đọc mã là lừa đảo: hãy dừng "
            "lại."
        ),
        (
            Choice("allow", _("Cho xem 30 phút"), goto="help.allow"),
            Choice("stop", _("Dừng cho xem"), goto="help.stop"),
            Choice("not_me", _("Không phải tôi"), goto="protection.disown"),
            Choice("scam", _("Nhận biết lừa đảo"), goto="scam"),
        ),
    ),
    Ask(
        "help.allow",
        _("Nhập số đối chiếu gồm 2 chữ số mà người thân thấy trên màn hình của họ."),
        parse=parse_number,
        into="number",
        then="help.allowing",
        again=_("Số đối chiếu gồm đúng 2 chữ số, ví dụ 07. Người thân đọc số này cho bạn."),
        choices=(Choice("stop", _("Dừng cho xem"), goto="help.stop"),),
        digits=2,
    ),
    Do(
        "help.allowing",
        confirm,
        on={
            HelpAllowed: "help.allowed",
            HelpUnknown: "help.unknown",
            SessionEnded: "help.sign_in",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "help.allowed",
        _n(
            "Bạn đã đồng ý. Người thân bấm tiếp là xem được trong {minutes} phút. Dừng lúc nào "
            "cũng được: bấm “Dừng cho xem”."
        ),
        then="help.request",
    ),
    Tell(
        "help.unknown",
        _("Không có ai đang xin xem với số này. Nếu nhập sai nhiều lần, người thân phải xin lại."),
        then="help.request",
    ),
    Tell(
        "help.sign_in",
        _(
            "Để đồng ý ở đây, bạn cần đang mở hồ sơ của chính mình. Không thì đọc mã trong tin "
            "nhắn cho người thân, nếu bạn chắc đó là người thân."
        ),
        then="help.request",
    ),
    Do(
        "help.stop",
        stop,
        on={
            HelpStopped: "help.stopped",
            NobodyBound: "protection.unbound",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "help.stopped",
        _n("Đã dừng {helpers} lượt xem giúp. Mã chưa dùng không còn dùng được."),
        then="home",
    ),
)

TOPIC = Topic(
    id="help",
    title=_("Xem giúp cư trú của cha mẹ, người thân"),
    nodes=(*ASKING, *SEEING, *AGREEING),
)
