"""What proves residence now that the paper household book is gone: Decree 104/2022, Article 14."""

from __future__ import annotations

from datetime import date

from handlers.model import Choice, Menu, Topic, _
from handlers.topics.earlier import EARLIER
from legal_kb.model import Period

_LOOKUP = Choice("mine", _("Xem cư trú của tôi"), goto="lookup")
_VNEID = Choice("vneid", _("Mở thông tin cư trú trên VNeID"), goto="vneid.view_residence")
_CT07 = Choice("ct07", _("Xin giấy xác nhận CT07"), goto="ct07.how")
_PAPERS = Choice("papers", _("Giấy tờ nào chứng minh cư trú?"), goto="proof.papers")
_METHODS = Choice("methods", _("Bốn cách tra cứu cư trú"), goto="proof.methods")
_DUTY = Choice("duty", _("Cán bộ có phải tự tra cứu không?"), goto="proof.officer_duty")
_DEMAND = Choice("demand", _("Khi nào được đòi giấy tờ?"), goto="proof.demand_paper")
_SHOW = Choice("show", _("Đưa VNeID thay giấy được không?"), goto="proof.show_vneid")
_ASKED = Choice("asked", _("Vẫn bị đòi sổ hộ khẩu"), goto="proof.asked_book")
_BOOK = Choice("book", _("Sổ hộ khẩu còn dùng được không?"), goto="proof.book_validity")
_PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")

_ENTRY = (
    Menu(
        "proof",
        _(
            "Bạn chứng minh nơi cư trú bằng dữ liệu: cơ quan tự tra cứu Cơ sở dữ liệu quốc gia về "
            "dân cư, kể cả qua VNeID của bạn; chỉ khi không tra cứu được mới cần một giấy tờ như "
            "thẻ căn cước, giấy xác nhận cư trú (CT07). Bạn muốn hỏi điều nào?"
        ),
        (
            Choice("replace", _("Cái gì thay sổ hộ khẩu?"), goto="proof.replace_book"),
            _PAPERS,
            _METHODS,
            _DUTY,
            _DEMAND,
            _ASKED,
            _BOOK,
            Choice("cmnd", _("CMND, CCCD còn dùng được không?"), goto="proof.cmnd"),
        ),
        cites=(
            "nd-104-2022/14.2",
            "nd-104-2022/14.4",
            "guide:replace_household_book",
            "guide:accepted_papers",
        ),
        title=_("Chứng minh nơi cư trú"),
        other=EARLIER["proof"],
    ),
    Menu(
        "proof.replace_book",
        _(
            "Sổ hộ khẩu giấy được thay bằng tra cứu Cơ sở dữ liệu quốc gia về dân cư, kể cả qua "
            "VNeID của bạn. Nếu không tra cứu được, bạn dùng thẻ căn cước, giấy xác nhận thông tin "
            "về cư trú (CT07) hoặc giấy thông báo số định danh cá nhân và thông tin công dân."
        ),
        (_PAPERS, _METHODS, _VNEID, _LOOKUP),
        cites=(
            "nd-104-2022/14.2",
            "nd-104-2022/14.4",
            "guide:replace_household_book",
            "luat-68-2020/38.3",
            "nd-104-2022/15.3",
            "guide:accepted_papers",
        ),
        title=_("Cái gì thay sổ hộ khẩu giấy"),
        other=EARLIER["proof.replace_book"],
    ),
    Menu(
        "proof.papers",
        _(
            "Nghị định 104 chỉ nêu bốn loại: thẻ căn cước công dân (thẻ căn cước), Chứng minh nhân "
            "dân, Giấy xác nhận thông tin về cư trú (CT07), Giấy thông báo số định danh cá nhân và "
            "thông tin công dân trong Cơ sở dữ liệu quốc gia về dân cư. Chứng minh nhân dân hết "
            "giá trị từ 01/01/2025."
        ),
        (_DEMAND, _CT07, _SHOW, Choice("cmnd", _("Thẻ nào còn giá trị?"), goto="proof.cmnd")),
        cites=(
            "nd-104-2022/14.4",
            "guide:accepted_papers",
            "luat-26-2023/46.2",
            "luat-26-2023/46.4",
            "nd-104-2022/14.3",
        ),
        title=_("Giấy tờ nào chứng minh cư trú"),
        holds=Period(date(2025, 1, 1)),
        other=EARLIER["proof.papers"],
    ),
)

_LOOKING_UP = (
    Menu(
        "proof.methods",
        _(
            "Cơ quan tra cứu bằng một trong bốn cách: hệ thống giải quyết thủ tục hành chính hoặc "
            "Cổng dịch vụ công quốc gia; tài khoản định danh của bạn trên VNeID; máy đọc mã QR "
            "hoặc chíp thẻ nối với Cơ sở dữ liệu quốc gia về dân cư; cách khác theo pháp luật "
            "chuyên ngành."
        ),
        (
            Choice("reader", _("Quét QR, đọc chíp có được không?"), goto="proof.reader"),
            _SHOW,
            _DUTY,
            _DEMAND,
        ),
        cites=("nd-104-2022/14.2", "guide:exploit_methods"),
        title=_("Bốn cách tra cứu cư trú"),
    ),
    Menu(
        "proof.reader",
        _(
            "Có. Quét mã QR hoặc đọc chíp trên thẻ là một cách tra cứu cư trú hợp lệ, với điều "
            "kiện máy đọc nối trực tuyến với Cơ sở dữ liệu quốc gia về dân cư. Nghị định ghi thẻ "
            "căn cước công dân gắn chíp; thẻ căn cước mới cũng được áp dụng như vậy."
        ),
        (_METHODS, _SHOW, _DEMAND),
        cites=("nd-104-2022/14.2.c", "guide:exploit_methods", "luat-26-2023/46.4"),
        title=_("Quét QR, đọc chíp thẻ có được không"),
    ),
    Menu(
        "proof.show_vneid",
        _(
            "Được. Mở Thông tin cư trú trên VNeID (tài khoản mức độ 2) cho cán bộ xem là một cách "
            "tra cứu hợp lệ, có giá trị như xuất trình giấy tờ. Khi đã khai thác được thông tin "
            "như vậy thì không ai yêu cầu bạn nộp thêm giấy xác nhận cư trú."
        ),
        (
            _VNEID,
            Choice("level2", _("Tôi chưa có mức độ 2"), goto="vneid.level2"),
            Choice("demanded", _("Họ vẫn đòi giấy CT07"), goto="ct07.demanded"),
            _LOOKUP,
        ),
        cites=(
            "nd-104-2022/14.2.b",
            "tt-116-2026/16.5",
            "nd-69-2024/9.6",
            "guide:exploit_methods",
        ),
        title=_("Đưa VNeID thay giấy xác nhận cư trú"),
        other=EARLIER["proof.show_vneid"],
    ),
    Menu(
        "proof.officer_duty",
        _(
            "Có. Cán bộ phải khai thác, sử dụng thông tin cư trú của bạn trong Cơ sở dữ liệu quốc "
            "gia về dân cư khi giải quyết thủ tục hành chính, cung cấp dịch vụ công. Tra cứu là "
            "việc của người tiếp nhận, theo một trong bốn cách; không làm thì bạn có quyền khiếu "
            "nại."
        ),
        (
            _METHODS,
            Choice("recorded", _("Có lưu vào hồ sơ không?"), goto="proof.recorded"),
            _ASKED,
            _DEMAND,
        ),
        cites=("nd-104-2022/14.1", "guide:officer_duty", "nd-104-2022/14.2", "luat-68-2020/8.7"),
        title=_("Cán bộ có phải tự tra cứu không"),
    ),
    Menu(
        "proof.recorded",
        _(
            "Có. Thông tin cư trú của bạn tại thời điểm làm thủ tục được cán bộ ghi nhận và lưu "
            "giữ trong hồ sơ, trên Hệ thống thông tin giải quyết thủ tục hành chính cấp bộ, cấp "
            "tỉnh. Bạn không phải nộp bản sao sổ hộ khẩu để lưu."
        ),
        (_DUTY, _METHODS, _DEMAND),
        cites=("nd-104-2022/14.2", "guide:officer_duty", "nd-104-2022/15.3"),
        title=_("Kết quả tra cứu có lưu vào hồ sơ không"),
    ),
    Menu(
        "proof.demand_paper",
        _(
            "Chỉ khi không thể khai thác được thông tin cư trú bằng bốn cách luật định, cán bộ mới "
            "có thể yêu cầu bạn nộp bản sao hoặc xuất trình một giấy tờ, như thủ tục công bố hoặc "
            "thông báo dịch vụ đã nêu. Theo Nghị quyết 66.7 (đến 28/02/2027), dữ liệu thiếu, sai "
            "cũng phải bổ sung."
        ),
        (
            _PAPERS,
            _ASKED,
            Choice("demanded", _("Bị đòi riêng giấy CT07"), goto="ct07.demanded"),
            Choice("case", _("Xét đúng trường hợp của tôi"), goto="demand"),
        ),
        cites=(
            "nd-104-2022/14.3",
            "guide:may_officer_demand_paper",
            "nq-66-7-2025/2.2",
            "tt-116-2026/16.5",
            "nd-104-2022/14.4",
        ),
        title=_("Khi nào còn được đòi giấy tờ"),
        other=EARLIER["proof.demand_paper"],
    ),
    Menu(
        "proof.asked_book",
        _(
            "Bạn không phải nộp hay xuất trình sổ hộ khẩu giấy. Hãy nói: “Từ 01/01/2023, khoản 3 "
            "Điều 15 Nghị định 104 thay việc nộp sổ bằng tra cứu cơ sở dữ liệu dân cư, nhờ cán bộ "
            "tra cứu giúp.” Họ vẫn từ chối thì bạn có quyền khiếu nại."
        ),
        (_DUTY, _SHOW, _DEMAND, _PERSON),
        cites=(
            "nd-104-2022/15.3",
            "nd-104-2022/14.1",
            "guide:officer_duty",
            "luat-68-2020/8.7",
            "luat-68-2020/7.6",
        ),
        title=_("Vẫn bị đòi sổ hộ khẩu thì nói gì"),
        other=EARLIER["proof.asked_book"],
    ),
)

_OLD_PAPERS = (
    Menu(
        "proof.book_validity",
        _(
            "Không. Sổ hộ khẩu, sổ tạm trú giấy hết giá trị sử dụng từ 01/01/2023 (dùng đến hết "
            "31/12/2022) và không cấp mới, cấp lại. Khi bạn làm thủ tục cư trú khiến thông tin "
            "trong sổ thay đổi, cơ quan đăng ký cư trú thu hồi sổ."
        ),
        (
            Choice("replace", _("Cái gì thay sổ hộ khẩu?"), goto="proof.replace_book"),
            Choice("differs", _("Sổ khác dữ liệu thì sao?"), goto="proof.book_or_data"),
            _ASKED,
        ),
        cites=("luat-68-2020/38.3", "guide:household_book_validity", "nd-104-2022/15.3"),
        title=_("Sổ hộ khẩu giấy còn giá trị không"),
        other=EARLIER["proof.book_validity"],
    ),
    Menu(
        "proof.book_or_data",
        _(
            "Theo dữ liệu. Sổ hộ khẩu, sổ tạm trú khác Cơ sở dữ liệu về cư trú thì dùng thông tin "
            "trong cơ sở dữ liệu. Thông tin trên thẻ khác căn cước điện tử trên VNeID thì dùng "
            "căn cước điện tử. Nếu dữ liệu sai, bạn có quyền yêu cầu điều chỉnh."
        ),
        (
            Choice("wrong", _("Yêu cầu sửa dữ liệu sai"), goto="residence.wrong_data"),
            Choice("merged", _("Thẻ ghi tên xã cũ"), goto="residence.merged_units"),
            _LOOKUP,
        ),
        cites=("luat-68-2020/38.3", "luat-26-2023/33.2", "luat-68-2020/8.4"),
        title=_("Sổ hoặc thẻ khác dữ liệu thì theo đâu"),
        other=EARLIER["proof.book_or_data"],
    ),
    Menu(
        "proof.cmnd",
        _(
            "Chứng minh nhân dân không còn giá trị từ 01/01/2025. Thẻ căn cước công dân vẫn dùng "
            "đến hết hạn in trên thẻ. Giấy tờ đã cấp ghi số chứng minh nhân dân, căn cước công dân "
            "giữ nguyên giá trị; cơ quan nhà nước không được yêu cầu bạn sửa, cũng không được đòi "
            "giấy xác nhận số cũ."
        ),
        (
            _PAPERS,
            Choice("card", _("Làm hoặc đổi thẻ căn cước"), goto="outside.card"),
            Choice("nocard", _("Chưa có thẻ, làm VNeID mức 2"), goto="vneid.level2_no_card"),
        ),
        cites=("luat-26-2023/46.2", "luat-26-2023/46.1", "nd-70-2024/12", "nd-104-2022/14.4"),
        title=_("CMND, thẻ căn cước cũ còn dùng không"),
        other=EARLIER["proof.cmnd"],
    ),
    Menu(
        "proof.decree",
        _(
            "Nghị định 104/2022/NĐ-CP của Chính phủ, ban hành 21/12/2022, có hiệu lực từ "
            "01/01/2023, bỏ việc nộp, xuất trình sổ hộ khẩu, sổ tạm trú giấy khi làm thủ tục hành "
            "chính. Điều 14 quy định cách tra cứu cư trú và giấy tờ chứng minh; Điều 15 quy định "
            "hiệu lực. Chúng tôi chưa thấy văn bản bãi bỏ."
        ),
        (
            Choice("law", _("Xem nguyên văn điều khoản"), goto="law"),
            _METHODS,
            _DEMAND,
            _PAPERS,
        ),
        cites=("nd-104-2022/14", "nd-104-2022/15.2", "nd-104-2022/15.3"),
        title=_("Nghị định 104 nói về gì"),
    ),
    Menu(
        "proof.no_residence",
        _(
            "Khi không có cả thường trú và tạm trú vì không đủ điều kiện đăng ký, nơi cư trú của "
            "bạn là nơi ở hiện tại; không có chỗ ở cụ thể thì là xã, phường bạn đang sống. Bạn "
            "phải khai báo với Công an cấp xã ở đó; dữ liệu được cập nhật sau khi kiểm tra."
        ),
        (
            _CT07,
            Choice("temporary", _("Đăng ký tạm trú"), goto="residence.temporary"),
            _PERSON,
        ),
        cites=("luat-68-2020/19.1", "luat-68-2020/19.5", "luat-68-2020/8.3"),
        title=_("Không có thường trú, tạm trú"),
    ),
)

TOPIC = Topic(
    id="proof",
    title=_("Chứng minh nơi cư trú"),
    nodes=(*_ENTRY, *_LOOKING_UP, *_OLD_PAPERS),
)
