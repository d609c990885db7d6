"""The window as a person uses it: writing, stopping, other branches, undo, and coming back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec import UNSET
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QLabel, QLineEdit, QWidget
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.app.notices import Notice, Severity
from desktop_chat.core.message import MessageState
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.ui.dialogs.endpoints import EndpointsDialog

WRONG_KEY = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)


def waiting(*pieces: str) -> tuple[ScriptedReply, asyncio.Event]:
    """Return an answer that does not end before the event."""
    gate = asyncio.Event()
    return ScriptedReply([*(chunk(piece) for piece in pieces), gate, ending()]), gate


def run(opened: Desktop, command_id: str, message_id: str = "") -> None:
    opened.window.run(command_id, message_id)


async def test_a_message_is_sent_with_enter_and_its_answer_is_shown() -> None:
    async with desktop(ScriptedTransport(says("Hel", "lo"))) as opened:
        await opened.say("Hi there")
        assert opened.texts == ["Hi there", "Hello"]
        assert opened.window.chat.composer.text == ""
        assert opened.window.sidebar.list.model().rowCount() == 2


async def test_send_and_stop_stand_at_one_place() -> None:
    answer, _ = waiting("Hal")
    async with desktop(ScriptedTransport(answer)) as opened:
        place = opened.named("Send").geometry()
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        await opened.opened.row_with(opened.session, "Hal")
        stop = opened.named("Stop")
        assert stop.geometry() == place
        stop.click()  # type: ignore[attr-defined]
        await opened.opened.ended(opened.session)
        assert opened.session.messages()[-1].state is MessageState.STOPPED
        await opened.until(lambda: opened.window.chat.composer.button.accessibleName() == "Send")


async def test_while_an_answer_is_made_enter_sends_nothing_and_keeps_the_text() -> None:
    answer, gate = waiting("Hal")
    async with desktop(ScriptedTransport(answer)) as opened:
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        opened.write("more")
        opened.press(Qt.Key.Key_Return)
        assert opened.window.chat.composer.text == "more"
        gate.set()
        await opened.opened.ended(opened.session)
        assert len(opened.texts) == 2


async def test_everything_is_on_screen_again_after_a_restart(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("Hello")), tmp_path) as opened:
        await opened.say("Hi")
        opened.write("half a thou")
        conversation_id = opened.session.id
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        assert opened.session.id == conversation_id
        assert opened.texts == ["Hi", "Hello"]
        assert opened.window.chat.composer.text == "half a thou"


async def test_an_unsent_new_chat_survives_a_restart(tmp_path: Path) -> None:
    async with desktop(folder=tmp_path) as opened:
        opened.write("Dear landlord")
    async with desktop(folder=tmp_path) as opened:
        assert opened.window.chat.composer.text == "Dear landlord"


async def test_every_conversation_keeps_its_own_draft() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first")
        first = opened.session.id
        opened.write("for the first")
        run(opened, "conversation.new")
        opened.write("for the second")
        second = opened.session.id
        opened.window.navigation.open(first)
        await opened.until(lambda: opened.session.id == first)
        assert opened.window.chat.composer.text == "for the first"
        opened.window.navigation.open(second)
        await opened.until(lambda: opened.session.id == second)
        assert opened.window.chat.composer.text == "for the second"


async def test_the_last_of_two_wanted_conversations_is_shown() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("first")
        first = opened.session.id
        run(opened, "conversation.new")
        await opened.say("second")
        second = opened.session.id
        run(opened, "conversation.new")
        opened.window.navigation.open(first)
        opened.window.navigation.open(second)
        await opened.settled()
        assert opened.session.id == second


async def test_an_edited_message_is_sent_as_a_branch_and_the_draft_comes_back() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("first")
        opened.write("my draft")
        run(opened, "message.edit", opened.session.messages()[0].id)
        assert opened.window.chat.composer.text == "first"
        opened.write(", mended")
        opened.press(Qt.Key.Key_Return)
        await opened.opened.ended(opened.session)
        assert opened.texts == ["first, mended", "b"]
        assert opened.window.chat.composer.text == "my draft"
        run(opened, "message.previous_branch", opened.session.messages()[0].id)
        assert opened.texts == ["first", "a"]


async def test_branches_are_switched_by_key_again_and_again_and_stay_in_sight() -> None:
    long = "\n\n".join(["a paragraph"] * 60)
    async with desktop(ScriptedTransport(says(long), says("b"))) as opened:
        await opened.say("first")
        run(opened, "message.edit", opened.session.messages()[0].id)
        opened.press(Qt.Key.Key_Return)
        await opened.opened.ended(opened.session)
        view = opened.window.chat.transcript
        view.focus_message(opened.session.messages()[0].id)
        for number, texts in enumerate((["first", long], ["first", "b"], ["first", long])):
            arrow = Qt.Key.Key_Right if number % 2 else Qt.Key.Key_Left
            QTest.keyClick(view, arrow, Qt.KeyboardModifier.AltModifier)
            assert opened.texts == texts
            assert view.keys.turn == 0
            assert view.top <= view.layout_.top_of_turn(0)


async def test_a_branch_switched_by_mouse_leaves_the_keyboard_where_it_is() -> None:
    long = "\n\n".join(["a paragraph"] * 60)
    async with desktop(ScriptedTransport(says(long), says("b"))) as opened:
        await opened.say("first")
        run(opened, "message.edit", opened.session.messages()[0].id)
        opened.press(Qt.Key.Key_Return)
        await opened.opened.ended(opened.session)
        run(opened, "message.previous_branch", opened.session.messages()[0].id)
        assert opened.texts == ["first", long]
        transcript = opened.window.chat.transcript
        assert transcript.top <= transcript.layout_.top_of_turn(0)
        assert QApplication.focusWidget() is opened.window.chat.composer.field


async def test_editing_an_answer_edits_its_question() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first")
        run(opened, "message.edit", opened.session.messages()[-1].id)
        assert opened.window.chat.composer.text == "first"


async def test_a_deleted_message_comes_back_by_undo() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first")
        run(opened, "message.delete", opened.session.messages()[-1].id)
        assert opened.texts == ["first"]
        run(opened, "edit.undo")
        assert opened.texts == ["first", "a"]


async def test_a_deleted_conversation_gives_way_and_comes_back_by_undo() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("first")
        first = opened.session.id
        run(opened, "conversation.new")
        await opened.say("second")
        run(opened, "conversation.delete")
        await opened.settled()
        assert opened.session.id == first
        assert len(opened.opened.conversations.listed) == 1
        run(opened, "edit.undo")
        await opened.settled()
        assert len(opened.opened.conversations.listed) == 2


async def test_a_parameter_reaches_the_request_and_undo_takes_it_back() -> None:
    transport = ScriptedTransport(says("a"), says("b"))
    async with desktop(transport) as opened:
        slider = opened.named("Temperature")
        assert isinstance(slider, QAbstractSlider)
        slider.setFocus()
        opened.press(Qt.Key.Key_Home)
        await opened.say("first")
        assert transport.bodies[0]["temperature"] == 0
        run(opened, "edit.undo")
        assert opened.session.conversation.sampling.temperature is UNSET
        await opened.say("second")
        assert "temperature" not in transport.bodies[1]


async def test_undo_never_reaches_into_another_conversation() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first")
        opened.window.inspector.parameters.sampling_changed.emit(Sampling(temperature=0.5))
        first = opened.session
        run(opened, "conversation.new")
        run(opened, "edit.undo")
        assert first.conversation.sampling == Sampling(temperature=0.5)


async def test_a_system_prompt_typed_just_now_is_sent() -> None:
    transport = ScriptedTransport(says("a"))
    async with desktop(transport) as opened:
        opened.window.inspector.parameters.system_prompt_changed.emit("Be brief.")
        await opened.say("Hi")
        assert transport.bodies[0]["messages"][0] == {"role": "system", "content": "Be brief."}


async def test_a_rejected_key_leads_to_the_place_where_keys_are() -> None:
    async with desktop(ScriptedTransport(WRONG_KEY)) as opened:
        await opened.say("Hi")
        row = opened.session.rows()[-1]
        assert row.notice is not None
        assert row.notice.actions[0].command_id == "endpoint.add_key"
        run(opened, "endpoint.add_key", row.message_id)
        assert opened.window.findChildren(EndpointsDialog)
        opened.window.findChildren(EndpointsDialog)[0].close()
        await opened.settled()


async def test_a_failed_turn_is_tried_again_in_its_place() -> None:
    async with desktop(ScriptedTransport(WRONG_KEY, says("at last"))) as opened:
        await opened.say("Hi")
        run(opened, "message.retry", opened.session.rows()[-1].message_id)
        await opened.opened.ended(opened.session)
        assert opened.texts == ["Hi", "at last"]


async def test_what_cannot_be_done_is_said_in_the_bar() -> None:
    answer, gate = waiting("Hal")
    async with desktop(ScriptedTransport(answer)) as opened:
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        await opened.opened.row_with(opened.session, "Hal")
        run(opened, "message.regenerate", opened.session.messages()[-1].id)
        assert "An answer is being made." in opened.window.chat.notice_bar.text
        gate.set()
        await opened.opened.ended(opened.session)


async def test_what_was_said_before_the_window_is_shown_in_it(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"appearance": {"color_scheme": "mauve"}}')
    async with desktop(folder=tmp_path) as opened:
        assert opened.window.chat.notice_bar.text


async def test_markup_in_a_notice_stays_text() -> None:
    async with desktop() as opened:
        bad = "<img src=file:///etc/passwd> is down."
        opened.opened.services.notices.add(Notice(Severity.ERROR, bad))
        assert opened.window.chat.notice_bar.text == bad


async def test_copying_the_last_code_block_copies_code_alone() -> None:
    async with desktop(
        ScriptedTransport(says("So:\n\n- x\n\n  ```py\n  1 + 1\n  ```\n"))
    ) as opened:
        await opened.say("Hi")
        run(opened, "answer.copy_code")
        assert QGuiApplication.clipboard().text() == "1 + 1\n"


async def test_a_request_is_copied_without_a_key() -> None:
    async with desktop() as opened:
        opened.write("Hi")
        run(opened, "request.copy_json")
        await opened.settled()
        assert '"content":"Hi"' in QGuiApplication.clipboard().text()
        run(opened, "request.copy_curl")
        await opened.settled()
        assert QGuiApplication.clipboard().text().startswith("curl --no-buffer http://127.0.0.1:9")


async def test_without_a_model_sending_opens_the_choice_and_keeps_the_text() -> None:
    transport = ScriptedTransport(ScriptedReply([b'{"data":[]}'], headers=JSON))
    async with desktop(transport) as opened:
        opened.session.change(model="")
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        assert opened.window.picker.isVisible()
        assert opened.window.chat.composer.text == "Hi"
        await opened.settled()


async def test_the_fixed_names_are_there() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        for name in ("Message", "Send", "Conversations", "Conversation", "Model"):
            assert opened.named(name).isVisible()
        sliders = {s.accessibleName() for s in opened.window.findChildren(QAbstractSlider)}
        titles = {parameter.title for parameter in PARAMETERS.values() if parameter.slider}
        assert titles <= sliders


async def test_every_control_has_an_accessible_name() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        await opened.settled()
        nameless = [
            f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
            for widget in opened.window.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not widget.isHidden()
            and not spoken_name(widget)
        ]
        assert not nameless


async def test_nothing_is_described_in_markup() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        await opened.settled()
        described = [
            QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)
            for widget in opened.window.findChildren(QWidget)
        ]
        assert any(described)
        assert [text for text in described if text and text.startswith("<")] == []


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls a control: its name, or else its own words."""
    words = getattr(widget, "text", None)
    has_words = callable(words) and not isinstance(widget, QLineEdit)
    return widget.accessibleName() or (str(words()) if has_words and words else "")


async def test_no_label_reads_its_text_as_markup() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        rich = [
            label.text()
            for label in opened.window.findChildren(QLabel)
            if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
        ]
        assert not rich


async def test_a_text_that_cannot_be_sent_stays_in_the_composer() -> None:
    answer, gate = waiting("Hal")
    async with desktop(ScriptedTransport(answer)) as opened:
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        await opened.opened.row_with(opened.session, "Hal")
        opened.window.chat.composer.submitted.emit("too early", "")
        assert opened.window.chat.composer.text == "too early"
        assert "An answer is being made." in opened.window.chat.notice_bar.text
        gate.set()
        await opened.opened.ended(opened.session)


async def test_an_endpoint_named_at_the_start_is_asked_by_new_chats_of_this_run_alone() -> None:
    models = ScriptedReply([b'{"data":[{"id":"first"},{"id":"second"}]}'], headers=JSON)
    async with desktop(ScriptedTransport(says("a"), models)) as opened:
        await opened.say("Hi")
        await opened.window.start("http://127.0.0.1:8/v1")
        assert opened.session.endpoint.base_url == "http://127.0.0.1:8/v1"
        assert opened.session.is_empty
        await opened.settled()
        assert opened.session.conversation.model == "first", "without a choice the first is asked"
        assert opened.opened.services.settings.settings.endpoints.active_id == ENDPOINT.id


@pytest.mark.qt_log_ignore("does not support raise")
async def test_a_second_start_brings_a_minimised_window_back() -> None:
    async with desktop() as opened:
        opened.window.showMinimized()
        opened.window.bring_to_front()
        assert opened.window.isVisible()
        assert not opened.window.isMinimized()
