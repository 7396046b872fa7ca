"""What holds after any sequence of events."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Core
from handlers.dialogue import OUTCOMES, effect_of
from handlers.handover import (
    Moved,
    MoveLocked,
    MoveMade,
    MoveRefused,
    PersonAsked,
    PersonAway,
    PersonElsewhere,
    PersonGone,
    PersonLeft,
    Relay,
    Relayed,
)
from handlers.model import (
    Ask,
    Do,
    Event,
    Menu,
    Photographed,
    Picked,
    Said,
    Started,
    State,
    Unreadable,
)
from handlers.wording import UNREADABLE
from lookup.access import Action, Purpose, Reader, Usage
from lookup.consent import (
    Agreed,
    Consented,
    CorrectionAsked,
    Erased,
    HeldRead,
    InChat,
    LinkMade,
    ProofTooOld,
    Requested,
    Withdrawn,
)
from lookup.deadlines import Right
from lookup.helping import (
    HelpAllowed,
    HelpAsked,
    HelpEnded,
    HelpOpened,
    HelpStopped,
    HelpUnknown,
    HelpWaits,
)
from lookup.model import (
    AccessLogRead,
    AppAwaited,
    AppConfirmed,
    AppOffered,
    AppUnconfirmed,
    CardDoubt,
    CardDoubtful,
    CardFault,
    CardRead,
    CardUnread,
    CodeExpired,
    CodeSent,
    Disowned,
    EthnicityRead,
    Forgotten,
    Gender,
    HelpedRead,
    HouseholdRead,
    Locked,
    Member,
    NobodyBound,
    NotAgreed,
    Outcome,
    PersonalId,
    PersonalRead,
    ResidenceRead,
    SessionEnded,
    ShownAddress,
    ShownHousehold,
    ShownResidence,
    SignedOut,
    Stay,
    TooManyCodes,
    Unavailable,
    Verified,
    WrongCode,
)
from lookup.officers import (
    NobodyFound,
    OfficerEnded,
    OfficerRefused,
    OfficerSignedIn,
    OnDuty,
    QuotaSpent,
    ShareUnknown,
)
from lookup.sharing import ShareMade, SharesRevoked, TooManyShares
from tests.transcript import TODAY

STAY = Stay("Phường Mẫu, Thành phố Hà Nội", date(2020, 1, 2), date(2027, 1, 1))
READ_AT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
ASKED = Requested(
    Right.CORRECT, date(2026, 11, 23), date(2026, 11, 26), date(2026, 12, 3), done=False
)
SHOWN = ("Nguyễn Văn Mẫu", "001******345", "1999", STAY, Purpose.SCHOOL, READ_AT)
USAGE = Usage(
    READ_AT,
    Reader.OFFICER,
    "CA-0001, Công an phường Mẫu",
    Action.RESIDENCE,
    full=True,
    purpose=Purpose.PROCEDURE,
    channel="web",
    case="12/2026",
)
SAMPLES: dict[type[Outcome], Outcome] = {
    type(sample): sample
    for sample in (
        CodeSent(5),
        TooManyCodes(2),
        WrongCode(2),
        CodeExpired(),
        Locked(),
        Verified(10),
        CardRead(PersonalId("001099012345")),
        CardUnread(CardFault.NO_CODE),
        PersonalRead("Nguyễn Văn Mẫu", "001******345", "1999", Gender.MALE, "Việt Nam", None, None),
        ResidenceRead(STAY, None, STAY, "Trần Thị Thử", "con đẻ"),
        HouseholdRead((Member("Trần Thị Thử", None, 1970, Gender.FEMALE),)),
        EthnicityRead("Kinh"),
        AccessLogRead((USAGE,), 3),
        Agreed(),
        HeldRead((Consented("lookup", 1, READ_AT),), (ASKED,), 2),
        CorrectionAsked(date(2026, 11, 26), date(2026, 12, 3)),
        Withdrawn(),
        Erased(),
        ProofTooOld(),
        LinkMade("https://example.vn/xem/abc", 5),
        InChat(),
        ShareMade("123 456 7890", 10, "https://example.vn/ma-qr"),
        TooManyShares(),
        SharesRevoked(1),
        OfficerSignedIn("CA-0001", "Công an phường Mẫu", 15),
        OnDuty(READ_AT),
        OfficerRefused(),
        OfficerEnded(),
        ShownAddress(*SHOWN),
        ShownResidence(*SHOWN, None, STAY, "Trần Thị Thử", None),
        ShownHousehold(*SHOWN, None, STAY, "Trần Thị Thử", "con đẻ", ()),
        ShareUnknown(),
        QuotaSpent(),
        NobodyFound(),
        SessionEnded(),
        SignedOut(),
        Forgotten(),
        Unavailable(),
        PersonAsked(2, 10),
        PersonAway(1, datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
        PersonElsewhere(),
        PersonLeft(),
        MoveMade("048213", 10),
        MoveRefused(),
        MoveLocked(),
        Moved("vneid.register", "vneid.register", ()),
        PersonGone(),
        Relayed(),
        AppAwaited(),
        AppConfirmed(),
        AppOffered("JBSWY3DPEHPK3PXP", "otpauth://totp/x"),
        AppUnconfirmed(),
        CardDoubtful(PersonalId("001099012345"), (next(iter(CardDoubt)),)),
        Disowned(1),
        NobodyBound(),
        NotAgreed(),
        HelpAllowed(30),
        HelpAsked(10, "123456"),
        HelpEnded(),
        HelpOpened(30),
        HelpStopped(1),
        HelpUnknown(),
        HelpWaits(),
        HelpedRead("Nguyễn Văn Mẫu", "001******345", STAY, None, None),
    )
}
WORDS = [
    *"1 2 3 4 5 6 7 8 9 0 * có không tiếp tục quay lại xong bắt đầu lại đăng xuất english /luat "
    "001099012345 12345678 12345678901 xin chào".split(),
    "sổ hộ khẩu còn giá trị không",
    "cach cai vneid",
    "k2 đ14 nđ104",
    "điều 77 nghị định 104/2022",
    "asdkjh qwoeiu zxmnc",
    "xem cư trú của tôi",
    "may k co nfc",
    "",
]


def test_there_is_a_sample_of_every_outcome() -> None:
    assert {outcome for of in OUTCOMES.values() for outcome in of} <= set(SAMPLES)


def events(core: Core) -> st.SearchStrategy[Event]:
    addresses = [
        f"{node.id}:{choice.id}"
        for node in core.engine.dialogue.nodes.values()
        if isinstance(node, Menu | Ask)
        for choice in node.choices
    ]
    return st.one_of(
        st.just(Started()),
        st.sampled_from(WORDS).map(Said),
        st.text(max_size=60).map(Said),
        st.sampled_from(addresses).map(Picked.from_address),
        st.text(max_size=30).map(Picked.from_address),
        st.sampled_from(["nav:back", "nav:resume", "nav:restart", "nav:repeat"]).map(
            Picked.from_address
        ),
        st.just(Photographed("photo")),
        st.sampled_from([*UNREADABLE, "never heard of"]).map(Unreadable),
        st.sampled_from(list(SAMPLES.values())),
    )


def test_after_any_events_there_is_a_reply_and_a_person_is_waited_for(core: Core) -> None:
    nodes = core.engine.dialogue.nodes
    steps = events(core)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(steps, max_size=12), st.data())
    def check(sequence: list[Event], data: st.DataObject) -> None:
        state = State()
        for event in sequence:
            turn = core.engine.step(state, event, today=TODAY)
            replies = list(turn.replies)
            for _ in range(12):
                if turn.effect is None:
                    break
                kind = data.draw(st.sampled_from(OUTCOMES[type(turn.effect)]))
                turn = core.engine.step(turn.state, SAMPLES[kind], today=TODAY)
                replies += turn.replies
            assert turn.effect is None
            if isinstance(event, Relayed):  # Silent while a person talks.
                assert turn.state == state
                continue
            assert replies
            assert isinstance(nodes[turn.state.node], Menu | Ask)
            assert len(turn.state.offered) <= 8
            assert State.from_json(turn.state.to_json()) == turn.state
            for reply in replies:
                said = core.catalogues["vi"].say(reply.text, reply.values)
                assert said.strip()
                assert "{" not in said
            state = turn.state

    check()


def test_the_assistant_is_silent_while_an_officer_talks(core: Core) -> None:
    talking = State(node="proof", mode="human")
    turn = core.engine.step(talking, Said("Số tôi là 001099012345"), today=TODAY)
    assert turn.effect == Relay("Số tôi là […]"), "a personal ID is not passed on"
    turn = core.engine.step(turn.state, Relayed(), today=TODAY)
    assert (turn.replies, turn.state) == ((), talking)
    [beside] = core.engine.step(talking, Picked("proof", "yes"), today=TODAY).replies
    assert [button.address for button in beside.nav] == ["human.waiting:leave"]


@pytest.mark.parametrize(
    "event", [Started(), Said("/ketthuc"), Said("0"), Picked("human.waiting", "leave")]
)
def test_the_assistant_is_back_when_it_is_asked_for(core: Core, event: Event) -> None:
    turn = core.engine.step(State(node="proof", mode="human"), event, today=TODAY)
    turn = core.engine.step(turn.state, PersonLeft(), today=TODAY)
    assert turn.state.mode == ""
    assert turn.state.node == "home"


def test_every_node_has_a_way_home(core: Core) -> None:
    for id, node in core.engine.dialogue.nodes.items():
        if isinstance(node, Menu | Ask):
            turn = core.engine.step(State(node=id), Said("0"), today=TODAY)
            if turn.effect is not None:  # What was asked for is forgotten first.
                turn = core.engine.step(turn.state, Forgotten(), today=TODAY)
            assert turn.state.node == "home"


def test_every_do_names_an_effect_with_known_outcomes(core: Core) -> None:
    for node in core.engine.dialogue.nodes.values():
        if isinstance(node, Do):
            assert set(node.on) == set(OUTCOMES[effect_of(node)])


def test_an_old_button_still_opens_its_menu(core: Core) -> None:
    home = core.engine.step(State(), Started(), today=TODAY)
    later = core.engine.step(home.state, Said("xin chào"), today=TODAY)
    turn = core.engine.step(later.state, Picked("home", "vneid"), today=TODAY)
    assert turn.state.node == "vneid"


def test_a_button_nobody_knows_leads_home_with_a_word(core: Core) -> None:
    turn = core.engine.step(State(node="proof"), Picked("gone", "away"), today=TODAY)
    assert turn.state.node == "home"
    assert turn.replies[0].text == UNREADABLE["old_button"]


def test_a_forged_button_neither_shows_nor_wants_what_only_the_world_gives(core: Core) -> None:
    for id in core.engine.dialogue.nodes:
        turn = core.engine.step(State(), Picked("go", id), today=TODAY)
        texts = [core.catalogue("vi").say(reply.text, reply.values) for reply in turn.replies]
        assert not re.search(r"\{\w+\}", "".join(texts)), id


def test_a_stored_state_from_another_release_is_still_read(core: Core) -> None:
    stored = '{"node": "gone.away", "offered": ["x:y"], "colour": "blue"}'
    turn = core.engine.step(State.from_json(stored), Said("1"), today=TODAY)
    assert turn.replies


def test_the_second_miss_in_a_row_gives_a_persons_contact(core: Core) -> None:
    first = core.engine.step(State(), Said("qwrtp zxcvb"), today=TODAY)
    assert first.state.node == "talk.unknown"
    second = core.engine.step(first.state, Said("plkjh mnbvc"), today=TODAY)
    assert second.state.node == "human.contact"


def test_a_question_amid_the_guide_keeps_the_step(core: Core) -> None:
    step = core.engine.enter("vneid.register", State())
    aside = core.engine.step(step.state, Said("k2 đ14 nđ104"), today=TODAY)
    assert aside.state.node == "law.shown"
    labels = [button.address for button in aside.replies[-1].buttons]
    assert "nav:resume" in labels
    back = core.engine.step(aside.state, Picked("nav", "resume"), today=TODAY)
    assert back.state.node == "vneid.register"
    assert back.replies[-1].step == (2, 9)


def test_a_question_amid_typing_is_answered_and_the_value_asked_again(core: Core) -> None:
    at = core.engine.enter("lookup.id", State())
    turn = core.engine.step(at.state, Said("sổ hộ khẩu còn giá trị không"), today=TODAY)
    assert turn.state.node == "lookup.id"
    assert turn.replies[-1].node == "lookup.id"
    assert len(turn.replies) == 2


def test_a_personal_id_sent_unasked_is_deleted_and_not_used(core: Core) -> None:
    turn = core.engine.step(State(node="home"), Said("001 099 012 345"), today=TODAY)
    assert turn.forget
    assert turn.effect is None
    assert "001099012345" not in turn.state.to_json()


def test_what_is_typed_as_a_secret_is_never_in_the_state(core: Core) -> None:
    at = core.engine.enter("lookup.id", State())
    turn = core.engine.step(at.state, Said("001099012345"), today=TODAY)
    assert turn.forget
    assert "001099012345" not in turn.state.to_json()
