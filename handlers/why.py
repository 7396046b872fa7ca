"""Why an answer was given: what it was taken for, its rivals, its grounds. Ids are all it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.dialogue import Dialogue
from handlers.model import Menu, Reply, Sentence, State, Text, _
from handlers.understanding import Understanding
from legal_kb.citations import name as name_of
from legal_kb.knowledge import Knowledge
from legal_kb.normalise import fold

_WORD = re.compile(r"\w+")
NOTHING: Text = _(
    "Câu trả lời gần nhất không do tôi đoán ý: bạn chọn mục, hoặc nêu thẳng điều luật."
)


def why(
    state: State,
    understanding: Understanding,
    dialogue: Dialogue,
    knowledge: Knowledge,
    version: str,
) -> tuple[Reply, ...]:
    """Explain the answer to the question asked last; `version` is "" where it is not told."""
    if not state.heard:
        return (Reply(NOTHING, node=state.node),)
    told = (*_heard(state, understanding, dialogue), *_rests(state, dialogue, knowledge))
    if not version:
        return told
    text = _("Phiên bản nội dung: {version}.")
    return (*told, Reply(text, {"version": version}, node=state.node))


def shared(question: str, sample: str) -> tuple[int, ...]:
    """Return the places of the words of a phrasing that a question has, accents apart."""
    asked = set(_WORD.findall(fold(question)))
    return tuple(at for at, word in enumerate(_WORD.findall(fold(sample))) if word in asked)


def _heard(state: State, understanding: Understanding, dialogue: Dialogue) -> Iterator[Reply]:
    (node, sure), *rivals = state.heard
    said = {"title": _titled(node, dialogue), "sure": _percent(sure)}
    sample = understanding.sample(state.like) if state.like is not None else ""
    if sample:
        text = _(
            "Tôi hiểu câu hỏi là “{title}”, chắc khoảng {sure} %, "
            "vì nó gần nhất với cách hỏi mẫu “{sample}”."
        )
        yield Reply(text, {**said, "sample": sample}, node=state.node)
        words = _WORD.findall(sample)
        same = ", ".join(words[at] for at in state.shared if at < len(words))
        if same:
            yield Reply(
                _("Những chữ trùng với câu của bạn: {words}."), {"words": same}, node=state.node
            )
    else:
        text = _("Tôi hiểu câu hỏi là “{title}”, nối tiếp câu trước.")
        yield Reply(text, said, node=state.node)
    if rivals:
        others = tuple(
            Sentence(
                _("{title}: {sure} %"), {"title": _titled(id, dialogue), "sure": _percent(share)}
            )
            for id, share in rivals
        )
        yield Reply(_("Các ý gần kế tiếp:\n{others}"), {"others": others}, node=state.node)


def _rests(state: State, dialogue: Dialogue, knowledge: Knowledge) -> Iterator[Reply]:
    node = dialogue.nodes.get(state.heard[0][0])
    cited = node.cites if isinstance(node, Menu) else ()
    laws = [c for c in cited if not c.startswith("guide:")]
    if laws:
        names = tuple(f"{name_of(id, knowledge)} [{id}]" for id in laws)
        yield Reply(_("Câu trả lời dựa trên:\n{grounds}"), {"grounds": names}, node=state.node)


def _titled(node: str, dialogue: Dialogue) -> object:
    title = dialogue.titles.get(node)
    return Sentence(title) if title else node


def _percent(share: float) -> str:
    return str(round(100 * share))
