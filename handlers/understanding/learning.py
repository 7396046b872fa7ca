"""What is learned before the first message: the phrasings as words, and the model of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.understanding.concepts import Concepts
from handlers.understanding.features import signs
from handlers.understanding.lexicon import read_list
from handlers.understanding.linear import Example, Linear
from handlers.understanding.words import Reader, Word


@dataclass(frozen=True)
class Learned:
    """What takes long to make and can be kept: the phrasings read, and the model of the nodes."""

    phrases: Sequence[tuple[int, Sequence[Word]]]  # The number of a node, a phrasing of it.
    model: Linear


@dataclass(frozen=True)
class Phrasing:
    """A text that asks for a node, and the text's language."""

    node: str
    text: str
    language: str


def phrasings(
    phrases: Mapping[str, Mapping[str, Sequence[str]]], titles: Mapping[str, str]
) -> list[Phrasing]:
    """Return all that is learned from, titles and the topics' own names among it."""
    texts = [
        Phrasing(node, text, language)
        for language, of in phrases.items()
        for node, of_node in of.items()
        for text in of_node
    ]
    texts += [Phrasing(node, title, "vi") for node, title in titles.items()]
    names = {node for of in phrases.values() for node in of if "." not in node}
    return [*texts, *(Phrasing(node, node, "vi") for node in sorted(names))]


def learn(
    texts: Sequence[Phrasing], nodes: Sequence[str], reader: Reader, concepts: Concepts
) -> Learned:
    """Read the phrasings, and train the model on them."""
    number = {node: at for at, node in enumerate(nodes)}
    told = {
        language: [_signs(reader.read(text, language).words, concepts) for text in of]
        for language, of in read_list("told").items()
    }
    phrases = [(number[p.node], reader.read(p.text, p.language).words) for p in texts]
    examples = [
        Example(node, _signs(words, concepts), told.get(p.language, ()))
        for p, (node, words) in zip(texts, phrases, strict=True)
    ]
    return Learned(phrases, Linear.train(examples, len(nodes)))


def _signs(words: Sequence[Word], concepts: Concepts) -> dict[str, float]:
    return signs(words, concepts.within(words))
