"""What each channel can carry, and how each node is answered there: data, and its check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.model import Ask, Menu, Node, Tell


@dataclass(frozen=True)
class Carrier:
    """The limits of one channel that a dialogue has to fit into."""

    name: str
    buttons: int = 0  # Of one message; none: choices are numbers in the text.
    label: int = 40  # UTF-16 units of a button; a longer one is written into the text.
    address: int = 64  # Bytes that a button brings back.
    keys: bool = False  # It is listened to, and answered by a keypad alone.


# As the channels' own `limits` say; a test keeps both alike.
CARRIERS = (
    Carrier("web", buttons=24, label=60, address=4096),
    Carrier("telegram", buttons=24),
    Carrier("zalo_oa", buttons=5, label=100, address=1000),
    Carrier("zalo_bot"),
    Carrier("messenger", buttons=13, label=20, address=1000),
    Carrier("whatsapp", buttons=10, label=72, address=200),
    Carrier("viber", buttons=12, label=60, address=250),
    Carrier("generic", buttons=24, label=60, address=4096),
    Carrier("console"),
    Carrier("call", keys=True),
)


class Way(StrEnum):
    """How a person answers a node."""

    BUTTONS = "nút"
    NUMBERS = "số trong chữ"
    KEYS = "phím"
    TYPED = "gõ"
    DIGITS = "phím số rồi #"
    ELSEWHERE = "kênh khác"
    NONE = "–"  # Nothing is waited for.


MOST_KEYS = 8  # 9 repeats, 0 goes home, * goes back, # reads the clauses.
_FOR_THE_EYE = re.compile(
    r"(?:^|[.;,] |[Hh]ãy |có thể |rồi )[Gg]õ (?!đúng)|gửi ảnh|dưới đây|gõ lại đúng câu"
)


def way(node: Node, carrier: Carrier) -> Way:
    """Say how a node is answered on a channel, by the rules of rendering."""
    match node:
        case Ask(digits=0) if carrier.keys:
            return Way.ELSEWHERE
        case Ask():
            return Way.DIGITS if carrier.keys else Way.TYPED
        case Menu() if carrier.keys:
            return Way.KEYS
        case Menu(choices=choices):
            fit = len(choices) <= carrier.buttons and all(
                len(choice.label.encode("utf-16-le")) // 2 <= carrier.label for choice in choices
            )
            return Way.BUTTONS if fit else Way.NUMBERS
        case _:
            return Way.NONE


def table(nodes: Iterable[Node], carriers: Sequence[Carrier] = CARRIERS) -> Iterator[str]:
    """Write how every node that waits for a person is answered on each channel, in Markdown."""
    yield "| bước | " + " | ".join(carrier.name for carrier in carriers) + " |"
    yield "|---" * (len(carriers) + 1) + "|"
    for node in nodes:
        if isinstance(node, Menu | Ask):
            ways = (way(node, carrier) for carrier in carriers)
            yield f"| `{node.id}` | {' | '.join(ways)} |"


def faults(node: Node, carriers: Sequence[Carrier] = CARRIERS) -> Iterator[str]:
    """Find what some channel could neither say nor let anybody choose."""
    for carrier in carriers:
        for choice in node.choices if isinstance(node, Menu | Ask) else ():
            address = f"{node.id}:{choice.id}"
            if len(address.encode()) > carrier.address:
                yield f"{address}: over {carrier.address} bytes on {carrier.name}; shorten the ids"
        if carrier.keys:
            yield from _unheard(node)


def _unheard(node: Node) -> Iterator[str]:
    """Find what a telephone cannot carry: it has no letters, no pictures and twelve keys."""
    if isinstance(node, Menu | Ask) and len(node.choices) > MOST_KEYS:
        yield f"{node.id}: more than {MOST_KEYS} choices for a keypad; split it"
    if isinstance(node, Menu | Ask | Tell) and not node.spoken and _FOR_THE_EYE.search(node.text):
        yield f"{node.id}: speaks of typing or pictures; give it a spoken text, for the telephone"
    match node:
        case Ask(digits=digits, parse=parse) if digits and parse("1" * digits) is None:
            yield f"{node.id}: refuses {digits} digits from a keypad; let parse take bare digits"
