"""Phones, numbers, codes and forgotten passwords."""

from __future__ import annotations

from handlers.model import Choice, Menu, _
from handlers.topics.vneid_choices import (
    TO_ACTIVATE,
    TO_LOGIN,
    TO_PASSCODE,
    TO_PERSON,
    TO_REGISTER,
    TO_WALLET,
)

PHONE = (
    Menu(
        "vneid.forgot_password",
        _(
            "Theo hướng dẫn trên báo chí: ở màn hình đăng nhập chọn “Quên mật khẩu”, nhập số định "
            "danh cá nhân và số điện thoại, xác thực bằng thông tin trên thẻ hoặc NFC, nhập mã "
            "OTP, đặt mật khẩu mới. Không được: gọi 1900 0368. Đừng đưa OTP cho ai. Quên 6 số: "
            "chọn “Quên passcode”."
        ),
        (
            TO_LOGIN,
            Choice("otp", _("Không nhận được mã OTP"), goto="vneid.otp"),
            Choice("passcode", _("Tôi quên passcode 6 số"), goto="vneid.forgot_passcode"),
            Choice("number", _("Tôi đã đổi số điện thoại"), goto="vneid.phone_number"),
            Choice("list", _("Vẫn không được"), goto="vneid.checklist.recover"),
        ),
        cites=("guide:vneid_forgot_passcode",),
        title=_("Quên mật khẩu VNeID"),
    ),
    Menu(
        "vneid.forgot_passcode",
        _(
            "Theo hướng dẫn trên báo chí: đăng nhập, mở một tiện ích (như Ví giấy tờ), ở ô 6 số "
            "chọn “Quên passcode” → Xác nhận, nhập mã OTP gửi đến số đã đăng ký, đặt 6 số mới. "
            "Không được, hay quên câu hỏi bảo mật: gọi 1900 0368. Quên mật khẩu đăng nhập: chọn "
            "“Quên mật khẩu”."
        ),
        (
            TO_WALLET,
            TO_PASSCODE,
            Choice("otp", _("Không nhận được mã OTP"), goto="vneid.otp"),
            Choice("password", _("Tôi quên mật khẩu đăng nhập"), goto="vneid.forgot_password"),
            Choice("list", _("Vẫn không được"), goto="vneid.checklist.recover"),
        ),
        cites=("guide:vneid_forgot_passcode",),
        title=_("Quên passcode VNeID"),
    ),
    Menu(
        "vneid.new_phone",
        _(
            "Theo hướng dẫn của VNeID: trên thiết bị mới, cài VNeID, đăng nhập, bấm Xác nhận rồi "
            "nhập mã hiện trên thiết bị cũ. Không còn thiết bị cũ: chọn xác thực NFC bằng thẻ gắn "
            "chip, rồi nhập mã OTP gửi qua SMS. Tài khoản chỉ dùng trên một thiết bị mỗi lúc."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.new_phone"),
            Choice(
                "no_nfc", _("Máy cũ không còn, máy mới thiếu NFC"), goto="vneid.error.device_code"
            ),
            Choice("otp", _("Không nhận được mã"), goto="vneid.otp"),
            Choice("lost", _("Máy cũ bị mất, bị trộm"), goto="vneid.lost_phone"),
            TO_LOGIN,
        ),
        cites=("guide:vneid_device_change",),
        title=_("Đổi sang điện thoại mới"),
    ),
    Menu(
        "vneid.lost_phone",
        _(
            "Gọi ngay 1900 0368 xin khóa tài khoản, và báo nhà mạng khóa SIM. Có thể xin khóa căn "
            "cước điện tử (mẫu TK03) tại Công an cấp xã (xã, phường, đặc khu). Sau đó làm lại SIM "
            "chính chủ, đăng nhập trên thiết bị mới bằng NFC và OTP. Xin mở khóa được giải quyết "
            "ngay."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.lost_phone"),
            Choice("new", _("Đăng nhập trên máy mới"), goto="vneid.new_phone"),
            Choice("number", _("Tôi mất luôn số điện thoại"), goto="vneid.phone_number"),
        ),
        cites=("guide:vneid_device_change", "nd-69-2024/30.2"),
        title=_("Mất điện thoại có VNeID"),
    ),
    Menu(
        "vneid.shared_phone",
        _(
            "Không nên. Mỗi máy chỉ gắn với một tài khoản định danh: kích hoạt tài khoản thứ hai "
            "thì tài khoản đang dùng bị hủy kích hoạt trên máy đó. Mỗi người nên dùng máy riêng; "
            "không có máy thì theo hướng dẫn của VNeID, kích hoạt trên máy tính tại vneid.gov.vn."
        ),
        (
            Choice("message", _("Máy báo đã gắn tài khoản khác"), goto="vneid.error.other_account"),
            Choice("list", _("Không có máy riêng: cần gì?"), goto="vneid.checklist.no_phone"),
            TO_ACTIVATE,
            TO_LOGIN,
        ),
        cites=("guide:vneid_device_check", "guide:vneid_activate"),
        title=_("Hai người dùng chung một điện thoại"),
    ),
    Menu(
        "vneid.otp",
        _(
            "Mã OTP gửi qua SMS đến số điện thoại đã đăng ký. Kiểm tra đúng số, SIM còn sóng, "
            "không chặn tin; chờ 2–3 phút rồi bấm Gửi lại mã và nhập mã mới nhất, vì mã cũ hết "
            "hạn. Vẫn không được: gọi 1900 0368. Đừng đọc mã cho ai, kể cả tôi."
        ),
        (
            Choice("number", _("Mã gửi về số cũ"), goto="vneid.phone_number"),
            Choice("list", _("Vẫn không được"), goto="vneid.checklist.recover"),
            Choice("gave", _("Tôi lỡ đọc mã cho người khác"), goto="scam"),
            TO_REGISTER,
            TO_LOGIN,
            TO_ACTIVATE,
        ),
        cites=("guide:vneid_otp",),
        title=_("Không nhận được mã OTP"),
    ),
    Menu(
        "vneid.phone_number",
        _(
            "Số đăng ký phải là số thuê bao chính chủ. Đổi số: mang thẻ đến Công an cấp xã, hoặc "
            "theo hướng dẫn trên báo chí gọi 1900 0368 (phím 4), rồi kích hoạt lại. Nên làm sớm: "
            "số đã đổi và không chính chủ thì tài khoản bị khóa tự động. Một số dùng cho một tài "
            "khoản."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.phone_number"),
            Choice("locked", _("Tài khoản đã bị khóa"), goto="vneid.error.locked"),
            Choice("otp", _("Mã không về máy"), goto="vneid.otp"),
            TO_PERSON,
        ),
        cites=("guide:vneid_otp", "nd-69-2024/15.1", "nd-69-2024/10.2"),
        title=_("Đổi số điện thoại VNeID"),
    ),
)
