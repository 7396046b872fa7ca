"""The first screen, the way to the clauses, and what is said when nothing else fits."""

from handlers.model import Choice, Menu, Tell, Topic, _

TOPIC = Topic(
    id="home",
    title=_("Trang chủ"),
    nodes=(
        Tell(
            "start",
            _(
                "Xin chào, đây là Cư Trú, trợ lý về giấy tờ chứng minh nơi cư trú và VNeID. "
                "Tôi trả lời kèm nguyên văn điều luật; tôi không phải cơ quan nhà nước. "
                "Tôi không bao giờ hỏi mật khẩu, passcode VNeID hay mã ngân hàng."
            ),
            then="home",
        ),
        Menu(
            "home",
            _("Bạn cần gì? Hãy gõ câu hỏi, không cần dấu cũng được, hoặc chọn một mục."),
            (
                Choice("proof", _("Giấy tờ thay sổ hộ khẩu"), goto="proof"),
                Choice("vneid", _("Hướng dẫn VNeID"), goto="vneid"),
                Choice("ct07", _("Giấy xác nhận cư trú (CT07)"), goto="ct07"),
                Choice("lookup", _("Xem cư trú của tôi"), goto="lookup"),
                Choice("residence", _("Đăng ký thường trú, tạm trú"), goto="residence"),
                Choice("scam", _("Nhận biết lừa đảo"), goto="scam"),
                Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
            ),
            spoken=_("Bạn cần gì?"),
        ),
        Menu(
            "language",
            _("Bạn muốn dùng ngôn ngữ nào? / Which language do you want to use?"),
            (
                Choice("vi", "Tiếng Việt", goto="home", language="vi"),
                Choice("en", "English", goto="home", language="en"),
            ),
        ),
        Menu(
            "law",
            _(
                "Gõ điều khoản bạn cần, ví dụ “khoản 2 điều 14” hoặc “k3 đ14 nđ104”. "
                "Không nói rõ văn bản thì tôi hiểu là Nghị định 104/2022/NĐ-CP."
            ),
            (
                Choice("methods", _("Bốn cách tra cứu cư trú"), goto="proof.methods"),
                Choice("papers", _("Giấy tờ chứng minh cư trú"), goto="proof.papers"),
                Choice("decree", _("Nghị định 104 nói về gì"), goto="proof.decree"),
            ),
            spoken=_("Bạn muốn nghe phần nào của luật?"),
        ),
        Menu(
            "law.shown",
            _("Điều luật bạn hỏi:"),
            (
                Choice("papers", _("Giấy tờ chứng minh cư trú"), goto="proof.papers"),
                Choice("another", _("Xem điều khoản khác"), goto="law"),
            ),
        ),
        Tell(
            "law.missing",
            _("Kho luật này không có {asked}, nên tôi không trích. Gần nhất có: {near}."),
            then="law",
            declines=True,
        ),
        Menu(
            "talk.which",
            _("Ý bạn là điều nào dưới đây?"),
            (Choice("none", _("Không phải các ý trên"), goto="talk.unknown"),),
            spoken=_("Ý bạn là điều nào?"),
        ),
        Menu(
            "talk.unknown",
            _(
                "Tôi chưa hiểu câu này, hoặc việc này ngoài phần tôi biết. "
                "Bạn thử hỏi ngắn hơn, hoặc chọn một mục."
            ),
            (
                Choice("capability", _("Tôi hỏi được những gì?"), goto="talk.capability"),
                Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
            ),
            declines=True,
        ),
    ),
)
