"""What travels beside the signalling: SDP, RTP, G.711 µ-law, and keys by RFC 4733. Pure."""

from __future__ import annotations

import re
import struct
from array import array
from dataclasses import dataclass, field
from itertools import accumulate

FRAME = 160  # Samples, and bytes of µ-law, in 20 ms at 8,000 a second.
RATE = 8000
SILENCE = b"\xff" * FRAME
PCMU = 0
_KEYS = "0123456789*#"
_CLIP = 32635
_BIAS = 0x84


@dataclass(frozen=True)
class Offer:
    """Where a caller listens, and how its keys come."""

    host: str
    port: int
    keys: int  # The payload type of telephone events.


def read_offer(sdp: str) -> Offer | None:
    """Read an offer that we can serve: µ-law and telephone events; None for any other."""
    host = re.search(r"^c=IN IP4 (\d{1,3}(?:\.\d{1,3}){3})\s*$", sdp, re.MULTILINE)
    audio = re.search(r"^m=audio (\d{1,5}) RTP/AVP ([\d ]{1,80})\s*$", sdp, re.MULTILINE)
    keys = re.search(r"^a=rtpmap:(\d{2,3}) telephone-event/8000", sdp, re.MULTILINE | re.IGNORECASE)
    if not host or not audio or not keys or str(PCMU) not in audio[2].split():
        return None
    return Offer(host[1], int(audio[1]), int(keys[1])) if 0 < int(audio[1]) < 65536 else None


def answer(offer: Offer, host: str, port: int) -> str:
    """Write our answer: where we listen, in the formats of the offer that we take."""
    lines = (
        "v=0",
        f"o=cutru 1 1 IN IP4 {host}",
        "s=cutru",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {PCMU} {offer.keys}",
        f"a=rtpmap:{PCMU} PCMU/8000",
        f"a=rtpmap:{offer.keys} telephone-event/8000",
        f"a=fmtp:{offer.keys} 0-15",
        "a=ptime:20",
        "a=sendrecv",
    )
    return "\r\n".join(lines) + "\r\n"


def packet(sequence: int, timestamp: int, source: int, sound: bytes, *, first: bool) -> bytes:
    """Wrap 20 ms of sound."""
    kind = PCMU | (0x80 if first else 0)
    head = (0x80, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source)
    return struct.pack("!BBHII", *head) + sound


@dataclass
class Keypad:
    """Hears keys in RTP: an event is sent many times, and is one key by its timestamp."""

    kind: int
    _last: int | None = field(default=None)

    def hear(self, datagram: bytes) -> str:
        """Return the key that begins in this packet, "" for sound and repetitions."""
        if len(datagram) < 16 or datagram[0] >> 6 != 2 or datagram[1] & 0x7F != self.kind:
            return ""
        offset = 12 + 4 * (datagram[0] & 0x0F)
        (stamp,) = struct.unpack_from("!I", datagram, 4)
        if stamp == self._last or len(datagram) < offset + 4 or datagram[offset] >= len(_KEYS):
            return ""
        self._last = stamp
        return _KEYS[datagram[offset]]


# --- Sound ---


def telephone(samples: bytes, rate: int) -> bytes:
    """Turn 16-bit samples into µ-law at 8,000 a second; each output is the mean of its span."""
    wide = array("h", samples[: len(samples) & ~1])
    sums = [0, *accumulate(wide)]
    span, out = rate / RATE, bytearray()
    before = 0
    for index in range(1, int(len(wide) / span) + 1):
        at = int(index * span)
        out.append(_MU_LAW[(sums[at] - sums[before]) // (at - before) >> 2 & 0x3FFF])
        before = at
    return bytes(out)


def _mu_law(sample: int) -> int:
    """Compress one 16-bit sample (ITU-T G.711)."""
    sign = 0x80 if sample < 0 else 0
    sample = min(abs(sample), _CLIP) + _BIAS
    exponent = sample.bit_length() - 8
    return ~(sign | exponent << 4 | sample >> exponent + 3 & 0x0F) & 0xFF


# By the upper fourteen bits of a sample, negative ones in the upper half.
_MU_LAW = bytes(
    _mu_law((index - 0x4000 if index & 0x2000 else index) << 2) for index in range(0x4000)
)
