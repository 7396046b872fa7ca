"""Questions about VNeID accounts, levels 1 and 2, and what the application shows."""

from __future__ import annotations

from datetime import date

from handlers.model import Choice, Menu, _
from handlers.topics.earlier import EARLIER
from handlers.topics.vneid_choices import (
    TO_ACTIVATE,
    TO_GUIDE,
    TO_LEVEL1,
    TO_LEVEL2,
    TO_LOGIN,
    TO_PASSCODE,
    TO_REGISTER,
    TO_VIEW,
    TO_WALLET,
)
from legal_kb.model import Period

ABOUT = (
    Menu(
        "vneid.account",
        _(
            "VNeID là ứng dụng định danh quốc gia của Bộ Công an. Tài khoản định danh điện tử dùng "
            "để chứng minh bạn là ai khi làm thủ tục, dịch vụ công và giao dịch. Đăng ký "
            "và sử dụng không mất phí. Tài khoản có mức 1 và mức 2; mới tạo thì chưa phải "
            "định danh."
        ),
        (
            Choice("start", _("Bắt đầu từ đầu"), goto="vneid.install"),
            Choice("levels", _("Mức 1 khác mức 2 thế nào?"), goto="vneid.levels"),
            Choice("features", _("VNeID làm được gì?"), goto="vneid.features"),
            Choice("must", _("Có bắt buộc cập nhật VNeID không?"), goto="vneid.update_rumour"),
        ),
        cites=("guide:vneid_account", "nd-69-2024/7.1", "nd-69-2024/27.1"),
        title=_("Tài khoản định danh điện tử là gì"),
    ),
    Menu(
        "vneid.levels",
        _(
            "Mức 1 tự đăng ký trong ứng dụng, chỉ dùng được một số tính năng. Mức 2 phải đến công "
            "an; có căn cước điện tử giá trị tương đương thẻ căn cước và dùng được mọi tính năng. "
            "Muốn xem Thông tin cư trú bạn cần mức 2."
        ),
        (
            TO_LEVEL1,
            TO_LEVEL2,
            Choice("features", _("VNeID làm được gì?"), goto="vneid.features"),
            Choice("remote", _("Làm mức 2 qua mạng được không?"), goto="vneid.level2_police_only"),
        ),
        cites=("guide:vneid_levels", "nd-69-2024/28.3", "nd-69-2024/10.2", "nd-69-2024/9.2"),
        title=_("Mức 1 và mức 2 khác nhau thế nào"),
    ),
    Menu(
        "vneid.features",
        _(
            "Với VNeID bạn nộp dịch vụ công (thường trú, tạm trú, lưu trú), xem Thông tin "
            "cư trú, dùng Ví giấy tờ với căn cước điện tử, bằng lái, đăng ký xe, bảo hiểm y tế đã "
            "tích hợp, thanh toán hóa đơn, tố giác tội phạm. Thông tin trong ứng dụng có "
            "giá trị như giấy tờ."
        ),
        (
            TO_WALLET,
            Choice("papers", _("Tích hợp giấy tờ vào ví"), goto="vneid.integrate"),
            Choice("show", _("Đưa VNeID thay giấy cư trú"), goto="proof.show_vneid"),
            Choice("levels", _("Cần mức nào?"), goto="vneid.levels"),
        ),
        cites=("guide:vneid_features", "nd-69-2024/9.6"),
        title=_("VNeID làm được những gì"),
    ),
    Menu(
        "vneid.residence_content",
        _(
            "Mục Thông tin cư trú cho thấy: họ tên, số định danh, dân tộc, quốc tịch, quê quán; "
            "nơi thường trú, nơi tạm trú, nơi ở hiện tại; chủ hộ; thành viên khác trong hộ (họ "
            "tên, ngày sinh, giới tính, quan hệ với chủ hộ). Hộ ở đây thường là hộ đăng ký thường "
            "trú."
        ),
        (
            TO_VIEW,
            Choice("wrong", _("Thông tin của tôi bị sai"), goto="vneid.wrong_data"),
            Choice("temporary", _("Không thấy nơi tạm trú"), goto="vneid.error.no_temporary"),
            Choice("show", _("Đưa cán bộ xem thay giấy"), goto="proof.show_vneid"),
        ),
        cites=("guide:vneid_view_residence",),
        title=_("Thông tin cư trú gồm những gì"),
    ),
    Menu(
        "vneid.integrate",
        _(
            "Vào Ví giấy tờ → Tích hợp thông tin → Tạo mới yêu cầu, chọn loại giấy (bằng lái, đăng "
            "ký xe, bảo hiểm y tế…), điền thông tin, tích ô xác nhận rồi Gửi yêu cầu. Bạn cũng có "
            "thể đề nghị tích hợp khi làm mức 2. Tên nút có thể khác một chút tùy phiên bản."
        ),
        (
            TO_WALLET,
            Choice("limit", _("Báo quá số lần quy định"), goto="vneid.error.too_many"),
            Choice("features", _("VNeID còn làm được gì?"), goto="vneid.features"),
        ),
        cites=("guide:vneid_features", "nd-69-2024/10.2"),
        title=_("Tích hợp giấy tờ vào VNeID"),
    ),
)

LEVEL1 = (
    Menu(
        "vneid.qr_unreadable",
        _(
            "Ở màn hình quét, chọn “Không quét được QRCode?” rồi nhập tay thông tin còn trống theo "
            "đúng thẻ: số định danh cá nhân, họ tên có dấu, ngày sinh. Nếu muốn thử lại: lau thẻ "
            "và camera, đủ sáng, tránh lóa, đưa mã QR trọn vào khung, gần xa từ từ."
        ),
        (
            TO_REGISTER,
            Choice("mismatch", _("Nhập tay bị báo không trùng khớp"), goto="vneid.error.mismatch"),
            Choice("card", _("Thẻ của tôi chưa có mã QR"), goto="vneid.level2_no_card"),
        ),
        cites=("guide:vneid_register",),
        title=_("Không quét được mã QR trên thẻ"),
    ),
    Menu(
        "vneid.no_nfc",
        _(
            "Máy không có NFC vẫn làm được mức 1: ứng dụng cho quét mã QR trên thẻ. Máy có NFC mà "
            "không đọc được: bật NFC, tháo ốp, giữ thẻ yên khoảng 10 giây; iPhone (từ đời 7) áp "
            "mép trên lưng máy, Samsung áp giữa lưng. Chip hỏng thì xin cấp đổi thẻ."
        ),
        (
            TO_LEVEL1,
            Choice("qr", _("Mã QR cũng không quét được"), goto="vneid.qr_unreadable"),
            Choice(
                "level2", _("Làm thẳng mức 2 ở công an"), goto="vneid.checklist.police_with_card"
            ),
        ),
        cites=("guide:vneid_no_nfc", "guide:vneid_level1"),
        title=_("Điện thoại không có NFC"),
    ),
    Menu(
        "vneid.face",
        _(
            "Đăng ký mức 1 phải chụp ảnh chân dung bằng điện thoại. Nếu hiện chữ đỏ “Không thể "
            "nhận diện khuôn mặt”: bỏ kính và khẩu trang, mở mắt, lau camera, đứng nơi đủ sáng "
            "nhưng không lóa, giữ mặt trong khung rồi bấm Chụp lại. Vẫn không được thì làm mức 2 "
            "tại công an."
        ),
        (
            TO_LEVEL1,
            Choice(
                "level2", _("Làm thẳng mức 2 ở công an"), goto="vneid.checklist.police_with_card"
            ),
        ),
        cites=("guide:vneid_level1", "nd-69-2024/10.1"),
        title=_("Ảnh chân dung, nhận diện khuôn mặt"),
    ),
    Menu(
        "vneid.password_rule",
        _(
            "Mật khẩu để đăng nhập: theo hướng dẫn trên báo chí, 8–20 ký tự, có chữ hoa, chữ "
            "thường, chữ số và ký tự đặc biệt (như ! @ #). Passcode gồm 6 chữ số, mở Ví giấy tờ, "
            "tiện ích. Đổi mật khẩu: Cá nhân (hoặc Cài đặt) → Đổi mật khẩu. Đừng cho ai biết, kể "
            "cả tôi."
        ),
        (
            TO_REGISTER,
            TO_LOGIN,
            TO_PASSCODE,
            Choice("password", _("Quên mật khẩu"), goto="vneid.forgot_password"),
            Choice("passcode", _("Quên passcode"), goto="vneid.forgot_passcode"),
        ),
        cites=("guide:vneid_register", "guide:vneid_passcode"),
        title=_("Mật khẩu và passcode VNeID"),
    ),
)

LEVEL2 = (
    Menu(
        "vneid.level2_where",
        _(
            "Bạn đến bất kỳ Công an cấp xã (xã, phường, đặc khu) nào trong cả nước hoặc cơ quan "
            "quản lý căn cước, không phụ thuộc nơi cư trú, không cần về quê. Công an cấp huyện "
            "không còn. Giờ tiếp mỗi nơi khác nhau, nên hỏi trước. Không có mức 2 qua mạng hay "
            "điện thoại."
        ),
        (
            Choice("papers", _("Cần mang gì?"), goto="vneid.level2_papers"),
            Choice(
                "valid", _("Danh sách chuẩn bị: có thẻ"), goto="vneid.checklist.police_with_card"
            ),
            Choice(
                "none", _("Danh sách chuẩn bị: chưa có thẻ"), goto="vneid.checklist.police_no_card"
            ),
            TO_LEVEL2,
        ),
        cites=("guide:vneid_level2", "nd-69-2024/10.2"),
        title=_("Làm mức 2 ở đâu"),
        holds=Period(date(2025, 7, 1)),
        other=EARLIER["vneid.level2_where"],
    ),
    Menu(
        "vneid.level2_papers",
        _(
            "Bạn mang thẻ căn cước hoặc căn cước công dân còn hiệu lực và số thuê bao (số điện "
            "thoại) chính chủ. Tại chỗ, bạn điền Phiếu đề nghị mẫu TK01; có thể ghi email và giấy "
            "tờ muốn tích hợp, như bằng lái, bảo hiểm y tế. Không cần mang sổ hộ khẩu."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_with_card"),
            Choice("none", _("Tôi chưa có thẻ, thẻ hết hạn"), goto="vneid.level2_no_card"),
            Choice("number", _("Số của tôi không chính chủ"), goto="vneid.phone_number"),
            TO_LEVEL2,
        ),
        cites=("guide:vneid_level2", "nd-69-2024/10.2"),
        title=_("Làm mức 2 cần mang gì"),
        other=EARLIER["vneid.level2_papers"],
    ),
    Menu(
        "vneid.level2_time",
        _(
            "Không quá 3 ngày làm việc nếu thẻ còn hạn; không quá 7 ngày làm việc nếu thẻ hết hạn "
            "hoặc chưa có (làm cùng lúc). Kết quả báo qua VNeID, SMS hoặc email. Giờ tiếp tùy nơi, "
            "nên hỏi trước (trước 01/07/2024: giờ hành chính thứ 2 đến thứ 6, sáng thứ 7)."
        ),
        (
            Choice("sms", _("Quá hạn chưa thấy tin báo"), goto="vneid.error.no_approval_sms"),
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_with_card"),
            TO_LEVEL2,
            TO_ACTIVATE,
        ),
        cites=(
            "guide:vneid_level2",
            "nd-69-2024/13.1",
            "nd-69-2024/13.2",
            "qd-9039-2022/p2.A.2.hours",
        ),
        title=_("Làm mức 2 mất bao lâu"),
        holds=Period(date(2024, 7, 1)),
        other=EARLIER["vneid.level2_time"],
    ),
    Menu(
        "vneid.level2_fee",
        _(
            "Không mất phí. Đăng ký và sử dụng tài khoản định danh điện tử, mức 1 hay mức 2, đều "
            "miễn phí với bạn. Ai đòi tiền để “làm mức 2 nhanh” là sai quy định, bạn hãy từ chối. "
            "Nếu làm cùng lúc với thẻ căn cước, lệ phí thẻ (nếu có) tính riêng."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_with_card"),
            Choice("scam", _("Có người đòi tiền làm hộ"), goto="scam"),
            TO_LEVEL2,
        ),
        cites=("guide:vneid_level2", "nd-69-2024/27.1"),
        title=_("Làm mức 2 mất phí không"),
        other=EARLIER["vneid.level2_fee"],
    ),
    Menu(
        "vneid.level2_no_card",
        _(
            "Chưa có thẻ hoặc thẻ hết hạn thì làm mức 2 cùng với thủ tục cấp thẻ căn cước, trong "
            "một lần đến Công an cấp xã (xã, phường, đặc khu). Không quá 7 ngày làm việc (thẻ còn "
            "hạn là 3 ngày). Bạn điền Phiếu TK01, ghi số điện thoại chính chủ. Không mất phí."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_no_card"),
            Choice("child", _("Người dưới 14 tuổi"), goto="vneid.child"),
            Choice("where", _("Làm ở đâu?"), goto="vneid.level2_where"),
            Choice("install", _("Cài ứng dụng trước"), goto="vneid.install"),
            TO_ACTIVATE,
        ),
        cites=(
            "guide:vneid_level2",
            "nd-69-2024/10.2",
            "nd-69-2024/13.2",
            "nd-69-2024/13.1.b",
            "nd-69-2024/27.1",
        ),
        title=_("Chưa có thẻ căn cước làm mức 2"),
        other=EARLIER["vneid.level2_no_card"],
    ),
    Menu(
        "vneid.level2_police_only",
        _(
            "Không. Mức 2 phải tự mình đến công an vì cán bộ đối chiếu khuôn mặt và vân tay; không "
            "ai làm qua điện thoại, Zalo hay đường link. Người gọi tự xưng công an bảo làm mức 2 "
            "như vậy là lừa đảo: hãy dập máy, không đọc OTP, không cài ứng dụng lạ."
        ),
        (
            Choice("call", _("Tôi vừa nhận cuộc gọi như vậy"), goto="scam.call"),
            Choice("where", _("Làm ở đâu?"), goto="vneid.level2_where"),
            Choice("helping", _("Người thân không đi được"), goto="vneid.helping"),
            TO_LEVEL2,
            TO_GUIDE,
        ),
        cites=("guide:vneid_level2", "nd-69-2024/10.2"),
        title=_("Mức 2 qua mạng, qua điện thoại?"),
    ),
)

ANSWERS = (*ABOUT, *LEVEL1, *LEVEL2)
