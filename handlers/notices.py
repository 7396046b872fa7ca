"""What people agree to: one notice a purpose, its text with a version.

A text that changes gets the next version: whoever agreed to an older one is asked again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from handlers.model import Text, _
from lookup.consent import CARD, LOOKUP, Agree


@dataclass(frozen=True)
class Notice:
    """What is told before people agree; `details` is told to those who ask."""

    purpose: str
    version: int
    text: Text
    details: Text

    @property
    def agreement(self) -> Agree:
        """Return what is recorded when somebody agrees."""
        shown = f"{self.text}\n{self.details}".encode()
        return Agree(self.purpose, self.version, hashlib.sha256(shown).hexdigest())


LOOKING_UP = Notice(
    purpose=LOOKUP,
    version=1,
    text=_(
        "Để xem thông tin cư trú của chính bạn, tôi cần xác thực: số định danh cá nhân 12 số, "
        "rồi mã OTP của Cư Trú gửi đến số điện thoại đã có trong hồ sơ. Tôi chỉ dùng để hiện "
        "hồ sơ cho bạn xem. Đây là dữ liệu thử nghiệm. Bạn có đồng ý không?"
    ),
    details=_(
        "Tôi đọc ba nhóm thông tin như VNeID: cá nhân, cư trú, thành viên hộ. Dân tộc là dữ "
        "liệu nhạy cảm, chỉ hiện khi bạn bấm xem. Số định danh và ảnh thẻ chỉ dùng để tìm hồ "
        "sơ; mã chỉ dùng một lần; phiên tự đóng. Sự đồng ý được ghi lại, rút lúc nào cũng được "
        "bằng /quyen. Không đồng ý thì mọi phần khác vẫn dùng được."
    ),
)

ON_A_CARD = Notice(
    purpose=CARD,
    version=1,
    text=_(
        "Thẻ ghi họ tên, nơi thường trú, tạm trú, nơi ở hiện tại và giờ đọc, có chữ ký để nơi nhận "
        "kiểm tra. Ai cầm thẻ cũng đọc được; tôi không giữ bản nào. Thẻ không thay giấy xác nhận "
        "cư trú. Bạn đồng ý đưa các thông tin này lên thẻ chứ?"
    ),
    details=_(
        "Số định danh trên thẻ được che bớt, không ghi ai khác trong hộ. Một lần lưu là một dòng "
        "trong nhật ký của bạn. Sự đồng ý được ghi lại, rút lúc nào cũng được bằng /quyen; nhưng "
        "thẻ đã lưu thì chỉ bạn xóa được. Thông tin có thể đổi sau giờ ghi trên thẻ."
    ),
)
