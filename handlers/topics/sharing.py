"""Share codes: showing an officer a part of one's own record, once."""

from collections.abc import Callable, Mapping

from handlers.model import Choice, Do, Menu, Node, Outcome, Tell, Topic, _, _n
from lookup.access import Purpose
from lookup.model import SessionEnded, Unavailable
from lookup.sharing import (
    RevokeShares,
    Scope,
    ShareMade,
    ShareRecord,
    SharesRevoked,
    TooManyShares,
)

_SESSION: Mapping[type[Outcome], str] = {
    SessionEnded: "share.ended",
    Unavailable: "lookup.unavailable",
}
SCOPES = {
    Scope.ADDRESS: _("Chỉ nơi thường trú"),
    Scope.RESIDENCE: _("Toàn bộ thông tin cư trú"),
    Scope.HOUSEHOLD: _("Cư trú và hộ gia đình"),
}
WHY = {
    Purpose.PROCEDURE: _("Cơ quan nhà nước, làm thủ tục"),
    Purpose.SCHOOL: _("Trường học, nhập học"),
    Purpose.BANK: _("Ngân hàng, giao dịch"),
    Purpose.RENTING: _("Nơi cho thuê nhà"),
    Purpose.OTHER: _("Nơi khác, lý do khác"),
}


def share(scope: Scope, purpose: Purpose) -> Callable[[Mapping[str, object]], ShareRecord]:
    def effect(_values: Mapping[str, object]) -> ShareRecord:
        return ShareRecord(scope, purpose)

    return effect


def revoke(_values: Mapping[str, object]) -> RevokeShares:
    return RevokeShares()


def _for_whom(scope: Scope) -> Menu:
    choices = (Choice(why, label, goto=f"share.{scope}_{why}") for why, label in WHY.items())
    return Menu(
        f"share.{scope}", _("Ai sẽ xem, và để làm gì? Điều này được ghi lại."), tuple(choices)
    )


def _making(scope: Scope, purpose: Purpose) -> Do:
    on = {ShareMade: "share.made", TooManyShares: "share.too_many", **_SESSION}
    return Do(f"share.{scope}_{purpose}", share(scope, purpose), on)


_WHOM: tuple[Node, ...] = tuple(_for_whom(scope) for scope in Scope)
_MAKING: tuple[Node, ...] = tuple(_making(scope, why) for scope in Scope for why in WHY)

TOPIC = Topic(
    id="share",
    title=_("Mã chia sẻ"),
    nodes=(
        Menu(
            "share",
            _(
                "Mã chia sẻ cho một cán bộ xem đúng phần bạn chọn, một lần, trong 10 phút. Lần xem "
                "được ghi vào nhật ký của bạn; chưa dùng thì bạn hủy được. Bạn muốn cho xem phần "
                "nào?"
            ),
            (
                *(Choice(scope, label, goto=f"share.{scope}") for scope, label in SCOPES.items()),
                Choice("revoke", _("Hủy các mã chưa dùng"), goto="share.revoking"),
                Choice("card", _("Lưu thành thẻ có chữ ký"), goto="card"),
            ),
            title=_("Mã chia sẻ cho cán bộ xem cư trú"),
        ),
        *_WHOM,
        *_MAKING,
        Tell(
            "share.ended",
            _("Muốn tạo mã chia sẻ, bạn xác thực trước đã, rồi gõ lại “mã chia sẻ”."),
            then="lookup.consent",
            spoken=_("Muốn tạo mã chia sẻ, bạn xác thực trước đã."),
        ),
        Tell(
            "share.made",
            _n(
                "Mã chia sẻ: {code}\n"
                "Dùng một lần, trong {minutes} phút. Chỉ đưa cho người đang giải quyết việc cho "
                "bạn, trực tiếp; không đọc qua điện thoại cho người lạ gọi đến.\n"
                "Không thấy mã QR bên cạnh? Gõ mã này vào trang: {page}"
            ),
            then="share.next",
            private=True,
            lasts=10,  # As long as the code.
            qr="code",
            spoken=_n(
                "Mã chia sẻ: {code}. Dùng một lần, trong {minutes} phút. "
                "Chỉ đưa cho người đang giải quyết việc cho bạn, trực tiếp."
            ),
        ),
        Menu(
            "share.next",
            _("Cán bộ xem xong, lần xem sẽ hiện trong “Ai đã xem thông tin của tôi”."),
            (
                Choice("revoke", _("Hủy các mã chưa dùng"), goto="share.revoking"),
                Choice("access", _("Ai đã xem thông tin của tôi"), goto="access"),
                Choice("another", _("Tạo mã khác"), goto="share"),
                Choice("record", _("Xem cư trú của tôi"), goto="lookup"),
            ),
        ),
        Tell(
            "share.too_many",
            _("Hôm nay bạn đã tạo quá nhiều mã. Hãy để đến mai."),
            then="share.next",
        ),
        Do("share.revoking", revoke, on={SharesRevoked: "share.revoked", **_SESSION}),
        Tell("share.revoked", _n("Đã hủy {shares} mã chưa dùng."), then="share.next"),
    ),
)
