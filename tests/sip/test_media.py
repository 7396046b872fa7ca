"""Messages, formats, sound and keys on the wire."""

import math
import struct
from array import array
from itertools import pairwise

from bot.sip.media import FRAME, Keypad, Offer, answer, packet, read_offer, telephone
from bot.sip.messages import bye, parse, response

INVITE = (
    b"INVITE sip:1900@127.0.0.1:5070 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5061;branch=z9hG4bK-1\r\n"
    b"f: caller <sip:caller@127.0.0.1:5061>;tag=1\r\n"
    b"t: <sip:1900@127.0.0.1:5070>\r\n"
    b"i: call-1\r\nCSeq: 1 INVITE\r\nm: <sip:caller@127.0.0.1:5061>\r\n\r\n"
    b"v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 6000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
)


def test_an_invitation_is_read_and_answered_in_its_own_words() -> None:
    invite = parse(INVITE)
    assert invite is not None
    assert (invite.method, invite.contact) == ("INVITE", "sip:caller@127.0.0.1:5061")
    offer = read_offer(invite.body)
    assert offer == Offer("127.0.0.1", 6000, 101)
    sdp = answer(offer, "127.0.0.1", 7000)
    ok = parse(response(invite, 200, "ours", (), sdp))
    assert ok is not None
    assert ok.status == 200
    assert ok.get("to").endswith(";tag=ours")
    assert ok.get("via") == invite.get("via")
    assert "m=audio 7000 RTP/AVP 0 101" in ok.body
    goodbye = parse(bye(invite, "ours", "127.0.0.1:5070"))
    assert goodbye is not None
    assert goodbye.target == "sip:caller@127.0.0.1:5061"
    assert goodbye.get("to") == invite.get("from")


def test_what_is_no_message_or_no_offer_of_ours_is_refused() -> None:
    for rubbish in (b"", b"\xff", b"INVITE x", INVITE.replace(b"CSeq", b"X"), INVITE[60:]):
        assert parse(rubbish) is None
    for sdp in ("", "m=audio 6000 RTP/AVP 8\r\nc=IN IP4 127.0.0.1\r\n", "m=audio 99999 RTP/AVP 0"):
        assert read_offer(sdp) is None


def test_a_key_is_heard_once_though_it_is_sent_many_times() -> None:
    pad = Keypad(101)

    def event(key: int, stamp: int, *, end: bool = False) -> bytes:
        head = struct.pack("!BBHII", 0x80, 101, 1, stamp, 7)
        return head + struct.pack("!BBH", key, 0x80 if end else 0, 160)

    sent = [event(1, 800), event(1, 800), event(1, 800, end=True), event(1, 2400), event(11, 4000)]
    assert [pad.hear(one) for one in sent] == ["1", "", "", "1", "#"]
    for other in (b"", b"\x80", packet(1, 1, 1, b"\xff" * FRAME, first=True), event(12, 9000)):
        assert pad.hear(other) == ""


def test_sound_keeps_its_pitch_and_its_strength_on_the_way_to_the_telephone() -> None:
    rate, pitch, loud = 22_050, 400, 8000
    tone = array("h", (round(loud * math.sin(2 * math.pi * pitch * n / rate)) for n in range(rate)))
    heard = [linear(byte) for byte in telephone(tone.tobytes(), rate)]
    assert abs(len(heard) - 8000) <= 1
    crossings = sum(a < 0 <= b for a, b in pairwise(heard))
    assert abs(crossings - pitch) <= 2
    assert 0.93 * loud < max(heard) < 1.05 * loud


def linear(byte: int) -> int:
    """Expand µ-law by the formula of G.711, written independently of the table."""
    byte = ~byte & 0xFF
    size = (((byte & 0x0F) << 3) + 0x84 << (byte >> 4 & 7)) - 0x84
    return -size if byte & 0x80 else size
