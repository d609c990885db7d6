"""The sidebar in the window: choosing, searching, renaming, pinning, deleting."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from support.archives import message
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.archive import SearchPage
from desktop_chat.core.message import Role
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, Item
from desktop_chat.ui.sidebar.results import HIT_ROLE


def chosen(opened: Desktop) -> str:
    """Return the title of the selected row."""
    entry = opened.window.sidebar.list.currentIndex().data(ENTRY_ROLE)
    return entry.title if isinstance(entry, Item) else ""


async def two_conversations(opened: Desktop) -> None:
    await opened.say("first words")
    opened.window.run("conversation.new")
    await opened.say("second words")


async def test_the_open_conversation_is_the_selected_one() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await opened.say("first words")
        assert chosen(opened) == "first words"
        opened.window.run("conversation.new")
        assert chosen(opened) == ""
        await opened.say("second words")
        assert chosen(opened) == "second words"
        opened.window.run("conversation.next")
        await opened.settled()
        assert chosen(opened) == "first words"


async def test_arrow_keys_choose_and_enter_opens() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two_conversations(opened)
        opened.window.run("view.focus_list")
        opened.press(Qt.Key.Key_Down)
        assert opened.texts[0] == "second words"
        opened.press(Qt.Key.Key_Return)
        await opened.settled()
        assert opened.texts[0] == "first words"


async def test_a_click_on_a_row_opens_it() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two_conversations(opened)
        view = opened.window.sidebar.list
        place = view.visualRect(view.model().index(2, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await opened.settled()
        assert opened.texts[0] == "first words"


async def test_words_are_found_as_they_are_typed_and_a_hit_opens_at_its_message() -> None:
    transport = ScriptedTransport(says("the lighthouse stood"), says("b"))
    async with desktop(transport) as opened:
        await two_conversations(opened)
        opened.window.run("conversation.search")
        QTest.keyClicks(opened.window.sidebar.field, "lighth")
        results = opened.window.sidebar.result_list
        await opened.until(results.isVisible)
        assert results.model().rowCount() == 1
        opened.press(Qt.Key.Key_Return)
        await opened.settled()
        assert opened.texts == ["first words", "the lighthouse stood"]
        opened.window.sidebar.field.setFocus()
        opened.press(Qt.Key.Key_Escape)
        assert opened.window.sidebar.list.isVisible()


async def test_nothing_found_says_so() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first words")
        opened.window.sidebar.field.setText("zebra")
        await opened.until(lambda: "zebra" in opened.window.sidebar.nothing_text)


async def test_a_wrong_query_says_what_is_wrong_and_where() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first words")
        sidebar = opened.window.sidebar
        sidebar.field.setText("words cost:much")
        await opened.until(lambda: "takes a number" in sidebar.nothing_text)
        assert "At: much" in sidebar.nothing_text
        sidebar.field.setText("words role:user")
        await opened.until(sidebar.result_list.isVisible)


async def test_further_pages_come_as_one_scrolls() -> None:
    async with desktop(ScriptedTransport(says("a word"))) as opened:
        await opened.say("a question")
        archive, talk_id = opened.opened.services.archive, opened.session.id
        for number in range(59):
            await archive.save_message(message(talk_id, f"{number}", role=Role.ASSISTANT))
        sidebar = opened.window.sidebar
        sidebar.field.setText("role:assistant ")
        rows = sidebar.result_list.model()
        await opened.until(lambda: rows.rowCount() == 50)
        sidebar.result_list.scrollToBottom()
        await opened.until(lambda: rows.rowCount() == 60)
        assert not rows.canFetchMore(QModelIndex())


async def test_hits_come_by_relevance_when_that_is_chosen() -> None:
    answers = ("needle needle needle", "one needle in very much hay that nobody wants to look at")
    async with desktop(ScriptedTransport(*map(says, answers))) as opened:
        await two_conversations(opened)
        sidebar = opened.window.sidebar
        sidebar.field.setText("needle ")
        await opened.until(sidebar.result_list.isVisible)
        rows = sidebar.result_list.model()

        def first() -> str:
            return rows.index(0, 0).data(HIT_ROLE).snippet

        assert first().startswith("one needle")
        relevance = next(
            button
            for button in sidebar.hits_band.findChildren(QAbstractButton)
            if button.text() == "Relevance"
        )
        relevance.click()
        await opened.until(lambda: first().startswith("needle needle"))
        assert rows.rowCount() == 2


async def test_fields_and_their_values_are_offered_and_taken_by_keys() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first words")
        sidebar = opened.window.sidebar
        opened.window.run("conversation.search")
        await opened.settled()
        QTest.keyClicks(sidebar.field, "first r")
        assert sidebar.completion.offered == ()
        QTest.keyClicks(sidebar.field, "ol")
        assert sidebar.completion.offered == ("role:",)
        for _ in range(2):
            QTest.keyClick(sidebar.completion.list, Qt.Key.Key_Down)
            QTest.keyClick(sidebar.completion.list, Qt.Key.Key_Return)
        assert sidebar.field.text() == "first role:user "
        assert sidebar.completion.offered == ()
        await opened.until(sidebar.result_list.isVisible)


async def test_enter_in_the_field_opens_the_first_hit_though_fields_are_offered() -> None:
    async with desktop(ScriptedTransport(says("models differ"), says("b"))) as opened:
        await two_conversations(opened)
        opened.window.run("conversation.search")
        sidebar = opened.window.sidebar
        QTest.keyClicks(sidebar.field, "model")
        assert sidebar.completion.offered == ("model:",)
        # On a real screen the list is told that it has the keyboard.
        QApplication.sendEvent(sidebar.completion.list, QFocusEvent(QEvent.Type.FocusIn))
        await opened.until(sidebar.result_list.isVisible)
        QTest.keyClick(sidebar.completion.list, Qt.Key.Key_Return)
        await opened.settled()
        assert opened.texts == ["first words", "models differ"]
        assert sidebar.field.text() == "model"


async def test_what_is_found_too_late_is_not_shown() -> None:
    async with desktop() as opened:
        opened.window.sidebar.field.setText("now")
        opened.window.sidebar.show_results("before", SearchPage())
        assert "before" not in opened.window.sidebar.nothing_text


async def test_f2_edits_the_title_in_its_row() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first words")
        opened.window.run("conversation.rename")
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        editor.setText("Better")
        opened.press(Qt.Key.Key_Return)
        await opened.settled()
        assert opened.session.conversation.title == "Better"


async def test_pinning_moves_a_conversation_to_the_top_and_back() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two_conversations(opened)
        opened.window.sidebar.pin_requested.emit(opened.opened.conversations.listed[1].id)
        await opened.settled()
        assert opened.opened.conversations.listed[0].title == "first words"
        assert chosen(opened) == "second words"
        opened.window.sidebar.pin_requested.emit(opened.opened.conversations.listed[0].id)
        await opened.settled()
        assert opened.opened.conversations.listed[0].title == "second words"


async def test_delete_in_the_list_deletes_the_selected_conversation() -> None:
    async with desktop(ScriptedTransport(says("a"), says("b"))) as opened:
        await two_conversations(opened)
        opened.window.run("view.focus_list")
        opened.press(Qt.Key.Key_Down)
        opened.press(Qt.Key.Key_Delete)
        await opened.settled()
        assert [c.title for c in opened.opened.conversations.listed] == ["second words"]
        assert opened.texts[0] == "second words"


async def test_the_heading_of_the_rows_at_the_upper_edge_stays_in_sight() -> None:
    async with desktop(ScriptedTransport(*(says("a") for _ in range(6)))) as opened:
        for number in range(6):
            await opened.say(f"number {number}")
            opened.window.run("conversation.new")
        opened.window.sidebar.pin_requested.emit(opened.opened.conversations.listed[-1].id)
        await opened.settled()
        view = opened.window.sidebar.list
        view.setFixedHeight(120)
        bar = view.verticalScrollBar()
        await opened.until(lambda: bar.maximum() > 0)
        assert view.pinned_heading == ("", 0)
        bar.setValue(10)
        assert view.pinned_heading == ("Pinned", 0)
        # Pinned takes 28 and 52; the next heading begins at 80 and pushes it out.
        bar.setValue(70)
        assert view.pinned_heading == ("Pinned", -18)
        bar.setValue(90)
        assert view.pinned_heading == ("Today", 0)
        assert not view.grab().isNull()


async def test_the_foot_tells_how_much_is_kept() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("first words")
        await opened.until(
            lambda: opened.window.sidebar.footer.text == "1 conversation · all saved"
        )
