"""Models of the picker are set beside each other without being chosen, up to six."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.model_pages import LONG, ROUTER
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.core.model_comparison import MOST_COMPARED
from desktop_chat.ui.models.compare_dialog import CompareDialog
from desktop_chat.ui.picker.foot import ChoiceMenu
from desktop_chat.ui.picker.picker import ModelPicker
from desktop_chat.ui.picker.rows import CHOICE_ROLE, Choice

CTRL = Qt.KeyboardModifier.ControlModifier


async def opened_picker(opened: Desktop) -> ModelPicker:
    opened.opened.services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model=LONG)
    opened.window.run("model.choose")
    await opened.settled()
    return opened.window.picker


def choice(picker: ModelPicker, row: int) -> Choice:
    found = picker.list.model().index(row, 0).data(CHOICE_ROLE)
    assert isinstance(found, Choice)
    return found


def click(picker: ModelPicker, row: int) -> None:
    place = picker.list.visualRect(picker.list.model().index(row, 0)).center()
    QTest.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, CTRL, place)


async def test_a_click_with_ctrl_adds_a_model_and_another_takes_it_away() -> None:
    async with desktop(RoutedTransport()) as opened:
        picker = await opened_picker(opened)
        first = choice(picker, 0)
        click(picker, 0)
        assert picker.isVisible()
        assert opened.session.conversation.model == LONG
        assert choice(picker, 0).is_compared
        spoken = Qt.ItemDataRole.AccessibleDescriptionRole
        assert "In the comparison" in picker.list.model().index(0, 0).data(spoken)
        assert picker.foot.text == "Compared: 1 of 6."
        assert not picker.foot.compare.isVisible()
        click(picker, 1)
        click(picker, 0)
        assert picker.foot.text == "Not compared any more."
        assert not choice(picker, 0).is_compared
        click(picker, 0)
        assert picker.foot.compare.text() == "Compare 2…"
        second = choice(picker, 1)
        picker.foot.compare.click()
        await opened.settled()
        assert not picker.isVisible()
        dialog = opened.window.findChildren(CompareDialog)[-1]
        assert dialog.model_ids == (second.model.id, first.model.id)


async def test_enter_with_ctrl_does_the_same_from_the_field_and_from_the_list() -> None:
    async with desktop(RoutedTransport()) as opened:
        picker = await opened_picker(opened)
        QTest.keyClick(picker.field, Qt.Key.Key_Return, CTRL)
        row = picker.list.currentIndex().row()
        assert choice(picker, row).is_compared
        assert picker.isVisible()
        QTest.keyClick(picker.list, Qt.Key.Key_Enter, CTRL)
        assert not choice(picker, row).is_compared
        QTest.keyClick(picker.list, Qt.Key.Key_Return)
        assert not picker.isVisible()


async def test_more_than_six_are_refused_in_words() -> None:
    async with desktop(RoutedTransport()) as opened:
        picker = await opened_picker(opened)
        for row in range(MOST_COMPARED + 1):
            picker.list.setCurrentIndex(picker.list.model().index(row, 0))
            picker.toggle_compared()
        assert not choice(picker, MOST_COMPARED).is_compared
        assert picker.foot.text == "Full: 6 are the most."
        assert picker.foot.compare.text() == "Compare 6…"


async def test_the_menu_offers_it_beside_the_other_things_to_do() -> None:
    async with desktop(RoutedTransport()) as opened:
        picker = await opened_picker(opened)
        ask_for_menu(picker, 1)
        menu = picker.findChildren(ChoiceMenu)[-1]
        titles = [action.text() for action in menu.actions()]
        assert titles == [
            "Use for this chat",
            "About the model…",
            "Add to the comparison\tCtrl+Return",
            "Add to favourites",
        ]
        menu.actions()[2].trigger()
        menu.close()
        await opened.settled()
        assert choice(picker, 1).is_compared
        ask_for_menu(picker, 1)
        menu = picker.findChildren(ChoiceMenu)[-1]
        assert menu.actions()[2].text() == "Remove from the comparison\tCtrl+Return"
        wanted = choice(picker, 1).model.id
        menu.actions()[0].trigger()
        menu.close()
        assert opened.session.conversation.model == wanted


def ask_for_menu(picker: ModelPicker, row: int) -> None:
    picker.list.setCurrentIndex(picker.list.model().index(row, 0))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(picker.list, event)
