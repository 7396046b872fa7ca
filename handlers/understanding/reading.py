"""From a message to its meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from handlers.understanding.correcting import Corrector
from handlers.understanding.lexicon import load_lexicon
from handlers.understanding.meaning import (
    Cited,
    Meaning,
    NotExisting,
    NotUnderstood,
    Unclear,
    Understood,
)
from handlers.understanding.others import People
from handlers.understanding.ranking import Learned, Ranker, Score
from handlers.understanding.words import Reader, Word
from legal_kb.citations import MAIN, Citation, Missing, Reason, Resolved, find, resolve
from legal_kb.knowledge import Knowledge
from legal_kb.normalise import bare, clean

# Scores, measured on phrasings held back: below these an answer is wrong more often than right.
ENOUGH = 0.8  # For an answer of ours.
ENOUGH_OUTSIDE = 0.6  # For saying that a matter is not ours, and for small talk.
ALIKE = 0.25  # Likeness to the nearest phrasings, for an answer of ours.
LEAD = 0.14  # Over a node of another topic; less is asked back.
SURE = 1.3  # From this score on, half the lead over another topic is enough.
LEAD_WITHIN = 0.05  # Over a node of the same topic, whose answers lead on to each other.
_HARMLESS = ("outside", "talk")
NEAR = 0.06  # What a node gains from belonging to the topic where the person is.
MOST_CLOSE = 3  # Nodes that are offered.
MOST_CITED = 4
_LONG = 14  # Words; in a longer message the question is looked for sentence by sentence.
_SHORT = 3
PARTS = 6  # Sentences of a long message that are read one by one.
THIRD_PARTY = "outside.third_party"
_NAMED_LAW = re.compile(
    r"[\s,]*(?:(?:cua|thuoc|trong|theo|of(?: the)?) )?"
    r"(?:(?:bo )?luat (?!cu tru|can cuoc|thi\b|la\b|co\b|nao\b|quy\b|nay\b|do\b|noi\b|viet\b|gi\b)"
    r"\w+(?: \w+)?|hien phap|phap lenh \w+|(?!residence|identity)\w+ (?:law|act|code)\b)"
)
_SENTENCES = re.compile(r"[.?!;\n]+\s|,\s")


class Understanding:
    """Finds what a message asks for; built once, then pure."""

    def __init__(
        self,
        phrases: Mapping[str, Mapping[str, Sequence[str]]],
        titles: Mapping[str, str],
        knowledge: Knowledge,
        learned: Learned | None = None,
    ) -> None:
        """Learn the phrasings, by language and node id, and the Vietnamese titles of nodes.

        `learned` is what another one learned from the very same phrasings and titles.
        """
        self._knowledge = knowledge
        lexicon = load_lexicon()
        raw = Reader(lexicon, frozenset())
        of_english = phrases.get("en", {}).values()
        english = frozenset(w for texts in of_english for text in texts for w in raw.typed(text))
        self._reader = Reader(lexicon, english)
        self._people = People.load()
        nodes = sorted({node for of in phrases.values() for node in of} | set(titles))
        told = learned.phrases if learned else self._told(phrases, titles, nodes)
        self._corrector = Corrector([words for _, words in told], lexicon.vietnamese.spans)
        self._ranker = Ranker(nodes, told, learned.model if learned else None)

    @property
    def learned(self) -> Learned:
        """What can be kept, so that the next one is made faster."""
        return self._ranker.learned

    def _told(
        self,
        phrases: Mapping[str, Mapping[str, Sequence[str]]],
        titles: Mapping[str, str],
        nodes: Sequence[str],
    ) -> list[tuple[int, tuple[Word, ...]]]:
        number = {node: at for at, node in enumerate(nodes)}
        told = [
            (number[node], self._reader.read(text, language).words)
            for language, of in phrases.items()
            for node, texts in of.items()
            for text in texts
        ]
        told += [(number[node], self._reader.read(t, "vi").words) for node, t in titles.items()]
        # A topic's own name is a phrasing too: "vneid", "ct07".
        told += [(number[node], self._reader.read(node, "vi").words) for node in _topics(phrases)]
        return told

    def read(self, text: str, *, today: date, near: str = "") -> Meaning:
        """Return what the message means, said where the dialogue stands at the node `near`."""
        cleaned = clean(text)
        language, scores = self._scores(cleaned, near)
        cited = self._cited(self._reader.decoded(cleaned), language, scores)
        return cited or self._guarded(_decided(scores, language), cleaned)

    def _guarded(self, meaning: Meaning, text: str) -> Meaning:
        """Return the meaning; a lookup that speaks of another person is refused."""
        match meaning:
            case Understood(node="lookup"):
                pass
            case Unclear(nodes=nodes) if "lookup" in nodes:
                pass
            case _:
                return meaning
        words = self._reader.read(text, "vi").words
        if not self._people.named_in((*words, *self._reader.read(text, "en").words)):
            return meaning
        return Understood(THIRD_PARTY, meaning.language, ENOUGH, (("lookup", ENOUGH),))

    # --- law by its number ---

    def _cited(self, text: str, language: str, scores: Sequence[Score]) -> Meaning | None:
        """Return the law that the message names, None where it is a question on a topic."""
        citations = find(text)[:MOST_CITED]
        outcomes = [resolve(citation, self._knowledge) for citation in citations]
        missing = [outcome for outcome in outcomes if isinstance(outcome, Missing)]
        found = [id for o in outcomes if isinstance(o, Resolved) for id in o.ids]
        unknown = _law_of_another_name(citations, text)
        if unknown:
            return NotExisting(unknown, Reason.UNKNOWN_INSTRUMENT, (), language)
        exact = [id for id in found if "/" in id]
        if exact:
            return Cited(tuple(dict.fromkeys(exact)), language)
        if missing and missing[0].gap:
            return Cited((missing[0].gap,), language)
        if missing:
            return _not_existing(missing[0], text, language)
        if found and not isinstance(_decided(scores, language), Understood):
            return None if found == [MAIN] and scores else Cited(tuple(found), language)
        return None

    # --- topics ---

    def _scores(self, text: str, near: str) -> tuple[str, list[Score]]:
        reading = self._reader.read(text)
        words = self._righted(reading.words, reading.language)
        best = {score.node: score for score in self._ranker.rank(words)}
        if len(words) > _LONG:
            for part in _SENTENCES.split(text)[:PARTS]:
                said = self._righted(self._reader.read(part, reading.language).words, "")
                if len(said) >= _SHORT:
                    _keep_best(best, self._ranker.rank(said))
        topic = _topic(near)
        moved = [
            replace(s, model=s.model + NEAR * (_topic(s.node) == topic)) for s in best.values()
        ]
        return reading.language, sorted(moved, key=lambda score: -score.total)

    def _righted(self, words: Sequence[Word], language: str) -> Sequence[Word]:
        righted = self._corrector.correct(words)
        if righted == list(words) or language == "en":
            return righted
        return self._reader.again(righted)


def _topics(phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    return sorted({node for of in phrases.values() for node in of if "." not in node})


def _law_of_another_name(citations: Sequence[Citation], text: str) -> str | None:
    """Return a reference to a law that is named and not numbered ("Điều 14 Luật Đất đai")."""
    for citation in citations:
        if citation.kind is None and citation.number is None:
            start, end = citation.span
            named = _NAMED_LAW.match(bare(text.lower()), end)
            if named:
                return text[start : named.end()]
    return None


def _keep_best(best: dict[str, Score], scores: Sequence[Score]) -> None:
    for score in scores:
        if score.node not in best or best[score.node].total < score.total:
            best[score.node] = score


def _decided(scores: Sequence[Score], language: str) -> Meaning:
    """Answer, ask which was meant, or say that nothing was understood."""
    if not scores:
        return NotUnderstood((), language)
    best, *others = scores
    if not _is_enough(best):
        worth = [s.node for s in scores[:MOST_CLOSE] if s.total > ENOUGH / 2]
        return NotUnderstood(tuple(worth), language)
    close = [s.node for s in others[: MOST_CLOSE - 1] if best.total - s.total < _lead(best, s)]
    if close:
        return Unclear((best.node, *close), language)
    rivals = tuple((s.node, round(s.total, 3)) for s in others[:MOST_CLOSE])
    return Understood(best.node, language, round(best.total, 3), rivals)


def _is_enough(best: Score) -> bool:
    if _topic(best.node) in _HARMLESS:
        return best.total >= ENOUGH_OUTSIDE
    return best.total >= ENOUGH and best.phrase >= ALIKE


def _lead(best: Score, rival: Score) -> float:
    """Return by how much the best must lead a rival, so that the person is not asked."""
    if _topic(best.node) != _topic(rival.node):
        return LEAD / 2 if best.total >= SURE else LEAD
    return 0.0 if _topic(best.node) in _HARMLESS else LEAD_WITHIN


def _topic(node: str) -> str:
    return node.partition(".")[0]


def _not_existing(missing: Missing, text: str, language: str) -> NotExisting:
    start, end = missing.citation.span
    return NotExisting(text[start:end], missing.reason, missing.nearest, language)
