"""Small talk, what the assistant is, and the way to a person."""

from __future__ import annotations

from handlers.model import Choice, Menu, Topic, _

_PROOF = Choice("proof", _("Giấy tờ thay sổ hộ khẩu"), goto="proof")
_VNEID = Choice("vneid", _("Hướng dẫn VNeID"), goto="vneid")
_CT07 = Choice("ct07", _("Giấy xác nhận cư trú (CT07)"), goto="ct07")
_LOOKUP = Choice("mine", _("Xem cư trú của tôi"), goto="lookup")
_CAPABILITY = Choice("capability", _("Tôi hỏi được những gì?"), goto="talk.capability")
_SCAM = Choice("scam", _("Nhận biết lừa đảo"), goto="scam")
_PERSON = Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact")

TOPIC = Topic(
    id="talk",
    title=_("Trò chuyện và hỗ trợ"),
    nodes=(
        Menu(
            "talk.greeting",
            _(
                "Xin chào bạn! Tôi là Cư Trú, trợ lý tự động về giấy tờ chứng minh nơi cư trú, "
                "CT07, VNeID và tra cứu cư trú của chính bạn. Tôi không phải cơ quan nhà nước và "
                "không bao giờ hỏi mật khẩu, passcode hay mã OTP của VNeID. Bạn cần hỏi gì?"
            ),
            (_PROOF, _VNEID, _LOOKUP, _CAPABILITY),
            title=_("Chào hỏi"),
        ),
        Menu(
            "talk.thanks",
            _(
                "Không có gì, chúc bạn làm giấy tờ thuận lợi! Khi cần, bạn cứ quay lại hỏi về cư "
                "trú và VNeID. Nhớ đừng đưa mã OTP, mật khẩu cho bất cứ ai."
            ),
            (_CAPABILITY, Choice("home", _("Về đầu trang"), goto="home")),
            title=_("Cảm ơn, tạm biệt"),
        ),
        Menu(
            "talk.capability",
            _(
                "Tôi giúp bạn năm việc: giấy tờ chứng minh cư trú thay sổ hộ khẩu, kèm nguyên văn "
                "điều luật; giấy xác nhận CT07; hướng dẫn VNeID từng bước và sửa lỗi; tra cứu "
                "thông tin cư trú của chính bạn sau khi xác thực; nhận biết lừa đảo. Việc khác, "
                "tôi chỉ nơi cần hỏi."
            ),
            (
                _PROOF,
                _CT07,
                _VNEID,
                _LOOKUP,
                _SCAM,
                _PERSON,
                Choice("move", _("Làm tiếp ở kênh khác"), goto="move"),
            ),
            title=_("Trợ lý này làm được gì"),
        ),
        Menu(
            "talk.privacy",
            _(
                "Tôi là chương trình tự động, bản thử nghiệm với dữ liệu giả lập, không phải cơ "
                "quan nhà nước. Nhật ký không ghi câu bạn gõ, họ tên, số định danh hay mã. Chỉ "
                "khi bạn đồng ý và xác thực, tôi mới hiện hồ sơ của chính bạn, rồi phiên tự đóng."
            ),
            (
                _LOOKUP,
                Choice("ask", _("Trợ lý này không hỏi gì?"), goto="scam.we_never_ask"),
                _PERSON,
            ),
            title=_("Tôi là ai, dữ liệu của bạn ra sao"),
        ),
        Menu(
            "human.contact",
            _(
                "Muốn gặp người thật, bạn gọi tổng đài VNeID 1900 0368 hoặc đến Công an cấp xã "
                "(xã, phường, đặc khu), cán bộ ở đó trực tiếp giải quyết; về dịch vụ công gọi 1800 "
                "1096. Tôi là bản thử nghiệm với dữ liệu giả lập, không phải cơ quan nhà nước; có "
                "thể nhắn người trực."
            ),
            (
                Choice("ask", _("Nhắn người trực tại đây"), goto="human.ask"),
                _CAPABILITY,
                Choice("wrong", _("Thông tin cư trú bị sai"), goto="residence.wrong_data"),
                Choice("asked", _("Vẫn bị đòi sổ hộ khẩu"), goto="proof.asked_book"),
                _SCAM,
            ),
            cites=("guide:human_agent",),
            title=_("Gặp cán bộ, tổng đài"),
            spoken=_(
                "Cuộc gọi này không nối máy đến người được. Muốn gặp người thật, bạn gọi tổng đài "
                "VNeID 1900 0368 hoặc đến Công an cấp xã (xã, phường, đặc khu), cán bộ ở đó trực "
                "tiếp giải quyết; về dịch vụ công gọi 1800 1096. Tôi là bản thử nghiệm với dữ liệu "
                "giả lập, không phải cơ quan nhà nước."
            ),
        ),
    ),
)
