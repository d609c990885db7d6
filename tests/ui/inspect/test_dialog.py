"""Everything that is kept of an answer is shown and can be copied, in every state it may be in."""

from __future__ import annotations

import asyncio
import json

import pytest
from PySide6.QtGui import QGuiApplication
from support.scripted import ScriptedReply, ScriptedTransport, chunk, ending, says, scored
from support.window import Desktop, desktop

from desktop_chat.core.message import MessageState
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import Outcome
from desktop_chat.ui.inspect.dialog import InspectDialog

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
ANSWER = ScriptedReply(
    [
        chunk("Some", system_fingerprint="fp_1"),
        chunk(" words", service_tier="flex", seed=7),
        ending(),
    ]
)


async def opened_dialog(opened: Desktop, command_id: str = "answer.inspect") -> InspectDialog:
    """Run a command that opens the dialog, and wait until it is filled."""
    opened.window.run(command_id)
    (dialog,) = opened.window.findChildren(InspectDialog)
    await opened.until(lambda: dialog.tabs.count() > 0)
    return dialog


def facts(dialog: InspectDialog) -> dict[str, str]:
    """Return all facts that are shown."""
    return {name: value for shown in dialog.facts.lists.values() for name, value in shown.rows}


async def closed(opened: Desktop, dialog: InspectDialog) -> None:
    dialog.close()
    await opened.settled()


async def test_an_empty_chat_says_that_there_is_nothing_yet() -> None:
    async with desktop() as opened:
        opened.window.run("answer.inspect")
        assert not opened.window.findChildren(InspectDialog)
        assert opened.window.chat.notice_bar.isVisible()


async def test_an_answer_is_shown_with_what_was_asked_and_what_came() -> None:
    async with desktop(ScriptedTransport(ANSWER)) as opened:
        opened.session.change(sampling=Sampling(temperature=0.7))
        await opened.say("Hi")
        dialog = await opened_dialog(opened)
        shown = facts(dialog)
        assert shown["temperature"] == "0.7  ·  from the conversation"
        assert shown["Fingerprint"] == "fp_1"
        assert shown["Service tier"] == "flex"
        assert shown["Seed taken"] == "7"
        assert shown["Cost"] == "$0.001, as the endpoint says"
        assert json.loads(shown["As reported"])["cost"] == 0.001
        assert dialog.facts.sentence.text == ""
        assert "2 pieces" in dialog.timing.chart.sentence or "1 pieces" in (
            dialog.timing.chart.sentence
        )
        await closed(opened, dialog)


async def test_the_exact_body_is_shown_laid_out_and_as_it_was_sent() -> None:
    transport = ScriptedTransport(ANSWER)
    async with desktop(transport) as opened:
        await opened.say("Hi")
        dialog = await opened_dialog(opened)
        assert json.loads(dialog.request.pane.text) == transport.bodies[0]
        assert "\n" in dialog.request.pane.text
        dialog.request.form.set_current("raw")
        dialog.request.form.chosen.emit("raw")
        assert dialog.request.pane.text.encode() == transport.requests[0].body
        dialog.request.copy_button.click()
        assert QGuiApplication.clipboard().text().encode() == transport.requests[0].body
        await closed(opened, dialog)


async def test_everything_is_copied_as_json() -> None:
    async with desktop(ScriptedTransport(ANSWER)) as opened:
        await opened.say("Hi")
        dialog = await opened_dialog(opened)
        dialog.copy_all.click()
        copied = json.loads(QGuiApplication.clipboard().text())
        assert copied["message"]["text"] == "Some words"
        assert copied["record"]["request"]["model"] == "author/model-1"
        assert dialog.copy_all.text() == "Copied"
        dialog.request.copy_button.click()
        assert dialog.copy_all.text() == "Copy all as JSON"
        await closed(opened, dialog)


async def test_code_is_shown_in_the_language_that_is_chosen() -> None:
    async with desktop(ScriptedTransport(ANSWER)) as opened:
        await opened.say("Hi")
        dialog = await opened_dialog(opened, "answer.view_code")
        assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Code"
        assert dialog.code.pane.text.startswith("curl ")
        dialog.code.choice.setCurrentIndex(dialog.code.choice.findData("python-httpx"))
        assert "import httpx" in dialog.code.pane.text
        assert dialog.code.needs.text() == "pip install httpx"
        await closed(opened, dialog)


async def test_the_next_request_is_shown_as_code_with_what_is_being_written() -> None:
    async with desktop() as opened:
        opened.write("Not sent yet")
        dialog = await opened_dialog(opened, "request.view_code")
        assert [dialog.tabs.tabText(n) for n in range(dialog.tabs.count())] == ["Code", "Request"]
        assert "Not sent yet" in dialog.code.pane.text
        assert dialog.copy_all.isHidden()
        await closed(opened, dialog)


async def test_a_message_without_a_record_says_so() -> None:
    async with desktop(ScriptedTransport(ANSWER)) as opened:
        await opened.say("Hi")
        opened.window.run("answer.inspect", opened.session.rows()[0].message_id)
        (dialog,) = opened.window.findChildren(InspectDialog)
        await opened.until(lambda: dialog.tabs.count() > 0)
        assert dialog.facts.sentence.text.startswith("No record is kept")
        assert dialog.request.sentence.text == "No request is kept with this message."
        assert dialog.code.sentence.text == "No request is kept with this message."
        assert not dialog.code.copy_button.isEnabled()
        assert dialog.timing.chart.sentence == "No arrival times are kept."
        await closed(opened, dialog)


async def test_the_menu_of_a_message_offers_what_is_for_it() -> None:
    async with desktop(ScriptedTransport(ANSWER)) as opened:
        await opened.say("Hi")
        view = opened.window.chat.transcript
        offered: list[list[str]] = []
        shown = [place for place, _ in view.layout_.places_between(0, view.height())]
        for turn in (0, 1):
            place = next(each for each in shown if each.turn == turn)
            menu = view.pointer.menu_at(view.rect_of(place).center())
            offered.append([action.text() for action in menu.actions()])
            menu.deleteLater()
        assert "Inspect answer…" not in offered[0]
        assert "Replay up to here…" in offered[0]
        assert {"Inspect answer…", "View code…", "Replay up to here…"} <= set(offered[1])
        await opened.settled()


async def test_a_failure_is_shown_with_its_detail() -> None:
    reply = ScriptedReply([b'{"error":{"code":400,"message":"No such thing"}}'], 400)
    async with desktop(ScriptedTransport(reply)) as opened:
        await opened.say("Hi")
        dialog = await opened_dialog(opened)
        shown = facts(dialog)
        assert shown["State"] == "Failed"
        assert "No such thing" in shown["What"] + shown.get("Detail", "")
        await closed(opened, dialog)


async def test_an_answer_that_is_being_made_is_completed_when_it_ends() -> None:
    go_on = asyncio.Event()
    reply = ScriptedReply([chunk("Some"), go_on, chunk(" words"), ending()])
    async with desktop(ScriptedTransport(reply)) as opened:
        opened.write("Hi")
        opened.window.run("message.send")
        await opened.until(lambda: opened.texts[-1:] == ["Some"])
        dialog = await opened_dialog(opened)
        assert facts(dialog)["State"] == "Being made"
        assert dialog.request.pane.text
        go_on.set()
        await opened.until(lambda: facts(dialog)["State"] == "Complete")
        assert dialog.facts.sentence.text == ""
        await closed(opened, dialog)


@pytest.mark.parametrize("name", ["request.view_code", "answer.inspect"])
async def test_a_dialog_that_is_closed_at_once_is_not_filled(name: str) -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        opened.window.run(name)
        (dialog,) = opened.window.findChildren(InspectDialog)
        dialog.close()
        await opened.settled()
        assert opened.session.messages()[-1].state is MessageState.COMPLETE


async def test_the_beginning_that_an_answer_was_given_is_told() -> None:
    wall = ScriptedReply([scored("On"), scored(" wall"), ending()])
    page = ScriptedReply([scored(" two"), ending()])
    async with desktop(ScriptedTransport(wall, page)) as opened:
        await opened.say("Hi")
        old = opened.session.messages()[-1].id
        report = await opened.session.token_report(old)
        opened.session.regenerate_from(report, 1, Outcome(" page", b" page", -1.0))
        await opened.opened.ended(opened.session)
        dialog = await opened_dialog(opened)
        told = f"7 characters of {old}, with “page” in the place of “wall”"
        assert facts(dialog)["Begun with"] == told
        await closed(opened, dialog)


async def test_a_fallback_is_told_in_the_caption_and_in_the_facts() -> None:
    by = {"model": "b/small", "provider": "Other"}
    pieces = [chunk("Some", **by), chunk(finish_reason="stop", **by), b"data: [DONE]\n\n"]
    answer = ScriptedReply([*pieces])
    async with desktop(ScriptedTransport(answer)) as opened:
        opened.opened.services.account.add(ROUTER)
        routing = Sampling(models=("b/small",), provider={"order": ["mistral"]})
        opened.session.change(endpoint_id=ROUTER.id, model="a/big", sampling=routing)
        await opened.say("Hi")
        row = opened.session.rows()[-1]
        assert (row.author, row.via) == ("small", "Other")
        assert "fallback from big" in row.caption
        dialog = await opened_dialog(opened)
        assert facts(dialog)["Fallback"] == "a/big was asked first, b/small answered"
        await closed(opened, dialog)
