"""Ways on that many nodes of the VNeID guide share: its nine steps, and help from a person."""

from __future__ import annotations

from handlers.model import Choice, _

TO_INSTALL = Choice("step1", _("Bước 1: cài ứng dụng"), goto="vneid.install")
TO_REGISTER = Choice("step2", _("Bước 2: đăng ký tài khoản"), goto="vneid.register")
TO_LOGIN = Choice("step3", _("Bước 3: đăng nhập"), goto="vneid.login")
TO_LEVEL1 = Choice("step4", _("Bước 4: định danh mức 1"), goto="vneid.level1")
TO_LEVEL2 = Choice("step5", _("Bước 5: định danh mức 2"), goto="vneid.level2")
TO_ACTIVATE = Choice("step6", _("Bước 6: kích hoạt"), goto="vneid.activate")
TO_PASSCODE = Choice("step7", _("Bước 7: đặt passcode"), goto="vneid.passcode")
TO_WALLET = Choice("step8", _("Bước 8: mở Ví giấy tờ"), goto="vneid.wallet")
TO_VIEW = Choice("step9", _("Bước 9: xem cư trú"), goto="vneid.view_residence")

TO_PERSON = Choice("human", _("Gặp người hỗ trợ"), goto="human.contact")
TO_GUIDE = Choice("guide", _("Chọn tình huống khác"), goto="vneid")
