"""Ways in and out that need no text message: an authenticator app, and "that was not me"."""

from collections.abc import Mapping

from handlers.model import Ask, Choice, Do, Menu, Tell, Topic, _, _n
from handlers.topics.lookup import check_code, personal_id
from lookup.consent import ProofTooOld
from lookup.helping import HelpOpened
from lookup.model import (
    AddApp,
    AppAwaited,
    AppConfirmed,
    AppOffered,
    AppUnconfirmed,
    AskApp,
    CodeExpired,
    ConfirmApp,
    Disown,
    Disowned,
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
from lookup.totp import normalise


def ask_app(values: Mapping[str, object]) -> AskApp:
    return AskApp(PersonalId(str(values["personal_id"])))


def add_app(_values: Mapping[str, object]) -> AddApp:
    return AddApp()


def confirm_app(values: Mapping[str, object]) -> ConfirmApp:
    return ConfirmApp(str(values["code"]))


def disown(_values: Mapping[str, object]) -> Disown:
    return Disown()


SIGN_IN = (
    Ask(
        "protection.id",
        _("Nhập số định danh cá nhân gồm 12 chữ số. Không có tin nhắn nào được gửi."),
        parse=personal_id,
        into="personal_id",
        then="protection.ask",
        again=_(
            "Số này chưa đúng. Số định danh cá nhân có đúng 12 chữ số, in trên thẻ căn cước. "
            "Hãy nhập lại."
        ),
        choices=(Choice("sms", _("Nhận mã qua tin nhắn"), goto="lookup.id"),),
        secret=True,
        digits=12,
    ),
    Do(
        "protection.ask",
        ask_app,
        on={
            AppAwaited: "protection.code",
            TooManyCodes: "lookup.too_many",
            Unavailable: "lookup.unavailable",
        },
    ),
    Ask(
        "protection.code",
        _("Nhập mã 6 chữ số mà ứng dụng xác thực của bạn đang hiện cho Cư Trú."),
        parse=normalise,
        into="code",
        then="protection.check",
        again=_("Mã của ứng dụng gồm đúng 6 chữ số, ví dụ 123 456. Hãy nhập lại."),
        choices=(Choice("sms", _("Nhận mã qua tin nhắn"), goto="lookup.id"),),
        secret=True,
        digits=6,
    ),
    Do(
        "protection.check",
        check_code,
        on={
            Verified: "lookup.verified",
            HelpOpened: "help.opened",
            NotAgreed: "lookup.consent",
            WrongCode: "protection.wrong",
            CodeExpired: "protection.expired",
            Locked: "protection.locked",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "protection.wrong",
        _n("Mã chưa đúng. Còn {attempts_left} lần thử."),
        then="protection.code",
    ),
    Tell(
        "protection.expired",
        _("Mã này đã dùng, hoặc đã quá lâu. Hãy đợi ứng dụng hiện mã mới rồi làm lại."),
        then="protection.id",
    ),
    Menu(
        "protection.locked",
        _(
            "Đã nhập sai nhiều lần. Bạn có thể làm lại với mã mới, nhận mã qua tin nhắn hoặc xem "
            "trên VNeID."
        ),
        (
            Choice("again", _("Thử lại"), goto="protection.id"),
            Choice("sms", _("Nhận mã qua tin nhắn"), goto="lookup.id"),
            Choice("vneid", _("Tôi tự xem trên VNeID"), goto="vneid.view_residence"),
        ),
    ),
)

ADDING = (
    Menu(
        "protection.app",
        _(
            "Tin nhắn có thể bị đọc trộm hoặc chuyển sang SIM khác; ứng dụng xác thực trên máy "
            "bạn (ví dụ Google Authenticator) thì không. Thêm một lần, từ đó bạn vào bằng mã của "
            "ứng dụng, cả khi tin nhắn bị khóa."
        ),
        (
            Choice("add", _("Thêm ứng dụng xác thực"), goto="protection.add"),
            Choice("record", _("Để sau"), goto="lookup"),
        ),
    ),
    Do(
        "protection.add",
        add_app,
        on={
            AppOffered: "protection.offered",
            ProofTooOld: "lookup.again",
            SessionEnded: "lookup.ended",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "protection.offered",
        _(
            "Quét mã QR bằng ứng dụng xác thực, mở đường dẫn này trên điện thoại của bạn, hoặc gõ "
            "khóa vào ứng dụng (loại theo thời gian). Đừng đưa cho ai; chỉ hiện một lần.\n"
            "Khóa: {secret}\n"
            "{link}"
        ),
        then="protection.confirm",
        private=True,
        qr="link",
        spoken=_(
            "Khóa của ứng dụng xác thực không đọc qua điện thoại được. Hãy thêm ứng dụng trong "
            "trang web của Cư Trú, rồi chọn để sau."
        ),
    ),
    Ask(
        "protection.confirm",
        _("Nhập mã 6 chữ số mà ứng dụng vừa hiện để xác nhận."),
        parse=normalise,
        into="code",
        then="protection.confirming",
        again=_("Mã của ứng dụng gồm đúng 6 chữ số, ví dụ 123 456. Hãy nhập lại."),
        choices=(Choice("later", _("Để sau"), goto="lookup"),),
        secret=True,
        digits=6,
    ),
    Do(
        "protection.confirming",
        confirm_app,
        on={
            AppConfirmed: "protection.added",
            AppUnconfirmed: "protection.mistyped",
            SessionEnded: "lookup.ended",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "protection.mistyped",
        _("Mã chưa khớp. Hãy xem giờ trên điện thoại có đúng không, rồi nhập mã mới."),
        then="protection.confirm",
    ),
    Tell(
        "protection.added",
        _("Đã thêm. Lần sau bạn có thể chọn “Dùng ứng dụng xác thực”."),
        then="lookup.record",
    ),
)

NOT_ME = (
    Menu(
        "protection",
        _(
            "Nếu bạn nhận mã hoặc thấy hồ sơ được mở mà không phải bạn: đừng đưa mã cho ai, rồi "
            "bấm “Không phải tôi”. Mọi phiên khác bị đóng ngay, mã đã gửi không còn dùng được, "
            "ứng dụng xác thực thêm sau lần bạn vào gần nhất ở đây bị gỡ, các cuộc trò chuyện khác "
            "phải xác thực lại."
        ),
        (
            Choice("not_me", _("Không phải tôi"), goto="protection.disown"),
            Choice("app", _("Thêm ứng dụng xác thực"), goto="protection.app"),
            Choice("scam", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
        ),
    ),
    Do(
        "protection.disown",
        disown,
        on={
            Disowned: "protection.disowned",
            NobodyBound: "protection.unbound",
            Unavailable: "lookup.unavailable",
        },
    ),
    Tell(
        "protection.disowned",
        _n(
            "Đã đóng {sessions} phiên khác. Mã đã gửi không còn dùng được. "
            "Nếu bạn đã đưa mã hoặc thẻ cho ai, hãy báo Công an cấp xã."
        ),
        then="home",
    ),
    Tell(
        "protection.unbound",
        _(
            "Cuộc trò chuyện này chưa từng mở hồ sơ của ai, nên không đóng được phiên nào. Hãy làm "
            "ở nơi bạn đã từng xem hồ sơ, hoặc vào xem hồ sơ rồi làm lại. Đừng đưa mã cho ai."
        ),
        then="home",
    ),
)

TOPIC = Topic(id="protection", title=_("Không phải tôi"), nodes=(*NOT_ME, *SIGN_IN, *ADDING))
