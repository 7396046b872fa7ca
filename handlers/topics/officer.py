"""Officers: signing in, a share code, a reading on a recorded ground."""

from collections.abc import Mapping

from handlers.model import Ask, Choice, Do, Menu, Outcome, Tell, Topic, _, _n
from lookup import officers, sharing
from lookup.model import (
    OfficerLookUp,
    PersonalId,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    SignedOut,
    Unavailable,
)
from lookup.officers import (
    GoOnDuty,
    Ground,
    NobodyFound,
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


def number_and_code(typed: str) -> str | None:
    """Read an officer's number and code: "CA-0001 123456"."""
    sign = officers.parse_sign_in(typed)
    return f"{sign.number} {sign.code}" if sign else None


def id_and_case(typed: str) -> str | None:
    """Read a personal ID and the number of a case behind it: "001099012345 HS-12/2026"."""
    number, _space, case = typed.strip().partition(" ")
    found, known = PersonalId.parse(number), officers.parse_case(case)
    return f"{found.value} {known}" if found and known else None


def home(_values: Mapping[str, object]) -> OfficerHome:
    return OfficerHome()


def sign_in(values: Mapping[str, object]) -> OfficerSignIn:
    number, _space, code = str(values["sign_in"]).partition(" ")
    return OfficerSignIn(number, code)


def sign_out(_values: Mapping[str, object]) -> OfficerSignOut:
    return OfficerSignOut()


def go_on_duty(_values: Mapping[str, object]) -> GoOnDuty:
    return GoOnDuty()


def take(values: Mapping[str, object]) -> TakeShare:
    return TakeShare(str(values["code"]))


def look_up(ground: Ground, values: Mapping[str, object]) -> OfficerLookUp:
    number, _space, case = str(values["asked"]).partition(" ")
    return OfficerLookUp(PersonalId(number), ground, case)


def look_up_for_procedure(values: Mapping[str, object]) -> OfficerLookUp:
    return look_up(Ground.PROCEDURE, values)


def look_up_for_check(values: Mapping[str, object]) -> OfficerLookUp:
    return look_up(Ground.CHECK, values)


_SESSION: Mapping[type[Outcome], str] = {
    QuotaSpent: "officer.spent",
    OfficerEnded: "officer.ended",
    Unavailable: "officer.unavailable",
}
_LOOKED_UP: Mapping[type[Outcome], str] = {
    ShownResidence: "officer.residence",
    NobodyFound: "officer.nobody",
    **_SESSION,
}
_AGAIN = _("Cần số định danh 12 chữ số rồi số hồ sơ, ví dụ 001099012345 HS-12/2026.")
_BACK = (Choice("menu", _("Quay lại"), goto="officer.menu"),)

_ADDRESS = _(
    "Theo dữ liệu thử nghiệm của Cư Trú, lúc {read_at}\n"
    "Họ tên: {name}\n"
    "Số định danh cá nhân: {personal_id}\n"
    "Năm sinh: {born}\n"
    "Nơi thường trú: {permanent}\n"
    "Mục đích: {purpose}"
)
_RESIDENCE = _(
    "Theo dữ liệu thử nghiệm của Cư Trú, lúc {read_at}\n"
    "Họ tên: {name}\n"
    "Số định danh cá nhân: {personal_id}\n"
    "Năm sinh: {born}\n"
    "Nơi thường trú: {permanent}\n"
    "Nơi tạm trú: {temporary}\n"
    "Nơi ở hiện tại: {current}\n"
    "Chủ hộ: {head_name}\n"
    "Quan hệ với chủ hộ: {relation}\n"
    "Mục đích: {purpose}"
)
_HOUSEHOLD = _(
    "Theo dữ liệu thử nghiệm của Cư Trú, lúc {read_at}\n"
    "Họ tên: {name}\n"
    "Số định danh cá nhân: {personal_id}\n"
    "Năm sinh: {born}\n"
    "Nơi thường trú: {permanent}\n"
    "Nơi tạm trú: {temporary}\n"
    "Nơi ở hiện tại: {current}\n"
    "Chủ hộ: {head_name}\n"
    "Quan hệ với chủ hộ: {relation}\n"
    "Mục đích: {purpose}\n"
    "Thành viên khác trong hộ gia đình\n"
    "{members}"
)

SIGNING_IN = (
    Menu(
        "officer.about",
        _(
            "Ở đây, cán bộ chỉ xem được hồ sơ của người khác bằng mã chia sẻ của chính người đó, "
            "hoặc khi giải quyết thủ tục, kiểm tra cư trú có số hồ sơ. Mỗi lần xem đều được ghi và "
            "báo cho người được xem. Cán bộ đăng nhập bằng ứng dụng xác thực."
        ),
        (
            Choice("sign_in", _("Cán bộ đăng nhập"), goto="officer"),
            Choice("share", _("Mã chia sẻ"), goto="share"),
            Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
        ),
        cites=("nd-104-2022/14.1",),
        title=_("Cán bộ xem hồ sơ khi nào"),
    ),
    Do(
        "officer",
        home,
        on={
            OfficerSignedIn: "officer.signed_in",
            OfficerEnded: "officer.sign_in",
            Unavailable: "officer.unavailable",
        },
    ),
    Ask(
        "officer.sign_in",
        _("Nhập số hiệu cán bộ và mã 6 số trên ứng dụng xác thực, ví dụ CA-0001 123456."),
        parse=number_and_code,
        into="sign_in",
        then="officer.checking",
        again=_("Chưa đúng dạng. Ví dụ: CA-0001 123456."),
        choices=(Choice("about", _("Cán bộ xem hồ sơ khi nào?"), goto="officer.about"),),
        secret=True,
    ),
    Do(
        "officer.checking",
        sign_in,
        on={
            OfficerSignedIn: "officer.signed_in",
            OfficerRefused: "officer.refused",
            Unavailable: "officer.unavailable",
        },
    ),
    Tell(
        "officer.refused",
        _("Không đăng nhập được. Đợi mã mới rồi thử lại; vẫn không được thì gặp người quản trị."),
        then="officer.sign_in",
    ),
    Tell(
        "officer.signed_in",
        _n("Cán bộ {number}, {office}. Phiên tự đóng sau {minutes} phút không dùng."),
        then="officer.menu",
    ),
    Menu(
        "officer.menu",
        _("Xem theo cách nào? Mỗi lần xem được ghi và báo cho người được xem."),
        (
            Choice("share", _("Nhập mã chia sẻ"), goto="officer.code"),
            Choice("procedure", _("Giải quyết thủ tục"), goto="officer.procedure"),
            Choice("check", _("Kiểm tra cư trú"), goto="officer.check"),
            Choice("duty", _("Báo tôi khi có người chờ"), goto="officer.duty"),
            Choice("signout", _("Đăng xuất"), goto="officer.signout"),
        ),
    ),
    Do(
        "officer.signout",
        sign_out,
        on={SignedOut: "officer.signed_out", Unavailable: "officer.unavailable"},
    ),
    Do(
        "officer.duty",
        go_on_duty,
        on={
            OnDuty: "officer.on_duty",
            OfficerEnded: "officer.ended",
            Unavailable: "officer.unavailable",
        },
    ),
    Tell(
        "officer.on_duty",
        _(
            "Từ giờ đến {until}, có người xin gặp cán bộ thì tôi báo ở đây, không kèm nội dung. "
            "Đăng xuất thì thôi báo."
        ),
        then="officer.menu",
    ),
    Tell("officer.signed_out", _("Cán bộ đã đăng xuất."), then="home"),
    Tell(
        "officer.ended",
        _("Phiên của cán bộ đã đóng: hết hạn, đã đăng xuất hoặc bị thu hồi quyền."),
        then="officer.sign_in",
    ),
    Tell("officer.spent", _("Hôm nay đã hết lượt xem của cán bộ này."), then="officer.menu"),
    Menu(
        "officer.unavailable",
        _("Hệ thống tra cứu đang không trả lời. Hãy thử lại sau ít phút."),
        (Choice("again", _("Thử lại"), goto="officer"),),
    ),
)

READING = (
    Ask(
        "officer.code",
        _("Nhập mã chia sẻ gồm 10 chữ số."),
        parse=sharing.parse,
        into="code",
        then="officer.taking",
        again=_("Mã chia sẻ gồm đúng 10 chữ số, ví dụ 123 456 7890."),
        choices=_BACK,
        secret=True,
    ),
    Do(
        "officer.taking",
        take,
        on={
            ShownAddress: "officer.address",
            ShownResidence: "officer.residence",
            ShownHousehold: "officer.household",
            ShareUnknown: "officer.unknown",
            **_SESSION,
        },
    ),
    Tell(
        "officer.unknown",
        _("Không có mã này: gõ nhầm, đã quá 10 phút, đã dùng hoặc đã bị hủy."),
        then="officer.menu",
    ),
    Ask(
        "officer.procedure",
        _("Nhập số định danh của người làm thủ tục rồi số hồ sơ, ví dụ 001099012345 HS-12/2026."),
        parse=id_and_case,
        into="asked",
        then="officer.procedure_reading",
        again=_AGAIN,
        choices=_BACK,
        secret=True,
    ),
    Do("officer.procedure_reading", look_up_for_procedure, on=_LOOKED_UP),
    Ask(
        "officer.check",
        _(
            "Nhập số định danh của người được kiểm tra rồi số của quyết định, kế hoạch, "
            "ví dụ 001099012345 KH-5/2026."
        ),
        parse=id_and_case,
        into="asked",
        then="officer.check_reading",
        again=_AGAIN,
        choices=_BACK,
        secret=True,
    ),
    Do("officer.check_reading", look_up_for_check, on=_LOOKED_UP),
    Tell("officer.nobody", _("Không có hồ sơ nào theo số này."), then="officer.menu"),
    Tell("officer.address", _ADDRESS, then="officer.menu", private=True),
    Tell("officer.residence", _RESIDENCE, then="officer.menu", private=True),
    Tell("officer.household", _HOUSEHOLD, then="officer.menu", private=True),
)

TOPIC = Topic(id="officer", title=_("Dành cho cán bộ"), nodes=(*SIGNING_IN, *READING))
