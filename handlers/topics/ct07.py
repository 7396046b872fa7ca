"""The residence certificate, form CT07: Circular 116/2026, Article 16."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _
from handlers.topics.earlier import EARLIER

_WHAT = Choice("what", _("CT07 là giấy gì?"), goto="ct07.what")
_HOW = Choice("how", _("Xin ở đâu, bằng cách nào?"), goto="ct07.how")
_TIME = Choice("time", _("Mất bao lâu, phí bao nhiêu?"), goto="ct07.time_fee")
_VALID = Choice("valid", _("Giấy có giá trị bao lâu?"), goto="ct07.validity")
_FORM = Choice("form", _("CT01 hay CT07?"), goto="ct07.form")
_HOUSEHOLD = Choice("household", _("Xin cho cả hộ gia đình"), goto="ct07.household")
_DEMANDED = Choice("demanded", _("Bị đòi CT07 dù có VNeID"), goto="ct07.demanded")
_SHOW = Choice("show", _("Đưa VNeID thay CT07"), goto="proof.show_vneid")
_LOOKUP = Choice("mine", _("Xem cư trú của tôi"), goto="lookup")

TOPIC = Topic(
    id="ct07",
    title=_("Giấy xác nhận cư trú (CT07)"),
    nodes=(
        Menu(
            "ct07",
            _(
                "Giấy xác nhận thông tin về cư trú (mẫu CT07) xin ở bất kỳ Công an cấp xã (xã, "
                "phường, đặc khu) nào, trên Cổng dịch vụ công quốc gia hoặc VNeID; có giá trị 1 "
                "năm nếu thông tin cư trú không đổi. Bạn muốn hỏi điều nào?"
            ),
            (_WHAT, _HOW, _TIME, _VALID, _FORM, _HOUSEHOLD, _DEMANDED, _SHOW),
            cites=("guide:ct07", "tt-116-2026/16.1", "tt-116-2026/16.3", "luat-68-2020/8.3"),
            title=_("Giấy xác nhận cư trú (CT07)"),
            other=EARLIER["ct07"],
        ),
        Menu(
            "ct07.what",
            _(
                "CT07 là mẫu giấy xác nhận thông tin về cư trú do cơ quan đăng ký cư trú (Công an "
                "cấp xã) cấp. Giấy ghi nơi thường trú, tạm trú, nơi ở hiện tại, các nơi cư trú "
                "trước đây, thời gian sinh sống và hình thức đăng ký; dùng khi không tra cứu được "
                "dữ liệu của bạn."
            ),
            (_HOW, _VALID, _SHOW),
            cites=(
                "guide:ct07",
                "tt-116-2026/16.3",
                "luat-68-2020/8.3",
                "nd-104-2022/14.4",
            ),
            title=_("Giấy CT07 là gì"),
            other=EARLIER["ct07.what"],
        ),
        Menu(
            "ct07.how",
            _(
                "Bạn xin ở bất kỳ cơ quan đăng ký cư trú nào: Công an cấp xã (xã, phường, đặc khu) "
                "trong cả nước, không phụ thuộc nơi cư trú; hoặc qua Cổng dịch vụ công quốc gia, "
                "VNeID. Đến trực tiếp thì điền tờ khai CT01, ghi rõ nội dung cần xác nhận. Được "
                "ủy quyền cho người khác."
            ),
            (_TIME, _HOUSEHOLD, _FORM, _SHOW),
            cites=("guide:ct07", "tt-116-2026/16.1", "luat-68-2020/8.3", "tt-116-2026/3.4"),
            title=_("Xin giấy CT07 ở đâu, bằng cách nào"),
            other=EARLIER["ct07.how"],
        ),
        Menu(
            "ct07.time_fee",
            _(
                "Không quá 1/2 ngày làm việc nếu thông tin đã có trong Cơ sở dữ liệu quốc gia về "
                "dân cư; không quá 03 ngày làm việc nếu chưa có. Cổng dịch vụ công quốc gia ghi "
                "thủ tục này miễn phí (trang xem tháng 7/2026)."
            ),
            (_HOW, _VALID, Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")),
            cites=("guide:ct07", "tt-116-2026/16.4"),
            title=_("CT07 mất bao lâu, phí bao nhiêu"),
            other=EARLIER["ct07.time_fee"],
        ),
        Menu(
            "ct07.validity",
            _(
                "CT07 có giá trị 1 năm (một năm) kể từ ngày cấp. Nếu thông tin cư trú của bạn "
                "thay đổi và được cập nhật thì giấy hết giá trị từ lúc đó. Trước năm 2024 thời "
                "hạn ngắn hơn (30 ngày hoặc 06 tháng), quy định ấy không còn áp dụng."
            ),
            (_HOW, _WHAT, _SHOW),
            cites=("guide:ct07", "tt-116-2026/16.3"),
            title=_("CT07 có giá trị bao lâu"),
            other=EARLIER["ct07.validity"],
        ),
        Menu(
            "ct07.form",
            _(
                "CT01 là tờ khai bạn điền để đề nghị; CT07 là giấy xác nhận bạn nhận về; nếu bị "
                "từ chối, bạn nhận thông báo CT06. Từ 01/7/2026 dùng mẫu của Thông tư "
                "116/2026/TT-BCA, mẫu cũ đã hết hiệu lực. Nộp trực tuyến thì điền tờ khai điện "
                "tử."
            ),
            (_HOW, _TIME, _HOUSEHOLD),
            cites=(
                "guide:ct07",
                "tt-116-2026/20.1",
                "tt-116-2026/20.6",
                "tt-116-2026/20.5",
                "tt-116-2026/27.2",
            ),
            title=_("Mẫu CT01 khác mẫu CT07 thế nào"),
        ),
        Menu(
            "ct07.household",
            _(
                "Được, giấy cấp cho cá nhân hoặc cả hộ gia đình. Xin cho cả hộ thì chủ hộ đề xuất; "
                "thành viên khác cần chủ hộ ủy quyền hoặc đồng ý (chủ hộ chết, mất tích… thì cần ý "
                "kiến các thành viên khác). Xin cho riêng mình thì không cần chủ hộ đồng ý."
            ),
            (_HOW, _TIME, _LOOKUP),
            cites=("tt-116-2026/16.2", "guide:ct07"),
            title=_("Xin CT07 cho cả hộ gia đình"),
        ),
        Menu(
            "ct07.demanded",
            _(
                "Khi đã khai thác được thông tin cư trú trong Cơ sở dữ liệu quốc gia về dân cư "
                "hoặc VNeID thì không: cơ quan, tổ chức, cá nhân không yêu cầu bạn nộp, xuất trình "
                "CT07. Hãy mở VNeID cho họ xem. Chỉ khi không tra cứu được, CT07 mới là một trong "
                "các giấy dùng được."
            ),
            (
                _SHOW,
                Choice("when", _("Khi nào được đòi giấy tờ?"), goto="proof.demand_paper"),
                _HOW,
                Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
            ),
            cites=("guide:may_officer_demand_paper", "tt-116-2026/16.5", "nd-104-2022/14.3"),
            title=_("Có VNeID vẫn bị đòi CT07"),
            other=EARLIER["ct07.demanded"],
        ),
    ),
)
