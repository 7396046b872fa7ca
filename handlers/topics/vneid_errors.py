"""What VNeID says when something goes wrong, and what then helps."""

from __future__ import annotations

from handlers.model import Choice, Menu, _
from handlers.topics.vneid_choices import (
    TO_ACTIVATE,
    TO_LEVEL1,
    TO_LEVEL2,
    TO_LOGIN,
    TO_PERSON,
    TO_REGISTER,
    TO_WALLET,
)
from handlers.topics.vneid_errors_use import USING

WHICH = (
    Menu(
        "vneid.error",
        _(
            "Lỗi hiện ra lúc nào? Bạn cũng có thể gõ lại đúng câu thông báo trên màn hình. Đừng "
            "gửi mật khẩu, passcode hay mã OTP."
        ),
        (
            Choice("register", _("Lúc đăng ký tài khoản"), goto="vneid.error.at_register"),
            Choice("login", _("Lúc đăng nhập"), goto="vneid.error.at_login"),
            Choice("activate", _("Lúc kích hoạt"), goto="vneid.error.at_activate"),
            Choice("use", _("Lúc mở ví giấy tờ, tiện ích"), goto="vneid.error.at_use"),
            Choice("card", _("Lúc quét thẻ, chụp khuôn mặt"), goto="vneid.error.at_card"),
            Choice("code", _("Không nhận được mã"), goto="vneid.otp"),
            Choice("network", _("Bảo trì, không kết nối được"), goto="vneid.error.maintenance"),
            TO_PERSON,
        ),
        title=_("VNeID báo lỗi"),
        spoken=_("Lỗi hiện ra lúc nào? Đừng đọc mật khẩu, passcode hay mã OTP cho ai."),
    ),
    Menu(
        "vneid.error.at_register",
        _("Màn hình đăng ký báo gì?"),
        (
            Choice("mismatch", _("Thông tin không trùng khớp"), goto="vneid.error.mismatch"),
            Choice("approved", _("Tài khoản đã được định danh"), goto="vneid.error.approved"),
            Choice("deleted", _("Sẽ bị xóa sau 3 ngày"), goto="vneid.error.deleted"),
            Choice("used", _("Số điện thoại đã có người dùng"), goto="vneid.phone_number"),
            TO_REGISTER,
        ),
    ),
    Menu(
        "vneid.error.at_login",
        _("Màn hình đăng nhập báo gì?"),
        (
            Choice("wrong", _("Mật khẩu không chính xác"), goto="vneid.error.wrong_password"),
            Choice("locked", _("Tài khoản bị khóa"), goto="vneid.error.locked"),
            Choice("device", _("Đang đăng nhập trên thiết bị mới"), goto="vneid.error.new_device"),
            Choice("code", _("Đòi mã trên thiết bị cũ"), goto="vneid.error.device_code"),
            Choice("other", _("Máy gắn với tài khoản khác"), goto="vneid.error.other_account"),
            TO_LOGIN,
        ),
    ),
    Menu(
        "vneid.error.at_activate",
        _("Màn hình kích hoạt báo gì?"),
        (
            Choice("level", _("Chưa được định danh điện tử"), goto="vneid.error.not_identified"),
            Choice("already", _("Đã thực hiện kích hoạt"), goto="vneid.error.already_activated"),
            Choice("other", _("Thiết bị đã gắn tài khoản khác"), goto="vneid.error.other_account"),
            Choice("late", _("Đã quá 7 ngày"), goto="vneid.activate_late"),
            Choice("sms", _("Chưa có tin báo phê duyệt"), goto="vneid.error.no_approval_sms"),
            TO_ACTIVATE,
        ),
    ),
    Menu(
        "vneid.error.at_use",
        _("Khi mở tiện ích, ứng dụng báo gì?"),
        (
            Choice("upgrade", _("Nâng cấp lên định danh mức 2"), goto="vneid.error.upgrade"),
            Choice("passcode", _("Passcode sai, bị khóa"), goto="vneid.error.passcode_locked"),
            Choice(
                "empty", _("Cư trú trống, không có dữ liệu"), goto="vneid.error.empty_household"
            ),
            Choice("temporary", _("Không thấy nơi tạm trú"), goto="vneid.error.no_temporary"),
            Choice("expiring", _("Thẻ sắp hết hạn"), goto="vneid.error.card_expiring"),
            Choice("expired", _("Bị giới hạn do thẻ hết hạn"), goto="vneid.error.card_expired"),
            Choice("qr", _("Mã QR bị mờ"), goto="vneid.error.qr_dimmed"),
            Choice("many", _("Tích hợp quá số lần"), goto="vneid.error.too_many"),
        ),
    ),
    Menu(
        "vneid.error.at_card",
        _("Lỗi ở phần nào?"),
        (
            Choice("qr", _("Không quét được mã QR"), goto="vneid.qr_unreadable"),
            Choice("nfc", _("Không đọc được NFC"), goto="vneid.no_nfc"),
            Choice("face", _("Không nhận diện được khuôn mặt"), goto="vneid.face"),
            TO_LEVEL1,
        ),
    ),
)

REGISTERING = (
    Menu(
        "vneid.error.mismatch",
        _(
            "Báo “không trùng khớp với Cơ sở dữ liệu Quốc gia về Dân cư”: nhập lại đúng thẻ, chú ý "
            "dấu, ngày sinh, số định danh cá nhân. Vẫn báo thì đề nghị Công an cấp xã (xã, phường, "
            "đặc khu), hoặc trực tuyến, điều chỉnh dữ liệu dân cư, giải quyết trong 2 ngày làm "
            "việc."
        ),
        (
            TO_REGISTER,
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.wrong_data"),
            Choice("how", _("Quy định về điều chỉnh"), goto="residence.wrong_data"),
        ),
        cites=("guide:vneid_register", "nd-70-2024/6.3"),
        title=_("Lỗi: thông tin không trùng khớp"),
    ),
    Menu(
        "vneid.error.deleted",
        _(
            "Thông báo này nghĩa là bạn mới có tài khoản ứng dụng, chưa định danh. Theo hướng dẫn "
            "của VNeID, nếu sau 3 ngày chưa đăng ký định danh, tài khoản ứng dụng bị xóa. Hãy đăng "
            "ký mức 1 ngay trong ứng dụng; nếu đã bị xóa, bạn đăng ký lại từ đầu."
        ),
        (TO_LEVEL1, TO_REGISTER),
        cites=("guide:vneid_register",),
        title=_("Lỗi: tài khoản bị xóa sau 3 ngày"),
    ),
    Menu(
        "vneid.error.approved",
        _(
            "“Tài khoản của bạn đã được định danh điện tử” nghĩa là bạn đã được cấp mức 1 hoặc mức "
            "2, không cần đăng ký nữa. Hãy quay lại, chọn “Kích hoạt tài khoản định danh điện tử” "
            "và làm theo hướng dẫn. Kích hoạt trong 7 ngày; quá hạn gọi 1900 0368."
        ),
        (
            TO_ACTIVATE,
            Choice("late", _("Đã quá 7 ngày"), goto="vneid.activate_late"),
        ),
        cites=("guide:vneid_activate", "nd-69-2024/14"),
        title=_("Lỗi: tài khoản đã được định danh"),
    ),
)

LOGGING_IN = (
    Menu(
        "vneid.error.wrong_password",
        _(
            "Ứng dụng báo số định danh hoặc mật khẩu không chính xác: hãy dừng trước lần thứ 5, vì "
            "sai quá 5 lần tài khoản bị khóa. Kiểm tra đủ 12 số, chữ hoa, chữ thường, hoặc chọn "
            "“Quên mật khẩu”. Đã bị khóa thì gọi 1900 0368 hoặc đến Công an cấp xã (xã, phường, "
            "đặc khu)."
        ),
        (
            TO_LOGIN,
            Choice("forgot", _("Quên mật khẩu"), goto="vneid.forgot_password"),
            Choice("locked", _("Đã bị khóa"), goto="vneid.error.locked"),
        ),
        cites=("guide:vneid_login", "guide:vneid_forgot_passcode"),
        title=_("Lỗi: mật khẩu không chính xác"),
    ),
    Menu(
        "vneid.error.locked",
        _(
            "Tài khoản có thể bị khóa do sai mật khẩu quá 5 lần, do bạn xin khóa, hoặc do số điện "
            "thoại đăng ký đã đổi và không chính chủ (hệ thống tự khóa). Hãy đưa SIM về tên mình, "
            "rồi gọi 1900 0368 hoặc mang thẻ đến Công an cấp xã (xã, phường, đặc khu) để mở."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.phone_number"),
            Choice("number", _("Tôi cần đổi số điện thoại"), goto="vneid.phone_number"),
            TO_LOGIN,
            TO_PERSON,
        ),
        cites=("nd-69-2024/15.1", "guide:vneid_login"),
        title=_("Tài khoản VNeID bị khóa"),
    ),
    Menu(
        "vneid.error.new_device",
        _(
            "Báo “Bạn đang đăng nhập trên thiết bị mới”: nếu đúng là bạn, bấm Xác nhận và nhập mã "
            "gửi đến số điện thoại đã đăng ký hoặc hiện trên thiết bị cũ; không còn máy cũ thì xác "
            "thực NFC bằng thẻ. Không phải bạn: đừng đưa mã cho ai, đổi mật khẩu, gọi 1900 0368."
        ),
        (
            Choice("code", _("Thiết bị cũ không còn"), goto="vneid.error.device_code"),
            Choice("new", _("Hướng dẫn đổi điện thoại"), goto="vneid.new_phone"),
            Choice("otp", _("Không nhận được mã"), goto="vneid.otp"),
            Choice("scam", _("Không phải tôi đăng nhập"), goto="scam"),
            TO_LOGIN,
        ),
        cites=("guide:vneid_device_change", "guide:vneid_device_check"),
        title=_("Báo đăng nhập trên thiết bị mới"),
    ),
    Menu(
        "vneid.error.device_code",
        _(
            "Không còn thiết bị cũ để lấy mã, theo hướng dẫn của VNeID: chọn “Xác thực NFC bằng "
            "thẻ CCCD gắn chíp”, rồi nhập OTP gửi qua SMS. Máy mới không có NFC: mượn máy có NFC, "
            "vào Quản lý thiết bị → Hủy liên kết; hoặc đến Công an cấp xã (xã, phường, đặc khu), "
            "gọi 1900 0368."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.new_phone"),
            Choice("lost", _("Máy cũ bị mất, bị trộm"), goto="vneid.lost_phone"),
            Choice("nfc", _("Không đọc được NFC"), goto="vneid.no_nfc"),
            TO_LOGIN,
            TO_ACTIVATE,
        ),
        cites=("guide:vneid_device_change", "guide:vneid_device_check"),
        title=_("Đòi mã trên thiết bị cũ"),
    ),
    Menu(
        "vneid.error.other_account",
        _(
            "Thiết bị này đang kích hoạt cho tài khoản khác. Nếu bạn xác nhận tiếp và nhập đúng "
            "mã, tài khoản kia bị hủy kích hoạt ở đây, người đó phải kích hoạt lại trên thiết bị "
            "khác. Không muốn vậy thì dừng lại, dùng máy riêng hoặc máy tính tại vneid.gov.vn."
        ),
        (
            TO_ACTIVATE,
            TO_LOGIN,
            Choice("shared", _("Hai người dùng chung một máy"), goto="vneid.shared_phone"),
        ),
        cites=("guide:vneid_device_check", "guide:vneid_activate"),
        title=_("Thiết bị đã gắn tài khoản khác"),
    ),
)

ACTIVATING = (
    Menu(
        "vneid.error.not_identified",
        _(
            "“Tài khoản của bạn chưa được định danh điện tử” nghĩa là bạn mới tạo tài khoản ứng "
            "dụng. Hãy đăng ký mức 1 trong ứng dụng (hoặc làm mức 2 tại công an) trước, chờ thông "
            "báo phê duyệt, rồi quay lại chọn Kích hoạt. Mức 1 có kết quả trong 1 ngày làm việc."
        ),
        (
            TO_LEVEL1,
            TO_LEVEL2,
            Choice("levels", _("Mức 1 khác mức 2 thế nào?"), goto="vneid.levels"),
        ),
        cites=("guide:vneid_activate", "guide:vneid_level1", "nd-69-2024/13.1"),
        title=_("Lỗi: chưa được định danh điện tử"),
    ),
    Menu(
        "vneid.error.already_activated",
        _(
            "“Tài khoản của bạn đã thực hiện kích hoạt” nghĩa là tài khoản đã kích hoạt rồi, bạn "
            "không phải làm lại. Hãy quay về màn hình đăng nhập, nhập số định danh cá nhân và mật "
            "khẩu để đăng nhập. Nếu không phải bạn kích hoạt, gọi ngay 1900 0368."
        ),
        (
            TO_LOGIN,
            TO_WALLET,
            Choice("forgot", _("Quên mật khẩu"), goto="vneid.forgot_password"),
            Choice("device", _("Đã kích hoạt ở máy cũ"), goto="vneid.new_phone"),
        ),
        cites=("guide:vneid_activate",),
        title=_("Lỗi: tài khoản đã kích hoạt"),
    ),
    Menu(
        "vneid.error.no_approval_sms",
        _(
            "Mức 2 có kết quả trong 3 ngày làm việc, hoặc 7 ngày nếu làm cùng thẻ. Chưa thấy tin "
            "báo: mở VNeID chọn “Kiểm tra tình trạng xử lý hồ sơ”, xem lại số đã khai, rồi hỏi "
            "công an nơi nộp hồ sơ hoặc gọi 1900 0368. Đừng bấm link trong tin lạ."
        ),
        (
            TO_ACTIVATE,
            Choice("number", _("Khai sai số điện thoại"), goto="vneid.phone_number"),
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.activate_late"),
        ),
        cites=("guide:vneid_activate", "nd-69-2024/13.1"),
        title=_("Chưa thấy tin phê duyệt mức 2"),
    ),
)

ERRORS = (*WHICH, *REGISTERING, *LOGGING_IN, *ACTIVATING, *USING)
