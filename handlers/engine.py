"""Answer one event: a pure function from state and event to state, replies and effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import get_args

from handlers.commands import (
    address_of,
    answer_of,
    choice_of,
    digit_of,
    is_code,
    question_of,
    step_of,
)
from handlers.dated import NO_SUCH_DAY, Dated, Stretch
from handlers.dialogue import LONGEST_MENU, Dialogue
from handlers.handover import (
    MakeMove,
    Moved,
    PersonAsked,
    PersonAway,
    PersonGone,
    PersonLeft,
    Relay,
    Relayed,
)
from handlers.model import (
    Ask,
    Button,
    Choice,
    Do,
    Effect,
    Event,
    Menu,
    Outcome,
    Photographed,
    Picked,
    Reply,
    Said,
    Sentence,
    Started,
    State,
    Tell,
    Text,
    Turn,
    Unreadable,
    _,
)
from handlers.replacing import replace
from handlers.shield import holds_secret, link_in
from handlers.understanding import (
    Cited,
    Meaning,
    NotExisting,
    NotUnderstood,
    Unclear,
    Understanding,
    Understood,
)
from handlers.understanding.deciding import HARMLESS, topic_of
from handlers.why import shared, why
from handlers.wording import UNREADABLE, values_of
from legal_kb.citations import name as name_of
from legal_kb.dates import Days, NoSuchDay, find_days, says_more, without_days
from legal_kb.knowledge import Knowledge
from legal_kb.normalise import LONGEST, clean, fold
from legal_kb.references import seen_from
from lookup.model import SignedOut
from lookup.officers import OfficerEnded, OfficerSignedIn

UNCLEAR_CHOICE: Text = _(
    "Tôi chưa rõ bạn chọn mục nào. Hãy chọn một mục dưới đây hoặc gõ rõ câu hỏi."
)
ASK_MORE: Text = _(
    "Bạn muốn hỏi điều gì về ngày ấy? Hãy gõ cả câu, ví dụ: 31/12/2022 sổ hộ khẩu còn dùng không?"
)
NOT_YET: Text = _("Không sao, bạn cứ làm từ từ. Vướng ở đâu thì chọn một mục dưới đây.")

BESIDE: Text = _(
    "Người trực đang trả lời bạn tại đây, trợ lý tự động tạm dừng. Bạn hãy gõ chữ; "
    "gõ /ketthuc khi muốn quay lại trợ lý tự động."
)

GONE: Text = _(
    "Người trực không còn ở đây và chưa đọc tin vừa rồi. Tôi trả lời bạn tiếp; muốn gặp "
    "người trực nữa, hãy gõ /nguoitruc."
)

BRIEFLY: Text = _(
    "Từ giờ tôi trả lời ngắn: hai dòng, điều luật, và đoạn để sao chép. Gõ /nhanh lần nữa để thôi."
)
AT_LENGTH: Text = _("Từ giờ tôi lại trả lời đầy đủ, kèm nguyên văn.")
MOST_DAYS = 2  # Days of one question that are answered.
LONGEST_TRAIL = 20  # Menus that "back" remembers.
PATIENCE = 2  # Misses in a row after which a person's contact is offered.
_OFFERING = ("talk.which", "talk.unknown")  # Their choices are those of one question.
_OUTCOMES = get_args(Outcome)
_BY_PERSON = (Started, Said, Picked, Photographed, Unreadable)
_END = frozenset(  # Of talking; the label, too, where buttons are written out.
    "0; /menu; /start; /ketthuc; ket thuc; ve tro ly; ve tro ly tu dong; back to assistant".split(
        "; "
    )
)
_PERSONAL_ID = re.compile(r"(?<!\d)(?:\d[\s.\-]?){11}\d(?!\d)", re.ASCII)

HOME = Button(_("Trang chủ"), "nav:home")
BACK = Button(_("Lùi lại"), "nav:back")
REPEAT = Button(_("Nhắc lại"), "nav:repeat")
RESTART = Button(_("Làm lại từ đầu"), "nav:restart")
FULL = Button(_("Xem đầy đủ"), "nav:full")
WHY = Button(_("Vì sao?"), "nav:why")
END = Button(_("Về trợ lý tự động"), "human.waiting:leave")  # Of talking with an officer.
LANGUAGE = Button(_("Tiếng Việt / English"), "go:language")


@dataclass(frozen=True)
class Engine:
    """The dialogue, ready to be stepped through.

    `catalogues` gives each language's translation of a text, so that labels can be typed too.
    """

    dialogue: Dialogue
    understanding: Understanding
    knowledge: Knowledge
    catalogues: Mapping[str, Callable[[str], str]]
    version: str = ""  # Of the content: law, texts and phrasings.

    def step(self, state: State, event: Event, *, today: date, on: date | None = None) -> Turn:
        """Answer one event. Pure: no clock, no network, no randomness.

        `on` is the day by which the law is asked, where the message names none; else `today`.
        """
        turn = self._step(state, event, today)
        if on is not None and on != today and not turn.state.asked:
            turn = replace(turn, state=replace(turn.state, asked=(str(on),)))
        return self._on_the_day(turn, today)

    def show(self, state: State, *, today: date) -> Turn:
        """Say once more what is waited for."""
        if state.mode == "human":
            return Turn(state, (_beside(),))
        return self._on_the_day(self._show(state), today)

    def _on_the_day(self, turn: Turn, today: date) -> Turn:
        """Return the turn with the answers that hold on the days asked for."""
        asked = tuple(Stretch.read(written) for written in turn.state.asked)
        replies = self._dated.on(turn.replies, asked, today)
        if turn.state.brief:
            replies = tuple(_shortened(reply) for reply in replies)
        if _was_guessed(turn.state):
            replies = tuple(_explained(reply, turn.state) for reply in replies)
        return replace(turn, replies=replies)

    @cached_property
    def _dated(self) -> Dated:
        menus = [node for node in self.dialogue.nodes.values() if isinstance(node, Menu)]
        return Dated.of(menus, self.knowledge)

    def _step(self, state: State, event: Event, today: date) -> Turn:
        if state.mode == "human" and isinstance(event, _BY_PERSON):
            return self._beside(event, state)
        match event:
            case Started():
                return self.enter("start", _at_rest(state))
            case Picked(node=node, choice=choice):
                return self._pick(f"{node}:{choice}", state)
            case Said(text=text):
                return self._said(text, state, today)
            case Photographed(photo=photo):
                return self._photographed(photo, state)
            case Unreadable(kind=kind):
                return self._aside(UNREADABLE.get(kind, UNREADABLE["other"]), state)
            case outcome:
                return self._came(outcome, state)

    def enter(
        self,
        target: str,
        state: State,
        values: Mapping[str, object] | None = None,
    ) -> Turn:
        """Go to a node and on, until a person or the world is waited for."""
        values, replies = values or {}, []
        while True:
            node = self.dialogue.nodes.get(target) or self.dialogue.nodes["home"]
            match node:
                case Tell():
                    replies.append(
                        Reply(
                            node.text,
                            values,
                            cites=node.cites,
                            private=node.private,
                            lasts=node.lasts,
                            qr=str(values[node.qr]) if node.qr else "",
                            declines=node.declines,
                            node=node.id,
                            spoken=node.spoken,
                        )
                    )
                    target = node.then
                case Do():
                    at = self._leaving(node, state)
                    return Turn(at, tuple(replies), _placed(node.effect(values), state))
                case Ask():
                    asked = _asking(node, node.text)
                    at = replace(self._leaving(node, state), offered=_addresses(asked))
                    return Turn(at, (*replies, asked))
                case Menu():
                    at = self._waiting_at(node, state)
                    reply = self._shown(node, at)
                    at = replace(at, offered=_addresses(reply))
                    return Turn(at, (*replies, reply))

    def _show(self, state: State) -> Turn:
        if state.node in _OFFERING:
            offered = (a.partition(":") for a in state.offered)
            return self._offer(state.node, tuple(id for go, __, id in offered if go == "go"), state)
        return self.enter(state.node or "start", state)

    # --- Menus ---

    def _waiting_at(self, menu: Menu, state: State) -> State:
        bookmark = menu.id if menu.step else state.bookmark
        at = replace(self._leaving(menu, state), bookmark=bookmark)
        return replace(at, trail=()) if menu.id == "home" else at

    def _leaving(self, node: Menu | Ask | Do, state: State) -> State:
        """Wait at a node; the menu left for it is remembered for going back."""
        trail, left = state.trail, self.dialogue.nodes.get(state.node)
        if isinstance(left, Menu) and left.id not in (node.id, *_OFFERING):
            trail = (*trail, left.id)[-LONGEST_TRAIL:]
        if trail[-1:] == (node.id,):  # The world led back to the menu that asked it.
            trail = trail[:-1]
        return replace(state, node=node.id, trail=trail, misses=0)

    def _shown(self, menu: Menu, state: State, buttons: tuple[Button, ...] | None = None) -> Reply:
        buttons = menu.buttons if buttons is None else buttons
        nav: tuple[Button, ...] = (LANGUAGE,) if menu.id == "home" else (BACK, HOME)
        if menu.step:
            nav = (BACK, REPEAT, RESTART, HOME)
        resume = self._resume(menu, state)
        if len(buttons) < LONGEST_MENU:
            buttons = (*buttons, *resume)
        else:
            nav = (*resume, *nav)
        return Reply(
            menu.text,
            buttons=buttons,
            nav=nav,
            cites=state.cited if menu.id == "law.shown" else menu.cites,
            grounds=menu.grounds,
            step=menu.step,
            node=menu.id,
            declines=menu.declines,
            spoken=menu.spoken,
        )

    def _resume(self, menu: Menu, state: State) -> tuple[Button, ...]:
        marked = self.dialogue.nodes.get(state.bookmark)
        if not isinstance(marked, Menu) or not marked.step or marked.id == menu.id:
            return ()
        step, steps = marked.step
        return (Button(_("Về bước {step}/{steps}"), "nav:resume", {"step": step, "steps": steps}),)

    def _pick(self, address: str, state: State) -> Turn:
        where, __, choice_id = address.partition(":")
        if address not in (REPEAT.address, FULL.address):
            state = replace(state, asked=())
        if where == "go" and choice_id in self.dialogue.entrances:
            return self.enter(choice_id, replace(state, heard=(), like=None))
        if where == "nav":
            return self._navigate(choice_id, state)
        state = replace(state, heard=(), like=None)
        node = self.dialogue.nodes.get(where)
        choices: tuple[Choice, ...] = node.choices if isinstance(node, Menu | Ask) else ()
        for choice in choices:
            if choice.id == choice_id:
                at = state if state.node == where else replace(state, node=where)
                if choice.language:
                    at = replace(at, language=choice.language, chosen=True)
                if choice_id == "next" and _is_last_step(node):
                    at = replace(at, bookmark="")
                if choice.goto == "talk.unknown":  # None of what was offered.
                    patient = state.misses < PATIENCE
                    target = choice.goto if patient else "human.contact"
                    return self._missed(self.enter(target, at), state)
                return self.enter(choice.goto, at)
        return self._aside(UNREADABLE["old_button"], _at_rest(state))

    def _navigate(self, where: str, state: State) -> Turn:
        match where:
            case "back":
                return self._back(state)
            case "repeat":
                return self._show(state)
            case "full":
                turn = self._show(state)
                return replace(turn, replies=tuple(replace(r, brief=False) for r in turn.replies))
            case "brief":
                at = replace(state, brief=not state.brief)
                return self._aside(BRIEFLY if at.brief else AT_LENGTH, at)
            case "restart":
                topic = state.node.partition(".")[0]
                return self.enter(topic, replace(state, bookmark="", trail=(), node=""))
            case "resume" if state.bookmark == state.node and state.node:
                return self._pick(f"{state.node}:next", state)
            case "resume" if state.bookmark:
                return self.enter(state.bookmark, state)
            case "resume":
                return self._show(state)
            case "why":
                turn = self._show(state)
                version = self.version if state.officer else ""
                told = why(state, self.understanding, self.dialogue, self.knowledge, version)
                return replace(turn, replies=(*told, *turn.replies))
            case _:
                return self._leave(state)

    def _leave(self, state: State) -> Turn:
        """Go home; a topic that asked for something forgets it on the way."""
        leave = f"{state.node.partition('.')[0]}.leave"
        asked = isinstance(self.dialogue.nodes.get(state.node), Ask)
        forgets = asked and leave in self.dialogue.nodes
        return self.enter(leave if forgets else "home", _at_rest(state))

    def _back(self, state: State) -> Turn:
        if not state.trail:
            return self.enter("home", _at_rest(state))
        at = replace(state, node="", trail=state.trail[:-1])
        return self.enter(state.trail[-1], at)

    # --- What was typed ---

    def _said(self, text: str, state: State, today: date) -> Turn:
        if len(text) > LONGEST:
            return self._aside(UNREADABLE["too_long"], state)
        if not state.node:
            state = self.enter("home", state).state
        said = clean(text)
        if not any(letter.isalnum() or letter in "?*" for letter in said):
            return self._aside(UNREADABLE["empty"], state)
        address = address_of(said)
        if address and address.startswith("language:"):
            at = replace(state, language=address.partition(":")[2], chosen=True)
            return self._show(at)
        if address:
            return self._pick(address, state)
        node = self.dialogue.nodes.get(state.node)
        if holds_secret(said) and not (isinstance(node, Ask) and said.strip().isdigit()):
            return self._warned(node, state)
        if isinstance(node, Ask):
            return self._typed(node, said, state, today)
        picked = self._picked(node, said, state)
        if picked:
            return self._pick(picked, state)
        if _PERSONAL_ID.search(said):
            turn = self._aside(UNREADABLE["id_unasked"], replace(state, node="lookup.offer"))
            return replace(turn, forget=True)
        code = self.dialogue.nodes.get("lookup.code")
        if is_code(said) and isinstance(code, Ask):  # Asked for before something came between.
            return self._typed(code, said, state, today)
        if link := link_in(said):
            values = {"domain": link.domain, "like": link.like}
            return self.enter(f"scam.link_{link.kind}", state, values)
        return self._answered(node, said, state) or self._asked(question_of(said), state, today)

    def _warned(self, node: object, state: State) -> Turn:
        """Have a password or a foreign code deleted, and say why; keep the place of a lookup."""
        if isinstance(node, Ask):
            turn = self._aside(UNREADABLE["secret"], state)
        else:
            turn = self.enter("scam.pasted", state)
        return replace(turn, forget=True)

    def _answered(self, node: object, said: str, state: State) -> Turn | None:
        """Answer a number, a yes or a no for which the menu has no choice."""
        match answer_of(said):
            case "thanks":
                return self.enter("talk.thanks", state)
            case "no" if isinstance(node, Menu) and node.step:
                return self._aside(NOT_YET, state)
            case None if digit_of(said) is None:
                return None
            case _ if state.misses + 1 >= PATIENCE:
                return self._missed(self.enter("human.contact", state), state)
            case _:
                return self._missed(self._aside(UNCLEAR_CHOICE, state), state)

    def _picked(self, node: object, said: str, state: State) -> str | None:
        digit = digit_of(said)
        if digit and digit <= len(state.offered):
            return state.offered[digit - 1]
        if step := step_of(said):
            return self._step_address(step)
        if not isinstance(node, Menu | Ask):
            return None
        plain = choice_of(said, tuple(choice.id for choice in node.choices))
        if plain:
            return f"{node.id}:{plain}"
        labelled = self._labels.get(node.id, {}).get(_plainly(said))
        return f"{node.id}:{labelled}" if labelled else None

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        """Each node's choices, by their labels as they are typed in any language."""
        return {
            node.id: {
                _plainly(translate(choice.label)): choice.id
                for choice in reversed(node.choices)  # Of two alike, the first is meant.
                for translate in self.catalogues.values()
            }
            for node in self.dialogue.nodes.values()
            if isinstance(node, Menu | Ask)
        }

    def _step_address(self, number: int) -> str | None:
        for node in self.dialogue.nodes.values():
            if isinstance(node, Menu) and node.step and node.step[0] == number:
                return f"go:{node.id}"
        return None

    def _typed(self, ask: Ask, said: str, state: State, today: date) -> Turn:
        value = ask.parse(said)
        if value is not None:
            return replace(self.enter(ask.then, state, {ask.into: value}), forget=ask.secret)
        picked = self._picked(ask, said, state)
        if picked:
            return self._pick(picked, state)
        again = _asking(ask, ask.again)
        digits = sum(letter.isdigit() for letter in said)
        if digits >= 4 or digit_of(said) is not None or answer_of(said):
            return Turn(state, (again,), forget=ask.secret)
        meaning = self.understanding.read(said, today=today, near=ask.id)
        match meaning:
            case Understood(node=id) if isinstance(self.dialogue.nodes.get(id), Menu):
                answer = self._asked(said, replace(state, node=""), today).replies
                plain = tuple(replace(reply, buttons=(), nav=()) for reply in answer)
                return Turn(state, (*plain, _asking(ask, ask.text)))
            case _:
                return Turn(state, (again,))

    # --- Questions ---

    def _asked(self, question: str, state: State, today: date) -> Turn:
        if not question.strip():
            return self.enter("law", state)
        question = self.understanding.written_out(question)
        found = find_days(question, today)
        asked = tuple(str(Stretch(d.first, d.last)) for d in found if isinstance(d, Days))
        leaning = not asked and self.understanding.leans(question)
        at = replace(state, asked=state.asked if leaning else asked[:MOST_DAYS])
        undated = without_days(question, found)
        if asked and not says_more(undated):
            return self._on_another_day(at)
        turn = self._heard(undated, at, today)
        wrong = next((d.written for d in found if isinstance(d, NoSuchDay)), "")
        return _headed(turn, Sentence(NO_SUCH_DAY, {"written": wrong})) if wrong else turn

    def _heard(self, question: str, state: State, today: date) -> Turn:
        """Answer the questions of a message in order."""
        if resting := self._rests_on(state):
            question = seen_from(question, resting, self.knowledge)
        meanings = self.understanding.hear(
            question, today=today, near=state.node, subject=self._subject(state)
        )
        language = _spoken(meanings[0], question, state)
        at = replace(state, language=language, heard=(), like=None)
        turn = self._meant(meanings[0], at)
        for meaning in meanings[1:]:
            if turn.effect is not None:
                break
            told = tuple(replace(reply, buttons=(), nav=()) for reply in turn.replies)
            turn = self._meant(meaning, turn.state)
            turn = replace(turn, replies=(*told, *turn.replies))
        return replace(turn, state=self._compared(question, turn.state))

    def _compared(self, question: str, state: State) -> State:
        """Keep which words the question shares with the phrasing it was nearest to."""
        if state.like is None:
            return replace(state, shared=())
        return replace(state, shared=shared(question, self.understanding.sample(state.like)))

    def _rests_on(self, state: State) -> str:
        """Return the first provision of the answer at hand, which "khoản 2" leans on."""
        node = self.dialogue.nodes.get(state.node)
        cited = node.cites if isinstance(node, Menu) else ()
        shown = state.cited if state.node == "law.shown" else cited
        return next((id for id in shown if not id.startswith("guide:")), "")

    def _subject(self, state: State) -> str:
        """Return the node that was last asked for, which a short question may lean on."""
        titles = self.dialogue.titles
        passed = (id for id in (state.node, *reversed(state.trail)) if id in titles)
        return next((id for id in passed if topic_of(id) not in HARMLESS), "")

    def _on_another_day(self, state: State) -> Turn:
        """Give the answer at hand once more, on the days now asked for ("thế hồi 2023?")."""
        node = self.dialogue.nodes.get(state.node)
        if isinstance(node, Menu) and (node.cites or node.id == "law.shown"):
            return self._show(state)
        return self._aside(ASK_MORE, replace(state, asked=()))

    def _meant(self, meaning: Meaning, state: State) -> Turn:
        match meaning:
            case Understood(node=id):
                turn = self._kept_place(self.enter(id, state), state)
                heard = ((id, meaning.confidence), *meaning.rivals)
                kept = replace(turn.state, heard=heard, like=meaning.like)
                return replace(turn, state=kept)
            case Cited(provisions=ids):
                return self.enter("law.shown", replace(state, cited=ids))
            case NotExisting(asked=asked, nearest=nearest):
                near = "; ".join(name_of(id, self.knowledge) for id in nearest)
                values = {"asked": asked, "near": near or Sentence(_("chưa có văn bản gần đó"))}
                return self.enter("law.missing", state, values)
            case Unclear(nodes=ids) if state.misses < PATIENCE:
                heard = ((ids[0], meaning.confidence), *meaning.rivals)
                turn = self._missed(self._offer("talk.which", ids, state), state)
                return replace(turn, state=replace(turn.state, heard=heard))
            case NotUnderstood(nearest=ids) if state.misses + 1 < PATIENCE:
                return self._missed(self._offer("talk.unknown", ids, state), state)
            case _:
                return self._missed(self.enter("human.contact", state), state)

    def _missed(self, turn: Turn, before: State) -> Turn:
        """Count what was not understood: the offers end, and a person's contact is what stays."""
        return replace(turn, state=replace(turn.state, misses=before.misses + 1))

    def _kept_place(self, turn: Turn, before: State) -> Turn:
        """Keep the step where the person stands, though the answer is another step."""
        menu = self.dialogue.nodes.get(turn.state.node)
        if not before.bookmark or not isinstance(menu, Menu) or menu.id == before.bookmark:
            return turn
        at = replace(turn.state, bookmark=before.bookmark)
        shown = self._shown(menu, at)
        at = replace(at, offered=_addresses(shown))
        return replace(turn, state=at, replies=(*turn.replies[:-1], shown))

    def _offer(self, id: str, nodes: tuple[str, ...], state: State) -> Turn:
        """Ask which of these nodes was meant; the person may also just go on typing."""
        menu = self.dialogue.nodes[id]
        assert isinstance(menu, Menu)  # noqa: S101 - compose() has seen to it.
        titles = self.dialogue.titles
        offered = tuple(Button(titles[node], f"go:{node}") for node in nodes if node in titles)
        at = self._waiting_at(menu, state)
        reply = self._shown(menu, at, offered + menu.buttons)
        return Turn(replace(at, offered=_addresses(reply)), (reply,))

    # --- The world ---

    def _photographed(self, photo: str, state: State) -> Turn:
        match self.dialogue.nodes.get(state.node):
            case Ask(photo=str(reader)):
                return replace(self.enter(reader, state, {"photo": photo}), forget=True)
            case _:
                return self._aside(UNREADABLE["photo"], state)

    def _came(self, outcome: Outcome, state: State) -> Turn:
        match outcome:
            case Relayed():
                return Turn(state)  # The officer answers, and nobody else.
            case Moved(node=node, bookmark=bookmark, cited=cited):
                at = replace(_at_rest(state), bookmark=bookmark, cited=cited)
                return self.enter(node if node in self.dialogue.entrances else "home", at)
            case OfficerSignedIn():
                state = replace(state, officer=True)
            case OfficerEnded() | SignedOut():
                state = replace(state, officer=False)
            case PersonAsked() | PersonAway():
                state = replace(state, mode="waiting")
            case PersonLeft():
                state = replace(state, mode="")
            case PersonGone():
                turn = self.enter("home", replace(_at_rest(state), mode=""))
                return replace(turn, replies=(Reply(GONE), *turn.replies))
            case _:
                pass
        match self.dialogue.nodes.get(state.node):
            case Do(on=on) if type(outcome) in on:
                return self.enter(on[type(outcome)], state, values_of(outcome))
            case _:
                return self.enter("home", _at_rest(state))

    def _beside(self, event: Event, state: State) -> Turn:
        """Answer nothing while an officer talks: what is said goes to them."""
        match event:
            case Started() | Picked(node="human.waiting", choice="leave"):
                return self.enter("human.leave", state)
            case Said(text=text) if fold(clean(text[:LONGEST])) in _END:
                return self.enter("human.leave", state)
            case Said(text=text) if holds_secret(clean(text[:LONGEST])):
                return Turn(state, (Reply(UNREADABLE["secret"]),), forget=True)
            case Said(text=text):
                masked = _PERSONAL_ID.sub("[…]", clean(text[:LONGEST]))
                return Turn(state, effect=Relay(masked))
            case _:
                return Turn(state, (_beside(),))

    def _aside(self, text: str, state: State) -> Turn:
        """Say something, then once more what is waited for."""
        turn = self._show(state)
        return replace(turn, replies=(Reply(text, node=state.node), *turn.replies))


def _plainly(label: str) -> str:
    """Return a label as it is typed: without marks, and without what it ends on."""
    return fold(label).rstrip("?!. ")


def _beside() -> Reply:
    return Reply(BESIDE, nav=(END,), node="human.waiting")


def _spoken(meaning: Meaning, question: str, state: State) -> str:
    """Return the language to answer in: the chosen one, else that of the question.

    A word or two ("VNeID", "hello") do not tell; the language of a telephone's menus is no choice.
    """
    if state.chosen or not meaning.language:
        return state.language
    telling = meaning.language == "en" or len(question.split()) > 2 or not question.isascii()
    return meaning.language if telling or not state.language else state.language


def _shortened(reply: Reply) -> Reply:
    if reply.brief is False or not reply.cites or reply.private:
        return reply
    return replace(reply, brief=True, nav=(FULL, *reply.nav))


def _was_guessed(state: State) -> bool:
    """Say whether what is shown answers a question whose meaning was guessed."""
    return bool(state.heard) and topic_of(state.heard[0][0]) != "talk"


def _explained(reply: Reply, state: State) -> Reply:
    asked = reply.node in (state.heard[0][0], "talk.which")
    return replace(reply, nav=(WHY, *reply.nav)) if asked and reply.nav else reply


def _headed(turn: Turn, heading: Sentence) -> Turn:
    first, *others = turn.replies
    return replace(turn, replies=(replace(first, heading=heading), *others))


def _placed(effect: Effect, state: State) -> Effect:
    """Write where the conversation stands into the wish to go on from there elsewhere."""
    if not isinstance(effect, MakeMove):
        return effect
    return MakeMove(state.trail[-1] if state.trail else "", state.bookmark, state.cited)


def _asking(ask: Ask, text: Text) -> Reply:
    spoken = ask.spoken if text == ask.text else ""
    return Reply(text, buttons=ask.buttons, nav=(BACK, HOME), node=ask.id, spoken=spoken)


def _is_last_step(node: object) -> bool:
    return isinstance(node, Menu) and node.step is not None and node.step[0] == node.step[1]


def _addresses(reply: Reply) -> tuple[str, ...]:
    return tuple(button.address for button in reply.buttons)


def _at_rest(state: State) -> State:
    return replace(state, node="", offered=(), trail=(), asked=(), misses=0)
