"""Cases that leave the straight way: late activation, children, helpers, foreigners, wrong data."""

from __future__ import annotations

from handlers.model import Choice, Menu, _
from handlers.topics.vneid_choices import (
    TO_ACTIVATE,
    TO_GUIDE,
    TO_INSTALL,
    TO_LEVEL2,
    TO_PERSON,
    TO_VIEW,
)

CASES = (
    Menu(
        "vneid.cannot_install",
        _(
            "Hãy cập nhật máy, xóa bớt dữ liệu và xem yêu cầu thiết bị trên CH Play hoặc App "
            "Store. Máy không cài được: theo hướng dẫn của VNeID, dùng máy tính vào vneid.gov.vn "
            "để kích hoạt, hoặc xin giấy xác nhận cư trú bản giấy. Đừng cài nhờ máy người khác vì "
            "mỗi máy gắn một tài khoản."
        ),
        (
            Choice("list", _("Không có điện thoại phù hợp"), goto="vneid.checklist.no_phone"),
            Choice("ct07", _("Xin giấy xác nhận cư trú"), goto="ct07.how"),
            TO_INSTALL,
        ),
        cites=("guide:vneid_install", "tt-116-2026/16.1"),
        title=_("Không cài được VNeID"),
    ),
    Menu(
        "vneid.activate_late",
        _(
            "Quá 7 ngày từ ngày nhận thông báo mà chưa kích hoạt, bạn liên hệ tổng đài 1900 0368 "
            "để được hướng dẫn kích hoạt. Hãy chuẩn bị thẻ căn cước và số điện thoại đã đăng ký. "
            "Tổng đài thật không hỏi mật khẩu, passcode hay mã OTP của bạn."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.activate_late"),
            TO_ACTIVATE,
            TO_PERSON,
        ),
        cites=("guide:vneid_activate", "nd-69-2024/14"),
        title=_("Quá 7 ngày chưa kích hoạt"),
    ),
    Menu(
        "vneid.child",
        _(
            "Trẻ từ đủ 6 tuổi đã có thẻ căn cước được cấp mức 1, mức 2 khi có nhu cầu; dưới 6 tuổi "
            "có thẻ thì chỉ mức 1. Dưới 14 tuổi, cha mẹ hoặc người giám hộ cùng trẻ đến Công an "
            "cấp xã làm mức 2, khai bằng số điện thoại chính chủ của mình."
        ),
        (
            Choice("six", _("Trẻ từ 6 đến dưới 14 tuổi"), goto="vneid.checklist.child"),
            Choice("small", _("Trẻ dưới 6 tuổi"), goto="vneid.checklist.child_under6"),
            Choice("no_card", _("Trẻ chưa có thẻ căn cước"), goto="vneid.checklist.child"),
            Choice("older", _("Đã đủ 14 tuổi"), goto="vneid.level2_card"),
        ),
        cites=("guide:vneid_level2", "nd-69-2024/7.1", "nd-69-2024/10.2", "nd-69-2024/10.1"),
        title=_("VNeID cho trẻ em"),
    ),
    Menu(
        "vneid.helping",
        _(
            "Bạn có thể giúp người thân cài ứng dụng, nhưng mức 2 thì chính họ phải đến công an để "
            "đối chiếu khuôn mặt, vân tay. Mỗi máy gắn một tài khoản, đừng kích hoạt cho họ trên "
            "máy bạn. Người được giám hộ thì người giám hộ đi cùng và khai số của mình."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.helping"),
            Choice(
                "no_phone", _("Họ không có điện thoại thông minh"), goto="vneid.checklist.no_phone"
            ),
            Choice("one_phone", _("Dùng chung một máy được không?"), goto="vneid.shared_phone"),
            Choice("child", _("Người dưới 14 tuổi"), goto="vneid.child"),
            TO_LEVEL2,
        ),
        cites=("guide:vneid_level2", "nd-69-2024/10.2"),
        title=_("Làm VNeID giúp người khác"),
    ),
    Menu(
        "vneid.foreigner",
        _(
            "Người nước ngoài nhập cảnh hoặc cư trú hợp pháp được cấp một loại tài khoản định danh "
            "điện tử, không chia mức 1, mức 2. Bạn mang hộ chiếu đến cơ quan quản lý xuất nhập "
            "cảnh của Công an cấp tỉnh, điền Phiếu TK01, đối chiếu khuôn mặt, vân tay."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.foreigner"),
            Choice("citizen", _("Tôi là công dân Việt Nam"), goto="vneid"),
        ),
        cites=("nd-69-2024/7.2", "nd-69-2024/11"),
        title=_("VNeID cho người nước ngoài"),
    ),
    Menu(
        "vneid.update_rumour",
        _(
            "Không thấy quy định nào phạt vì “không cập nhật VNeID”; tin đó là hiểu sai. Điều bị "
            "phạt là không đăng ký cư trú đúng quy định, hoặc không xuất trình giấy tờ, thông tin "
            "cư trú trên VNeID khi người có thẩm quyền kiểm tra. Ai bảo cập nhật qua đường link là "
            "lừa đảo: hãy dập máy."
        ),
        (
            Choice("call", _("Tôi vừa nhận cuộc gọi như vậy"), goto="scam.call"),
            Choice("view", _("Xem thông tin cư trú của tôi"), goto="vneid.view_residence"),
            Choice("wrong", _("Thông tin của tôi bị sai"), goto="vneid.wrong_data"),
            TO_GUIDE,
        ),
        cites=("nd-282-2025/10.1",),
        title=_("Có bị phạt nếu không cập nhật VNeID"),
    ),
    Menu(
        "vneid.wrong_data",
        _(
            "Tên xã, tỉnh, hộ tịch đổi thì dữ liệu được cập nhật, bạn không phải làm thủ tục. Sai "
            "khác: đề nghị qua Cổng dịch vụ công quốc gia, VNeID hoặc công an gần nhất; hoặc, theo "
            "báo chí, vào Cài đặt → Phản ánh khó khăn, vướng mắc → Tạo phản ánh. Bạn có quyền được "
            "điều chỉnh."
        ),
        (
            Choice("list", _("Xem danh sách chuẩn bị"), goto="vneid.checklist.wrong_data"),
            Choice("how", _("Quy định về điều chỉnh"), goto="residence.wrong_data"),
            TO_VIEW,
        ),
        cites=(
            "guide:vneid_view_residence",
            "luat-68-2020/8.4",
            "nd-70-2024/6.3",
            "tt-116-2026/10.2",
            "tt-116-2026/10.3",
        ),
        title=_("Thông tin trên VNeID bị sai"),
    ),
)
