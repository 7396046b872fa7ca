"""The pages: their words, their templates, the headers they are sent with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, select_autoescape

from bot.core import Core
from bot.pictures import data_uri
from handlers.model import _

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'"
    ),
    # Not "no-referrer": with it browsers send the forms of this page with "Origin: null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


# The words of the page itself.
PAGE: Mapping[str, str] = {
    "title": _("Cư Trú: hỏi về giấy tờ chứng minh nơi cư trú"),
    "tagline": _("Trả lời kèm nguyên văn điều luật. Bản thử nghiệm, dữ liệu giả lập."),
    "not_authority": _("Đây không phải cơ quan nhà nước."),
    "never_ask": _("Chúng tôi không bao giờ hỏi mật khẩu, passcode VNeID hay mã ngân hàng."),
    "log": _("Cuộc trò chuyện"),
    "you": _("Bạn"),
    "assistant": _("Cư Trú"),
    "placeholder": _("Gõ câu hỏi, không cần dấu cũng được"),
    "box": _("Gõ câu hỏi"),
    "send": _("Gửi"),
    "photo": _("Gửi ảnh mã QR của thẻ"),
    "sending": _("Đang gửi…"),
    "news": _("Xem tin mới của người trực"),
    "offline": _("Không gửi được. Kiểm tra mạng rồi bấm Gửi lại."),
    "retry": _("Gửi lại"),
    "photo_large": _("Ảnh lớn hơn 10 MB. Hãy chụp lại riêng mã QR của thẻ."),
    "choices": _("Các mục để chọn"),
    "ways": _("Đi đến"),
    "language": _("Ngôn ngữ và trang khác"),
    "docs": _("Dành cho lập trình viên"),
    "law_shelf": _("Kho luật"),
    "hidden": _("(đã ẩn)"),
    "expired": _("(đã ẩn sau ít phút, để giữ kín thông tin của bạn)"),
    "qr_scan": _("Mã QR để quét"),
    "card": _("Thẻ có chữ ký để đưa cán bộ xem"),
    "verify_card": _("Xác minh thẻ"),
    "quote": _("Nguyên văn điều luật"),
    "skip": _("Đến ô nhập câu hỏi"),
    "demo_phone": _("Điện thoại thử nghiệm"),
    "demo_call": _("Gọi thử tổng đài"),
    "listen": _("Nghe"),
    "phone_title": _("Tin nhắn đến điện thoại thử nghiệm"),
    "phone_about": _("Trang này thay cho điện thoại thật của những người giả lập."),
    "phone_empty": _("Chưa có tin nhắn nào. Hãy xin mã trong cuộc trò chuyện."),
    "phone_reload": _("Tải lại"),
    "phone_people": _("Ba người để thử"),
    "phone_back": _("Về cuộc trò chuyện"),
    "phone_messages": _("Tin nhắn"),
    "phone_id": _("Số định danh cá nhân"),
    "phone_number": _("Điện thoại"),
    "link_title": _("Xem hồ sơ của bạn"),
    "link_about": _("Đường dẫn này mở được một lần. Trang mở ra có thông tin cá nhân của bạn."),
    "link_open": _("Mở một lần"),
    "link_over": _("Đường dẫn này đã mở, đã quá 5 phút, hoặc phiên của bạn đã đóng."),
    "link_close": _("Xem xong hãy đóng trang này; tải lại sẽ không còn gì."),
    "link_copy": _("Lưu bản sao (JSON)"),
    "unavailable": _("Hệ thống tra cứu đang không trả lời. Hãy thử lại sau ít phút."),
    "card_title": _("Thẻ cư trú của bạn"),
    "card_about": _("Lưu ngay: tải lại trang này sẽ không còn gì, và chúng tôi không giữ bản nào."),
    "card_save": _("Lưu thẻ"),
    "qr_title": _("Mã QR của mã chia sẻ"),
    "qr_about": _("Trang này vẽ mã QR để cán bộ quét; mã không được lưu lại."),
    "qr_code": _("Mã chia sẻ, 10 chữ số"),
    "qr_make": _("Vẽ mã QR"),
    "qr_wrong": _("Mã chia sẻ gồm đúng 10 chữ số, ví dụ 123 456 7890."),
    "qr_image": _("Mã QR của mã chia sẻ"),
    "counter_title": _("Dành cho cán bộ"),
    "counter_about": _("Nhập mã chia sẻ của công dân. Lần xem được ghi và báo cho công dân."),
    "counter_number": _("Số hiệu cán bộ, ví dụ CA-0001"),
    "counter_code": _("Mã 6 số trên ứng dụng xác thực"),
    "counter_see": _("Xem"),
    "counter_inbox": _("Hộp thư người trực"),
    "counter_refused": _("Không đăng nhập được. Đợi mã mới trên ứng dụng rồi thử lại."),
    "counter_unknown": _("Không có mã này: gõ nhầm, đã quá 10 phút, đã dùng hoặc đã bị hủy."),
    "phone_officer": _("Cán bộ thử nghiệm"),
    "phone_app": _("Mã trên ứng dụng xác thực lúc này"),
    "api_title": _("Giao diện lập trình của Cư Trú"),
    "api_paths": _("Các đường dẫn"),
    "api_parameters": _("Tham số"),
    "api_responses": _("Trả lời"),
    "api_shapes": _("Các kiểu dữ liệu"),
}

# The words of the officers' inbox.
INBOX: Mapping[str, str] = {
    "title": _("Hộp thư người trực"),
    "about": _("Người dân đang chờ gặp người thật. Chỉ có tin họ gõ cho bạn, không có hồ sơ."),
    "counter": _("Nhập mã chia sẻ"),
    "chat": _("Về cuộc trò chuyện"),
    "number": PAGE["counter_number"],
    "code": PAGE["counter_code"],
    "enter": _("Đăng nhập"),
    "over": _("Phiên tự đóng sau 15 phút không làm gì; trang tự tải lại không giữ phiên."),
    "refused": PAGE["counter_refused"],
    "leave": _("Đăng xuất"),
    "signed_in": _("Đang đăng nhập"),
    "away": _("Ngoài giờ làm việc: người chờ được hẹn từ {back}."),
    "not_yours": _("Cuộc này không còn ở chỗ bạn: người khác đã nhận, hoặc đã xong."),
    "waiting": _("Đang chờ"),
    "mine": _("Bạn đang trả lời"),
    "others": _("Người khác đang trả lời"),
    "nobody": _("Không có ai đang chờ."),
    "talk": _("Cuộc số {id}"),
    "channel": _("Kênh"),
    "topic": _("Đang xem"),
    "language": _("Ngôn ngữ"),
    "since": _("Đã chờ"),
    "minutes": _("{minutes} phút"),
    "officer": _("Người trả lời"),
    "take": _("Nhận trả lời"),
    "open": _("Mở"),
    "reload": _("Tải lại"),
    "back": _("Về danh sách"),
    "log": _("Lời đã trao đổi"),
    "person": _("Người dân"),
    "you": _("Bạn"),
    "nothing": _("Chưa có tin nào từ khi bạn nhận."),
    "answer": _("Trả lời của bạn"),
    "never": _("Đừng hỏi mật khẩu, mã OTP, passcode. Tin được xóa một ngày sau khi xong."),
    "send": PAGE["send"],
    "close": _("Xong, trả lại trợ lý tự động"),
    "give_back": _("Chuyển cho người trực khác"),
}

# The words of the telephone on the page.
CALL: Mapping[str, str] = {
    "title": _("Gọi thử tổng đài Cư Trú"),
    "about": _("Cùng một cuộc đối thoại, chỉ bằng phím bấm. Không nối ra mạng điện thoại thật."),
    "skip": _("Đến bàn phím"),
    "back": _("Về cuộc trò chuyện"),
    "messages": _("Điện thoại thử nghiệm"),
    "no_voice": _("Máy chủ chưa có giọng nói (espeak-ng). Trình duyệt sẽ đọc nếu được."),
    "no_script": _("Trang này cần JavaScript để giả làm điện thoại."),
    "captions": _("Lời nghe được"),
    "ready": _("Bấm Gọi để bắt đầu."),
    "keys": _("Bàn phím"),
    "entry": _("Các số đang nhập"),
    "dial": _("Gọi"),
    "hang_up": _("Gác máy"),
    "stay_silent": _("Không bấm gì"),
    "accent": _("Giọng đọc"),
    "north": _("Bắc"),
    "central": _("Trung"),
    "south": _("Nam"),
    "aloud": _("Đọc thành tiếng"),
    "keyboard": _("Dùng được bàn phím máy tính: 0 đến 9, * và #; phím Esc gác máy."),
    "connected": _("Nối máy đến"),
    "ended": _("Cuộc gọi đã kết thúc."),
    "failed": _("Không gọi được. Kiểm tra mạng rồi gọi lại."),
    "silence": _("(không bấm)"),
    "pressed": _("Bấm"),
    "star": _("Phím sao"),
    "hash": _("Phím thăng"),
}


# The words of the pages of the law.
LAW: Mapping[str, str] = {
    "shelf": _("Kho luật"),
    "shelf_about": _("Mỗi điều, khoản, điểm có một địa chỉ cố định, xem được theo từng ngày."),
    "search": _("Tìm trong văn bản luật"),
    "search_for": _("Tìm"),
    "found": _("Có trong luật ngày {day}"),
    "found_nothing": _("Không quy định nào có hiệu lực ngày {day} có những chữ này."),
    "where": _("Vị trí trong văn bản"),
    "wording": _("Nguyên văn"),
    "skip_wording": _("Đến nguyên văn"),
    "on": _("Theo luật ngày"),
    "compare_with": _("So với ngày"),
    "show": _("Xem"),
    "early": _("Ngày này trước mọi văn bản trong kho; dưới đây là lời văn đầu tiên về sau."),
    "in_force": _("Còn hiệu lực"),
    "ending": _("Sẽ hết hiệu lực"),
    "ended": _("Hết hiệu lực"),
    "not_yet": _("Chưa có hiệu lực"),
    "from": _("Hiệu lực từ {start}"),
    "until": _("đến hết {last}"),
    "by": _("Lời văn theo"),
    "now_see": _("Nay xem"),
    "verified": _("Số nguồn độc lập đã đối chiếu: {count}."),
    "gloss": _("Bản dịch không chính thức"),
    "no_wording": _("Chúng tôi chưa có nguyên văn đã đối chiếu của phần này."),
    "compared": _("Từ {first} đến {last}"),
    "same": _("Không có gì khác giữa hai ngày."),
    "versions": _("Các lời văn theo thời gian"),
    "back": _("Được dẫn chiếu tại"),
    "sources": _("Nguồn"),
    "checked": _("Đối chiếu ngày {day}."),
    "changes": _("Luật đã đổi gì"),
    "since": _("Từ ngày"),
    "to": _("Đến ngày"),
    "no_changes": _("Không có gì đổi trong kho luật giữa hai ngày."),
    "began": _("có hiệu lực"),
    "amended": _("có lời văn mới"),
    "stopped": _("hết hiệu lực"),
    "missing": _("Kho luật này không có “{address}”."),
    "no_day": _("“{written}” không phải một ngày có trong lịch (viết năm-tháng-ngày)."),
    "near": _("Gần đó có:"),
}


@dataclass(frozen=True)
class Shown:
    """Pages of one set of words, in the language of the browser."""

    core: Core
    pages: Environment
    words: Mapping[str, str]

    def page(self, request: Request, template: str, status: int = 200, **given: object) -> Response:
        catalogue = self.core.catalogue(request.headers.get("accept-language", "")[:2].lower())
        html = self.pages.get_template(template).render(
            language=catalogue.language,
            words={key: catalogue.translate(text) for key, text in self.words.items()},
            said=catalogue.translate,
            **given,
        )
        return HTMLResponse(html, status, HEADERS)


def templates() -> Environment:
    """Return the templates of `bot/pages/`, which escape what they are given."""
    loader = PackageLoader("bot", "pages")
    made = Environment(loader=loader, autoescape=select_autoescape(default=True))
    made.globals["qr"] = data_uri
    return made
