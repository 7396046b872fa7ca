"""Who has read one's own record."""

from collections.abc import Mapping

from handlers.model import Choice, Do, Menu, Tell, Topic, _, _n
from lookup.model import AccessLogRead, ReadAccessLog, SessionEnded, Unavailable


def read_access_log(_values: Mapping[str, object]) -> ReadAccessLog:
    return ReadAccessLog()


TOPIC = Topic(
    id="access",
    title=_("Ai đã xem thông tin của tôi"),
    nodes=(
        Do(
            "access",
            read_access_log,
            on={
                AccessLogRead: "access.told",
                SessionEnded: "access.ended",
                Unavailable: "lookup.unavailable",
            },
        ),
        Tell(
            "access.ended",
            _(
                "Nhật ký này chỉ cho chính bạn xem. Bạn xác thực trước đã, "
                "rồi chọn “Ai đã xem thông tin của tôi” hoặc gõ /ai_da_xem."
            ),
            then="lookup.consent",
        ),
        Tell(
            "access.told",
            _n(
                "Ai đã xem thông tin của bạn ở đây, mới nhất trước\n"
                "{usages}\n"
                "Chính bạn đã xem {own} lần, kể cả lần này."
            ),
            then="access.next",
            private=True,
        ),
        Menu(
            "access.next",
            _("Thấy lần xem nào lạ, bạn hãy hỏi lại nơi ghi ở dòng đó hoặc Công an cấp xã."),
            (
                Choice("about", _("Nhật ký này ghi những gì?"), goto="access.about"),
                Choice("record", _("Xem cư trú của tôi"), goto="lookup"),
                Choice("wrong", _("Thông tin của tôi bị sai"), goto="residence.wrong_data"),
                Choice("signout", _("Đăng xuất"), goto="lookup.signout"),
            ),
        ),
        Menu(
            "access.about",
            _(
                "Mỗi lần hồ sơ của bạn được đọc ở Cư Trú, một dòng được ghi trước khi đọc: lúc "
                "nào, ai, phần nào, lý do gì. Dòng đã ghi mà bị sửa, bị xóa thì phát hiện được. "
                "Nhật ký không ghi nội dung hồ sơ, và không gồm các lần xem ở hệ thống khác như "
                "VNeID."
            ),
            (
                Choice("mine", _("Ai đã xem thông tin của tôi"), goto="access"),
                Choice("privacy", _("Dữ liệu của tôi ra sao?"), goto="talk.privacy"),
            ),
            title=_("Nhật ký ai đã xem ghi những gì"),
        ),
    ),
)
