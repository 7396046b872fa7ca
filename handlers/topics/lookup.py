"""One's own residence record: consent, number, one-time code, the three groups of VNeID."""

from collections.abc import Mapping

from handlers.model import Ask, Choice, Do, Menu, Outcome, Tell, Topic, _, _n
from handlers.notices import LOOKING_UP
from lookup.consent import Agree, Agreed, InChat, LinkMade, MakeLink, Page, ProofTooOld
from lookup.helping import HelpOpened
from lookup.model import (
    CardDoubtful,
    CardRead,
    CardUnread,
    CheckCode,
    CodeExpired,
    CodeSent,
    EthnicityRead,
    ForgetChallenge,
    Forgotten,
    HouseholdRead,
    Locked,
    NotAgreed,
    PersonalId,
    PersonalRead,
    ReadCard,
    ReadEthnicity,
    ReadHousehold,
    ReadPersonal,
    ReadResidence,
    ResidenceRead,
    SendCode,
    SessionEnded,
    SignedOut,
    SignOut,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.otp import normalise


def personal_id(typed: str) -> str | None:
    """Read a personal ID as typed: twelve digits, with or without spaces."""
    found = PersonalId.parse(typed)
    return found.value if found else None


def send_code(values: Mapping[str, object]) -> SendCode:
    match values.get("personal_id"):
        case PersonalId() as scanned:
            return SendCode(scanned)
        case str(typed):
            return SendCode(PersonalId.parse(typed))
        case _:
            return SendCode()


def check_code(values: Mapping[str, object]) -> CheckCode:
    return CheckCode(str(values["code"]))


def read_card(values: Mapping[str, object]) -> ReadCard:
    return ReadCard(str(values["photo"]))


def read_personal(_values: Mapping[str, object]) -> ReadPersonal:
    return ReadPersonal()


def read_residence(_values: Mapping[str, object]) -> ReadResidence:
    return ReadResidence()


def read_household(_values: Mapping[str, object]) -> ReadHousehold:
    return ReadHousehold()


def reveal_personal(_values: Mapping[str, object]) -> ReadPersonal:
    return ReadPersonal(reveal=True)


def reveal_residence(_values: Mapping[str, object]) -> ReadResidence:
    return ReadResidence(reveal=True)


def reveal_household(_values: Mapping[str, object]) -> ReadHousehold:
    return ReadHousehold(reveal=True)


def read_ethnicity(_values: Mapping[str, object]) -> ReadEthnicity:
    return ReadEthnicity()


def agree(_values: Mapping[str, object]) -> Agree:
    return LOOKING_UP.agreement


def link(_values: Mapping[str, object]) -> MakeLink:
    return MakeLink(Page.RECORD)


def forget(_values: Mapping[str, object]) -> ForgetChallenge:
    return ForgetChallenge()


def sign_out(_values: Mapping[str, object]) -> SignOut:
    return SignOut()


_SESSION: Mapping[type[Outcome], str] = {
    SessionEnded: "lookup.ended",
    Unavailable: "lookup.unavailable",
}

_PERSONAL = _(
    "Thông tin cá nhân\n"
    "Họ tên: {name}\n"
    "Số định danh cá nhân: {personal_id}\n"
    "Ngày sinh: {birth_date}\n"
    "Giới tính: {gender}\n"
    "Quốc tịch: {nationality}\n"
    "Quê quán: {home_town}\n"
    "Điện thoại: {phone}"
)
_RESIDENCE = _(
    "Thông tin cư trú\n"
    "Nơi thường trú: {permanent}\n"
    "Nơi tạm trú: {temporary}\n"
    "Nơi ở hiện tại: {current}\n"
    "Chủ hộ: {head_name}\n"
    "Quan hệ với chủ hộ: {relation}"
)
_HOUSEHOLD = _("Thành viên khác trong hộ gia đình\n{members}")

CONSENT = (
    Do(
        "lookup",
        read_personal,
        on={
            PersonalRead: "lookup.open",
            SessionEnded: "lookup.consent",
            Unavailable: "lookup.unavailable",
        },
    ),
    Do(
        "lookup.members_asked",
        read_household,
        on={
            HouseholdRead: "lookup.household_told",
            SessionEnded: "lookup.consent",
            Unavailable: "lookup.unavailable",
        },
    ),
    Do(
        "lookup.ethnicity_asked",
        read_ethnicity,
        on={
            EthnicityRead: "lookup.ethnicity_told",
            SessionEnded: "lookup.consent",
            Unavailable: "lookup.unavailable",
        },
    ),
    Menu(
        "lookup.consent",
        LOOKING_UP.text,
        (
            Choice("agree", _("Tôi đồng ý"), goto="lookup.agree"),
            Choice("why", _("Dữ liệu của tôi ra sao?"), goto="lookup.notice"),
            Choice("no", _("Không, quay về"), goto="home"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
            Choice("app", _("Dùng ứng dụng xác thực"), goto="lookup.agree_app"),
            Choice("help", _("Xem giúp cha mẹ, người thân"), goto="help"),
        ),
        cites=("guide:residence_lookup",),
    ),
    Do(
        "lookup.agree",
        agree,
        on={Agreed: "lookup.id", Unavailable: "lookup.unavailable"},
    ),
    Do(
        "lookup.agree_app",
        agree,
        on={Agreed: "protection.id", Unavailable: "lookup.unavailable"},
    ),
    Tell("lookup.notice", LOOKING_UP.details, then="lookup.consent"),
    Menu(
        "lookup.offer",
        _("Bạn muốn xem thông tin cư trú của chính mình không?"),
        (
            Choice("yes", _("Có, xem cư trú của tôi"), goto="lookup"),
            Choice("no", _("Không"), goto="home"),
        ),
    ),
)

PROOF = (
    Ask(
        "lookup.id",
        _(
            "Nhập số định danh cá nhân gồm 12 chữ số, "
            "hoặc gửi ảnh chụp mã QR trên thẻ căn cước của bạn."
        ),
        parse=personal_id,
        into="personal_id",
        then="lookup.send",
        again=_(
            "Số này chưa đúng. Số định danh cá nhân có đúng 12 chữ số, in trên thẻ căn cước. "
            "Hãy nhập lại."
        ),
        choices=(Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),),
        photo="lookup.scan",
        secret=True,
        digits=12,
        spoken=_("Nhập số định danh cá nhân gồm 12 chữ số, in trên thẻ căn cước của bạn."),
    ),
    Do(
        "lookup.scan",
        read_card,
        on={
            CardRead: "lookup.scanned",
            CardDoubtful: "lookup.doubted",
            CardUnread: "lookup.unscanned",
        },
    ),
    Tell(
        "lookup.scanned",
        _("Tôi đã đọc được mã QR và không giữ lại ảnh."),
        then="lookup.send",
    ),
    Tell(
        "lookup.doubted",
        _(
            "Tôi đã đọc được mã QR và không giữ lại ảnh. Thẻ có chỗ cần bạn xem lại:\n{doubts}\n"
            "Tôi vẫn dùng số đọc được; nếu số sai, hãy chọn nhập số khác."
        ),
        then="lookup.send",
    ),
    Tell(
        "lookup.unscanned",
        _("{fault} Bạn cũng có thể gõ số định danh."),
        then="lookup.id",
        spoken=_("{fault} Bạn hãy bấm số định danh."),
    ),
    Do(
        "lookup.send",
        send_code,
        on={
            CodeSent: "lookup.sent",
            TooManyCodes: "lookup.too_many",
            CodeExpired: "lookup.id",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "lookup.sent",
        _n(
            "Nếu số này có trong hồ sơ, một mã gồm 8 chữ số vừa được gửi đến điện thoại đã đăng "
            "ký, có hiệu lực {minutes} phút. Đừng đưa mã cho bất cứ ai, kể cả người xưng là cán bộ."
        ),
        then="lookup.code",
    ),
    Ask(
        "lookup.code",
        _("Nhập mã gồm 8 chữ số trong tin nhắn."),
        parse=normalise,
        into="code",
        then="lookup.check",
        again=_("Mã gồm đúng 8 chữ số, ví dụ 1234 5678. Hãy nhập lại."),
        choices=(
            Choice("resend", _("Gửi lại mã"), goto="lookup.send"),
            Choice("other", _("Nhập số định danh khác"), goto="lookup.id"),
        ),
        secret=True,
        digits=8,
    ),
    Menu(
        "lookup.no_code",
        _(
            "Mã của Cư Trú đến trong một hai phút, vào số điện thoại đã có trong hồ sơ. "
            "Nếu chưa thấy, hãy kiểm tra sóng và tin nhắn bị chặn, rồi gửi lại mã. "
            "Số vừa đổi, số dùng chung hoặc đã nhập sai quá nhiều thì không nhận được mã; "
            "số đã cũ thì báo Công an cấp xã."
        ),
        (
            Choice("again", _("Gửi mã mới"), goto="lookup.send"),
            Choice("code", _("Tôi đã có mã"), goto="lookup.code"),
            Choice("wrong", _("Thông tin của tôi sai"), goto="residence.wrong_data"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
        ),
        title=_("Chưa nhận được mã của Cư Trú"),
    ),
    Do(
        "lookup.check",
        check_code,
        on={
            Verified: "lookup.verified",
            HelpOpened: "help.opened",
            NotAgreed: "lookup.consent",
            WrongCode: "lookup.wrong",
            CodeExpired: "lookup.expired",
            Locked: "lookup.locked",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "lookup.wrong",
        _n("Mã chưa đúng. Còn {attempts_left} lần thử."),
        then="lookup.code",
    ),
    Do(
        "lookup.leave",
        forget,
        on={Forgotten: "home", Unavailable: "home"},
    ),
    Menu(
        "lookup.expired",
        _("Mã đã hết hạn hoặc đã dùng. Bạn muốn nhận mã mới không?"),
        (
            Choice("yes", _("Gửi mã mới"), goto="lookup.send"),
            Choice("no", _("Thôi"), goto="lookup.leave"),
        ),
    ),
    Menu(
        "lookup.locked",
        _(
            "Mã này đã bị khóa vì nhập sai nhiều lần. Bạn có thể nhận mã mới, xem trên VNeID hoặc "
            "hỏi Công an cấp xã (xã, phường, đặc khu)."
        ),
        (
            Choice("again", _("Gửi mã mới"), goto="lookup.send"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
            Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
        ),
    ),
    Tell(
        "lookup.too_many",
        _n("Đã có quá nhiều mã được yêu cầu. Hãy đợi {wait_minutes} phút rồi thử lại."),
        then="lookup.waiting",
    ),
    Menu(
        "lookup.waiting",
        _("Trong lúc đợi, bạn có thể dùng mã đã nhận hoặc xem trên VNeID."),
        (
            Choice("again", _("Gửi mã mới"), goto="lookup.send"),
            Choice("code", _("Tôi đã có mã"), goto="lookup.code"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
        ),
    ),
    Menu(
        "lookup.unavailable",
        _(
            "Hệ thống tra cứu đang không trả lời. Các phần hỏi đáp vẫn dùng được; "
            "bạn cũng có thể xem ngay trên ứng dụng VNeID."
        ),
        (
            Choice("again", _("Thử lại"), goto="lookup"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
        ),
    ),
    Tell(
        "lookup.ended",
        _("Phiên xem thông tin đã đóng, vì bạn đăng xuất hoặc lâu không dùng."),
        then="lookup.consent",
    ),
)

RECORD = (
    Tell(
        "lookup.verified",
        _n(
            "Đã xác thực. Một số chi tiết được che bớt. "
            "Phiên tự đóng sau {minutes} phút không dùng."
        ),
        then="lookup.personal",
    ),
    Tell("lookup.open", _("Phiên của bạn vẫn đang mở."), then="lookup.personal"),
    Do("lookup.personal", read_personal, on={PersonalRead: "lookup.personal_told", **_SESSION}),
    Tell("lookup.personal_told", _PERSONAL, then="lookup.residence", private=True),
    Do("lookup.residence", read_residence, on={ResidenceRead: "lookup.residence_told", **_SESSION}),
    Tell("lookup.residence_told", _RESIDENCE, then="lookup.household", private=True),
    Do("lookup.household", read_household, on={HouseholdRead: "lookup.household_told", **_SESSION}),
    Tell("lookup.household_told", _HOUSEHOLD, then="lookup.record", private=True),
    Menu(
        "lookup.record",
        _("Bạn muốn làm gì tiếp?"),
        (
            Choice("full", _("Hiện đầy đủ"), goto="lookup.full"),
            Choice("ethnicity", _("Xem dân tộc"), goto="lookup.ethnicity"),
            Choice("ct07", _("Xin giấy xác nhận CT07"), goto="ct07.how"),
            Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
            Choice("protect", _("Bảo vệ hồ sơ của tôi"), goto="protection"),
            Choice("share", _("Tạo mã chia sẻ cho cán bộ"), goto="share"),
            Choice("rights", _("Quyền với dữ liệu của tôi"), goto="rights"),
            Choice("signout", _("Đăng xuất"), goto="lookup.signout"),
        ),
    ),
    Do(
        "lookup.full",
        link,
        on={
            InChat: "lookup.full_personal",
            LinkMade: "lookup.link",
            ProofTooOld: "lookup.again",
            **_SESSION,
        },
    ),
    Tell(
        "lookup.link",
        _n(
            "Kênh này không hiện hồ sơ đầy đủ. Bạn mở đường dẫn sau, một lần, trong {minutes} "
            "phút, khi phiên này còn mở: {link}"
        ),
        then="lookup.record",
        private=True,
    ),
    Tell(
        "lookup.again",
        _("Việc này cần mã mới nhập trong vài phút gần đây. Bạn xác thực lại nhé."),
        then="lookup.id",
    ),
    Do("lookup.full_personal", reveal_personal, on={PersonalRead: "lookup.full_told", **_SESSION}),
    Tell("lookup.full_told", _PERSONAL, then="lookup.full_residence", private=True),
    Do(
        "lookup.full_residence",
        reveal_residence,
        on={ResidenceRead: "lookup.full_residence_told", **_SESSION},
    ),
    Tell("lookup.full_residence_told", _RESIDENCE, then="lookup.full_household", private=True),
    Do(
        "lookup.full_household",
        reveal_household,
        on={HouseholdRead: "lookup.household_told", **_SESSION},
    ),
    Do("lookup.ethnicity", read_ethnicity, on={EthnicityRead: "lookup.ethnicity_told", **_SESSION}),
    Tell("lookup.ethnicity_told", _("Dân tộc: {ethnicity}"), then="lookup.record", private=True),
    Do(
        "lookup.signout",
        sign_out,
        on={SignedOut: "lookup.signed_out", Unavailable: "lookup.unavailable"},
    ),
    Tell(
        "lookup.signed_out",
        _("Bạn đã đăng xuất. Hãy xóa các tin nhắn có thông tin của bạn nếu máy này dùng chung."),
        then="home",
    ),
)

TOPIC = Topic(id="lookup", title=_("Xem thông tin cư trú"), nodes=(*CONSENT, *PROOF, *RECORD))
