"""Whose business it is, and where: which authority settles what, in two lines."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _

_OTHER = Choice("other", _("Việc khác"), goto="office")
_LAW = Choice("law", _("Xem điều khoản khác"), goto="law")


def _answer(id: str, text: str, cites: tuple[str, ...], more: Choice) -> Menu:
    return Menu(id, text, (more, _OTHER, _LAW), cites)


TOPIC = Topic(
    id="office",
    title=_("Việc này của ai, ở đâu"),
    nodes=(
        Menu(
            "office",
            _("Việc nào? Tôi nêu cơ quan có thẩm quyền, nơi làm và điều luật."),
            (
                Choice("confirm", _("Xác nhận cư trú (CT07)"), goto="office.confirm"),
                Choice("permanent", _("Đăng ký thường trú"), goto="office.permanent"),
                Choice("temporary", _("Đăng ký tạm trú"), goto="office.temporary"),
                Choice("stay", _("Thông báo lưu trú"), goto="office.stay"),
                Choice("absence", _("Khai báo tạm vắng"), goto="office.absence"),
                Choice("level2", _("Định danh điện tử mức độ 2"), goto="office.level2"),
                Choice("data", _("Dữ liệu cư trú bị sai"), goto="office.data"),
                Choice("complaint", _("Khiếu nại, tố cáo"), goto="office.complaint"),
            ),
            ("luat-68-2020/2.4",),
            title=_("Việc này của ai, ở đâu"),
        ),
        _answer(
            "office.confirm",
            _(
                "Cơ quan đăng ký cư trú (Công an cấp xã) bất kỳ trong cả nước, không phụ thuộc nơi "
                "cư trú; cũng nhận qua Cổng dịch vụ công quốc gia và VNeID. Thời hạn: 1/2 hoặc 03 "
                "ngày làm việc."
            ),
            ("tt-116-2026/16.1", "tt-116-2026/16.4", "luat-68-2020/2.4"),
            Choice("more", _("Xin ở đâu, bằng cách nào?"), goto="ct07.how"),
        ),
        _answer(
            "office.permanent",
            _(
                "Cơ quan đăng ký cư trú (Công an cấp xã) nơi công dân cư trú; nộp trực tiếp, qua "
                "Cổng dịch vụ công quốc gia hoặc VNeID. Thời hạn: 07 ngày làm việc."
            ),
            ("luat-68-2020/22.1", "luat-68-2020/22.3", "tt-116-2026/3.1", "luat-68-2020/2.4"),
            Choice("more", _("Đăng ký thường trú"), goto="residence.permanent"),
        ),
        _answer(
            "office.temporary",
            _(
                "Cơ quan đăng ký cư trú (Công an cấp xã) nơi dự kiến tạm trú; nộp trực tiếp, qua "
                "Cổng dịch vụ công quốc gia hoặc VNeID. Thời hạn: 03 ngày làm việc."
            ),
            ("luat-68-2020/28.2", "tt-116-2026/3.1", "luat-68-2020/2.4"),
            Choice("more", _("Đăng ký tạm trú"), goto="residence.temporary"),
        ),
        _answer(
            "office.stay",
            _(
                "Thành viên hộ gia đình hoặc cơ sở lưu trú thông báo với Công an cấp xã nơi có "
                "khách; chủ nhà vắng thì khách tự thông báo."
            ),
            ("luat-68-2020/30.1", "tt-116-2026/14.1"),
            Choice("more", _("Thông báo lưu trú (khách ngủ lại)"), goto="residence.stay"),
        ),
        _answer(
            "office.absence",
            _(
                "Người tạm vắng khai báo với cơ quan đăng ký cư trú (Công an cấp xã) nơi mình cư "
                "trú; điểm a, b: qua Cổng dịch vụ công, VNeID, có ý kiến đồng ý của nơi giám sát; "
                "điểm c, d: cả qua điện thoại."
            ),
            ("luat-68-2020/31.2", "luat-68-2020/31.3", "tt-116-2026/15.2", "tt-116-2026/15.1"),
            Choice("more", _("Khai báo tạm vắng"), goto="residence.absence"),
        ),
        _answer(
            "office.level2",
            _(
                "Công an cấp xã hoặc cơ quan quản lý căn cước, không phụ thuộc nơi cư trú; công "
                "dân đến trực tiếp."
            ),
            ("nd-69-2024/10.2",),
            Choice("more", _("Làm mức 2 ở đâu"), goto="vneid.level2_where"),
        ),
        _answer(
            "office.data",
            _(
                "Cơ quan đăng ký cư trú (Công an cấp xã): tiếp nhận phản hồi về sai lệch, xác "
                "minh, điều chỉnh; đổi chủ hộ thì nộp hồ sơ. Hộ tịch thay đổi: đồng bộ từ cơ sở "
                "dữ liệu hộ tịch, công dân không làm thủ tục điều chỉnh."
            ),
            ("luat-68-2020/33.2", "luat-68-2020/26.3", "tt-116-2026/10.2", "tt-116-2026/10.3"),
            Choice("more", _("Yêu cầu sửa dữ liệu sai"), goto="residence.wrong_data"),
        ),
        _answer(
            "office.complaint",
            _(
                "Công dân có quyền khiếu nại, tố cáo, khởi kiện hành vi vi phạm pháp luật về cư "
                "trú; nơi nhận theo pháp luật về khiếu nại, tố cáo, tôi không có văn bản ấy."
            ),
            ("luat-68-2020/8.7",),
            Choice("more", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
        ),
    ),
)
