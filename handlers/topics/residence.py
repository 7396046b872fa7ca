"""Neighbouring questions: registering, moving, guests, absence, wrong data, fines."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _
from handlers.topics.earlier import DECREE_282, EARLIER

_TEMPORARY = Choice("temporary", _("Đăng ký tạm trú"), goto="residence.temporary")
_PERMANENT = Choice("permanent", _("Đăng ký thường trú"), goto="residence.permanent")
_STAY = Choice("stay", _("Thông báo lưu trú (khách ngủ lại)"), goto="residence.stay")
_ABSENCE = Choice("absence", _("Khai báo tạm vắng"), goto="residence.absence")
_SPLIT = Choice("split", _("Tách hộ"), goto="residence.split_household")
_MERGED = Choice("merged", _("Địa chỉ sau sáp nhập"), goto="residence.merged_units")
_EXTEND = Choice("extend", _("Gia hạn tạm trú"), goto="residence.extend")
_PAPERS = Choice("papers", _("Cần giấy tờ gì?"), goto="residence.temporary_papers")
_PERMANENT_PAPERS = Choice("papers", _("Cần giấy tờ gì?"), goto="residence.permanent_papers")
_REMOVED = Choice("removed", _("Khi nào bị xóa đăng ký?"), goto="residence.removed")
_MOVE = Choice("move", _("Chuyển nhà phải làm gì?"), goto="residence.move")
_HEAD = Choice("head", _("Thay đổi chủ hộ"), goto="residence.household_head")
_WRONG = Choice("wrong", _("Thông tin cư trú bị sai"), goto="residence.wrong_data")
_PROXY = Choice("proxy", _("Nhờ người khác làm thay"), goto="residence.proxy")
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
        (_TEMPORARY, _PERMANENT, _STAY, _ABSENCE, _SPLIT, _MOVE, _WRONG, _FINE),
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
        (_PAPERS, _EXTEND, _STAY, _PERMANENT, _LOOKUP, _PERSON),
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
        "residence.temporary_papers",
        _(
            "Tờ khai CT01 và một giấy tờ chứng minh chỗ ở hợp pháp. Thuê, mượn, ở nhờ: văn bản cho "
            "thuê, mượn, ở nhờ, không phải công chứng; không có giấy tờ: văn bản cam kết. Thông "
            "tin đã tra cứu được thì không phải nộp. Người chưa thành niên cần cha, mẹ, người giám "
            "hộ đồng ý."
        ),
        (_TEMPORARY, _EXTEND, _PROXY, _PERSON),
        cites=(
            "luat-68-2020/28.1",
            "nd-154-2024/5.3.a",
            "nd-154-2024/5.3.b",
            "tt-116-2026/3.5",
        ),
        title=_("Giấy tờ đăng ký tạm trú"),
        other=EARLIER["residence.temporary_papers"],
    ),
    Menu(
        "residence.extend",
        _(
            "Bạn phải làm thủ tục gia hạn trong 15 ngày trước ngày hết hạn tạm trú; tối đa 02 năm, "
            "gia hạn được nhiều lần. Hồ sơ như đăng ký tạm trú: tờ khai CT01, giấy tờ chỗ ở hợp "
            "pháp; nộp tại Công an cấp xã, Cổng dịch vụ công quốc gia hoặc VNeID."
        ),
        (_PAPERS, _TEMPORARY, _REMOVED, _PERSON),
        cites=(
            "luat-68-2020/28.3",
            "luat-68-2020/27.2",
            "luat-68-2020/28.1",
            "tt-116-2026/3.1",
        ),
        title=_("Gia hạn tạm trú"),
        other=EARLIER["residence.extend"],
    ),
    Menu(
        "residence.permanent",
        _(
            "Được đăng ký tại nhà của mình; về với người thân luật nêu: chủ hộ, chủ nhà đồng ý "
            "(trừ trẻ dưới 6 tuổi về với cha, mẹ, người giám hộ); thuê, mượn, ở nhờ: chủ nhà đồng "
            "ý, đủ diện tích tỉnh quy định, ít nhất 08 m2 sàn/người. Nộp ở Công an cấp xã; 07 ngày "
            "làm việc."
        ),
        (_PERMANENT_PAPERS, _TEMPORARY, _SPLIT, _REMOVED, _LOOKUP, _PERSON),
        cites=(
            "luat-68-2020/20.1",
            "luat-68-2020/20.2",
            "luat-68-2020/20.3",
            "luat-68-2020/22.3",
            "tt-116-2026/3.1",
        ),
        title=_("Đăng ký thường trú, nhập hộ khẩu"),
        other=EARLIER["residence.permanent"],
    ),
    Menu(
        "residence.permanent_papers",
        _(
            "Tờ khai CT01 và: nhà của mình: giấy tờ sở hữu; về với người thân: chủ hộ, chủ nhà "
            "đồng ý, giấy tờ quan hệ nếu dữ liệu chưa có; thuê, mượn, ở nhờ: chủ nhà đồng ý, hợp "
            "đồng công chứng hoặc chứng thực, giấy tờ diện tích. Thông tin đã tra cứu được thì "
            "không phải nộp."
        ),
        (_PERMANENT, _REMOVED, _PROXY, _PERSON),
        cites=(
            "luat-68-2020/21.1",
            "luat-68-2020/21.2",
            "luat-68-2020/21.3",
            "tt-116-2026/3.5",
        ),
        title=_("Giấy tờ đăng ký thường trú"),
        other=EARLIER["residence.permanent_papers"],
    ),
    Menu(
        "residence.move",
        _(
            "Đến chỗ ở hợp pháp mới và đủ điều kiện đăng ký thường trú thì phải đăng ký thường trú "
            "ở đó trong 12 tháng kể từ ngày đủ điều kiện. Chưa đủ điều kiện mà ở ngoài xã, phường "
            "nơi thường trú từ 30 ngày trở lên thì đăng ký tạm trú."
        ),
        (_PERMANENT, _TEMPORARY, _FINE, _REMOVED),
        cites=("luat-68-2020/22.4", "luat-68-2020/27.1"),
        title=_("Chuyển nhà thì phải đăng ký gì"),
    ),
    Menu(
        "residence.removed",
        _(
            "Thường trú bị xóa, như: qua đời; vắng mặt từ 12 tháng không đăng ký tạm trú hoặc "
            "không khai báo tạm vắng; ra nước ngoài định cư; hết thuê, ở nhờ hay nhà sang tên mà "
            "chủ không cho giữ, hoặc sau 12 tháng chưa đăng ký nơi mới. Tạm trú: vắng từ 06 "
            "tháng. Luật có ngoại lệ."
        ),
        (_PERMANENT, _TEMPORARY, _ABSENCE, _PERSON),
        cites=("luat-68-2020/24.1", "luat-68-2020/29.1"),
        title=_("Khi nào bị xóa đăng ký cư trú"),
        other=EARLIER["residence.removed"],
    ),
    Menu(
        "residence.split_household",
        _(
            "Được tách hộ tại cùng chỗ ở nếu bạn đủ năng lực hành vi dân sự, chủ hộ, chủ nhà đồng "
            "ý (vợ chồng đã ly hôn cùng dùng chỗ ở thì không cần), và nơi ấy không thuộc Điều 23 "
            "(lấn chiếm, đang tranh chấp…). Nộp tờ khai CT01 đến Công an cấp xã; 05 ngày làm việc."
        ),
        (_HEAD, _PERMANENT, _LOOKUP, _PERSON),
        cites=("luat-68-2020/25.1", "luat-68-2020/25.3", "tt-116-2026/3.1"),
        title=_("Tách hộ, tách khẩu"),
        other=EARLIER["residence.split_household"],
    ),
    Menu(
        "residence.household_head",
        _(
            "Chủ hộ hiện tại làm thủ tục; người được đề cử làm thì cần ý kiến chủ hộ. Chủ hộ chết, "
            "mất tích…: các thành viên thống nhất đề cử hoặc Tòa án quyết định. Nộp tờ khai CT01, "
            "giấy tờ chứng minh ở Công an cấp xã, Cổng dịch vụ công hoặc VNeID; 03 ngày làm việc."
        ),
        (_SPLIT, _WRONG, _PERSON),
        cites=(
            "tt-116-2026/10.1",
            "luat-68-2020/26.2",
            "luat-68-2020/26.3.a",
            "tt-116-2026/3.1",
        ),
        title=_("Thay đổi chủ hộ"),
        other=EARLIER["residence.household_head"],
    ),
)

_PROXIES = (
    Menu(
        "residence.proxy",
        _(
            "Được. Không tự làm được thủ tục về cư trú thì bạn ủy quyền cho người khác làm; người "
            "giám hộ, người đại diện thì không cần ủy quyền. Giấy ủy quyền cần ra sao, nên hỏi "
            "trước Công an cấp xã nơi nộp. Riêng định danh mức 2 phải tự mình đến công an."
        ),
        (
            _TEMPORARY,
            _PERMANENT,
            Choice("ct07", _("Xin giấy CT07"), goto="ct07.how"),
            Choice("helping", _("Giúp người già, người yếu"), goto="vneid.helping"),
            _PERSON,
        ),
        cites=("tt-116-2026/3.4", "nd-69-2024/10.2"),
        title=_("Nhờ người khác làm thủ tục cư trú"),
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
            "Khi đi khỏi xã, phường nơi thường trú từ 12 tháng liên tục, trừ khi đã đăng ký tạm "
            "trú nơi mới hoặc xuất cảnh; tuổi nghĩa vụ quân sự: từ 03 tháng. Khai qua điện thoại, "
            "VNeID, Cổng dịch vụ công. Tại ngoại, án treo…: từ 01 ngày, cần nơi giám sát đồng ý, "
            "không khai bằng điện thoại."
        ),
        (_TEMPORARY, _STAY, _PERSON),
        cites=(
            "luat-68-2020/31.1",
            "luat-68-2020/31.3",
            "luat-68-2020/31.2",
            "tt-116-2026/15.2",
            "tt-116-2026/15.1",
        ),
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
            "Bạn có quyền yêu cầu điều chỉnh. Dữ liệu dân cư sai hoặc thay đổi: đề nghị qua Cổng "
            "dịch vụ công quốc gia, VNeID hoặc công an gần nhất; 02 ngày làm việc. Hộ tịch đổi thì "
            "dữ liệu tự đồng bộ; đổi tên xã, số nhà thì công an cập nhật. Tôi không sửa được."
        ),
        (_HEAD, _MERGED, _LOOKUP, _VNEID, _PERSON),
        cites=(
            "luat-68-2020/8.4",
            "nd-70-2024/6.3",
            "luat-68-2020/33.2",
            "tt-116-2026/10.2",
            "tt-116-2026/10.3",
        ),
        title=_("Thông tin cư trú bị sai"),
        other=EARLIER["residence.wrong_data"],
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
            "Cảnh cáo hoặc phạt 500.000 đến 1.000.000 đồng nếu sai quy định về đăng ký cư trú, "
            "thông báo lưu trú, khai báo tạm vắng, hoặc không xuất trình giấy tờ, VNeID khi bị "
            "kiểm tra. Đủ điều kiện ở chỗ mới mà không đổi nơi đăng ký: 2 đến 4 triệu; khai gian: "
            "8 đến 12 triệu."
        ),
        (_TEMPORARY, _STAY, _MOVE, _PERSON),
        cites=(
            "nd-282-2025/10.1",
            "nd-282-2025/10.2",
            "nd-282-2025/10.4",
        ),
        title=_("Mức phạt về cư trú"),
        holds=DECREE_282,
        other=EARLIER["residence.fine"],
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
    nodes=(*_REGISTERING, *_PROXIES, *_AWAY, *_DATA),
)
