"""Neighbouring questions: registering, moving, guests, absence, wrong data, fines."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _
from handlers.topics.earlier import EARLIER

_TEMPORARY = Choice("temporary", _("Đăng ký tạm trú"), goto="residence.temporary")
_PERMANENT = Choice("permanent", _("Đăng ký thường trú"), goto="residence.permanent")
_STAY = Choice("stay", _("Thông báo lưu trú (khách ngủ lại)"), goto="residence.stay")
_ABSENCE = Choice("absence", _("Khai báo tạm vắng"), goto="residence.absence")
_SPLIT = Choice("split", _("Tách hộ"), goto="residence.split_household")
_MERGED = Choice("merged", _("Địa chỉ sau sáp nhập"), goto="residence.merged_units")
_WRONG = Choice("wrong", _("Thông tin cư trú bị sai"), goto="residence.wrong_data")
_FINE = Choice("fine", _("Bị phạt khi nào?"), goto="residence.fine")
_LOOKUP = Choice("mine", _("Xem cư trú của tôi"), goto="lookup")
_VNEID = Choice("vneid", _("Xem trên VNeID"), goto="vneid.view_residence")
_PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")

_REGISTERING = (
    Menu(
        "residence",
        _(
            "Đăng ký cư trú làm tại Công an cấp xã (xã, phường, đặc khu), trên Cổng dịch vụ công "
            "quốc gia hoặc ứng dụng VNeID. Tôi chỉ nêu được nét chính và điều luật. Bạn muốn hỏi "
            "điều nào?"
        ),
        (_TEMPORARY, _PERMANENT, _STAY, _ABSENCE, _SPLIT, _MERGED, _WRONG, _FINE),
        cites=("tt-116-2026/3.1",),
        title=_("Đăng ký thường trú, tạm trú"),
    ),
    Menu(
        "residence.temporary",
        _(
            "Đến ở ngoài xã, phường nơi thường trú từ 30 ngày trở lên thì phải đăng ký tạm trú; "
            "tối đa 02 năm, gia hạn được. Nộp tờ khai CT01, giấy tờ chỗ ở (hợp đồng thuê không "
            "phải công chứng) tại Công an cấp xã nơi tạm trú, VNeID hoặc Cổng dịch vụ công; 03 "
            "ngày làm việc."
        ),
        (_STAY, _PERMANENT, _LOOKUP, _PERSON),
        cites=(
            "luat-68-2020/27.1",
            "luat-68-2020/27.2",
            "luat-68-2020/28.2",
            "luat-68-2020/28.1",
            "nd-154-2024/5.3.a",
            "tt-116-2026/3.1",
        ),
        title=_("Khi nào, làm sao đăng ký tạm trú"),
        other=EARLIER["residence.temporary"],
    ),
    Menu(
        "residence.permanent",
        _(
            "Bạn được đăng ký thường trú tại nhà của mình; vào nhà người thân thì cần chủ hộ, chủ "
            "nhà đồng ý, trừ trẻ dưới 6 tuổi về với cha, mẹ, người giám hộ. Nộp hồ sơ ở Công an "
            "cấp xã (xã, phường, đặc khu) nơi cư trú; giải quyết trong 07 ngày làm việc."
        ),
        (_TEMPORARY, _SPLIT, _LOOKUP, _PERSON),
        cites=("luat-68-2020/20.1", "luat-68-2020/20.2", "luat-68-2020/22.3", "tt-116-2026/3.1"),
        title=_("Đăng ký thường trú, nhập hộ khẩu"),
        other=EARLIER["residence.permanent"],
    ),
    Menu(
        "residence.split_household",
        _(
            "Được tách hộ tại cùng chỗ ở nếu bạn có năng lực hành vi dân sự đầy đủ và được chủ "
            "hộ, chủ sở hữu chỗ ở đồng ý; vợ chồng đã ly hôn vẫn cùng dùng chỗ ở thì không cần "
            "đồng ý. Nộp tờ khai CT01 đến Công an cấp xã; giải quyết trong 05 ngày làm việc."
        ),
        (_PERMANENT, _LOOKUP, _PERSON),
        cites=("luat-68-2020/25.1", "luat-68-2020/25.3", "tt-116-2026/3.1"),
        title=_("Tách hộ, tách khẩu"),
        other=EARLIER["residence.split_household"],
    ),
)

_AWAY = (
    Menu(
        "residence.stay",
        _(
            "Lưu trú là ở lại nơi khác dưới 30 ngày. Có khách ngủ qua đêm, thành viên hộ gia đình "
            "hoặc cơ sở lưu trú phải thông báo với Công an cấp xã trước 23 giờ; khách đến sau 23 "
            "giờ thì trước 08 giờ hôm sau. Chủ nhà vắng thì khách tự thông báo. Người thân cũng "
            "vậy."
        ),
        (_TEMPORARY, _ABSENCE, _FINE),
        cites=("luat-68-2020/30.1", "luat-68-2020/30.3", "luat-68-2020/2.6"),
        title=_("Thông báo lưu trú, khách ngủ lại"),
        other=EARLIER["residence.stay"],
    ),
    Menu(
        "residence.absence",
        _(
            "Thông thường, đi khỏi xã, phường nơi thường trú từ 12 tháng liên tục thì phải khai "
            "báo tạm vắng, trừ khi đã đăng ký tạm trú nơi mới hoặc đã xuất cảnh. Tuổi nghĩa vụ "
            "quân sự: từ 03 tháng; tại ngoại, án treo: từ 01 ngày. Khai qua VNeID hoặc Cổng dịch "
            "vụ công."
        ),
        (_TEMPORARY, _STAY, _PERSON),
        cites=("luat-68-2020/31.1", "luat-68-2020/31.3", "luat-68-2020/31.2", "tt-116-2026/15.2"),
        title=_("Khai báo tạm vắng"),
        other=EARLIER["residence.absence"],
    ),
)

_DATA = (
    Menu(
        "residence.merged_units",
        _(
            "Bạn không phải làm gì. Khi địa giới hoặc tên xã, phường, đường thay đổi, cơ quan "
            "đăng ký cư trú tự cập nhật địa chỉ. Thẻ cũ vẫn dùng đến hết hạn in trên thẻ; nếu thẻ "
            "khác VNeID thì dùng thông tin trong căn cước điện tử."
        ),
        (_WRONG, _VNEID, _LOOKUP),
        cites=("luat-68-2020/26.3.c", "luat-26-2023/33.2", "luat-26-2023/46.1"),
        title=_("Địa chỉ sau sáp nhập xã, tỉnh"),
    ),
    Menu(
        "residence.wrong_data",
        _(
            "Bạn có quyền yêu cầu điều chỉnh. Nộp tờ khai CT01 kèm giấy tờ chứng minh ở Công an "
            "cấp xã, Cổng dịch vụ công quốc gia hoặc VNeID; hoặc gửi Phản ánh khó khăn, vướng mắc "
            "trong VNeID. Đổi tên xã, phường, số nhà thì công an tự cập nhật. Tôi không sửa được "
            "dữ liệu."
        ),
        (_MERGED, _LOOKUP, _VNEID, _PERSON),
        cites=("luat-68-2020/8.4", "luat-68-2020/26.3", "luat-68-2020/33.2", "tt-116-2026/3.1"),
        title=_("Thông tin cư trú bị sai"),
    ),
    Menu(
        "residence.fee",
        _(
            "Tôi chưa có văn bản về lệ phí đăng ký thường trú, tạm trú nên không nói con số. Hãy "
            "xem mức thu tại Cổng dịch vụ công quốc gia hoặc hỏi Công an cấp xã (xã, phường, đặc "
            "khu) nơi nộp hồ sơ."
        ),
        (_TEMPORARY, _PERSON),
        title=_("Lệ phí đăng ký cư trú"),
        declines=True,
    ),
    Menu(
        "residence.fine",
        _(
            "Cảnh cáo hoặc phạt 500.000 đến 1.000.000 đồng nếu không đăng ký thường trú, tạm trú, "
            "thông báo lưu trú, khai báo tạm vắng đúng quy định, hoặc không xuất trình giấy tờ, "
            "thông tin cư trú trên VNeID khi người có thẩm quyền kiểm tra. Có hành vi bị phạt nặng "
            "hơn, hãy hỏi Công an cấp xã."
        ),
        (_TEMPORARY, _STAY, _PERSON),
        cites=("nd-282-2025/10.1",),
        title=_("Mức phạt về cư trú"),
    ),
    Menu(
        "residence.who_gets_account",
        _(
            "Công dân Việt Nam từ đủ 06 tuổi có thẻ căn cước công dân hoặc thẻ căn cước còn hạn "
            "được cấp tài khoản định danh điện tử mức độ 01, mức độ 02 khi có nhu cầu. Dưới 06 "
            "tuổi đã có thẻ căn cước thì được mức độ 01."
        ),
        (
            Choice("levels", _("Hai mức khác nhau thế nào?"), goto="vneid.levels"),
            Choice("child", _("Tài khoản cho trẻ em"), goto="vneid.child"),
            Choice("foreigner", _("Người nước ngoài"), goto="vneid.foreigner"),
        ),
        cites=("nd-69-2024/7.1",),
        title=_("Ai được cấp tài khoản định danh"),
    ),
)

TOPIC = Topic(
    id="residence",
    title=_("Đăng ký thường trú, tạm trú"),
    nodes=(*_REGISTERING, *_AWAY, *_DATA),
)
