"""Folders, tags, archive and trash in the window: menus, drops, keys, many at once."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.ui.dialogs.confirm import ConfirmDialog
from desktop_chat.ui.dialogs.name import NameDialog
from desktop_chat.ui.sidebar.conversation_menu import ConversationMenu
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, Item
from desktop_chat.ui.sidebar.place_tree import PlaceTree
from desktop_chat.ui.sidebar.placing import conversations_dragged, folder_dragged

TRASH = Place(PlaceKind.TRASH)


async def fill(opened: Desktop, *titles: str, **fields: object) -> None:
    """Save conversations and list them."""
    now_us = opened.opened.services.clock()
    for number, title in enumerate(titles):
        head = Conversation(title, title=title, updated_us=now_us - number, **fields)  # type: ignore[arg-type]
        await opened.opened.services.archive.save_conversation(head)
    await opened.opened.conversations.reload()
    await opened.opened.conversations.organising.learn()


def rows(opened: Desktop) -> list[str]:
    """Return the titles in the list."""
    model = opened.window.sidebar.model
    entries = [model.index(row).data(ENTRY_ROLE) for row in range(model.rowCount())]
    return [entry.title for entry in entries if isinstance(entry, Item)]


def places(opened: Desktop) -> list[str]:
    """Return the rows of the tree of places with their numbers."""
    tree, found = opened.window.sidebar.places, []
    item = tree.topLevelItem(0)
    while item is not None:
        found.append(str(item.data(0, Qt.ItemDataRole.AccessibleTextRole)))
        item = tree.itemBelow(item)
    return found


def click(opened: Desktop, title: str, *modifiers: Qt.KeyboardModifier) -> None:
    """Click a row of the list."""
    view = opened.window.sidebar.list
    place = view.visualRect(opened.window.sidebar.model.index_of(title)).center()
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)


def menu(opened: Desktop, title: str) -> dict[str, QAction]:
    """Open the menu of a row; return its actions by their titles, those of submenus too."""
    sidebar = opened.window.sidebar
    sidebar.list.menu_requested.emit(title, QPoint(10, 10))
    shown = sidebar.findChildren(ConversationMenu)[-1]
    actions = list(shown.actions())
    for action in shown.actions():
        if action.menu() is not None:
            actions += action.menu().actions()  # type: ignore[union-attr]
    return {action.text(): action for action in actions}


def drop_on(tree: PlaceTree, place: Place, data: object) -> None:
    """Drag something over a place and drop it there."""
    (item,) = [each for each in tree._items() if each.data(0, Qt.ItemDataRole.UserRole) == place]  # noqa: SLF001
    where = tree.visualItemRect(item).center()
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = Qt.DropAction.MoveAction
    for event in (
        QDragEnterEvent(where, move, data, button, none),  # type: ignore[arg-type]
        QDragMoveEvent(where, move, data, button, none),  # type: ignore[arg-type]
        QDropEvent(where, move, data, button, none),  # type: ignore[arg-type]
    ):
        QApplication.sendEvent(tree.viewport(), event)


async def test_the_band_comes_once_something_is_organised() -> None:
    async with desktop(ScriptedTransport()) as opened:
        sidebar = opened.window.sidebar
        assert not sidebar.place_band.isVisible()
        opened.window.run("folder.new")
        (dialog,) = opened.window.findChildren(NameDialog)
        assert not dialog.accept_button.isEnabled()
        dialog.name.setText("Work/New")
        dialog.accept_button.click()
        await opened.settled()
        assert sidebar.place_band.isVisible()
        assert sidebar.places.isVisible()
        assert places(opened) == [
            "All conversations",
            "Work, 0",
            "New, 0",
            "Archived, 0",
            "Trash, 0",
        ]


async def test_a_folder_of_the_same_name_is_refused_while_it_is_typed() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", folder="Work")
        opened.window.run("folder.new")
        (dialog,) = opened.window.findChildren(NameDialog)
        dialog.name.setText("Work")
        assert dialog.problem.text() == "There is a folder of that name."
        assert not dialog.accept_button.isEnabled()


async def test_choosing_a_place_lists_what_is_there() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", folder="Work")
        await fill(opened, "b")
        sidebar = opened.window.sidebar
        sidebar.place_band.click()
        sidebar.places.place_chosen.emit(Place(PlaceKind.FOLDER, "Work"))
        await opened.settled()
        assert rows(opened) == ["a"]
        assert sidebar.place_band.text() == "Work"
        sidebar.places.place_chosen.emit(TRASH)
        await opened.settled()
        assert sidebar.nothing_text == "Nothing here."


async def test_many_are_chosen_and_go_to_the_trash_with_one_undo() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", "b", "c")
        click(opened, "a")
        await opened.settled()
        click(opened, "c", Qt.KeyboardModifier.ShiftModifier)
        await opened.settled()
        assert opened.session.id == "a"
        assert opened.window.sidebar.list.selected_ids == ("a", "b", "c")
        opened.window.sidebar.list.setFocus()
        opened.press(Qt.Key.Key_Delete)
        await opened.settled()
        assert rows(opened) == []
        assert opened.session.id not in ("a", "b", "c")
        notice = opened.opened.services.notices.history[-1]
        assert notice.text == "3 conversations deleted."
        assert notice.action is not None
        notice.action()
        await opened.settled()
        assert rows(opened) == ["a", "b", "c"]


async def test_the_menu_moves_tags_and_archives_what_is_selected() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "x", folder="Work", tags=("old",))
        await fill(opened, "a", "b")
        click(opened, "a")
        click(opened, "b", Qt.KeyboardModifier.ControlModifier)
        await opened.settled()
        menu(opened, "a")["Work"].trigger()
        await opened.settled()
        assert opened.opened.conversations.organising.places.folders == {"Work": 3}
        offered = menu(opened, "a")
        assert "Rename…" not in offered
        offered["old"].trigger()
        await opened.settled()
        assert opened.opened.conversations.organising.places.tags == {"old": 3}
        menu(opened, "a")["Archive"].trigger()
        await opened.settled()
        assert rows(opened) == ["x"]


async def test_a_new_tag_is_asked_for() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a")
        menu(opened, "a")["New tag…"].trigger()
        (dialog,) = opened.window.findChildren(NameDialog)
        dialog.name.setText("#todo")
        dialog.accept_button.click()
        await opened.settled()
        assert opened.opened.conversations.organising.places.tags == {"todo": 1}


async def test_conversations_are_dropped_on_places() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", "b", "c", folder="Work", tags=("t",))
        sidebar = opened.window.sidebar
        sidebar.place_band.click()
        organising = opened.opened.conversations.organising
        drop_on(sidebar.places, Place(), conversations_dragged(["a"]))
        await opened.settled()
        assert organising.places.folders == {"Work": 2}
        drop_on(sidebar.places, Place(PlaceKind.FOLDER, "Work"), conversations_dragged(["a"]))
        drop_on(sidebar.places, TRASH, conversations_dragged(["b", "c"]))
        await opened.settled()
        assert (organising.places.folders, organising.places.trashed) == ({"Work": 1}, 2)


async def test_a_folder_is_dropped_into_another_and_never_into_itself() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", folder="x/y")
        await fill(opened, "b", folder="z")
        sidebar = opened.window.sidebar
        sidebar.place_band.click()
        organising = opened.opened.conversations.organising
        drop_on(sidebar.places, Place(PlaceKind.FOLDER, "x/y"), folder_dragged("x"))
        await opened.settled()
        assert organising.places.folders == {"x": 1, "x/y": 1, "z": 1}
        drop_on(sidebar.places, Place(PlaceKind.FOLDER, "z"), folder_dragged("x/y"))
        await opened.settled()
        assert organising.places.folders == {"z": 2, "z/y": 1}


async def test_what_is_in_the_trash_is_restored_or_deleted_for_good_after_a_yes() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", "b", deleted_us=opened.opened.services.clock())
        sidebar = opened.window.sidebar
        sidebar.places.place_chosen.emit(TRASH)
        await opened.settled()
        assert rows(opened) == ["a", "b"]
        menu(opened, "a")["Restore"].trigger()
        await opened.settled()
        assert rows(opened) == ["b"]
        menu(opened, "b")["Delete for good…"].trigger()
        (asked,) = opened.window.findChildren(ConfirmDialog)
        asked.reject()
        await opened.settled()
        assert rows(opened) == ["b"]
        opened.window.run("trash.empty")
        opened.window.findChildren(ConfirmDialog)[-1].act.click()
        await opened.settled()
        assert rows(opened) == []
        assert await opened.opened.services.archive.conversation("b") is None


async def test_a_duplicate_is_opened() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a")
        menu(opened, "a")["Duplicate"].trigger()
        await opened.settled()
        assert opened.session.conversation.title == "a (copy)"
        assert set(rows(opened)) == {"a", "a (copy)"}


async def test_a_renamed_folder_stays_the_one_that_is_shown() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", folder="Work")
        sidebar = opened.window.sidebar
        sidebar.place_band.click()
        sidebar.places.place_chosen.emit(Place(PlaceKind.FOLDER, "Work"))
        await opened.settled()
        sidebar.places.setFocus()
        opened.press(Qt.Key.Key_F2)
        (dialog,) = opened.window.findChildren(NameDialog)
        dialog.name.setText("Office")
        dialog.accept_button.click()
        await opened.settled()
        assert (sidebar.place_band.text(), rows(opened)) == ("Office", ["a"])
        QTest.keyClick(sidebar.places, Qt.Key.Key_Delete)
        await opened.settled()
        assert (sidebar.place_band.isVisible(), rows(opened)) == (False, ["a"])


async def test_the_commands_act_on_the_open_conversation() -> None:
    async with desktop(ScriptedTransport()) as opened:
        await fill(opened, "a", "b")
        click(opened, "a")
        await opened.settled()
        opened.window.run("conversation.archive")
        await opened.settled()
        assert rows(opened) == ["b"]
        opened.window.run("conversation.archive")
        await opened.settled()
        assert set(rows(opened)) == {"a", "b"}
        opened.window.run("conversation.delete")
        await opened.settled()
        assert rows(opened) == ["b"]
        assert opened.session.id == "b"


async def test_a_search_is_saved_chosen_replaced_and_removed() -> None:
    async with desktop(ScriptedTransport(says("the lighthouse stood"))) as opened:
        await opened.say("first words")
        sidebar = opened.window.sidebar
        sidebar.field.setText("lighthouse role:assistant")
        await opened.until(sidebar.result_list.isVisible)
        sidebar.hits_band.save.click()
        (dialog,) = opened.window.findChildren(NameDialog)
        assert dialog.name.text() == "lighthouse role:assistant"
        dialog.name.setText("Lights")
        dialog.accept_button.click()
        await opened.settled()
        sidebar.field.clear()
        assert sidebar.place_band.isVisible()
        assert "Lights" in places(opened)
        sidebar.places.place_chosen.emit(Place(PlaceKind.SEARCH, "Lights"))
        assert sidebar.query == "lighthouse role:assistant "
        await opened.until(sidebar.result_list.isVisible)
        organising = opened.opened.conversations.organising
        await organising.save_search("Lights", "other")
        assert organising.places.searches == {"Lights": "other"}
        await organising.remove_search("Lights")
        assert organising.places.searches == {}
        act = opened.opened.services.notices.history[-1].action
        assert act is not None
        act()
        await opened.settled()
        assert organising.places.searches == {"Lights": "other"}
