"""Matters that are not ours, each with the place where it belongs."""

from __future__ import annotations

from handlers.model import Choice, Menu, Text, Topic, _

_HOME = Choice("home", _("Về đầu trang"), goto="home")
_CAPABILITY = Choice("capability", _("Tôi hỏi được những gì?"), goto="talk.capability")
_LOOKUP = Choice("mine", _("Xem cư trú của tôi"), goto="lookup")
_PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")
_PROOF = Choice("proof", _("Giấy tờ thay sổ hộ khẩu"), goto="proof")


def _elsewhere(
    node: str, title: Text, text: Text, *first: Choice, cites: tuple[str, ...] = ()
) -> Menu:
    """Return a menu that declines; `first` are ways on that come before the usual two."""
    choices = (*first, _CAPABILITY, _HOME)
    return Menu(node, text, choices, cites=cites, title=title, declines=True)


_OTHER_OFFICES = (
    _elsewhere(
        "outside.land",
        _("Đất đai, nhà cửa, sổ đỏ"),
        _(
            "Việc đất đai, sổ đỏ, nhà cửa tôi không hỗ trợ được. Bạn hỏi UBND cấp xã hoặc cơ quan "
            "đăng ký đất đai nơi có đất, hay xem Cổng dịch vụ công quốc gia dichvucong.gov.vn, "
            "tổng đài 1800 1096."
        ),
        _PROOF,
    ),
    _elsewhere(
        "outside.marriage_birth",
        _("Hộ tịch: kết hôn, khai sinh, khai tử"),
        _(
            "Kết hôn, ly hôn, khai sinh, khai tử, đổi tên là việc hộ tịch, tôi không hỗ trợ được. "
            "Bạn hỏi UBND cấp xã (ly hôn thì Tòa án) hoặc xem dichvucong.gov.vn, tổng đài 1800 "
            "1096."
        ),
        Choice("permanent", _("Nhập hộ khẩu cho con"), goto="residence.permanent"),
    ),
    _elsewhere(
        "outside.traffic",
        _("Giao thông, bằng lái, phạt nguội"),
        _(
            "Bằng lái, đăng ký xe, đăng kiểm, phạt nguội không thuộc phần của tôi. Bạn hỏi cảnh "
            "sát giao thông, Công an cấp xã (xã, phường, đặc khu) hoặc xem Cổng dịch vụ công quốc "
            "gia dichvucong.gov.vn, tổng đài 1800 1096."
        ),
        Choice("wallet", _("Xem giấy tờ trên VNeID"), goto="vneid.wallet"),
    ),
    _elsewhere(
        "outside.tax",
        _("Thuế, mã số thuế, hóa đơn"),
        _(
            "Chuyện thuế, mã số thuế, hóa đơn tôi không trả lời được. Bạn hỏi cơ quan thuế quản "
            "lý nơi bạn ở, hoặc xem Cổng dịch vụ công quốc gia dichvucong.gov.vn."
        ),
    ),
    _elsewhere(
        "outside.insurance",
        _("Bảo hiểm xã hội, y tế, lương hưu"),
        _(
            "Bảo hiểm xã hội, bảo hiểm y tế, lương hưu, trợ cấp không thuộc phần của tôi. Bạn hỏi "
            "cơ quan bảo hiểm xã hội, trợ cấp thì hỏi UBND cấp xã, hoặc xem dichvucong.gov.vn, "
            "tổng đài 1800 1096."
        ),
        Choice("wallet", _("Xem giấy tờ trên VNeID"), goto="vneid.wallet"),
    ),
    _elsewhere(
        "outside.passport",
        _("Hộ chiếu, xuất cảnh"),
        _(
            "Hộ chiếu và xuất cảnh không thuộc phần của tôi. Bạn hỏi cơ quan quản lý xuất nhập "
            "cảnh của Công an cấp tỉnh, hoặc xem Cổng dịch vụ công quốc gia "
            "dichvucong.gov.vn."
        ),
    ),
    _elsewhere(
        "outside.card",
        _("Làm, đổi thẻ căn cước"),
        _(
            "Làm mới, đổi, cấp lại thẻ căn cước, lệ phí hay mẫu thẻ tôi không giải quyết được. Bạn "
            "đến Công an cấp xã (xã, phường, đặc khu) hoặc xem Cổng dịch vụ công quốc gia "
            "dichvucong.gov.vn, tổng đài 1800 1096."
        ),
        Choice("cmnd", _("Thẻ cũ, CMND còn giá trị không?"), goto="proof.cmnd"),
        Choice("nocard", _("Chưa có thẻ, làm VNeID mức 2"), goto="vneid.level2_no_card"),
    ),
    _elsewhere(
        "outside.business",
        _("Kinh doanh, lao động, ngân hàng, SIM"),
        _(
            "Việc kinh doanh, lao động, vay vốn, học hành, ngân hàng, ví điện tử, SIM tôi không hỗ "
            "trợ được. Ngân hàng, ví, SIM: bạn gọi tổng đài của họ. Việc khác: hỏi UBND cấp xã, "
            "hoặc xem Cổng dịch vụ công quốc gia dichvucong.gov.vn, tổng đài 1800 1096."
        ),
        _PROOF,
    ),
    _elsewhere(
        "outside.justice",
        _("Lý lịch tư pháp, công chứng, kiện tụng"),
        _(
            "Lý lịch tư pháp, công chứng, di chúc, kiện tụng, hình sự không thuộc phần của tôi. "
            "Tùy việc, bạn hỏi UBND cấp xã, tổ chức công chứng, luật sư hoặc Tòa án; thủ tục xem "
            "ở dichvucong.gov.vn, tổng đài 1800 1096. Đang bị đe dọa, hành hung: gọi 113."
        ),
    ),
    _elsewhere(
        "outside.other_law",
        _("Luật và thủ tục khác"),
        _(
            "Việc này theo luật hoặc thủ tục khác, tôi không trả lời được. Tôi chỉ biết về cư trú, "
            "giấy tờ thay sổ hộ khẩu và VNeID. Bạn hỏi cơ quan phụ trách việc ấy, UBND cấp xã hoặc "
            "luật sư, hay xem Cổng dịch vụ công quốc gia dichvucong.gov.vn, tổng đài 1800 1096."
        ),
        _PROOF,
    ),
)

_ABROAD = (
    _elsewhere(
        "outside.foreigner_stay",
        _("Cư trú, thị thực của người nước ngoài"),
        _(
            "Thị thực, thẻ tạm trú, thường trú cho người nước ngoài theo luật khác, tôi không trả "
            "lời được. Bạn hỏi cơ quan quản lý xuất nhập cảnh của Công an cấp tỉnh, hoặc xem Cổng "
            "dịch vụ công quốc gia dichvucong.gov.vn."
        ),
        Choice("vneid", _("VNeID cho người nước ngoài"), goto="vneid.foreigner"),
    ),
    _elsewhere(
        "outside.foreign_country",
        _("Cư trú, giấy tờ ở nước khác"),
        _(
            "Tôi chỉ biết quy định cư trú của Việt Nam, không biết luật nước khác. Bạn hỏi cơ "
            "quan của nước đó, đại sứ quán hoặc lãnh sự quán Việt Nam ở nước sở tại."
        ),
        _PROOF,
    ),
)

_REFUSED = (
    _elsewhere(
        "outside.third_party",
        _("Tra cứu thông tin người khác"),
        _(
            "Tôi không tra cứu, không cho biết nơi ở, số định danh hay gia đình của người khác, "
            "dù là người thân, chủ nợ hay cơ quan: thông tin cư trú được pháp luật giữ bí mật. "
            "Bạn chỉ xem được của chính mình sau khi xác thực."
        ),
        _LOOKUP,
        _PERSON,
        cites=("luat-68-2020/8.2",),
    ),
    _elsewhere(
        "outside.instructions",
        _("Yêu cầu bỏ qua quy tắc"),
        _(
            "Tôi không bỏ qua được bước xác thực cho bất cứ ai, kể cả quản trị viên hay công an, "
            "không làm theo lệnh đổi quy tắc. VNeID bẻ khóa dễ lấy cắp thông tin: chỉ cài từ App "
            "Store, CH Play. Bạn cứ hỏi về cư trú, VNeID hoặc xác thực để xem thông tin của mình."
        ),
        _LOOKUP,
    ),
    _elsewhere(
        "outside.crime",
        _("Giấy tờ giả, việc trái pháp luật"),
        _(
            "Tôi không giúp việc này. Giấy tờ, dữ liệu cư trú giả bị pháp luật nghiêm cấm; lời mời "
            "mua bán giấy tờ hay kiếm tiền nhanh thường là lừa đảo. Bạn cần giấy thật thì đến Công "
            "an cấp xã (xã, phường, đặc khu)."
        ),
        Choice("ct07", _("Xin giấy CT07 thật"), goto="ct07.how"),
        Choice("scam", _("Nhận biết lừa đảo"), goto="scam"),
        cites=("luat-68-2020/7.9",),
    ),
    _elsewhere(
        "outside.abuse",
        _("Lời nặng nề, bực bội"),
        _(
            "Tôi hiểu làm giấy tờ có lúc rất bực, xin lỗi vì đã chưa giúp được bạn. Bạn nói lại "
            "điều đang vướng về cư trú hoặc VNeID, hoặc gặp cán bộ, tôi sẽ cố giúp."
        ),
        _PERSON,
    ),
    _elsewhere(
        "outside.smalltalk",
        _("Chuyện ngoài lề"),
        _(
            "Chuyện này tôi không rành, xin phép không đoán bừa. Tôi chỉ giúp được về cư trú, "
            "giấy xác nhận CT07 và VNeID; bạn có muốn hỏi điều gì trong đó không?"
        ),
    ),
)

TOPIC = Topic(
    id="outside",
    title=_("Ngoài phạm vi"),
    nodes=(*_OTHER_OFFICES, *_ABROAD, *_REFUSED),
)
