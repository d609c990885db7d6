"""A replay is chosen, runs beside the main window, is stopped and gone on with, and compared."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says
from support.window import Desktop, desktop

from desktop_chat.app.replay import ReplayChange, ReplayState
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.word_diff import RunKind
from desktop_chat.ui.replay.choice_page import ChoicePage
from desktop_chat.ui.replay.dialog import ReplayDialog
from desktop_chat.ui.replay.progress_page import ProgressPage
from desktop_chat.ui.theme.tokens import LIGHT

REFUSED = ScriptedReply([b'{"error":{"code":400,"message":"No"}}'], 400, JSON)


async def opened_dialog(opened: Desktop, message_id: str = "") -> ReplayDialog:
    opened.window.run("message.replay" if message_id else "conversation.replay", message_id)
    await opened.until(lambda: bool(opened.window.findChildren(ReplayDialog)))
    return opened.window.findChildren(ReplayDialog)[-1]


async def begun(opened: Desktop, dialog: ReplayDialog, parameters: str) -> ProgressPage:
    """Choose parameters, begin, and wait until the replay does not run."""
    assert dialog.choice is not None
    dialog.choice.parameters.setPlainText(parameters)
    dialog.choice.start_button.click()
    page, replay = dialog.progress, dialog.replay
    assert page is not None
    assert replay is not None
    await opened.until(lambda: replay.state is not ReplayState.RUNNING)
    await opened.settled()
    return page


async def closed(opened: Desktop, dialog: ReplayDialog) -> None:
    dialog.close()
    await opened.settled()


async def test_an_empty_chat_has_nothing_to_replay() -> None:
    async with desktop() as opened:
        opened.window.run("conversation.replay")
        assert not opened.window.findChildren(ReplayDialog)
        assert opened.window.chat.notice_bar.isVisible()


@pytest.mark.parametrize(
    ("model", "parameters"),
    [("", "{}"), ("m", "{"), ("m", "[]"), ("m", '{"temperature":9}'), ("m", '{"no such":1}')],
)
async def test_what_does_not_fit_is_told_while_it_is_written(model: str, parameters: str) -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("one")
        dialog = await opened_dialog(opened)
        assert dialog.choice is not None
        assert dialog.choice.start_button.isEnabled()
        dialog.choice.model.setText(model)
        dialog.choice.parameters.setPlainText(parameters)
        assert dialog.choice.verdict.text
        assert not dialog.choice.start_button.isEnabled()
        await closed(opened, dialog)


async def test_a_failed_turn_is_told_of_and_gone_on_with() -> None:
    transport = ScriptedTransport(says("a"), says("b"), says("A"), REFUSED, says("B"))
    async with desktop(transport) as opened:
        await opened.say("one")
        await opened.say("two")
        dialog = await opened_dialog(opened)
        page = await begun(opened, dialog, '{"temperature":0.5}')
        assert page.state.text() == "Stopped after 1 of 2 turns"
        assert page.sentence.text
        assert page.turns.item(1).text().startswith("! 2")
        assert page.button.text() == "Go on"
        page.button.click()
        await opened.until(lambda: page.state.text().startswith("All 2"))
        assert not page.button.isVisible()
        assert opened.texts == ["one", "A", "two", "B"]
        await closed(opened, dialog)


async def test_both_answers_of_a_turn_are_compared() -> None:
    transport = ScriptedTransport(
        says("the old cat"), says("same"), says("the new cat"), says("same")
    )
    async with desktop(transport) as opened:
        await opened.say("one")
        await opened.say("two")
        dialog = await opened_dialog(opened)
        page = await begun(opened, dialog, "{}")
        page.turns.setCurrentRow(0)
        await opened.until(lambda: len(page.diff.runs) > 1)
        changed = [run.text for run in page.diff.runs if run.kind is not RunKind.EQUAL]
        assert changed == ["old", "new"]
        page.turns.setCurrentRow(1)
        await opened.until(lambda: page.diff.summary.text() == "No difference")
        await closed(opened, dialog)


async def test_it_is_stopped_closed_and_found_again() -> None:
    wait = asyncio.Event()
    reply = ScriptedReply([chunk("some"), wait, ending()])
    async with desktop(ScriptedTransport(says("a"), reply)) as opened:
        await opened.say("one")
        dialog = await opened_dialog(opened)
        assert dialog.choice is not None
        dialog.choice.start_button.click()
        await opened.until(lambda: opened.texts[-1:] == ["some"])
        assert await opened_dialog(opened) is dialog
        replay = dialog.replay
        dialog.close()
        assert replay is not None
        assert replay.state is ReplayState.RUNNING
        await opened.until(lambda: not opened.window.findChildren(ReplayDialog))
        again = await opened_dialog(opened)
        assert again.replay is replay
        assert again.progress is not None
        again.progress.button.click()
        await opened.until(lambda: replay.state is ReplayState.STOPPED)
        await opened.opened.ended(opened.session)
        await closed(opened, again)


async def test_it_ends_at_the_message_it_was_asked_for() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("one")
        await opened.say("two")
        dialog = await opened_dialog(opened, opened.session.rows()[0].message_id)
        assert dialog.choice is not None
        assert dialog.choice.start_button.text() == "Replay 1 turn"
        await closed(opened, dialog)


async def test_a_key_of_the_focused_message_opens_it() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("one")
        await opened.say("two")
        view = opened.window.chat.transcript
        view.setFocus()
        view.keys.focus_turn(1)
        QTest.keyClick(view, Qt.Key.Key_P)
        await opened.until(lambda: bool(opened.window.findChildren(ReplayDialog)))
        (dialog,) = opened.window.findChildren(ReplayDialog)
        assert dialog.choice is not None
        assert dialog.choice.start_button.text() == "Replay 1 turn"
        await closed(opened, dialog)


async def test_many_turns_ask_first() -> None:
    async with desktop() as opened:
        page = ChoicePage(LIGHT, ReplayChange("m", "", Sampling()), 21, opened.window)
        chosen: list[object] = []
        page.chosen.connect(chosen.append)
        page.start_button.click()
        assert not chosen
        assert page.verdict.text.startswith("This sends 21 requests")
        assert page.start_button.text() == "Send 21 requests"
        page.parameters.setPlainText('{"top_k":3}')
        assert page.start_button.text() == "Replay 21 turns"
        page.start_button.click()
        page.start_button.click()
        assert chosen == [ReplayChange("m", "", Sampling(top_k=3))]
