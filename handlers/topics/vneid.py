"""The way to "Thông tin cư trú" in VNeID: where the person stands, and nine steps."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _
from handlers.topics.vneid_answers import ANSWERS
from handlers.topics.vneid_cases import CASES
from handlers.topics.vneid_checklists import CHECKLISTS
from handlers.topics.vneid_errors import ERRORS
from handlers.topics.vneid_phone import PHONE

ENTRY = (
    Menu(
        "vneid",
        _(
            "Bạn đang ở đâu trên đường xem “Thông tin cư trú” trong VNeID? Hãy chọn một tình "
            "huống, tôi dẫn từng bước một. Tôi không bao giờ hỏi mật khẩu, passcode hay mã OTP "
            "VNeID của bạn."
        ),
        (
            Choice("new", _("Chưa cài VNeID"), goto="vneid.card"),
            Choice("no_account", _("Đã cài, chưa có tài khoản"), goto="vneid.register"),
            Choice("level1", _("Đã có mức 1"), goto="vneid.level2_card"),
            Choice("level2", _("Có mức 2, chưa kích hoạt"), goto="vneid.activate"),
            Choice("active", _("Đã kích hoạt, muốn xem cư trú"), goto="vneid.wallet"),
            Choice("error", _("Gặp thông báo lỗi"), goto="vneid.error"),
            Choice("phone", _("Đổi, mất điện thoại hoặc đổi số"), goto="vneid.phone"),
            Choice("other", _("Trẻ em, làm giúp, người nước ngoài"), goto="vneid.for_whom"),
        ),
        title=_("Hướng dẫn VNeID"),
    ),
    Menu(
        "vneid.card",
        _(
            "Bạn có thẻ căn cước hoặc căn cước công dân còn hạn không? Ngày hết hạn in trên thẻ. "
            "Chứng minh nhân dân không còn giá trị từ ngày 01/01/2025."
        ),
        (
            Choice("valid", _("Có, thẻ còn hạn"), goto="vneid.install"),
            Choice("none", _("Thẻ hết hạn hoặc chưa có"), goto="vneid.level2_no_card"),
            Choice("child", _("Người dưới 14 tuổi"), goto="vneid.child"),
            Choice("what", _("VNeID là gì đã?"), goto="vneid.account"),
        ),
        cites=("nd-69-2024/7.1", "luat-26-2023/46.2"),
    ),
    Menu(
        "vneid.level2_card",
        _(
            "Để xem Thông tin cư trú bạn cần mức 2, làm trực tiếp tại công an. Thẻ căn cước hoặc "
            "căn cước công dân của bạn còn hạn không?"
        ),
        (
            Choice("valid", _("Còn hạn"), goto="vneid.level2"),
            Choice("none", _("Hết hạn, mất hoặc chưa có"), goto="vneid.level2_no_card"),
            Choice("activate", _("Mức 1 của tôi chưa kích hoạt"), goto="vneid.activate"),
            Choice("why", _("Vì sao phải mức 2?"), goto="vneid.levels"),
        ),
        cites=("nd-69-2024/10.2",),
    ),
    Menu(
        "vneid.for_whom",
        _("Bạn cần làm VNeID cho ai?"),
        (
            Choice("child", _("Trẻ dưới 14 tuổi"), goto="vneid.child"),
            Choice("helping", _("Người lớn tuổi, người cần giúp"), goto="vneid.helping"),
            Choice(
                "no_phone", _("Người không có điện thoại thông minh"), goto="vneid.cannot_install"
            ),
            Choice("foreigner", _("Người nước ngoài"), goto="vneid.foreigner"),
        ),
    ),
    Menu(
        "vneid.phone",
        _("Chuyện gì xảy ra với điện thoại hoặc số điện thoại của bạn?"),
        (
            Choice("new", _("Đổi sang điện thoại mới"), goto="vneid.new_phone"),
            Choice("lost", _("Mất điện thoại"), goto="vneid.lost_phone"),
            Choice("number", _("Đổi số, số không chính chủ"), goto="vneid.phone_number"),
            Choice("shared", _("Hai người dùng chung một máy"), goto="vneid.shared_phone"),
            Choice("locked", _("Tài khoản bị khóa"), goto="vneid.error.locked"),
            Choice("old", _("Máy quá cũ, không cài được"), goto="vneid.cannot_install"),
        ),
    ),
)

STEPS = (
    Menu(
        "vneid.install",
        _(
            "Mở CH Play (Android) hoặc App Store (iPhone), tìm “VNeID” của “Trung tâm dữ liệu quốc "
            "gia về dân cư”, rồi bấm Cài đặt. Ứng dụng miễn phí. Chỉ tải từ hai kho này; không cài "
            "file APK, không bấm liên kết người lạ gửi."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.register"),
            Choice("cannot", _("Máy không cài được"), goto="vneid.cannot_install"),
            Choice("link", _("Có người gửi link bảo cài"), goto="scam"),
            Choice("what", _("VNeID là gì?"), goto="vneid.account"),
        ),
        cites=("guide:vneid_install", "nd-69-2024/27.1"),
        title=_("Cài ứng dụng VNeID"),
        step=(1, 9),
    ),
    Menu(
        "vneid.register",
        _(
            "Mở VNeID, chọn Đăng ký. Nhập số định danh cá nhân (12 số) và số điện thoại của bạn, "
            "quét mã QR trên thẻ (không được thì nhập tay). Nhập mã OTP do VNeID gửi qua SMS, rồi "
            "đặt mật khẩu. Không đưa mã OTP cho ai, kể cả tôi."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.login"),
            Choice("qr", _("Không quét được mã QR"), goto="vneid.qr_unreadable"),
            Choice("otp", _("Không nhận được mã OTP"), goto="vneid.otp"),
            Choice("password", _("Đặt mật khẩu thế nào?"), goto="vneid.password_rule"),
            Choice("mismatch", _("Báo thông tin không trùng khớp"), goto="vneid.error.mismatch"),
            Choice("approved", _("Báo đã được định danh rồi"), goto="vneid.error.approved"),
            Choice("used", _("Số điện thoại đã có người dùng"), goto="vneid.phone_number"),
        ),
        cites=("guide:vneid_register",),
        title=_("Đăng ký tài khoản VNeID"),
        step=(2, 9),
    ),
    Menu(
        "vneid.login",
        _(
            "Mở VNeID, nhập số định danh cá nhân (12 số trên thẻ) và mật khẩu bạn đã đặt, rồi bấm "
            "Đăng nhập. Sai quá 5 lần tài khoản có thể bị khóa, nên nếu không chắc hãy chọn “Quên "
            "mật khẩu”. Máy mới sẽ có thêm bước xác nhận."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.level1"),
            Choice("forgot", _("Quên mật khẩu"), goto="vneid.forgot_password"),
            Choice("wrong", _("Báo sai mật khẩu"), goto="vneid.error.wrong_password"),
            Choice("device", _("Báo đang dùng thiết bị mới"), goto="vneid.error.new_device"),
            Choice("deleted", _("Báo tài khoản sẽ bị xóa sau 3 ngày"), goto="vneid.error.deleted"),
            Choice("network", _("Báo bảo trì, không kết nối được"), goto="vneid.error.maintenance"),
        ),
        cites=("guide:vneid_login",),
        title=_("Đăng nhập VNeID"),
        step=(3, 9),
    ),
    Menu(
        "vneid.level1",
        _(
            "Đăng nhập, chọn Đăng ký tài khoản mức 1 → Bắt đầu → Tôi đã hiểu. Áp thẻ vào lưng máy "
            "để đọc NFC (hoặc quét mã QR), bấm Bỏ qua video, chụp ảnh chân dung, kiểm tra, nhập "
            "email (không bắt buộc), chọn Xác nhận thông tin đăng ký. Có kết quả trong 1 ngày làm "
            "việc."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.level2"),
            Choice("nfc", _("Không có NFC, không đọc được thẻ"), goto="vneid.no_nfc"),
            Choice("face", _("Không nhận diện được khuôn mặt"), goto="vneid.face"),
            Choice("card", _("Thẻ hết hạn hoặc chưa có thẻ"), goto="vneid.level2_no_card"),
            Choice("levels", _("Mức 1 khác mức 2 thế nào?"), goto="vneid.levels"),
            Choice("only", _("Tôi chỉ cần mức 1"), goto="vneid.checklist.self_level1"),
        ),
        cites=("guide:vneid_level1", "nd-69-2024/10.1", "nd-69-2024/13.1.a"),
        title=_("Đăng ký định danh mức 1"),
        step=(4, 9),
    ),
    Menu(
        "vneid.level2",
        _(
            "Bạn tự đến Công an cấp xã (xã, phường, đặc khu) bất kỳ: 1) đưa thẻ căn cước hoặc căn "
            "cước công dân còn hiệu lực; 2) điền Phiếu TK01, ghi số điện thoại chính chủ; 3) cán "
            "bộ đối chiếu ảnh khuôn mặt, vân tay; 4) nhận kết quả qua VNeID, SMS hoặc email. Không "
            "mất phí."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.activate"),
            Choice(
                "valid", _("Thẻ còn hạn: xem cần mang gì"), goto="vneid.checklist.police_with_card"
            ),
            Choice("none", _("Thẻ hết hạn hoặc chưa có thẻ"), goto="vneid.level2_no_card"),
            Choice("where", _("Làm ở đâu?"), goto="vneid.level2_where"),
            Choice("time", _("Mất bao lâu?"), goto="vneid.level2_time"),
            Choice("child", _("Người dưới 14 tuổi"), goto="vneid.child"),
            Choice("helping", _("Làm giúp người khác"), goto="vneid.helping"),
            Choice(
                "remote", _("Làm qua mạng, điện thoại được không?"), goto="vneid.level2_police_only"
            ),
        ),
        cites=("guide:vneid_level2", "nd-69-2024/10.2", "nd-69-2024/13.1.b", "nd-69-2024/27.1"),
        title=_("Làm định danh mức 2"),
        step=(5, 9),
    ),
    Menu(
        "vneid.activate",
        _(
            "Khi được báo đã phê duyệt, mở VNeID, chọn Kích hoạt tài khoản định danh điện tử. Nhập "
            "số định danh cá nhân, số điện thoại, bấm Gửi yêu cầu, rồi nhập mã kích hoạt gửi qua "
            "SMS. Hãy kích hoạt trong 7 ngày từ ngày nhận thông báo. Đừng đọc mã cho ai."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.passcode"),
            Choice("late", _("Đã quá 7 ngày"), goto="vneid.activate_late"),
            Choice("code", _("Không nhận được mã kích hoạt"), goto="vneid.otp"),
            Choice("sms", _("Chưa thấy tin báo phê duyệt"), goto="vneid.error.no_approval_sms"),
            Choice("level", _("Báo chưa được định danh"), goto="vneid.error.not_identified"),
            Choice(
                "already", _("Báo đã thực hiện kích hoạt"), goto="vneid.error.already_activated"
            ),
            Choice("other", _("Máy gắn với tài khoản khác"), goto="vneid.error.other_account"),
            Choice("device", _("Máy mới, máy cũ không còn"), goto="vneid.error.device_code"),
        ),
        cites=("guide:vneid_activate", "nd-69-2024/14"),
        title=_("Kích hoạt tài khoản định danh"),
        step=(6, 9),
    ),
    Menu(
        "vneid.passcode",
        _(
            "Sau khi nhập mã kích hoạt, bạn đặt passcode gồm 6 chữ số (chưa có mật khẩu thì đặt "
            "mật khẩu trước), rồi chọn 2 câu hỏi bảo mật và trả lời. Tránh ngày sinh, số thẻ, dãy "
            "dễ đoán. Hãy nhớ kỹ và đừng nói cho ai; tôi không bao giờ hỏi passcode."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.wallet"),
            Choice("forgot", _("Quên passcode"), goto="vneid.forgot_passcode"),
            Choice("locked", _("Passcode bị khóa"), goto="vneid.error.passcode_locked"),
            Choice("rule", _("Mật khẩu khác passcode thế nào?"), goto="vneid.password_rule"),
        ),
        cites=("guide:vneid_passcode",),
        title=_("Đặt passcode và câu hỏi bảo mật"),
        step=(7, 9),
    ),
    Menu(
        "vneid.wallet",
        _(
            "Đăng nhập VNeID, chọn Ví giấy tờ ở thanh dưới màn hình, kéo xuống tìm Thông tin cư "
            "trú, bấm vào rồi nhập passcode. Có thể vào từ trang chủ: Tiện ích yêu thích → Thông "
            "tin cư trú. Tên nút có thể khác một chút tùy phiên bản. Cần tài khoản mức 2."
        ),
        (
            Choice("next", _("Xong, bước tiếp"), goto="vneid.view_residence"),
            Choice("upgrade", _("Báo phải nâng cấp lên mức 2"), goto="vneid.error.upgrade"),
            Choice("missing", _("Không thấy mục cư trú"), goto="vneid.error.empty_household"),
            Choice("forgot", _("Quên passcode"), goto="vneid.forgot_passcode"),
            Choice("papers", _("Đưa giấy tờ khác vào ví"), goto="vneid.integrate"),
            Choice("qr", _("Mã QR bị mờ"), goto="vneid.error.qr_dimmed"),
            Choice("card", _("Báo thẻ hết hạn, bị giới hạn"), goto="vneid.error.card_expired"),
        ),
        cites=("guide:vneid_view_residence",),
        title=_("Mở Ví giấy tờ trong VNeID"),
        step=(8, 9),
    ),
    Menu(
        "vneid.view_residence",
        _(
            "Vào VNeID → Ví giấy tờ → Thông tin cư trú, nhập passcode. Bạn sẽ thấy nơi thường trú, "
            "tạm trú, nơi ở hiện tại, chủ hộ và thành viên khác trong hộ. Chỉ tài khoản mức 2 đã "
            "kích hoạt mới xem được. Tên nút có thể khác một chút tùy phiên bản."
        ),
        (
            Choice("next", _("Đã xem được, xong"), goto="vneid.checklist.view_done"),
            Choice("content", _("Màn hình này có những gì?"), goto="vneid.residence_content"),
            Choice("show", _("Đưa cán bộ xem thay giấy"), goto="proof.show_vneid"),
            Choice("empty", _("Không có dữ liệu, trống"), goto="vneid.error.empty_household"),
            Choice("temporary", _("Không thấy nơi tạm trú"), goto="vneid.error.no_temporary"),
            Choice("wrong", _("Thông tin của tôi bị sai"), goto="vneid.wrong_data"),
            Choice("upgrade", _("Báo phải nâng cấp lên mức 2"), goto="vneid.error.upgrade"),
        ),
        cites=("guide:vneid_view_residence",),
        title=_("Xem thông tin cư trú trên VNeID"),
        step=(9, 9),
    ),
)

TOPIC = Topic(
    id="vneid",
    title=_("Hướng dẫn VNeID"),
    nodes=(*ENTRY, *STEPS, *ANSWERS, *CASES, *PHONE, *ERRORS, *CHECKLISTS),
)
