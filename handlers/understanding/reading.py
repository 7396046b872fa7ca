"""From a message to its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from handlers.understanding.concepts import Concepts
from handlers.understanding.correcting import Corrector
from handlers.understanding.deciding import (
    ENOUGH,
    ENOUGH_TO_CHAT,
    HARMLESS,
    THIRD_PARTY,
    confidence,
    decide,
    topic_of,
)
from handlers.understanding.following import leans, subject_of
from handlers.understanding.learning import Learned, Phrasing, learn, phrasings
from handlers.understanding.lexicon import load_lexicon
from handlers.understanding.meaning import Grounds, Meaning, NotUnderstood, Unclear, Understood
from handlers.understanding.naming import named_law
from handlers.understanding.others import People
from handlers.understanding.parting import MOST, parts_of, sentences
from handlers.understanding.ranking import Ranked, Ranker
from handlers.understanding.words import Reader, Reading, Word, WordList
from legal_kb.knowledge import Knowledge
from legal_kb.normalise import bare, clean, fold, narrow
from legal_kb.spoken import in_digits

NEAR = 0.06  # What a node gains from belonging to the topic where the person is.
_PARTED = 400  # Characters; a longer message tells a story, and asks one thing.
STORY = 16  # Words; a longer sentence asks one thing, whatever it tells besides,
ONE = 0.85  # where it is understood so surely.
SURE = 0.75  # Of each of several questions, for answering them in turn.
_LEANING = 0.1  # What a message that may lean on another gains by that.
GREETING = "talk.greeting"
NEVER_GREETED = frozenset({THIRD_PARTY, "outside.abuse", "outside.instructions"})
_GREETING = re.compile(
    r"(?:(?:(?:xin|kinh|em|con|chau|minh) )?chao|hell?o+|h[ij]+|hey+|h[ei] ?lu+|a ?lo+|good \w+ing)"
    r"(?![a-z])"
)
_CHATTER = 10  # Words, at most, of what is told beside a greeting, none of them asking,
_PLEASANTRY = 8  # or of what is asked beside it, and is like nothing of ours.
_HAIL = 2  # Words that a greeting takes ("xin chào", "a lô").
_TELLING = frozenset({"VALID", "REPLACE", "FINE"})  # "Thẻ hết hạn rồi" tells more than it asks,
_PARTICLES = frozenset("khong chua gi nao is are was does will".split())  # but not beside these.
_NARRATED = frozenset("vua moi da roi".split())  # "Vừa làm thủ tục xong" asks nothing yet,
_CASES = frozenset("khi luc hoi do vi when because since".split())  # nor "khi làm thủ tục",
_OF_DEEDS = frozenset({"HOW", "FEE", "MAY", "MUST", "NEED"})  # though they speak of such matters.
_ASKING = WordList.of(
    "không chưa gì nào đâu sao mấy ai hỏi muốn cần giúp cho xin tìm xem làm".split()
    + "is are was does will want need".split()
)


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
        self._concepts = Concepts.load(self._reader)
        nodes = sorted({node for of in phrases.values() for node in of} | set(titles))
        texts = phrasings(phrases, titles)
        self._texts = [phrasing.text for phrasing in texts]
        self._correctors = {
            "vi": Corrector(
                self._spelled(texts, "vi"), {*lexicon.vietnamese.single, *lexicon.fillers}
            ),
            "en": Corrector(self._spelled(texts, "en"), lexicon.known),
        }
        learned = learned or learn(texts, nodes, self._reader, self._concepts)
        self._ranker = Ranker(nodes, learned, self._concepts)
        self._of_topic: dict[str, list[int]] = {}
        for at, node in enumerate(nodes):
            self._of_topic.setdefault(topic_of(node), []).append(at)
        self._subjects = {
            node: subject_of(self._reader.read(title, "vi").words, self._concepts)
            for node, title in titles.items()
            if topic_of(node) not in HARMLESS
        }

    @property
    def learned(self) -> Learned:
        """What can be kept, so that the next one is made faster."""
        return self._ranker.learned

    def _spelled(self, texts: Sequence[Phrasing], language: str) -> Iterator[list[str]]:
        said = (phrasing.text for phrasing in texts if phrasing.language == language)
        return (self._reader.spelled(text, language)[0] for text in said)

    def hear(self, text: str, *, today: date, near: str = "", subject: str = "") -> list[Meaning]:
        """Return what the message means, question by question.

        It is said where the dialogue stands at `near`, after an answer about the node `subject`.
        """
        whole = self.follow(text, today=today, near=near, subject=subject)
        if isinstance(whole, Unclear | NotUnderstood):
            whole = self._told_apart(text, today) or self._greeted(text, whole) or whole
        elif isinstance(whole, Understood) and _is_outside(whole.node):
            whole = self._greeted(text, whole) or whole
        if len(text) > _PARTED:
            return [whole]
        parts, stopped = parts_of(clean(text), self._asks)
        if len(parts) < 2 or not isinstance(whole, Understood | Unclear | NotUnderstood):
            return [whole]
        sure = whole.confidence if isinstance(whole, Understood) else 0.0
        if not stopped and sure >= ONE and len(text.split()) > STORY:
            return [whole]
        within = {score.node for score in self.ranked(clean(text))[1].scores}
        means: dict[str, Meaning] = {}
        for part in parts:
            meaning = self.follow(part, today=today, near=near, subject=subject)
            if not isinstance(meaning, Understood) or meaning.confidence < SURE:
                return [whole]
            if not stopped and meaning.node not in within:
                return [whole]
            if topic_of(meaning.node) == "outside" and _is_surely_ours(whole):
                return [whole]
            subject = meaning.node
            means.setdefault(subject, meaning)
        return [*means.values()] if len(means) > 1 else [whole]

    def _told_apart(self, text: str, today: date) -> Understood | None:
        """Return what a sentence means in a message that is not understood for what it tells."""
        cleaned = clean(text)
        parts = sentences(cleaned)
        if len(parts) > MOST or parts == [cleaned]:
            return None
        near = {score.node for score in self.ranked(cleaned)[1].scores}
        means: dict[str, Understood] = {}
        for sentence in parts:
            meaning = self.read(sentence, today=today)
            if isinstance(meaning, Understood) and meaning.confidence >= SURE:
                means[meaning.node] = meaning
        ours = [m for n, m in means.items() if n in near and topic_of(n) not in HARMLESS]
        return ours[0] if len(ours) == len(means) == 1 else None

    def _greeted(self, text: str, meaning: Meaning) -> Understood | None:
        """Return a greeting where a message greets, and asks nothing that is like ours."""
        reading = self._reader.read(text)
        greets = _GREETING.match(fold(self.written_out(text)))
        if not greets or len(reading.words) > _CHATTER:
            return None
        typed = (Word.of(word, sure=False) for word in self._reader.spelled(text, "vi")[0])
        beside = [*typed][_HAIL:]
        asks = "?" in text or self._asks(text) or any(map(_ASKING.has, beside))
        strange = isinstance(meaning, NotUnderstood) and not meaning.nearest
        if asks and not (strange and len(text.split()) <= _PLEASANTRY):
            return None
        return Understood(GREETING, reading.language, ENOUGH_TO_CHAT)

    def follow(self, text: str, *, today: date, near: str = "", subject: str = "") -> Meaning:
        """Return what one question means, also where it leans on the answer about `subject`."""
        alone = self.read(text, today=today, near=near)
        about = self._subjects.get(subject)
        if not about:
            return alone
        cleaned = clean(text)
        words = self._reader.read(cleaned).words
        found = self._concepts.within(words)
        if not leans(fold(cleaned), words, found):
            return alone
        ranked = self._ranker.rank((*about, *words), self._of_topic[topic_of(subject)], NEAR)
        along = decide(ranked, alone.language)
        asked = all(each.asks for each in found)
        if isinstance(along, Understood) and (asked or along.confidence >= _surely(alone)):
            return self._guarded(along, cleaned)
        return alone

    def leans(self, text: str) -> bool:
        """Say whether a message leans on what was said before ("bao lâu?", "còn trẻ em?")."""
        words = self._reader.read(clean(text)).words
        return leans(fold(text), words, self._concepts.within(words))

    def explain(self, text: str) -> Grounds:
        """Return why the message is taken as it is: words and ideas that count, rivals."""
        cleaned = clean(text)
        ranked = self.ranked(cleaned)[1]
        words = self._righted(cleaned).words
        ideas = dict.fromkeys(each.name for each in self._concepts.within(words))
        like = () if ranked.like is None else self._ranker.learned.phrases[ranked.like][1]
        shared = {word.plain for word in like} & {word.plain for word in words}
        typed = (word for word in self._reader.typed(cleaned) if bare(word) in shared)
        nodes = tuple((s.node, round(s.total, 3)) for s in ranked.scores)
        sample = self.sample(-1 if ranked.like is None else ranked.like)
        sure = round(confidence(ranked), 3)
        return Grounds(tuple(dict.fromkeys(typed)), tuple(ideas), sample, sure, nodes)

    def sample(self, number: int) -> str:
        """Return a phrasing by its number; "" for one that is not there any more."""
        return self._reader.decoded(self._texts[number]) if 0 <= number < len(self._texts) else ""

    def read(self, text: str, *, today: date, near: str = "") -> Meaning:
        """Return what the message means, said where the dialogue stands at the node `near`."""
        cleaned = clean(text)
        language, ranked = self.ranked(cleaned, near)
        meaning = decide(ranked, language)
        law = named_law(
            self.written_out(cleaned),
            self._knowledge,
            language,
            on_topic=isinstance(meaning, Understood),
            known=bool(ranked.scores),
        )
        return law or self._guarded(meaning, cleaned)

    def written_out(self, text: str) -> str:
        """Return a text with leaked keystrokes as what they spell, numbers of law in digits."""
        return in_digits(self._reader.decoded(narrow(text)))

    def ranked(self, text: str, near: str = "") -> tuple[str, Ranked]:
        """Return the language of a cleaned message and the nodes nearest to it."""
        reading = self._righted(text)
        gains = self._of_topic.get(topic_of(near), ())
        return reading.language, self._ranker.rank(reading.words, gains, NEAR)

    def _asks(self, text: str) -> bool:
        """Say whether a part of a message asks something by itself."""
        words = self._reader.read(text).words
        asked = {each.name for each in self._concepts.within(words) if each.asks}
        said = {word.plain for word in words}
        tells = said & _NARRATED or (words and words[0].plain in _CASES)
        told = _TELLING | _OF_DEEDS if tells else _TELLING
        return bool(asked - told or (asked and said & _PARTICLES))

    def _guarded(self, meaning: Meaning, text: str) -> Meaning:
        """Return the meaning; a lookup that speaks of another person is refused.

        Of one's own household relatives may be asked about, others not.
        """
        match meaning:
            case Understood(node=node):
                nodes: Sequence[str] = (node,)
            case Unclear(nodes=nodes) | NotUnderstood(nearest=nodes):
                pass
            case _:
                return meaning
        if not any(topic_of(node) == "lookup" for node in nodes):
            return meaning
        words = (*self._reader.read(text, "vi").words, *self._reader.read(text, "en").words)
        understood = not isinstance(meaning, NotUnderstood)
        other = understood and "lookup" in nodes and self._people.named_in(words)
        if not other and not self._people.strange_in(words, text):
            return meaning
        return Understood(THIRD_PARTY, meaning.language, ENOUGH, (("lookup", ENOUGH),))

    def _righted(self, text: str, language: str = "") -> Reading:
        """Read a text with its misspelt words put right."""
        return self._reader.read(text, language, self._correct)

    def _correct(self, words: Sequence[str], language: str) -> Sequence[str]:
        return self._correctors[language].correct(words)


def _is_surely_ours(meaning: Meaning) -> bool:
    sure = isinstance(meaning, Understood) and meaning.confidence >= SURE
    return sure and topic_of(meaning.node) != "outside"  # type: ignore[union-attr]


def _is_outside(node: str) -> bool:
    return topic_of(node) == "outside" and node not in NEVER_GREETED


def _surely(meaning: Meaning) -> float:
    """Return from which confidence on a reading is preferred to this one."""
    return meaning.confidence - _LEANING if isinstance(meaning, Understood) else 0.0
