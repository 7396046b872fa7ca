"""Whole calls: what is heard, what keys do, and how a call ends."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.app import Assistant, build
from bot.core import Core
from bot.phone import prompts
from bot.phone.call import Call, Seal
from bot.phone.line import Spoken
from bot.phone.verbs import Gather, Hangup
from bot.speech.parts import LONGEST, seconds
from handlers.model import State
from lookup.population import demo_people
from tests.phone.conftest import PUBLIC, Caller


async def test_a_call_begins_with_the_menu_and_how_to_be_helped(caller: Caller) -> None:
    assert "Xin chào, đây là Cư Trú" in caller.heard
    assert "Bạn cần gì?" in caller.heard
    assert "gõ" not in caller.heard
    assert "Hướng dẫn vi en i ai đi, bấm hai." in caller.heard
    assert "không để nghe cách gặp người thật" in caller.heard
    assert caller.call.node == "home"


async def test_digits_are_the_numbers_of_the_written_menu(caller: Caller) -> None:
    await caller.press("2")
    assert caller.call.node == "vneid"
    await caller.press("0")
    assert caller.call.node == "home"


async def test_star_goes_back_and_nine_repeats(caller: Caller) -> None:
    first = await caller.press("1")
    here = caller.call.node
    assert await caller.press("9") == first
    await caller.press("1")
    assert caller.call.node != here
    await caller.press("*")
    assert caller.call.node == here


async def test_an_answer_says_plain_words_first_and_the_clauses_on_the_hash_key(
    caller: Caller,
) -> None:
    await caller.press("1")
    while not caller.call.law:
        await caller.press("1")
    node = caller.call.node
    assert "Căn cứ: " in caller.heard
    assert "của Chính phủ. Bấm phím thăng để nghe nguyên văn." in caller.heard
    first = await caller.press("#")
    assert caller.call.page == 1
    assert "phím sao để về các mục" in first
    second = await caller.press("")  # Silence while listening goes on.
    assert caller.call.page == 2
    assert second != first
    back = await caller.press("*")
    assert caller.call.page == 0
    assert caller.call.node == node
    assert ", bấm một." in back


async def test_the_clauses_end_by_themselves_and_the_choices_come_again(caller: Caller) -> None:
    await caller.press("1")
    while not caller.call.law:
        await caller.press("1")
    await caller.press("#")
    for _page in range(200):
        if not caller.call.page:
            break
        await caller.press()
    assert caller.heard.startswith("Hết phần trích điều luật.")
    assert ", bấm một." in caller.heard


async def test_silence_is_answered_twice_and_then_the_call_ends_politely(caller: Caller) -> None:
    for _time in range(2):
        assert "chưa nghe thấy phím nào" in await caller.press()
    said = await caller.press()
    assert "kết thúc cuộc gọi" in said
    assert caller.verbs[-1] == Hangup()


async def test_wrong_keys_are_counted_apart_from_silence(caller: Caller) -> None:
    await caller.press()
    await caller.press("8")
    assert "không có trong danh mục" in caller.heard
    assert (caller.call.silences, caller.call.misses) == (0, 1)
    await caller.press()
    assert (caller.call.silences, caller.call.misses) == (1, 0)
    await caller.press("1")
    assert (caller.call.silences, caller.call.misses) == (0, 0)


async def test_an_emergency_notice_is_heard_once_at_the_next_key(
    assistant: Assistant, caller: Caller
) -> None:
    now = assistant.clock()
    await assistant.store.tell({"vi": "VNeID đang bảo trì."}, now + timedelta(hours=1))
    assert "Thông báo khẩn: vi en i ai đi đang bảo trì" in await caller.press("1")
    assert "bảo trì" not in await caller.press("9")
    assert "bảo trì" in await Caller(assistant).press()
    await assistant.store.untell(now)


async def test_three_wrong_keys_lead_to_a_person_where_there_is_one(staffed: Assistant) -> None:
    caller = Caller(staffed)
    for keys in ("", "8", "8", "8"):
        await caller.press(keys)
    assert caller.connected == "02473082686"
    assert "nối máy" in caller.heard


@pytest.mark.parametrize("keys", ["0", "7"])
async def test_zero_at_home_and_the_menu_both_reach_a_person(staffed: Assistant, keys: str) -> None:
    caller = Caller(staffed)
    assert "không để gặp người hỗ trợ" in await caller.press()
    await caller.press(keys)
    assert caller.connected == "02473082686"


async def test_zero_at_home_tells_where_to_call_when_nobody_can_be_connected(
    caller: Caller,
) -> None:
    assert "một chín không không, không ba sáu tám" in await caller.press("0")
    assert caller.call.node == "human.contact"


async def test_ones_own_record_is_heard_after_read_back_and_code(
    assistant: Assistant, caller: Caller
) -> None:
    person = (await demo_people(assistant.register))[0]
    await caller.press("4")
    assert "đồng ý" in caller.heard
    await caller.press("1")
    assert "ảnh" not in caller.heard
    gather = caller.verbs[-1]
    assert isinstance(gather, Gather)
    assert gather.most == 12
    said = await caller.press(person.personal_id.value)
    assert re.match(r"Bạn vừa nhập (?:\w+ \w+ \w+, ){3}\w+ \w+ \w+\. Đúng bấm một", said)
    assert caller.call.entered
    await caller.press("2")
    assert caller.call.node == "lookup.id"
    await caller.press(person.personal_id.value)
    await caller.press("1")
    assert caller.call.node == "lookup.code"
    assert not caller.call.entered
    await assistant.lookup.settle()
    assert assistant.phone is not None
    code = re.search(r"\d{4} ?\d{4}", assistant.phone.messages[-1].text)
    assert code
    await caller.press(code[0].replace(" ", ""))
    heard = await caller.press("1")
    assert caller.call.node == "lookup.record"
    assert "Họ tên:" in heard
    assert "số được che" in heard
    assert any(prompt.private for prompt in caller.prompts)


async def test_a_relatives_residence_is_heard_by_the_code_that_they_give(
    assistant: Assistant, caller: Caller
) -> None:
    person = (await demo_people(assistant.register))[2]
    for keys in ("4", "6", "1", person.personal_id.value):
        await caller.press(keys)
    assert "đọc mã cho bạn" in await caller.press("1")
    assert caller.call.node == "help.code"
    await assistant.lookup.settle()
    assert assistant.phone is not None
    sent = assistant.phone.messages[-1].text
    assert "xin XEM cu tru cua ban 30 phut qua dien thoai" in sent
    code = re.search(r"\d{4} ?\d{4}", sent)
    assert code
    await caller.press(code[0].replace(" ", ""))
    heard = await caller.press("1")
    assert caller.call.node == "help.next"
    assert "Nơi cư trú của người thân" in heard
    assert "Nơi thường trú" in heard
    assert "Thành viên" not in heard


async def test_a_code_of_the_wrong_length_is_asked_for_again(
    assistant: Assistant, caller: Caller
) -> None:
    person = (await demo_people(assistant.register))[1]
    for keys in ("4", "1", "12345"):
        await caller.press(keys)
    assert "đúng mười hai chữ số" in caller.heard
    for keys in (person.personal_id.value, "1"):
        await caller.press(keys)
    assert caller.call.node == "lookup.code"
    assert "Gửi lại mã, bấm một rồi phím thăng." in caller.heard
    await caller.press("1")
    assert caller.call.node == "lookup.waiting"  # Too soon for another.


async def test_english_is_spoken_once_it_is_chosen(caller: Caller) -> None:
    assert caller.prompts[-1].text == "For English, press star, then two."
    await caller.press("*")
    assert caller.call.node == "language"
    await caller.press("2")
    assert caller.prompts[0].language == "en"
    assert "press 2." in caller.heard


async def test_every_prompt_is_short_in_every_node_and_language(
    core: Core, assistant: Assistant
) -> None:
    said = 0
    for language in core.catalogues:
        catalogue = core.catalogue(language)
        for node in core.engine.dialogue.entrances:
            turn = core.engine.enter(node, State(language=language, chosen=True))
            if turn.effect is not None:
                continue
            screens = assistant.conversation.rendered(turn.replies, language, Spoken.limits)
            pages = prompts.law(screens[-1], catalogue)
            of_page = [part for page in pages for part in page]
            ways = prompts.offered(screens[-1], catalogue, entry=False)
            for prompt in (*prompts.told(screens), *ways, *of_page):
                assert seconds(prompt.text, prompt.language) <= LONGEST, prompt
                said += 1
            # As one text, which jambonz makes of it: half of what the narrowest voice takes.
            whole = "\n".join(prompt.text for prompt in (*prompts.told(screens), *ways))
            assert len(whole.encode()) <= 2500, node
    assert said > 1000


def test_a_seal_opens_what_it_closed_and_nothing_else() -> None:
    seal, call = Seal(b"k" * 32), Call("CA1", 3, "lookup.id", entered="001099012345")
    token = seal.close(call)
    assert seal.open(token) == call
    assert "001099012345" not in token
    for forged in ("", "é", token[:-4], token[:-2] + "AA", Seal(b"j" * 32).close(call)):
        assert seal.open(forged) is None


@pytest.mark.parametrize(("status", "goes_on"), [("no-answer", True), ("completed", False)])
async def test_who_is_connected_with_nobody_goes_on_and_who_has_talked_does_not(
    staffed: Assistant, status: str, goes_on: bool
) -> None:
    then = f"{PUBLIC}/calls/twilio"
    validator = RequestValidator(staffed.settings.twilio_auth_token)
    transport = httpx.ASGITransport(build(staffed))
    async with httpx.AsyncClient(transport=transport) as client:
        for asked in ({}, {"Digits": "1"}, {"Digits": "0"}, {"Digits": "0"}, {"status": status}):
            form = {"CallSid": f"CA{status}0123456789".replace("-", "")} | asked
            if "status" in form:
                form["DialCallStatus"] = form.pop("status")
            signed = validator.compute_signature(then, form)
            headers = {
                "x-twilio-signature": signed,
                "content-type": "application/x-www-form-urlencoded",
            }
            answer = await client.post(then, content=urlencode(form), headers=headers)
            said = ElementTree.fromstring(answer.content)  # noqa: S314
            waits = said.find("Gather")
            if waits is None:
                waits = said.find("Dial")
            then = waits.attrib["action"] if waits is not None else ""
    assert ("Người hỗ trợ chưa nghe máy" in answer.text) is goes_on
    assert ("<Hangup" in answer.text) is not goes_on
    assert ("<Gather" in answer.text) is goes_on
