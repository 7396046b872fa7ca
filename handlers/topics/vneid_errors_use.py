"""What VNeID says while it is used: wallet, passcode, cards, network."""

from __future__ import annotations

from handlers.model import Choice, Menu, _
from handlers.topics.vneid_choices import TO_LEVEL2, TO_LOGIN, TO_PASSCODE, TO_VIEW, TO_WALLET

USING = (
    Menu(
        "vneid.error.upgrade",
        _(
            "Báo “Nâng cấp tài khoản lên định danh mức 2” nghĩa là bạn đang ở mức 1. Chức năng "
            "này, cả Thông tin cư trú, cần mức 2. Mang thẻ căn cước còn hạn đến Công an cấp xã "
            "(xã, phường, đặc khu) bất kỳ; không mất phí, không quá 3 ngày làm việc. Không nâng "
            "cấp qua mạng được."
        ),
        (
            TO_LEVEL2,
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_with_card"),
            Choice("none", _("Thẻ hết hạn hoặc chưa có thẻ"), goto="vneid.level2_no_card"),
        ),
        cites=(
            "guide:vneid_levels",
            "guide:vneid_level2",
            "nd-69-2024/10.2",
            "nd-69-2024/13.1",
            "nd-69-2024/27.1",
        ),
        title=_("Báo phải nâng cấp lên mức 2"),
    ),
    Menu(
        "vneid.error.passcode_locked",
        _(
            "Nhập sai passcode quá 5 lần, theo hướng dẫn trên báo chí, passcode bị khóa đến hôm "
            "sau. Bạn chờ sang ngày mới rồi nhập lại, hoặc chọn “Quên passcode” để đặt 6 số mới "
            "bằng mã OTP. Ai đòi passcode để “mở khóa giúp” đều là lừa đảo."
        ),
        (
            Choice("forgot", _("Quên passcode"), goto="vneid.forgot_passcode"),
            TO_PASSCODE,
            TO_WALLET,
        ),
        cites=("guide:vneid_forgot_passcode", "guide:vneid_passcode"),
        title=_("Passcode bị khóa"),
    ),
    Menu(
        "vneid.error.empty_household",
        _(
            "Thông tin cư trú nằm trong Ví giấy tờ. Không thấy, hoặc mục trống: kiểm tra tài khoản "
            "đã là mức 2, cập nhật VNeID, đăng nhập lại, thử lúc khác. Vẫn trống thì hỏi Công an "
            "cấp xã (xã, phường, đặc khu) nơi bạn cư trú. Khi cần gấp, xin giấy xác nhận cư trú."
        ),
        (
            TO_VIEW,
            Choice("level", _("Tôi mới có mức 1"), goto="vneid.error.upgrade"),
            Choice("list", _("Đề nghị công an kiểm tra"), goto="vneid.checklist.wrong_data"),
            Choice("ct07", _("Xin giấy xác nhận cư trú"), goto="ct07.how"),
        ),
        cites=("guide:vneid_view_residence", "luat-68-2020/8.3"),
        title=_("Thông tin cư trú trống"),
    ),
    Menu(
        "vneid.error.no_temporary",
        _(
            "Không thấy nơi tạm trú thường do chưa đăng ký, tạm trú đã hết hạn (gia hạn trong 15 "
            "ngày trước khi hết), hoặc chưa cập nhật xong. Hãy xem lại kết quả hồ sơ; nếu đã được "
            "duyệt mà vẫn thiếu, hỏi Công an cấp xã (xã, phường, đặc khu) nơi tạm trú."
        ),
        (
            TO_VIEW,
            Choice("wrong", _("Đề nghị sửa thông tin"), goto="vneid.wrong_data"),
            Choice("list", _("Đề nghị công an kiểm tra"), goto="vneid.checklist.wrong_data"),
        ),
        cites=("guide:vneid_view_residence", "luat-68-2020/28.3"),
        title=_("VNeID không hiện nơi tạm trú"),
    ),
    Menu(
        "vneid.error.card_expiring",
        _(
            "Thẻ của bạn sắp hết hạn; sau ngày hết hạn một số dịch vụ bị giới hạn. Hãy đến Công an "
            "cấp xã (xã, phường, đặc khu) xin cấp thẻ mới trước ngày đó. Khi có thẻ mới, hệ thống "
            "tự khôi phục căn cước điện tử và giấy tờ trong VNeID, bạn không phải nộp lại."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_no_card"),
            TO_WALLET,
        ),
        cites=("guide:vneid_features", "nd-69-2024/9.11"),
        title=_("Báo thẻ căn cước sắp hết hạn"),
    ),
    Menu(
        "vneid.error.card_expired",
        _(
            "Tài khoản bị giới hạn một số dịch vụ vì thẻ đã hết hạn. Hãy đến Công an cấp xã (xã, "
            "phường, đặc khu) làm thẻ căn cước mới; khi thẻ được cấp, hệ thống tự khôi phục căn "
            "cước điện tử và giấy tờ trong VNeID. Không ai mở khóa qua điện thoại hay đường link."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.police_no_card"),
            Choice("level2", _("Tôi chưa có mức 2"), goto="vneid.level2_no_card"),
            TO_WALLET,
        ),
        cites=("guide:vneid_features", "nd-69-2024/9.11"),
        title=_("Bị giới hạn do thẻ hết hạn"),
    ),
    Menu(
        "vneid.error.qr_dimmed",
        _(
            "Mã QR định danh điện tử chỉ dùng được khoảng 5 phút rồi mờ đi để bảo vệ bạn. Bấm “Tạo "
            "QR code” để có mã mới, mở ngay trước mặt cán bộ. Ảnh chụp màn hình mã cũ không dùng "
            "được. Riêng màn hình cư trú thì đưa trực tiếp cho cán bộ xem."
        ),
        (
            TO_WALLET,
            TO_VIEW,
            Choice("show", _("Đưa cán bộ xem thay giấy"), goto="proof.show_vneid"),
        ),
        cites=("guide:vneid_features",),
        title=_("Mã QR trong VNeID bị mờ"),
    ),
    Menu(
        "vneid.error.too_many",
        _(
            "Bạn đã gửi yêu cầu tích hợp quá số lần trong ngày (với bằng lái, theo hướng dẫn của "
            "VNeID là 3 lần). Hãy đợi đến ngày mai. Trước khi gửi lại, kiểm tra hạng và số giấy "
            "phép; giấy đã được duyệt hoặc đang chờ duyệt thì không gửi thêm."
        ),
        (
            Choice("papers", _("Cách tích hợp giấy tờ"), goto="vneid.integrate"),
            TO_WALLET,
        ),
        cites=("guide:vneid_features",),
        title=_("Tích hợp giấy tờ quá số lần"),
    ),
    Menu(
        "vneid.error.maintenance",
        _(
            "“Hệ thống đang bảo trì”, “Kết nối tới hệ thống thất bại” hay quay mãi thường do quá "
            "tải: chờ một lúc, đổi Wi-Fi sang 4G, cập nhật ứng dụng, để ngày giờ tự động, thử giờ "
            "vắng. Cần gấp, cán bộ tự tra cứu dữ liệu cư trú của bạn. Tổng đài: 1900 0368."
        ),
        (
            TO_LOGIN,
            Choice("officer", _("Đang ở quầy, cần chứng minh cư trú"), goto="proof.papers"),
            Choice("list", _("Vẫn không được"), goto="vneid.checklist.recover"),
        ),
        cites=("guide:vneid_login", "nd-104-2022/14.1"),
        title=_("VNeID bảo trì, không kết nối được"),
    ),
)
