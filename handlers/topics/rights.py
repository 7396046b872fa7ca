"""What people may ask for about their own data, and get at once where it is ours to give."""

from collections.abc import Mapping

from handlers.model import Choice, Do, Menu, Outcome, Tell, Topic, _, _n
from lookup.consent import (
    AskCorrection,
    CorrectionAsked,
    Erase,
    Erased,
    HeldRead,
    InChat,
    LinkMade,
    MakeLink,
    Page,
    ProofTooOld,
    ReadHeld,
    Withdraw,
    Withdrawn,
)
from lookup.model import SessionEnded, Unavailable


def read_held(_values: Mapping[str, object]) -> ReadHeld:
    return ReadHeld()


def ask_correction(_values: Mapping[str, object]) -> AskCorrection:
    return AskCorrection()


def export(_values: Mapping[str, object]) -> MakeLink:
    return MakeLink(Page.EXPORT)


def withdraw(_values: Mapping[str, object]) -> Withdraw:
    return Withdraw()


def erase(_values: Mapping[str, object]) -> Erase:
    return Erase()


_SESSION: Mapping[type[Outcome], str] = {
    SessionEnded: "rights.ended",
    Unavailable: "lookup.unavailable",
}

TOPIC = Topic(
    id="rights",
    title=_("Quyền với dữ liệu của tôi"),
    nodes=(
        Menu(
            "rights",
            _(
                "Với dữ liệu của mình, bạn được biết, xem, yêu cầu sửa, lấy bản sao, rút đồng ý và "
                "xóa. Phần Cư Trú giữ thì tôi làm ngay; hồ sơ gốc do cơ quan đăng ký cư trú quản "
                "lý. Bạn muốn làm gì?"
            ),
            (
                Choice("held", _("Cư Trú đang giữ gì của tôi?"), goto="rights.held"),
                Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
                Choice("correct", _("Thông tin của tôi bị sai"), goto="rights.correct"),
                Choice("export", _("Lấy bản sao dữ liệu"), goto="rights.export"),
                Choice("withdraw", _("Rút lại đồng ý"), goto="rights.withdraw"),
                Choice("erase", _("Xóa dữ liệu của tôi"), goto="rights.erase"),
                Choice("when", _("Bao lâu thì xong?"), goto="rights.deadlines"),
            ),
            cites=("luat-91-2025/4.1",),
            title=_("Quyền với dữ liệu của tôi"),
        ),
        Tell(
            "rights.ended",
            _("Việc này chỉ làm được khi bạn đã xác thực. Xác thực xong, bạn gõ lại /quyen."),
            then="lookup.consent",
        ),
        Tell(
            "rights.again",
            _("Việc này cần mã mới nhập trong vài phút gần đây. Bạn xác thực lại rồi gõ /quyen."),
            then="lookup.id",
            spoken=_("Việc này cần mã mới nhập trong vài phút gần đây. Bạn xác thực lại."),
        ),
        Menu(
            "rights.next",
            _("Bạn muốn làm gì tiếp với dữ liệu của mình?"),
            (
                Choice("rights", _("Các quyền khác"), goto="rights"),
                Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
                Choice("record", _("Xem cư trú của tôi"), goto="lookup"),
            ),
        ),
        Do("rights.held", read_held, on={HeldRead: "rights.held_told", **_SESSION}),
        Tell(
            "rights.held_told",
            _n(
                "Cư Trú đang giữ về bạn\n"
                "Đồng ý đang có:\n"
                "{consents}\n"
                "Yêu cầu đã gửi:\n"
                "{requests}\n"
                "Cuộc trò chuyện đã xác thực: {bonds}"
            ),
            then="rights.next",
            private=True,
        ),
        Do("rights.correct", ask_correction, on={CorrectionAsked: "rights.asked", **_SESSION}),
        Tell(
            "rights.asked",
            _(
                "Đã ghi yêu cầu sửa của bạn: người phụ trách Cư Trú trả lời chậm nhất {answer_by}, "
                "xong phần của mình chậm nhất {done_by}. Hồ sơ gốc thì sửa như sau."
            ),
            then="residence.wrong_data",
        ),
        Do(
            "rights.export",
            export,
            on={
                LinkMade: "rights.link",
                InChat: "rights.next",
                ProofTooOld: "rights.again",
                **_SESSION,
            },
        ),
        Tell(
            "rights.link",
            _n(
                "Bản sao dữ liệu của bạn ở đây, mở được một lần trong {minutes} phút, khi phiên "
                "này còn mở: {link}"
            ),
            then="rights.next",
            private=True,
        ),
        Menu(
            "rights.withdraw",
            _(
                "Rút đồng ý thì Cư Trú đóng mọi phiên của bạn, hủy các mã chia sẻ và không đọc hồ "
                "sơ của bạn nữa, cho đến khi bạn đồng ý lại. Những lần xem trước vẫn còn trong "
                "nhật ký. Bạn chắc chứ?"
            ),
            (
                Choice("yes", _("Rút đồng ý"), goto="rights.withdrawing"),
                Choice("no", _("Thôi"), goto="rights"),
            ),
        ),
        Do("rights.withdrawing", withdraw, on={Withdrawn: "rights.withdrawn", **_SESSION}),
        Tell(
            "rights.withdrawn",
            _("Đã rút đồng ý và đóng mọi phiên của bạn. Phần hỏi đáp vẫn dùng được như thường."),
            then="home",
        ),
        Menu(
            "rights.erase",
            _(
                "Xóa là không lấy lại được: khóa của bạn bị hủy, dữ liệu của bạn ở Cư Trú không ai "
                "mở được nữa. Nhật ký chỉ còn bí danh không nối được với bạn. Hồ sơ gốc ở cơ quan "
                "đăng ký cư trú không đổi. Bạn chắc chứ?"
            ),
            (
                Choice("erase", _("Xóa vĩnh viễn"), goto="rights.erasing"),
                Choice("no", _("Thôi"), goto="rights"),
            ),
        ),
        Do(
            "rights.erasing",
            erase,
            on={Erased: "rights.erased", ProofTooOld: "rights.again", **_SESSION},
        ),
        Tell(
            "rights.erased",
            _("Đã xóa. Cư Trú không còn mở được dữ liệu nào của bạn."),
            then="home",
        ),
        Menu(
            "rights.deadlines",
            _(
                "Xem, lấy bản sao, rút đồng ý và xóa ở Cư Trú xong ngay trong cuộc trò chuyện. Yêu "
                "cầu sửa thì người phụ trách trả lời trong 2 ngày làm việc, xong trong 10 ngày. "
                "Hạn này lấy theo nguồn thứ hai; tôi chưa có nguyên văn nghị định."
            ),
            (
                Choice("rights", _("Quyền với dữ liệu của tôi"), goto="rights"),
                Choice("human", _("Gặp cán bộ, tổng đài"), goto="human.contact"),
            ),
            cites=("nd-356-2025/5",),
            title=_("Yêu cầu về dữ liệu bao lâu thì xong"),
        ),
    ),
)
