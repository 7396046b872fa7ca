"""What the answers were on earlier days, and will be once what they rest on has ended.

Each wording is of the law in force on its days; the present wording stands in its topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from handlers.model import Wording, _
from legal_kb.model import Period

RESIDENCE_LAW = date(2021, 7, 1)  # Law on Residence 68/2020/QH14 begins.
BOOKS_COUNT = Period(RESIDENCE_LAW, date(2022, 12, 31))  # Its Article 38(3).
CMND_COUNTED = Period(date(2023, 1, 1), date(2024, 6, 30))
CMND_LAST_MONTHS = Period(date(2024, 7, 1), date(2024, 12, 31))  # Law on Identity, 46(2).
OLD_CERTIFICATE = Period(RESIDENCE_LAW, date(2023, 12, 31))  # Circular 55/2021, 17(2).
YEAR_CERTIFICATE = Period(date(2024, 1, 1), date(2026, 6, 30))  # As amended by 66/2023.
BEFORE_AMENDMENT = Period(RESIDENCE_LAW, date(2026, 6, 30))  # Until Law 118/2025.
DECISION_9039 = Period(date(2022, 10, 20), date(2024, 6, 30))
DECREE_144 = Period(date(2022, 1, 1), date(2025, 12, 14))  # On fines, until Decree 282/2025.
DECREE_282 = Period(date(2025, 12, 15))
DISTRICT_POLICE = Period(date(2024, 7, 1), date(2025, 6, 30))

_BOOKS = Wording(
    BOOKS_COUNT,
    _(
        "Khi ấy sổ hộ khẩu, sổ tạm trú đã cấp vẫn được dùng và có giá trị như "
        "giấy tờ xác nhận về cư trú đến hết ngày 31/12/2022. Thông tin trong sổ khác Cơ sở dữ liệu "
        "về cư trú thì dùng thông tin trong cơ sở dữ liệu."
    ),
    ("luat-68-2020/38.3", "guide:household_book_validity"),
)

EARLIER: Mapping[str, tuple[Wording, ...]] = MappingProxyType(
    {
        "proof": (_BOOKS,),
        "proof.replace_book": (_BOOKS,),
        "proof.papers": (
            _BOOKS,
            Wording(
                CMND_COUNTED,
                _(
                    "Nghị định 104 nêu bốn loại: thẻ căn cước công dân, Chứng minh nhân dân, Giấy "
                    "xác nhận thông tin về cư trú (CT07), Giấy thông báo số định danh cá nhân và "
                    "thông tin công dân trong Cơ sở dữ liệu quốc gia về dân cư."
                ),
                ("nd-104-2022/14.4", "guide:accepted_papers", "nd-104-2022/14.3"),
            ),
            Wording(
                CMND_LAST_MONTHS,
                _(
                    "Nghị định 104 nêu bốn loại: thẻ căn cước công dân (áp dụng cả cho thẻ căn "
                    "cước), Chứng minh nhân dân còn hạn (dùng đến hết 31/12/2024), Giấy xác nhận "
                    "thông tin về cư trú (CT07), Giấy thông báo số định danh cá nhân và thông tin "
                    "công dân trong Cơ sở dữ liệu quốc gia về dân cư."
                ),
                (
                    "nd-104-2022/14.4",
                    "guide:accepted_papers",
                    "luat-26-2023/46.2",
                    "luat-26-2023/46.4",
                    "nd-104-2022/14.3",
                ),
            ),
        ),
        "proof.demand_paper": (
            _BOOKS,
            Wording(
                Period(date(2023, 1, 1), date(2025, 12, 31)),
                _(
                    "Chỉ khi không thể khai thác được thông tin cư trú bằng bốn cách luật định, "
                    "cán bộ mới có thể yêu cầu bạn nộp bản sao hoặc xuất trình một trong các giấy "
                    "tờ chứng minh cư trú, và yêu cầu ấy phải nêu rõ trong thủ tục đã công bố hoặc "
                    "thông báo dịch vụ."
                ),
                ("nd-104-2022/14.3", "guide:may_officer_demand_paper", "nd-104-2022/14.4"),
            ),
            Wording(
                Period(date(2026, 1, 1), date(2026, 6, 30)),
                _(
                    "Chỉ khi không thể khai thác được thông tin cư trú bằng bốn cách luật định, "
                    "cán bộ mới có thể yêu cầu bạn nộp bản sao hoặc xuất trình một giấy tờ, như "
                    "thủ tục công bố hoặc thông báo dịch vụ đã nêu. Theo Nghị quyết 66.7, dữ liệu "
                    "thiếu, sai cũng phải bổ sung."
                ),
                (
                    "nd-104-2022/14.3",
                    "guide:may_officer_demand_paper",
                    "nq-66-7-2025/2.2",
                    "nd-104-2022/14.4",
                ),
            ),
            Wording(
                Period(date(2027, 3, 1)),
                _(
                    "Chỉ khi không thể khai thác được thông tin cư trú bằng bốn cách luật định, "
                    "cán bộ mới có thể yêu cầu bạn nộp bản sao hoặc xuất trình một giấy tờ, như "
                    "thủ tục công bố hoặc thông báo dịch vụ đã nêu. Nghị quyết 66.7 khi ấy đã hết "
                    "hiệu lực."
                ),
                (
                    "nd-104-2022/14.3",
                    "guide:may_officer_demand_paper",
                    "tt-116-2026/16.5",
                    "nd-104-2022/14.4",
                ),
            ),
        ),
        "proof.book_validity": (
            Wording(
                BOOKS_COUNT,
                _(
                    "Còn. Sổ hộ khẩu, sổ tạm trú đã cấp vẫn được dùng như giấy tờ xác nhận về cư "
                    "trú đến hết ngày 31/12/2022. Sổ khác Cơ sở dữ liệu về cư trú thì theo dữ "
                    "liệu. Làm thủ tục khiến thông tin trong sổ thay đổi thì sổ bị thu hồi, không "
                    "cấp mới, cấp lại."
                ),
                ("luat-68-2020/38.3", "guide:household_book_validity"),
            ),
        ),
        "proof.asked_book": (
            Wording(
                Period(RESIDENCE_LAW, date(2021, 12, 31)),
                _(
                    "Khi ấy sổ hộ khẩu, sổ tạm trú đã cấp vẫn có giá trị như giấy tờ xác nhận về "
                    "cư trú, đến hết ngày 31/12/2022; việc yêu cầu xuất trình sổ chưa bị thay bằng "
                    "tra cứu dữ liệu."
                ),
                ("luat-68-2020/38.3",),
            ),
            Wording(
                Period(date(2022, 1, 1), date(2022, 12, 31)),
                _(
                    "Khi ấy vẫn có thể bị yêu cầu: sổ hộ khẩu, sổ tạm trú đã cấp có giá trị như "
                    "giấy tờ xác nhận về cư trú đến hết ngày 31/12/2022; không xuất trình khi cơ "
                    "quan có thẩm quyền yêu cầu thì có thể bị phạt."
                ),
                ("luat-68-2020/38.3", "nd-144-2021/9.1.c"),
            ),
        ),
        "proof.book_or_data": (
            Wording(
                Period(RESIDENCE_LAW, date(2024, 6, 30)),
                _(
                    "Theo dữ liệu. Thông tin trong sổ hộ khẩu, sổ tạm trú khác với Cơ sở dữ liệu "
                    "về cư trú thì dùng thông tin trong cơ sở dữ liệu. Nếu dữ liệu sai, bạn có "
                    "quyền yêu cầu điều chỉnh."
                ),
                ("luat-68-2020/38.3", "luat-68-2020/8.4"),
            ),
        ),
        "proof.cmnd": (
            Wording(
                CMND_COUNTED,
                _(
                    "Khi ấy Chứng minh nhân dân và thẻ căn cước công dân đều là giấy tờ có giá trị "
                    "chứng minh thông tin về cư trú theo Nghị định 104."
                ),
                ("nd-104-2022/14.4", "guide:accepted_papers"),
            ),
            Wording(
                CMND_LAST_MONTHS,
                _(
                    "Chứng minh nhân dân còn hạn thì dùng được đến hết ngày 31/12/2024. Thẻ căn "
                    "cước công dân đã cấp dùng đến hết hạn in trên thẻ. Giấy tờ đã cấp ghi số "
                    "chứng minh nhân dân, căn cước công dân giữ nguyên giá trị; cơ quan nhà nước "
                    "không được yêu cầu bạn sửa."
                ),
                ("luat-26-2023/46.2", "luat-26-2023/46.1", "nd-104-2022/14.4"),
            ),
            Wording(
                Period(date(2025, 1, 1), date(2026, 3, 14)),
                _(
                    "Chứng minh nhân dân không còn giá trị từ 01/01/2025. Thẻ căn cước công dân "
                    "vẫn dùng đến hết hạn in trên thẻ. Giấy tờ đã cấp ghi số chứng minh nhân dân, "
                    "căn cước công dân giữ nguyên giá trị; cơ quan nhà nước không được yêu cầu bạn "
                    "sửa."
                ),
                ("luat-26-2023/46.2", "luat-26-2023/46.1", "nd-104-2022/14.4"),
            ),
        ),
        "proof.show_vneid": (
            Wording(
                Period(date(2023, 1, 1), date(2024, 6, 30)),
                _(
                    "Được. Tra cứu qua tài khoản định danh điện tử của bạn, hiển thị trên VNeID, "
                    "là một trong bốn cách cơ quan khai thác thông tin cư trú."
                ),
                ("nd-104-2022/14.2.b", "guide:exploit_methods"),
            ),
            Wording(
                Period(date(2024, 7, 1), date(2026, 6, 30)),
                _(
                    "Được. Mở Thông tin cư trú trên VNeID (tài khoản mức độ 2) cho cán bộ xem là "
                    "một cách tra cứu hợp lệ; thông tin ấy có giá trị chứng minh, tương đương việc "
                    "xuất trình giấy tờ có chứa thông tin đó."
                ),
                ("nd-104-2022/14.2.b", "nd-69-2024/9.6", "guide:exploit_methods"),
            ),
            Wording(
                Period(date(2026, 7, 1), date(2026, 9, 27)),
                _(
                    "Được. Mở Thông tin cư trú trên VNeID (tài khoản mức độ 2) cho cán bộ xem là "
                    "một cách tra cứu hợp lệ, có giá trị chứng minh. Khi đã khai thác được thông "
                    "tin như vậy thì không ai yêu cầu bạn nộp thêm giấy xác nhận cư trú."
                ),
                (
                    "nd-104-2022/14.2.b",
                    "tt-116-2026/16.5",
                    "nd-69-2024/9.6",
                    "guide:exploit_methods",
                ),
            ),
        ),
        "ct07": (
            Wording(
                YEAR_CERTIFICATE,
                _(
                    "Giấy xác nhận thông tin về cư trú (mẫu CT07) xin ở bất kỳ cơ quan đăng ký cư "
                    "trú nào trong cả nước, qua cổng dịch vụ công hoặc VNeID; có giá trị 01 năm kể "
                    "từ ngày cấp nếu thông tin cư trú không đổi."
                ),
                ("guide:ct07", "tt-55-2021/17.1", "tt-55-2021/17.2", "luat-68-2020/8.3"),
            ),
            Wording(
                OLD_CERTIFICATE,
                _(
                    "Giấy xác nhận thông tin về cư trú xin ở bất kỳ cơ quan đăng ký cư trú nào "
                    "trong cả nước; khi ấy có giá trị 30 ngày kể từ ngày cấp, riêng xác nhận khai "
                    "báo cư trú cho người chưa có thường trú, tạm trú là 06 tháng."
                ),
                ("guide:ct07", "tt-55-2021/17.2", "luat-68-2020/8.3"),
            ),
        ),
        "ct07.what": (
            Wording(
                YEAR_CERTIFICATE,
                _(
                    "CT07 là mẫu giấy xác nhận thông tin về cư trú do cơ quan đăng ký cư trú cấp. "
                    "Giấy ghi nơi cư trú hiện tại, các nơi cư trú trước đây, thời gian sinh sống "
                    "tại từng nơi và hình thức đăng ký."
                ),
                ("guide:ct07", "tt-55-2021/17.2", "luat-68-2020/8.3", "nd-104-2022/14.4"),
            ),
        ),
        "ct07.how": (
            Wording(
                YEAR_CERTIFICATE,
                _(
                    "Bạn xin ở bất kỳ cơ quan đăng ký cư trú nào trong cả nước, không phụ thuộc "
                    "nơi cư trú: đến trụ sở, hoặc gửi yêu cầu qua cổng dịch vụ công, ứng dụng "
                    "VNeID hay dịch vụ công trực tuyến khác."
                ),
                ("guide:ct07", "tt-55-2021/17.1", "luat-68-2020/8.3"),
            ),
            Wording(
                OLD_CERTIFICATE,
                _(
                    "Bạn có quyền được cơ quan đăng ký cư trú trong cả nước xác nhận thông tin về "
                    "cư trú khi có yêu cầu, không phụ thuộc vào nơi cư trú của mình."
                ),
                ("luat-68-2020/8.3", "guide:ct07"),
            ),
        ),
        "ct07.time_fee": (
            Wording(
                YEAR_CERTIFICATE,
                _(
                    "Không quá 1/2 ngày làm việc nếu thông tin đã có trong Cơ sở dữ liệu quốc gia "
                    "về dân cư; không quá 03 ngày làm việc nếu chưa có."
                ),
                ("guide:ct07", "tt-55-2021/17.3"),
            ),
        ),
        "ct07.validity": (
            Wording(
                YEAR_CERTIFICATE,
                _(
                    "CT07 có giá trị 01 năm (một năm) kể từ ngày cấp. Nếu thông tin cư trú của bạn "
                    "thay đổi và được cập nhật thì giấy hết giá trị từ lúc đó."
                ),
                ("guide:ct07", "tt-55-2021/17.2"),
            ),
            Wording(
                OLD_CERTIFICATE,
                _(
                    "Khi ấy giấy có giá trị 30 ngày kể từ ngày cấp; xác nhận khai báo cư trú của "
                    "người chưa có nơi thường trú, tạm trú thì có giá trị 06 tháng."
                ),
                ("guide:ct07", "tt-55-2021/17.2"),
            ),
        ),
        "ct07.demanded": (
            Wording(
                Period(date(2023, 1, 1), date(2025, 12, 31)),
                _(
                    "Trong thủ tục hành chính, dịch vụ công: đã tra cứu được thì không. Cán bộ "
                    "phải tự khai thác thông tin trong Cơ sở dữ liệu quốc gia về dân cư; chỉ khi "
                    "không khai thác được mới có thể yêu cầu một trong các giấy tờ chứng minh cư "
                    "trú, CT07 là một trong số đó."
                ),
                ("nd-104-2022/14.3", "nd-104-2022/14.1", "guide:may_officer_demand_paper"),
            ),
            Wording(
                Period(date(2026, 1, 1), date(2026, 6, 30)),
                _(
                    "Trong thủ tục hành chính, dịch vụ công: đã tra cứu được thì không. Cán bộ "
                    "phải tự khai thác thông tin cư trú; chỉ khi không thể khai thác được mới có "
                    "thể yêu cầu một giấy tờ như CT07. Theo Nghị quyết 66.7, dữ liệu thiếu, sai "
                    "cũng phải bổ sung."
                ),
                (
                    "nd-104-2022/14.3",
                    "nd-104-2022/14.1",
                    "guide:may_officer_demand_paper",
                    "nq-66-7-2025/2.2",
                ),
            ),
        ),
        "vneid.level2_where": (
            Wording(
                DECISION_9039,
                _(
                    "Theo Quyết định 9039 khi ấy: đến Trung tâm dữ liệu quốc gia về dân cư, Cục "
                    "Cảnh sát quản lý hành chính về trật tự xã hội; chưa có thẻ gắn chíp thì làm "
                    "cùng lúc với cấp thẻ. Thủ tục ở Công an cấp xã khi ấy chúng tôi chưa có "
                    "nguyên văn."
                ),
                ("qd-9039-2022/p2.A.2.b1", "qd-9039-2022/p2.A.2.note"),
            ),
            Wording(
                DISTRICT_POLICE,
                _(
                    "Bạn đến Công an xã, phường, thị trấn hoặc cơ quan quản lý căn cước, không phụ "
                    "thuộc nơi cư trú, xuất trình thẻ căn cước công dân hoặc thẻ căn cước còn hiệu "
                    "lực."
                ),
                ("nd-69-2024/10.2", "guide:vneid_level2"),
            ),
        ),
        "vneid.level2_papers": (
            Wording(
                DECISION_9039,
                _(
                    "Theo Quyết định 9039 khi ấy: xuất trình thẻ căn cước công dân gắn chíp điện "
                    "tử, cung cấp số điện thoại hoặc địa chỉ thư điện tử, và thông tin đề nghị "
                    "tích hợp vào tài khoản."
                ),
                ("qd-9039-2022/p2.A.2.b2",),
            ),
        ),
        "vneid.level2_time": (
            Wording(
                DECISION_9039,
                _(
                    "Theo Quyết định 9039 khi ấy: không quá 03 ngày làm việc nếu đã có thẻ căn "
                    "cước công dân gắn chíp; không quá 07 ngày làm việc nếu chưa có thẻ gắn chíp."
                ),
                ("qd-9039-2022/p2.A.2.time",),
            ),
        ),
        "vneid.level2_fee": (
            Wording(
                DECISION_9039,
                _("Theo Quyết định 9039 khi ấy: không có phí, lệ phí."),
                ("qd-9039-2022/p2.A.2.fee",),
            ),
        ),
        "vneid.level2_no_card": (
            Wording(
                DECISION_9039,
                _(
                    "Theo Quyết định 9039 khi ấy: cơ quan Công an cấp tài khoản mức độ 2 cùng với "
                    "cấp thẻ căn cước công dân; bạn làm đồng thời hai thủ tục."
                ),
                ("qd-9039-2022/p2.A.2.note",),
            ),
        ),
        "residence.temporary": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Đến ở ngoài xã, phường nơi thường trú từ 30 ngày trở lên thì phải đăng ký tạm "
                    "trú; tối đa 02 năm, gia hạn được nhiều lần. Nộp tờ khai và giấy tờ chứng minh "
                    "chỗ ở hợp pháp đến cơ quan đăng ký cư trú nơi tạm trú; giải quyết trong 03 "
                    "ngày làm việc."
                ),
                (
                    "luat-68-2020/27.1",
                    "luat-68-2020/27.2",
                    "luat-68-2020/28.2",
                    "luat-68-2020/28.1",
                    "luat-68-2020/2.4",
                ),
            ),
        ),
        "residence.permanent": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Được đăng ký tại nhà của mình; về với người thân luật nêu: chủ hộ, chủ nhà "
                    "đồng ý, kể cả khi con về với cha, mẹ; thuê, mượn, ở nhờ: chủ nhà đồng ý, đủ "
                    "diện tích tỉnh quy định, ít nhất 08 m2 sàn/người. Nộp đến cơ quan đăng ký cư "
                    "trú; 07 ngày làm việc."
                ),
                (
                    "luat-68-2020/20.1",
                    "luat-68-2020/20.2",
                    "luat-68-2020/20.3",
                    "luat-68-2020/22.3",
                    "luat-68-2020/2.4",
                ),
            ),
        ),
        "residence.split_household": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Được tách hộ tại cùng chỗ ở nếu bạn đủ năng lực hành vi dân sự, chủ hộ, chủ "
                    "nhà đồng ý (vợ chồng đã ly hôn cùng dùng chỗ ở thì không cần), và nơi ấy "
                    "không thuộc Điều 23 (lấn chiếm, đang tranh chấp…). Cơ quan đăng ký cư trú "
                    "giải quyết trong 05 ngày làm việc."
                ),
                ("luat-68-2020/25.1", "luat-68-2020/25.3"),
            ),
        ),
        "residence.stay": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Có người đến lưu trú thì thông báo với cơ quan đăng ký cư trú trước 23 giờ, "
                    "đến sau 23 giờ thì trước 08 giờ hôm sau. Ông, bà, cha, mẹ, vợ, chồng, con, "
                    "cháu, anh, chị, em ruột đến nhiều lần thì thông báo một lần. Chủ nhà vắng thì "
                    "khách tự thông báo."
                ),
                ("luat-68-2020/30.4", "luat-68-2020/30.1", "luat-68-2020/30.2"),
            ),
        ),
        "residence.absence": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Khi đi khỏi xã, phường nơi thường trú từ 12 tháng liên tục, trừ khi đã đăng "
                    "ký tạm trú nơi mới hoặc đã xuất cảnh; tuổi nghĩa vụ quân sự: từ 03 tháng, "
                    "khỏi cấp huyện. Khai trực tiếp, qua điện thoại, điện tử. Tại ngoại, án treo…: "
                    "từ 01 ngày, phải đến khai, kèm văn bản đồng ý."
                ),
                ("luat-68-2020/31.1", "luat-68-2020/31.3", "luat-68-2020/31.2"),
            ),
        ),
        "residence.temporary_papers": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Hồ sơ gồm tờ khai thay đổi thông tin cư trú và giấy tờ, tài liệu chứng minh "
                    "chỗ ở hợp pháp; người chưa thành niên thì tờ khai phải ghi rõ ý kiến đồng ý "
                    "của cha, mẹ hoặc người giám hộ."
                ),
                ("luat-68-2020/28.1",),
            ),
        ),
        "residence.extend": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Bạn phải làm thủ tục gia hạn trong thời hạn 15 ngày trước ngày hết hạn tạm "
                    "trú đã đăng ký; thời hạn tạm trú tối đa 02 năm, gia hạn được nhiều lần. Hồ sơ "
                    "như đăng ký tạm trú, nộp đến cơ quan đăng ký cư trú."
                ),
                ("luat-68-2020/28.3", "luat-68-2020/27.2", "luat-68-2020/28.1"),
            ),
        ),
        "residence.permanent_papers": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Tờ khai và: nhà của mình: giấy tờ sở hữu; về với người thân: chủ hộ, chủ nhà "
                    "đồng ý, giấy tờ quan hệ nếu dữ liệu chưa có; thuê, mượn, ở nhờ: chủ nhà đồng "
                    "ý, hợp đồng công chứng hoặc chứng thực, giấy tờ diện tích."
                ),
                ("luat-68-2020/21.1", "luat-68-2020/21.2", "luat-68-2020/21.3"),
            ),
        ),
        "residence.removed": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Thường trú bị xóa, như: qua đời; vắng mặt từ 12 tháng không đăng ký tạm trú "
                    "hoặc không khai báo tạm vắng; ra nước ngoài định cư; hết thuê, ở nhờ hay nhà "
                    "sang tên mà chủ không cho giữ, hoặc sau 12 tháng chưa đăng ký nơi mới. Tạm "
                    "trú: vắng từ 06 tháng. Luật có ngoại lệ."
                ),
                ("luat-68-2020/24.1", "luat-68-2020/29.1"),
            ),
        ),
        "residence.household_head": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Thành viên hộ gia đình nộp tờ khai thay đổi thông tin cư trú và giấy tờ chứng "
                    "minh đến cơ quan đăng ký cư trú; giải quyết trong 03 ngày làm việc."
                ),
                ("luat-68-2020/26.3.a", "luat-68-2020/26.2"),
            ),
        ),
        "residence.wrong_data": (
            Wording(
                BEFORE_AMENDMENT,
                _(
                    "Bạn có quyền yêu cầu điều chỉnh. Đổi chủ hộ, hộ tịch thay đổi (trong 30 ngày "
                    "từ quyết định): nộp tờ khai và giấy tờ chứng minh đến cơ quan đăng ký cư trú; "
                    "03 ngày làm việc. Đổi tên xã, đường, số nhà: cơ quan ấy tự cập nhật. Tôi "
                    "không sửa được dữ liệu."
                ),
                ("luat-68-2020/8.4", "luat-68-2020/26.3", "luat-68-2020/26.2"),
            ),
        ),
        "residence.fine": (
            Wording(
                DECREE_144,
                _(
                    "Phạt 500.000 đến 1.000.000 đồng nếu không thực hiện đúng quy định về đăng ký "
                    "thường trú, tạm trú, tách hộ, thông báo lưu trú, khai báo tạm vắng, hoặc "
                    "không xuất trình giấy tờ liên quan đến cư trú khi cơ quan có thẩm quyền yêu "
                    "cầu."
                ),
                ("nd-144-2021/9.1",),
            ),
        ),
    }
)
