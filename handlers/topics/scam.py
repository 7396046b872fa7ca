"""Frauds around VNeID, and what to do once a code has been given away."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _

CALL = Choice("call", _("Có người gọi xưng công an"), goto="scam.call")
LINK = Choice("link", _("Được gửi đường link, tệp APK"), goto="scam.link")
GIVEN = Choice("given", _("Tôi đã lỡ đưa mã, mật khẩu"), goto="scam.code_given")
NEVER = Choice("never", _("Trợ lý này không hỏi gì?"), goto="scam.we_never_ask")
LEVEL2 = Choice("level2", _("Mức 2 làm ở đâu là đúng?"), goto="vneid.level2_police_only")
PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")

SIGNS = Choice("signs", _("Cuộc gọi, tin này có lừa đảo?"), goto="scam.signs")

TOPIC = Topic(
    id="scam",
    title=_("Nhận biết lừa đảo"),
    nodes=(
        Menu(
            "scam",
            _(
                "Kẻ gian hay giả công an, giả VNeID để lấy mã OTP và tiền. Hãy dừng lại, đừng "
                "bấm, đừng đọc mã cho ai. Bạn đang gặp chuyện nào?"
            ),
            (SIGNS, CALL, LINK, GIVEN, NEVER),
            cites=("guide:vneid_otp",),
            title=_("Nhận biết lừa đảo"),
        ),
        Menu(
            "scam.call",
            _(
                "Hãy cúp máy. Công an không làm định danh mức 2, không cập nhật VNeID qua điện "
                "thoại, Zalo hay video; mức 2 chỉ làm trực tiếp tại cơ quan công an. Đừng đọc mã "
                "OTP, đừng chuyển tiền. Muốn kiểm tra, bạn tự gọi 1900 0368 hoặc đến Công an cấp "
                "xã (xã, phường, đặc khu)."
            ),
            (LINK, GIVEN, LEVEL2, PERSON),
            cites=("guide:vneid_level2", "nd-69-2024/10.2", "guide:vneid_otp"),
            title=_("Có người gọi xưng công an"),
        ),
        Menu(
            "scam.link",
            _(
                "Đừng bấm, đừng cài. VNeID thật chỉ tải từ App Store hoặc CH Play (Google Play); "
                "mọi tệp APK, đường link gửi qua tin nhắn, Zalo đều phải coi là giả. Nếu đã cài, "
                "hãy ngắt mạng, gỡ ứng dụng lạ, báo ngân hàng và gọi 1900 0368."
            ),
            (
                GIVEN,
                Choice("install", _("Cài VNeID đúng cách"), goto="vneid.install"),
                CALL,
                PERSON,
            ),
            cites=("guide:vneid_install",),
            title=_("Đường link, ứng dụng VNeID giả"),
        ),
        Menu(
            "scam.code_given",
            _(
                "Gọi ngay tổng đài 1900 0368 xin khóa tài khoản VNeID và đổi mật khẩu. Nếu lộ mã "
                "hoặc tài khoản ngân hàng, gọi ngân hàng khóa ngay. Rồi trình báo Công an cấp xã "
                "(xã, phường, đặc khu), giữ lại tin nhắn, số điện thoại làm chứng cứ. Đừng chuyển "
                "thêm tiền."
            ),
            (
                Choice("password", _("Đổi mật khẩu VNeID"), goto="vneid.forgot_password"),
                Choice("lock", _("Mất máy, cần khóa tài khoản"), goto="vneid.lost_phone"),
                PERSON,
            ),
            cites=("guide:vneid_otp", "guide:vneid_device_change"),
            title=_("Đã lỡ đưa mã OTP, mật khẩu"),
        ),
        Menu(
            "scam.we_never_ask",
            _(
                "Tôi không bao giờ hỏi mật khẩu, passcode, mã OTP của VNeID, câu hỏi bảo mật hay "
                "mã ngân hàng. Tôi chỉ cần số định danh và mã do chính Cư Trú gửi, khi bạn chọn "
                "xem cư trú của mình. Ai hỏi những thứ kia, hãy coi là lừa đảo."
            ),
            (
                CALL,
                Choice("privacy", _("Dữ liệu của tôi ra sao?"), goto="talk.privacy"),
                Choice("mine", _("Xem cư trú của tôi"), goto="lookup"),
            ),
            cites=("guide:residence_lookup",),
            title=_("Trợ lý không bao giờ hỏi mật khẩu"),
        ),
    ),
)
