"""Where each way ends: what to bring, where to go, what it costs, how long it takes."""

from __future__ import annotations

from handlers.model import Choice, Menu, _
from handlers.topics.vneid_choices import (
    TO_ACTIVATE,
    TO_INSTALL,
    TO_LEVEL1,
    TO_LEVEL2,
    TO_LOGIN,
    TO_PERSON,
    TO_VIEW,
)

HOME = Choice("home", _("Về đầu trang"), goto="home")

AT_HOME = (
    Menu(
        "vneid.checklist.self_level1",
        _(
            "Việc của bạn: đăng ký mức 1.\n"
            "Chuẩn bị: thẻ căn cước hoặc căn cước công dân gắn chip còn hạn, số điện thoại chính "
            "chủ, điện thoại chụp được ảnh.\n"
            "Ở đâu: tự làm trong VNeID.\n"
            "Phí: không.\n"
            "Thời gian: không quá 1 ngày làm việc.\n"
            "Sau đó: kích hoạt trong 7 ngày."
        ),
        (TO_LEVEL1, TO_ACTIVATE, TO_LEVEL2, HOME),
        cites=("nd-69-2024/10.1", "nd-69-2024/13.1.a", "nd-69-2024/27.1", "nd-69-2024/14"),
    ),
    Menu(
        "vneid.checklist.activate_late",
        _(
            "Việc của bạn: kích hoạt trễ hoặc hỏi hồ sơ.\n"
            "Chuẩn bị: thẻ căn cước, số điện thoại đã đăng ký, giấy hẹn nếu có.\n"
            "Ở đâu: tổng đài 1900 0368 (cước gọi do nhà mạng tính), hoặc công an nơi bạn nộp hồ "
            "sơ.\n"
            "Phí: kích hoạt không mất phí.\n"
            "Thời gian: hạn tự kích hoạt là 7 ngày từ ngày nhận thông báo."
        ),
        (TO_ACTIVATE, TO_PERSON, HOME),
        cites=("nd-69-2024/14", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.new_phone",
        _(
            "Việc của bạn: chuyển VNeID sang thiết bị mới.\n"
            "Chuẩn bị: mật khẩu, SIM đã đăng ký, thiết bị cũ; không còn thiết bị cũ thì thẻ gắn "
            "chip và máy có NFC.\n"
            "Ở đâu: tự làm trong ứng dụng; không được thì 1900 0368 hoặc Công an cấp xã (xã, "
            "phường, đặc khu).\n"
            "Phí: không.\n"
            "Thời gian: làm xong là dùng được."
        ),
        (TO_LOGIN, TO_INSTALL, TO_PERSON, HOME),
        cites=("guide:vneid_device_change", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.lost_phone",
        _(
            "Việc của bạn: khóa và lấy lại VNeID.\n"
            "Mang: thẻ căn cước, số điện thoại chính chủ (làm lại SIM cũ ở nhà mạng).\n"
            "Ở đâu: gọi ngay 1900 0368 để khóa tài khoản; đến Công an cấp xã (xã, phường, đặc khu) "
            "nếu cần khóa, mở khóa căn cước điện tử (mẫu TK03).\n"
            "Phí: dùng tài khoản không mất phí.\n"
            "Thời gian: yêu cầu mở khóa được giải quyết ngay khi nhận."
        ),
        (
            Choice("new", _("Đăng nhập trên máy mới"), goto="vneid.new_phone"),
            TO_PERSON,
            HOME,
        ),
        cites=("guide:vneid_device_change", "nd-69-2024/30.2", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.recover",
        _(
            "Việc của bạn: vào lại tài khoản.\n"
            "Chuẩn bị: thẻ căn cước, SIM đã đăng ký đang có sóng.\n"
            "Ở đâu: tổng đài 1900 0368 (cước gọi do nhà mạng tính); không được thì Công an cấp xã "
            "(xã, phường, đặc khu).\n"
            "Phí: không.\n"
            "Thời gian: tùy trường hợp.\n"
            "Không đưa mật khẩu, passcode, mã OTP cho ai, kể cả người xưng là tổng đài."
        ),
        (TO_LOGIN, TO_ACTIVATE, TO_PERSON, HOME),
        cites=("guide:vneid_otp", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.view_done",
        _(
            "Bạn đã xem được Thông tin cư trú.\n"
            "Khi làm thủ tục, mang: điện thoại còn pin, nhớ passcode; mở màn hình trực tiếp cho "
            "cán bộ xem, đừng chỉ đưa ảnh chụp.\n"
            "Ở đâu: nơi bạn làm thủ tục; cán bộ cũng phải tự tra cứu.\n"
            "Phí: không.\n"
            "Họ không được đòi giấy xác nhận cư trú khi đã đọc được dữ liệu."
        ),
        (
            Choice("show", _("Cán bộ vẫn đòi giấy"), goto="proof.show_vneid"),
            Choice("wrong", _("Thông tin của tôi bị sai"), goto="vneid.wrong_data"),
            Choice("features", _("VNeID còn làm được gì?"), goto="vneid.features"),
            Choice("ct07", _("Tôi cần bản giấy"), goto="ct07.how"),
            HOME,
        ),
        cites=(
            "nd-104-2022/14.2.b",
            "nd-104-2022/14.1",
            "tt-116-2026/16.5",
            "nd-69-2024/9.6",
            "nd-69-2024/27.1",
        ),
    ),
)

AT_THE_POLICE = (
    Menu(
        "vneid.checklist.police_with_card",
        _(
            "Việc của bạn: làm mức 2, thẻ còn hạn.\n"
            "Mang: thẻ căn cước hoặc căn cước công dân còn hiệu lực, số điện thoại chính chủ; điền "
            "Phiếu TK01 tại chỗ.\n"
            "Ở đâu: Công an cấp xã (xã, phường, đặc khu) bất kỳ.\n"
            "Phí: không.\n"
            "Thời gian: không quá 3 ngày làm việc; kích hoạt trong 7 ngày sau khi được báo."
        ),
        (
            TO_ACTIVATE,
            Choice("fee", _("Có thật là miễn phí?"), goto="vneid.level2_fee"),
            TO_LEVEL2,
            HOME,
        ),
        cites=("nd-69-2024/10.2", "nd-69-2024/13.1.b", "nd-69-2024/27.1", "nd-69-2024/14"),
    ),
    Menu(
        "vneid.checklist.police_no_card",
        _(
            "Việc của bạn: làm thẻ căn cước và mức 2 cùng lúc.\n"
            "Mang: thẻ cũ hoặc giấy tờ tùy thân đang có, số điện thoại chính chủ; điền Phiếu TK01 "
            "tại chỗ.\n"
            "Ở đâu: Công an cấp xã (xã, phường, đặc khu); hỏi trước nơi có thu nhận thẻ.\n"
            "Phí: mức 2 không mất phí; lệ phí thẻ, nếu có, tính riêng.\n"
            "Thời gian: không quá 7 ngày làm việc."
        ),
        (TO_ACTIVATE, TO_LEVEL2, HOME),
        cites=("nd-69-2024/10.2", "nd-69-2024/13.2", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.child",
        _(
            "Việc của bạn: mức 2 cho trẻ từ 6 đến dưới 14 tuổi.\n"
            "Mang: thẻ căn cước của trẻ (chưa có thì làm cùng lúc), thẻ và số điện thoại chính chủ "
            "của cha mẹ hoặc người giám hộ; nên mang giấy khai sinh phòng khi cần. Trẻ phải đi "
            "cùng.\n"
            "Ở đâu: Công an cấp xã (xã, phường, đặc khu).\n"
            "Phí: không.\n"
            "Thời gian: 3 ngày làm việc; chưa có thẻ: 7 ngày."
        ),
        (TO_ACTIVATE, HOME),
        cites=("nd-69-2024/7.1", "nd-69-2024/10.2", "nd-69-2024/13.1.b", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.child_under6",
        _(
            "Việc của bạn: mức 1 cho trẻ dưới 6 tuổi (không có mức 2).\n"
            "Cần: trẻ đã được cấp thẻ căn cước; cha mẹ hoặc người giám hộ có tài khoản mức 2 và số "
            "điện thoại chính chủ.\n"
            "Ở đâu: trong VNeID của cha mẹ, người giám hộ.\n"
            "Phí: không.\n"
            "Thời gian: không quá 1 ngày làm việc."
        ),
        (
            Choice("own", _("Tôi chưa có mức 2"), goto="vneid.level2_card"),
            HOME,
        ),
        cites=("nd-69-2024/7.1", "nd-69-2024/10.1", "nd-69-2024/13.1.a", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.helping",
        _(
            "Việc của bạn: đưa người thân đi làm mức 2.\n"
            "Mang: thẻ căn cước còn hiệu lực và số điện thoại chính chủ của họ; người giám hộ mang "
            "giấy tờ và số của mình. Chính họ phải có mặt; không đi lại được thì gọi Công an cấp "
            "xã hỏi cách hỗ trợ.\n"
            "Ở đâu: Công an cấp xã (xã, phường, đặc khu) bất kỳ.\n"
            "Phí: không.\n"
            "Thời gian: 3 ngày làm việc; thẻ hết hạn hoặc chưa có: 7 ngày."
        ),
        (
            TO_ACTIVATE,
            Choice(
                "no_phone", _("Họ không có điện thoại thông minh"), goto="vneid.checklist.no_phone"
            ),
            HOME,
        ),
        cites=("nd-69-2024/10.2", "nd-69-2024/13.1", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.no_phone",
        _(
            "Không có điện thoại thông minh vẫn chứng minh được cư trú.\n"
            "1) Mang thẻ căn cước: cán bộ phải tự tra cứu dữ liệu.\n"
            "2) Hoặc xin giấy xác nhận cư trú tại Công an cấp xã (xã, phường, đặc khu) bất kỳ: nửa "
            "ngày làm việc nếu đã có dữ liệu, không thì 3 ngày.\n"
            "3) Muốn kích hoạt mức 2: dùng máy tính tại vneid.gov.vn; không mất phí."
        ),
        (
            Choice("ct07", _("Xin giấy xác nhận cư trú"), goto="ct07.how"),
            Choice("papers", _("Giấy tờ chứng minh cư trú"), goto="proof.papers"),
            TO_LEVEL2,
            HOME,
        ),
        cites=("nd-104-2022/14.1", "tt-116-2026/16.1", "tt-116-2026/16.4", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.phone_number",
        _(
            "Việc của bạn: đổi số hoặc mở khóa do số điện thoại.\n"
            "Mang: thẻ căn cước còn hiệu lực, SIM mới đứng tên bạn.\n"
            "Ở đâu: Công an cấp xã (xã, phường, đặc khu); hoặc gọi 1900 0368, phím 4 (theo hướng "
            "dẫn trên báo chí, cước do nhà mạng tính).\n"
            "Phí: không.\n"
            "Thời gian: hỏi tại nơi làm; xong phải kích hoạt lại."
        ),
        (TO_ACTIVATE, TO_LOGIN, TO_PERSON, HOME),
        cites=("nd-69-2024/15.1", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.foreigner",
        _(
            "Việc của bạn: tài khoản định danh cho người nước ngoài.\n"
            "Mang: hộ chiếu; điền Phiếu TK01. Dưới 14 tuổi: người đại diện đi cùng.\n"
            "Ở đâu: cơ quan quản lý xuất nhập cảnh, Công an cấp tỉnh.\n"
            "Phí: không.\n"
            "Thời gian: không quá 2 ngày làm việc nếu đã có dữ liệu sinh trắc, không thì 5 ngày."
        ),
        (TO_ACTIVATE, TO_INSTALL, HOME),
        cites=("nd-69-2024/11", "nd-69-2024/13.3", "nd-69-2024/27.1"),
    ),
    Menu(
        "vneid.checklist.wrong_data",
        _(
            "Việc của bạn: đề nghị kiểm tra, sửa dữ liệu.\n"
            "Mang: thẻ căn cước và giấy tờ chứng minh thông tin đúng.\n"
            "Nơi cư trú, hộ sai: báo Công an cấp xã (xã, phường, đặc khu). Đổi chủ hộ: tờ khai "
            "CT01 ở đó hoặc trực tuyến, 3 ngày làm việc.\n"
            "Họ tên, ngày sinh sai: công an gần nhất hoặc trực tuyến, 2 ngày làm việc."
        ),
        (
            Choice("how", _("Quy định về điều chỉnh"), goto="residence.wrong_data"),
            TO_VIEW,
            HOME,
        ),
        cites=("luat-68-2020/33.2", "luat-68-2020/26.3", "nd-70-2024/6.3"),
    ),
)

CHECKLISTS = (*AT_HOME, *AT_THE_POLICE)
