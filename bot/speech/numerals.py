"""Numbers and letters as they are said in Vietnamese."""

from __future__ import annotations

_DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
_SCALES = ("", " nghìn", " triệu", " tỷ")
_LETTERS = {
    **dict(
        zip(
            "abcdđeghiklmnopq",
            ("a bê xê dê đê e gờ hát i ca lờ mờ nờ o pê quy".split()),
            strict=True,
        )
    ),
    **dict(zip("rstuvxyfjwz", "rờ ét tê u vê ích y ép gi vê-kép dét".split(), strict=True)),
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def number(value: int) -> str:
    """Say a whole number: 104 is "một trăm linh bốn", 2026 "hai nghìn không trăm hai mươi sáu"."""
    if value >= 1000 ** len(_SCALES):
        return digits(str(value))
    groups: list[int] = []
    while value or not groups:
        value, group = divmod(value, 1000)
        groups.append(group)
    said: list[str] = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place] or len(groups) == 1:
            said.append(_hundreds(groups[place], whole=bool(said)) + _SCALES[place])
    return " ".join(said)


def digits(text: str, group: int = 3) -> str:
    """Say digits one by one, with a pause after every few: "không bảy chín, không chín chín"."""
    said = [_DIGITS[int(digit)] for digit in text]
    groups = (said[at : at + group] for at in range(0, len(said), group))
    return ", ".join(" ".join(of_group) for of_group in groups)


def letters(text: str) -> str:
    """Say letters by their names and digits by theirs: "CT07" is "xê tê không bảy"."""
    return " ".join(
        _DIGITS[int(sign)] if sign.isdecimal() else _LETTERS.get(sign.lower(), sign)
        for sign in text
    ).replace("-", " ")


def roman(text: str) -> int:
    """Read a Roman numeral."""
    values = [_ROMAN[sign] for sign in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _hundreds(value: int, *, whole: bool) -> str:
    """Say three digits; `whole` when more stands before them, so that zeros are heard."""
    hundred, rest = divmod(value, 100)
    said = [f"{_DIGITS[hundred]} trăm"] if hundred or whole else []
    if rest:
        said.append(_tens(rest, after=bool(said)))
    return " ".join(said) or _DIGITS[0]


def _tens(value: int, *, after: bool) -> str:
    ten, one = divmod(value, 10)
    if ten == 0:
        return f"linh {_DIGITS[one]}" if after else _DIGITS[one]
    said = "mười" if ten == 1 else f"{_DIGITS[ten]} mươi"
    match one:
        case 0:
            return said
        case 1 if ten > 1:
            return f"{said} mốt"
        case 4 if ten > 1:
            return f"{said} tư"
        case 5:
            return f"{said} lăm"
        case _:
            return f"{said} {_DIGITS[one]}"
