"""The picker shows lists, their absence and their age, and gives back one choice."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from support import openrouter_bodies
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.core.catalog import Model
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.errors import Offline
from desktop_chat.ui.dialogs.endpoints import EndpointsDialog
from desktop_chat.ui.picker.narrowing import Narrowing
from desktop_chat.ui.picker.rail import RailButton
from desktop_chat.ui.picker.rows import CHOICE_ROLE, Choice, ChoiceModel, mark_text
from desktop_chat.ui.widgets.choice_box import ChoiceBox

GONE = Offline("Nothing answers.")
TWO = ScriptedReply(
    [
        b"""{"data":[{"id":"a/large","name":"A: Large","context_length":131072,
        "pricing":{"prompt":"0.000002","completion":"0.000006"}},
        {"id":"b/small","name":"B: Small"}]}"""
    ],
    headers=JSON,
)


def reply(value: object) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


async def open_picker(opened: Desktop) -> None:
    opened.window.run("model.choose")
    await opened.settled()


def shown(opened: Desktop) -> list[str]:
    model = opened.window.picker.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def test_an_unknown_list_is_asked_for_and_a_known_one_is_not() -> None:
    transport = ScriptedTransport(TWO)
    async with desktop(transport) as opened:
        await open_picker(opened)
        assert shown(opened) == ["Large", "Small"]
        opened.window.picker.close_popover()
        await open_picker(opened)
        assert len(transport.requests) == 1
        assert "2 models, as of" in opened.window.picker.as_of_text


async def test_typing_and_enter_choose_a_model_for_this_chat_and_new_ones() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        QTest.keyClicks(opened.window.picker.field, "small")
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Return)
        assert opened.session.conversation.model == "b/small"
        assert opened.opened.services.account.chosen == (ENDPOINT, "b/small")
        assert not opened.window.picker.isVisible()
        assert opened.window.chat.composer.field.hasFocus()
        assert opened.window.chat.composer.field.placeholderText() == "Message Small"


async def test_arrow_keys_move_in_the_list_while_the_field_keeps_the_keyboard() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Down)
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Return)
        assert opened.session.conversation.model == "b/small"


async def test_a_name_that_no_list_has_is_used_as_it_is() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        QTest.keyClicks(opened.window.picker.field, "my/own-model")
        assert shown(opened)[-1] == "Use “my/own-model” as it is"
        opened.window.picker.list.setCurrentIndex(
            opened.window.picker.list.model().index(len(shown(opened)) - 1, 0)
        )
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Return)
        assert opened.session.conversation.model == "my/own-model"


async def test_without_a_list_the_reason_stands_there_and_a_name_can_be_typed() -> None:
    async with desktop(ScriptedTransport(Offline("Nothing answers."))) as opened:
        await open_picker(opened)
        assert "Nothing answers." in opened.window.picker.message_text
        QTest.keyClicks(opened.window.picker.field, "m")
        assert shown(opened) == ["Use “m” as it is"]


async def test_a_list_that_cannot_be_renewed_stays() -> None:
    async with desktop(ScriptedTransport(TWO, Offline("Nothing answers."))) as opened:
        await open_picker(opened)
        opened.window.picker.refresh_requested.emit(ENDPOINT.id)
        await opened.settled()
        assert shown(opened) == ["Large", "Small"]
        assert opened.window.picker.as_of_text == "Nothing answers."


async def test_an_endpoint_without_its_key_offers_to_add_one() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        opened.window.picker.rail.choose("openrouter")
        await opened.settled()
        assert "needs an API key" in opened.window.picker.message_text
        opened.window.picker.act()
        (dialog,) = opened.window.findChildren(EndpointsDialog)
        assert dialog.list.currentItem().text() == "OpenRouter"
        dialog.close()
        await opened.settled()


async def test_another_endpoints_list_that_comes_too_late_is_not_shown() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        opened.window.run("model.choose")
        opened.window.picker.rail.choose("openai")
        await opened.settled()
        assert shown(opened) == []


async def test_five_thousand_models_can_be_searched() -> None:
    many = b",".join(b'{"id":"author/model-%d"}' % number for number in range(5_000))
    reply = ScriptedReply([b'{"data":[' + many + b"]}"], headers=JSON)
    async with desktop(ScriptedTransport(reply)) as opened:
        await open_picker(opened)
        assert len(shown(opened)) == 5_000
        QTest.keyClicks(opened.window.picker.field, "model-4321")
        assert shown(opened)[0] == "author/model-4321"


async def test_a_favourite_comes_first_stays_and_can_be_all_that_is_shown() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        picker = opened.window.picker
        await open_picker(opened)
        assert not picker.rail.only_favourites
        QTest.keyClick(picker.field, Qt.Key.Key_Down)
        picker.toggle_favourite()
        assert shown(opened) == ["Small", "Large"]
        assert picker.list.currentIndex().data() == "Small"
        said = picker.list.currentIndex().data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert said.startswith("Favourite, b/small")
        picker.rail.narrow_to_favourites()
        assert shown(opened) == ["Small"]
        picker.toggle_favourite()
        assert shown(opened) == ["Large", "Small"]
        assert opened.opened.services.shelf.favourites(ENDPOINT.id) == ()


async def test_no_row_of_the_rail_lies_on_another() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        rows = [
            each for each in opened.window.picker.rail.findChildren(RailButton) if each.isVisible()
        ]
        places = sorted((row.y(), row.y() + row.height()) for row in rows)
        assert len(places) > 5
        assert all(end <= start for (_, end), (start, _) in pairwise(places))


async def test_the_model_used_last_comes_first_while_nothing_is_searched_for() -> None:
    async with desktop(ScriptedTransport(TWO)) as opened:
        await open_picker(opened)
        QTest.keyClicks(opened.window.picker.field, "small")
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Return)
        await open_picker(opened)
        assert shown(opened) == ["Small", "Large"]


def test_the_rows_keep_the_rules_of_models() -> None:
    rows = ChoiceModel()
    tester = QAbstractItemModelTester(
        rows, QAbstractItemModelTester.FailureReportingMode.Fatal, rows
    )
    rows.show_models([Model("a/b"), Model("c")], typed=Model("d"))
    assert rows.row_of("c") == 1
    assert rows.row_of("d") == -1
    assert rows.choice(2) == Choice(Model("d"), is_listed=False)
    rows.show_models([])
    assert tester.model() is rows


ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
BODIES = openrouter_bodies.models(40)
WHOLE = reply({"data": BODIES, "total_count": len(BODIES)})


async def open_router(opened: Desktop) -> Narrowing:
    opened.opened.services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model=BODIES[0]["id"])
    await open_picker(opened)
    return opened.window.picker.narrowing


def choose(box: ChoiceBox, words: str) -> None:
    assert box.findText(words) >= 0, words
    box.setCurrentIndex(box.findText(words))


async def test_every_order_can_be_taken_and_the_usual_one_again() -> None:
    backwards = reply({"data": BODIES[::-1]})
    async with desktop(ScriptedTransport(WHOLE, backwards, GONE)) as opened:
        narrowing = await open_router(opened)
        assert narrowing.order.count() == len(ModelOrder) + 1
        usual = shown(opened)
        narrowing.order.take(ModelOrder.CHEAPEST)
        assert shown(opened)[0] == "Heron (free)"
        narrowing.order.take(ModelOrder.WEEKLY)
        await opened.settled()
        assert shown(opened)[0] == usual[-1]
        narrowing.order.take(ModelOrder.FASTEST)
        await opened.settled()
        assert shown(opened) == usual
        assert opened.window.picker.as_of_text == "Nothing answers."
        narrowing.order.take(None)
        assert shown(opened) == usual
        assert "40 models, as of" in opened.window.picker.as_of_text


async def test_values_narrow_the_list_and_can_be_cleared() -> None:
    async with desktop(ScriptedTransport(WHOLE, reply(openrouter_bodies.providers()))) as opened:
        narrowing = await open_router(opened)
        assert not narrowing.panel.isVisible()
        QTest.keyClick(narrowing.button, Qt.Key.Key_Space)
        await opened.settled()
        assert narrowing.panel.isVisible()
        panel = narrowing.panel
        choose(panel.box("author"), "tidal")
        assert narrowing.button.text() == "Filters: 1"
        assert "Comet Audio" in shown(opened)
        assert len(shown(opened)) < len(BODIES)
        choose(panel.box("takes"), "audio")
        assert shown(opened) == ["Comet Audio"]
        choose(panel.box("context"), "1M and more")
        assert opened.window.picker.message_text == "No model fits."
        opened.window.picker.act()
        assert len(shown(opened)) == len(BODIES)
        assert narrowing.button.text() == "Filters"
        for key in ("input", "output", "released", "benchmark", "parameter", "gives", "provider"):
            assert panel.box(key).count() > 1, key


async def test_what_only_the_router_knows_is_asked_for_and_a_failure_is_told() -> None:
    some = reply({"data": BODIES[:2]})
    async with desktop(ScriptedTransport(WHOLE, some, GONE, some)) as opened:
        narrowing = await open_router(opened)
        choose(narrowing.panel.box("retention"), "zero")
        assert opened.window.picker.message_text == "Asking which models fit…"
        await opened.settled()
        assert shown(opened) == ["Heron (free)", "Auto Router"]
        choose(narrowing.panel.box("region"), "EU")
        await opened.settled()
        assert opened.window.picker.message_text == "Nothing answers."
        opened.window.picker.act()
        await opened.settled()
        assert len(shown(opened)) == 2


async def test_another_endpoint_is_not_asked_what_only_a_router_knows() -> None:
    async with desktop(ScriptedTransport(WHOLE, reply({"data": BODIES[:2]}), TWO)) as opened:
        narrowing = await open_router(opened)
        choose(narrowing.panel.box("retention"), "zero")
        narrowing.order.take(ModelOrder.CHEAPEST)
        await opened.settled()
        opened.window.picker.rail.choose(ENDPOINT.id)
        await opened.settled()
        assert shown(opened) == ["Large", "Small"]
        assert narrowing.order.order is ModelOrder.CHEAPEST
        assert narrowing.order.count() == len(ModelOrder) + 1 - 4


async def test_a_model_that_left_leaves_or_costs_more_is_marked_in_words() -> None:
    dear = [each | {"pricing": {"prompt": "1", "completion": "1"}} for each in BODIES[4:5]]
    later = reply({"data": [*BODIES[1:3], *dear], "total_count": 3})
    async with desktop(ScriptedTransport(WHOLE, later)) as opened:
        await open_router(opened)
        opened.opened.services.shelf.set_favourite(ROUTER.id, BODIES[0]["id"], is_favourite=True)
        opened.window.picker.refresh_requested.emit(ROUTER.id)
        await opened.settled()
        model = opened.window.picker.list.model()
        choices = [model.index(row, 0).data(CHOICE_ROLE) for row in range(model.rowCount())]
        marks = {choice.model.id: mark_text(choice) for choice in choices}
        assert marks[BODIES[0]["id"]] == "not listed any more"
        assert marks[BODIES[1]["id"]] == ""
        assert marks[BODIES[4]["id"]].endswith("price went up")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"data":[{"id":"a"},{"id":"b"},{"id":"c', "The rest of the list was not read."),
        (b'{"data":[{"id":"a"},{"id":x},{"id":"b"}]}', "1 more could not be read."),
        (b'{"data":[{"id":"a"},{"id":x},{"id":y},{"id":"b"}]}', "2 more could not be read."),
    ],
)
async def test_a_list_with_gaps_is_shown_and_says_so(body: bytes, told: str) -> None:
    async with desktop(ScriptedTransport(ScriptedReply([body], headers=JSON))) as opened:
        await open_picker(opened)
        assert shown(opened) == ["a", "b"]
        assert opened.window.picker.as_of_text.startswith("Incomplete: 2 models, as of")
        assert opened.window.picker.as_of_text.endswith(told)


async def test_a_refresh_tells_that_a_list_has_gaps() -> None:
    cut = ScriptedReply([b'{"data":[{"id":"a"},{"id":"b'], headers=JSON)
    async with desktop(ScriptedTransport(cut)) as opened:
        opened.window.run("model.refresh")
        await opened.settled()
        told = opened.opened.services.notices.history[-1].text
        assert told.endswith("lists 1 models. The rest of the list was not read.")
