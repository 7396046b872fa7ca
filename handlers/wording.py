"""Outcomes and refusals in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from handlers.model import Outcome, Sentence, Text, _
from lookup.access import Action, Purpose, Reader, Usage
from lookup.consent import CARD, LOOKUP, Consented, HeldRead, Requested
from lookup.deadlines import Right
from lookup.helping import PURPOSE as HELPING
from lookup.model import (
    AccessLogRead,
    CardDoubt,
    CardFault,
    Gender,
    Member,
    ResidenceRead,
    ShownResidence,
    Stay,
)

FAULTS: Mapping[CardFault, Text] = {
    CardFault.NOT_AN_IMAGE: _("Tệp này không phải là ảnh. Hãy chụp mã QR trên thẻ rồi gửi lại."),
    CardFault.TOO_LARGE: _("Ảnh quá lớn. Hãy gửi ảnh dưới 10 MB và dưới 25 triệu điểm ảnh."),
    CardFault.NO_CODE: _(
        "Tôi không thấy mã QR trong ảnh. Hãy chụp gần hơn, đủ sáng, không lóa và không cắt góc mã."
    ),
    CardFault.TOO_DARK: _("Ảnh tối quá. Hãy chụp lại ở chỗ sáng, đừng để bóng tay che thẻ."),
    CardFault.TOO_SMALL: _(
        "Mã QR trong ảnh nhỏ quá. Hãy chụp lại gần hơn, để mã QR chiếm chừng nửa khung hình."
    ),
    CardFault.CUT_OFF: _("Mã QR bị cắt ở mép ảnh. Hãy chụp lại cho thấy đủ bốn góc của mã."),
    CardFault.GLARE: _("Ảnh bị lóa. Hãy chụp lại, nghiêng thẻ tránh ánh đèn và tắt đèn flash."),
    CardFault.BLURRED: _("Ảnh bị mờ. Hãy chụp lại: giữ yên máy, chạm vào mã QR để lấy nét."),
    CardFault.SEVERAL_CODES: _("Trong ảnh có nhiều thẻ. Hãy chụp riêng thẻ của bạn."),
    CardFault.NOT_A_CARD: _("Mã QR này không phải mã trên thẻ căn cước."),
    CardFault.DAMAGED: _("Mã QR đọc được nhưng thông tin không khớp. Hãy chụp lại cho rõ."),
    CardFault.NO_READER: _("Máy chủ này chưa đọc được ảnh."),
}

DOUBTS: Mapping[CardDoubt, Text] = {
    CardDoubt.PROVINCE: _("ba số đầu không phải mã tỉnh, thành phố nào"),
    CardDoubt.GENDER: _("giới tính trên thẻ không khớp với chữ số thứ tư"),
    CardDoubt.BIRTH_YEAR: _("năm sinh trên thẻ không khớp với chữ số thứ tư đến thứ sáu"),
}

UNREADABLE: Mapping[str, Text] = {
    "voice": _("Tôi chưa nghe được tin nhắn thoại. Bạn hãy gõ chữ, không cần dấu cũng được."),
    "sticker": _("Tôi không đọc được hình dán. Bạn hãy gõ câu hỏi hoặc chọn một mục."),
    "edited": _("Tôi không đọc lại tin nhắn đã sửa. Bạn hãy gửi câu hỏi thành tin nhắn mới."),
    "contact": _(
        "Cảm ơn bạn, nhưng số điện thoại không thay cho số định danh. "
        "Mã chỉ được gửi đến số đã có sẵn trong hồ sơ."
    ),
    "contact_of_another": _(
        "Đây là danh thiếp của người khác. Tôi không tra cứu và không giữ số của người khác."
    ),
    "document": _("Tôi chỉ nhận ảnh JPEG, PNG hoặc WEBP của mã QR trên thẻ, khi được hỏi đến."),
    "location": _("Tôi không cần vị trí của bạn. Bạn hãy gõ câu hỏi."),
    "group": _("Tôi chỉ trả lời trong cuộc trò chuyện riêng, để giữ kín thông tin của bạn."),
    "photo": _("Tôi chỉ đọc ảnh mã QR của thẻ khi tra cứu. Hãy chọn “Xem cư trú của tôi” trước."),
    "empty": _("Tin nhắn chưa có chữ nào. Bạn hãy gõ câu hỏi hoặc chọn một mục."),
    "too_long": _("Tin nhắn dài quá. Bạn hãy hỏi ngắn lại, dưới 4.000 chữ cái."),
    "id_unasked": _(
        "Bạn vừa gửi một dãy số giống số định danh. Đừng gửi số này khi chưa được hỏi; "
        "tôi không giữ lại. Muốn xem cư trú của mình, hãy chọn mục tra cứu."
    ),
    "secret": _(
        "Bạn vừa gửi thứ giống mật khẩu, passcode hoặc mã của VNeID, ngân hàng. Tôi không đọc, "
        "không giữ. Đừng gửi những thứ đó cho ai, kể cả tôi."
    ),
    "old_button": _("Nút này thuộc về phần đã cũ. Đây là các mục hiện có."),
    "other": _("Tôi chưa đọc được loại tin nhắn này. Bạn hãy gõ chữ hoặc chọn một mục."),
}

STAYS: Text = _(
    "Kênh này không cho tôi xóa tin nhắn của bạn. Trong tin vừa gửi có số hoặc mã riêng: "
    "bạn hãy tự xóa."
)

APOLOGY: Text = _(
    "Xin lỗi, bên tôi có lỗi và tin nhắn vừa rồi chưa được xử lý. "
    "Bạn hãy gửi lại sau ít phút (mã lỗi {reference})."
)

WORDS: Mapping[Gender, Text] = {Gender.MALE: _("Nam"), Gender.FEMALE: _("Nữ")}

# What is read of a record, and why.
READ: Mapping[Action, Text] = {
    Action.PERSONAL: _("thông tin cá nhân"),
    Action.RESIDENCE: _("thông tin cư trú"),
    Action.HOUSEHOLD: _("phần hộ gia đình"),
    Action.ETHNICITY: _("dân tộc"),
    Action.ACCESS_LOG: _("nhật ký ai đã xem"),
    Action.HELD: _("dữ liệu Cư Trú đang giữ"),
    Action.RECORD: _("toàn bộ hồ sơ, qua đường dẫn một lần"),
    Action.EXPORT: _("bản sao dữ liệu"),
    Action.CARD: _("thông tin cư trú, để lưu thành thẻ có chữ ký"),
    Action.SHARED_ADDRESS: _("nơi thường trú, theo mã chia sẻ"),
    Action.SHARED_RESIDENCE: _("thông tin cư trú, theo mã chia sẻ"),
    Action.SHARED_HOUSEHOLD: _("phần hộ gia đình, theo mã chia sẻ"),
}
PURPOSES: Mapping[Purpose, Text] = {
    Purpose.OWN: _("xem hồ sơ của mình"),
    Purpose.HELP: _("giúp người thân"),
    Purpose.PROCEDURE: _("giải quyết thủ tục hành chính"),
    Purpose.CHECK: _("kiểm tra cư trú"),
    Purpose.SCHOOL: _("nhập học"),
    Purpose.BANK: _("giao dịch ngân hàng"),
    Purpose.RENTING: _("thuê nhà"),
    Purpose.OTHER: _("lý do khác do bạn chọn"),
}
AGREED: Mapping[str, Text] = {
    LOOKUP: _("xem hồ sơ của mình"),
    CARD: _("ghi nơi cư trú lên thẻ có chữ ký"),
    HELPING: _("cho người thân xem giúp"),
}
CHANNELS: Mapping[str, Text] = {
    "web": _("trang web"),
    "telegram": "Telegram",
    "zalo_bot": "Zalo",
    "zalo_oa": "Zalo",
    "messenger": "Messenger",
    "whatsapp": "WhatsApp",
    "viber": "Viber",
    "call": _("điện thoại"),
    "twilio": _("điện thoại"),
    "stringee": _("điện thoại"),
    "jambonz": _("điện thoại"),
}
OTHER_CHANNEL: Text = _("ứng dụng nhắn tin")
RIGHTS: Mapping[Right, Text] = {
    Right.VIEW: _("xem dữ liệu"),
    Right.CORRECT: _("sửa dữ liệu"),
    Right.EXPORT: _("lấy bản sao"),
    Right.WITHDRAW: _("rút đồng ý"),
    Right.ERASE: _("xóa dữ liệu"),
}
NO_USAGE: Text = _("Chưa có ai khác xem.")

# Relations to the head of household that the register uses, for the catalogues
# (Circular 116/2026, Article 6(1)).
RELATIONS: tuple[Text, ...] = (
    _("vợ"),
    _("chồng"),
    _("cha đẻ"),
    _("mẹ đẻ"),
    _("cha vợ"),
    _("mẹ vợ"),
    _("cha chồng"),
    _("mẹ chồng"),
    _("con đẻ"),
    _("con dâu"),
    _("con rể"),
    _("con nuôi"),
    _("cháu nội"),
    _("cháu ngoại"),
    _("cháu ruột"),
    _("anh ruột"),
    _("chị ruột"),
    _("em ruột"),
    _("ông nội"),
    _("bà nội"),
    _("ông ngoại"),
    _("bà ngoại"),
    _("ở thuê"),
    _("ở nhờ"),
    _("ở mượn"),
)
HEAD: Text = _("chủ hộ")
NOTHING: Text = _("Không có")
NOBODY: Text = _("Không có ai khác trong hộ.")


def channel_name(channel: str) -> Text:
    """Name a channel as people know it."""
    return CHANNELS.get(channel, OTHER_CHANNEL)


def values_of(outcome: Outcome) -> Mapping[str, object]:
    """Return the fields of an outcome under their names, in a form that can be rendered."""
    values = {field.name: _shown(getattr(outcome, field.name)) for field in fields(outcome)}
    if isinstance(
        outcome, ResidenceRead | ShownResidence
    ):  # The head of a household has no relation to it.
        values["relation"] = Sentence(outcome.relation or HEAD)
    if isinstance(outcome, AccessLogRead) and not outcome.usages:
        values["usages"] = (Sentence(NO_USAGE),)
    if isinstance(outcome, HeldRead):
        held = {"consents": outcome.consents, "requests": outcome.requests}
        values |= {name: (Sentence(NOTHING),) for name, found in held.items() if not found}
    return values


def _shown(value: object) -> object:
    match value:
        case None:
            return Sentence(NOTHING)
        case CardFault() as fault:
            return Sentence(FAULTS[fault])
        case CardDoubt() as doubt:
            return Sentence(DOUBTS[doubt])
        case Gender() as gender:
            return Sentence(WORDS[gender])
        case Stay(address=address, since=since, until=None):
            return Sentence(_("{address} (từ {since})"), {"address": address, "since": since})
        case Stay(address=address, since=since, until=until):
            return Sentence(
                _("{address} (từ {since} đến {until})"),
                {"address": address, "since": since, "until": until},
            )
        case Member() as member:
            return Sentence(
                _("{name}: {relation}, {gender}, sinh {born}"),
                {
                    "name": member.name,
                    "relation": Sentence(member.relation or HEAD),
                    "gender": Sentence(WORDS[member.gender]),
                    "born": str(member.born) if isinstance(member.born, int) else member.born,
                },
            )
        case Usage() as usage:
            return _told(usage)
        case Purpose() as purpose:
            return Sentence(PURPOSES[purpose])
        case Consented() as given:
            what = Sentence(AGREED.get(given.purpose, given.purpose))
            return Sentence(_("{what}, từ {at}"), {"what": what, "at": given.at})
        case Requested() as asked:
            return _asked(asked)
        case ():
            return Sentence(NOBODY)
        case tuple():
            return tuple(_shown(item) for item in value)
        case _:
            return value


def _told(usage: Usage) -> Sentence:
    """Tell of one reading: when, who, what, and why."""
    who = Sentence(_("người thân bạn cho phép"))
    if usage.reader is Reader.OFFICER:
        who = Sentence(_("cán bộ {receiver}"), {"receiver": usage.receiver})
    why = Sentence(PURPOSES[usage.purpose])
    if usage.case:
        why = Sentence(_("{why}, hồ sơ {case}"), {"why": why, "case": usage.case})
    return Sentence(
        _("{at}: {who} xem {what}. Lý do: {why}."),
        {"at": usage.at, "who": who, "what": Sentence(READ[usage.action]), "why": why},
    )


def _asked(request: Requested) -> Sentence:
    """Tell of one request: what, when, and until when."""
    values = {
        "what": Sentence(RIGHTS[request.right]),
        "asked": request.asked,
        "answer_by": request.answer_by,
        "done_by": request.done_by,
    }
    if request.done:
        return Sentence(_("{what}, gửi {asked}: đã xong"), values)
    return Sentence(_("{what}, gửi {asked}: trả lời đến {answer_by}, xong đến {done_by}"), values)
