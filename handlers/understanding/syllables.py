"""Which spellings are Vietnamese syllables, and what keystrokes of an input method spell."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from legal_kb.normalise import apart, bare

_ONSETS = "ngh ng nh gh gi kh ch ph qu th tr b c d đ g h k l m n p r s t v x".split()
_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu
    iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oap
    oat oay oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy
    uya uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu ynh yt ych
    """.split()
)
_STOPS = ("c", "ch", "p", "t")  # Before these a syllable is sắc or nặng, else it has no such end.
_SHARP = ("\u0301", "\u0323")
_TELEX_TONES = dict(zip("fsxrj", "\u0300\u0301\u0303\u0309\u0323", strict=True))
_VNI_TONES = dict(zip("21435", "\u0300\u0301\u0303\u0309\u0323", strict=True))
_DOUBLED = {"a": "â", "e": "ê", "o": "ô"}
_HOOKED = {"a": "ă", "o": "ơ", "u": "ư"}
_VNI_MARKS = {"6": _DOUBLED, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
_VOWELS = frozenset("aeiouyăâêôơư")
_RUN = re.compile(r"(.)\1+")


@cache
def _plain_syllables() -> frozenset[str]:
    return frozenset(bare(onset + rime) for onset in ("", *_ONSETS) for rime in _RIMES)


def is_plain(word: str) -> bool:
    """Say whether a word without accents can be a Vietnamese syllable."""
    return word in _plain_syllables()


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Say whether a word in lower case is spelled as a Vietnamese syllable, tone included."""
    toneless, tone = apart(word)
    if len(tone) > 1:
        return False
    sharp = tone in _SHARP
    return any(not rime.endswith(_STOPS) or sharp for rime in _rimes_of(toneless))


def _rimes_of(toneless: str) -> list[str]:
    onsets = [onset for onset in ("", *_ONSETS) if toneless.startswith(onset)]
    return [rime for onset in onsets if (rime := toneless[len(onset) :]) in _RIMES]


@lru_cache(maxsize=8192)
def decode(word: str) -> str | None:
    """Return the syllable that leaked keystrokes spell ("thuwcj", "ho65"), if they spell one.

    `word` is in lower case. None when it is a syllable as it stands, or spells none.
    """
    if is_plain(word) or len(word) < 2 or len(word) > 10:
        return None
    for typed in (_from_telex(word), _from_vni(word)):
        if typed is not None and typed != word and is_syllable(typed):
            return typed
    return None


def _from_telex(word: str) -> str | None:
    letters: list[str] = []
    tone = ""
    for key in word:
        voiced = any(letter in _VOWELS for letter in letters)
        if voiced and key in _TELEX_TONES:
            if tone:
                return None
            tone = _TELEX_TONES[key]
        elif key == "w":
            _hook(letters)
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        elif key in _DOUBLED and letters and letters[-1] == key:
            letters[-1] = _DOUBLED[key]
        else:
            letters.append(key)
    return _joined(letters, tone)


def _hook(letters: list[str]) -> None:
    """Put the hook where `w` puts it: on the last vowel, or on both of "uo"."""
    vowels = [at for at, letter in enumerate(letters) if letter in _VOWELS]
    if not vowels:
        letters.append("ư")
        return
    last = vowels[-1]
    if letters[last] in "iu" and last and letters[last - 1] in "aou":
        last -= 1  # "cuaw", "nguoiw": the hook skips the glide.
    letters[last] = _HOOKED.get(letters[last], letters[last])
    if letters[last] == "ơ" and last and letters[last - 1] == "u" and last + 1 <= len(letters):
        letters[last - 1] = "ư"


def _from_vni(word: str) -> str | None:
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _VNI_TONES and letters:
            if tone:
                return None
            tone = _VNI_TONES[key]
        elif key in _VNI_MARKS:
            marks = _VNI_MARKS[key]
            spots = [at for at, letter in enumerate(letters) if letter in marks]
            if not spots:
                return None
            at = spots[-1]
            letters[at] = marks[letters[at]]
            if letters[at] == "ơ" and at and letters[at - 1] == "u":
                letters[at - 1] = "ư"
        elif key == "9" and "d" in letters:
            letters[letters.index("d")] = "đ"
        else:
            letters.append(key)
    return _joined(letters, tone)


def _joined(letters: list[str], tone: str) -> str | None:
    """Put the tone on the vowel that carries it; which one plays no part in comparing."""
    vowels = [at for at, letter in enumerate(letters) if letter in _VOWELS]
    if not vowels or any(letter.isdigit() for letter in letters):
        return None
    marked = [at for at in vowels if letters[at] in "ăâêôơư"]
    letters[(marked or vowels)[-1]] += tone
    return unicodedata.normalize("NFC", "".join(letters))


def squeeze(word: str) -> str:
    """Return the word with every run of one letter written once ("saooo" gives "sao").

    What still is no syllable then loses repeated vowels that differ in accents ("kýy").
    """
    if len(word) > 2 and len(set(word)) == 1:
        return word  # "yyy" is no "y": a cat walked over the keys.
    once = _RUN.sub(r"\1", word)
    if is_plain(bare(once)):
        return once
    kept = [at for at in range(len(once)) if not at or bare(once[at]) != bare(once[at - 1])]
    return "".join(once[at] for at in kept)


def sound(plain: str) -> str:
    """Return a key that syllables mixed up by ear share: "mut" and "muc", "sac" and "xac"."""
    key = plain
    for heard, written in (("ngh", "ng"), ("gh", "g"), ("tr", "ch"), ("gi", "d"), ("ph", "f")):
        if key.startswith(heard):
            key = written + key[len(heard) :]
            break
    for one, other in (("x", "s"), ("r", "d"), ("v", "d"), ("n", "l"), ("k", "c"), ("q", "c")):
        if key.startswith(one) and not key.startswith(("ng", "nh", "kh")):
            key = other + key[1:]
            break
    for one, other in (("ch", "c"), ("t", "c"), ("nh", "n"), ("ng", "n")):
        if len(key) > len(one) + 1 and key.endswith(one):
            key = key[: -len(one)] + other
            break
    return key.replace("y", "i")
