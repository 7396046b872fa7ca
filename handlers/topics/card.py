"""One's residence as a signed card: agreed to, read once, kept by nobody but the person."""

from collections.abc import Mapping

from handlers.model import Choice, Do, Menu, Tell, Topic, _, _n
from handlers.notices import ON_A_CARD
from lookup.consent import Agree, Agreed, InChat, LinkMade, MakeLink, Page, ProofTooOld
from lookup.model import SessionEnded, Unavailable


def agree(_values: Mapping[str, object]) -> Agree:
    return ON_A_CARD.agreement


def make(_values: Mapping[str, object]) -> MakeLink:
    return MakeLink(Page.CARD)


TOPIC = Topic(
    id="card",
    title=_("Lưu cư trú thành thẻ có chữ ký"),
    nodes=(
        Menu(
            "card",
            ON_A_CARD.text,
            (
                Choice("agree", _("Tôi đồng ý"), goto="card.agree"),
                Choice("why", _("Dữ liệu của tôi ra sao?"), goto="card.notice"),
                Choice("share", _("Tạo mã chia sẻ cho cán bộ"), goto="share"),
                Choice("ct07", _("Xin giấy xác nhận CT07"), goto="ct07.how"),
                Choice("no", _("Không, quay về"), goto="home"),
            ),
            title=_("Lưu cư trú thành thẻ có chữ ký"),
        ),
        Tell("card.notice", ON_A_CARD.details, then="card"),
        Do("card.agree", agree, on={Agreed: "card.make", Unavailable: "lookup.unavailable"}),
        Do(
            "card.make",
            make,
            on={
                LinkMade: "card.link",
                InChat: "card.next",
                ProofTooOld: "card.again",
                SessionEnded: "card.ended",
                Unavailable: "lookup.unavailable",
            },
        ),
        Tell(
            "card.link",
            _n(
                "Thẻ của bạn mở được một lần, trong {minutes} phút, khi phiên này còn mở; mở ra "
                "thì lưu ngay (PNG, PDF hoặc HTML): {link}"
            ),
            then="card.next",
            private=True,
            spoken=_(
                "Thẻ chỉ mở được trên màn hình. Bạn làm việc này trên trang web của Cư Trú hoặc "
                "trong ứng dụng nhắn tin."
            ),
        ),
        Menu(
            "card.next",
            _(
                "Nơi nhận kiểm tra thẻ ở trang /xac-minh, không cần mạng. "
                "Mở thẻ là một dòng nhật ký."
            ),
            (
                Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
                Choice("share", _("Tạo mã chia sẻ cho cán bộ"), goto="share"),
                Choice("record", _("Xem cư trú của tôi"), goto="lookup"),
                Choice("signout", _("Đăng xuất"), goto="lookup.signout"),
            ),
        ),
        Tell(
            "card.ended",
            _("Muốn lưu thẻ, bạn xác thực trước đã, rồi gõ lại “thẻ cư trú”."),
            then="lookup.consent",
            spoken=_("Muốn lưu thẻ, bạn xác thực trước đã."),
        ),
        Tell(
            "card.again",
            _("Lưu thẻ cần mã mới nhập trong vài phút gần đây. Bạn xác thực lại nhé."),
            then="lookup.id",
        ),
    ),
)
