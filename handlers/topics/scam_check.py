"""Is this call, message or link a fraud? Three questions, and what the engine says of a link."""

from __future__ import annotations

from handlers.model import Choice, Menu, Tell, Topic, _
from handlers.topics.scam import GIVEN, LEVEL2, LINK, NEVER, PERSON, SIGNS

_SIGN = Choice("yes", _("Có, đúng vậy"), goto="scam.surely")


def _no_sign(goto: str) -> Choice:
    return Choice("no", _("Không"), goto=goto)


TOPIC = Topic(
    id="scam_check",
    title=_("Cuộc gọi, tin này có lừa đảo?"),
    nodes=(
        Menu(
            "scam.signs",
            _(
                "Người gọi, người nhắn có hỏi mã OTP, mật khẩu, passcode, hoặc đòi gọi video để "
                "làm định danh không?"
            ),
            (_SIGN, _no_sign("scam.signs_app"), GIVEN),
        ),
        Menu(
            "scam.signs_app",
            _("Họ có bảo bấm đường link, quét mã QR, cài ứng dụng, chia sẻ màn hình không?"),
            (_SIGN, _no_sign("scam.signs_money"), GIVEN),
        ),
        Menu(
            "scam.signs_money",
            _("Họ có đòi tiền, dọa khóa tài khoản, dọa bắt, hoặc giục phải làm ngay không?"),
            (_SIGN, _no_sign("scam.no_sign"), GIVEN),
        ),
        Menu(
            "scam.surely",
            _(
                "Đó là dấu hiệu lừa đảo. Hãy cúp máy, đừng bấm, đừng đọc mã, đừng chuyển tiền. "
                "Cơ quan công an không hỏi mã, không bắt cài ứng dụng qua điện thoại. Hãy chặn số "
                "đó và trình báo Công an cấp xã (xã, phường, đặc khu)."
            ),
            (GIVEN, LINK, PERSON),
            cites=("guide:vneid_otp", "guide:vneid_install"),
        ),
        Menu(
            "scam.no_sign",
            _(
                "Chưa thấy dấu hiệu rõ, nhưng đừng làm theo ngay. Hãy cúp máy, tự gọi 1900 0368 "
                "hoặc đến Công an cấp xã để hỏi lại. Có đường link thì gửi cho tôi xem thử."
            ),
            (LINK, LEVEL2, PERSON),
            cites=("guide:vneid_otp",),
        ),
        Tell(
            "scam.link_real",
            _(
                "{domain} là tên miền của {like}. Hãy tự gõ địa chỉ này vào trình duyệt thay vì "
                "bấm vào tin nhắn, và vẫn đừng đọc mã OTP, mật khẩu cho ai."
            ),
            then="scam.link_next",
        ),
        Tell(
            "scam.link_state",
            _(
                "{domain} có đuôi gov.vn, chỉ cấp cho cơ quan nhà nước, nhưng không nằm trong danh "
                "sách trang chính thức mà tôi đã đối chiếu. Hãy hỏi lại cơ quan đó trước khi nhập "
                "gì vào."
            ),
            then="scam.link_next",
        ),
        Tell(
            "scam.link_fake",
            _(
                "Rất có thể là giả: {domain} cố làm cho giống {like}. Đừng bấm, đừng cài, đừng "
                "nhập gì vào đó."
            ),
            then="scam.link_next",
        ),
        Tell(
            "scam.link_unknown",
            _(
                "{domain} không phải trang chính thức nào mà tôi biết. Nếu nó hỏi VNeID, số định "
                "danh hay mã OTP, hãy coi là lừa đảo và đừng nhập gì."
            ),
            then="scam.link_next",
        ),
        Menu(
            "scam.link_next",
            _("Bạn muốn làm gì tiếp?"),
            (SIGNS, LINK, GIVEN, PERSON),
        ),
        Menu(
            "scam.pasted",
            _(
                "Bạn vừa gửi thứ giống mật khẩu, passcode hoặc mã của VNeID, ngân hàng. Tôi không "
                "đọc, không giữ, và xóa tin nếu ứng dụng cho phép. Ai có nó có thể chiếm tài "
                "khoản, lấy tiền của bạn. Nếu đã gửi cho người khác, hãy đổi ngay."
            ),
            (GIVEN, SIGNS, NEVER, PERSON),
            cites=("guide:vneid_otp",),
        ),
    ),
)
