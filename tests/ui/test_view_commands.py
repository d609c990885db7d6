"""Panes, zen mode and the way of the keyboard through the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from support.scripted import ScriptedTransport, says
from support.window import Desktop, desktop

from desktop_chat.ui.panes import Side


def owner_of_keyboard(opened: Desktop) -> str:
    """Return which region has the keyboard."""
    window, focused = opened.window, QApplication.focusWidget()
    regions: dict[str, QWidget] = {
        "search": window.sidebar.field,
        "list": window.sidebar.lists,
        "header": window.chat.header,
        "transcript": window.chat.transcript,
        "composer": window.chat.composer,
        "inspector": window.inspector,
    }
    for name, region in regions.items():
        if focused is not None and (region is focused or region.isAncestorOf(focused)):
            return name
    return ""


async def test_f6_goes_around_the_regions_and_back() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        opened.window.chat.composer.focus()
        order = ["inspector", "search", "list", "header", "transcript", "composer"]
        visited: list[str] = []
        for _ in order:
            opened.window.run("view.next_region")
            visited.append(owner_of_keyboard(opened))
        assert visited == order
        opened.window.run("view.previous_region")
        assert owner_of_keyboard(opened) == "transcript"


async def test_regions_out_of_sight_are_passed_over() -> None:
    async with desktop() as opened:
        opened.window.run("view.zen")
        opened.window.chat.composer.focus()
        opened.window.run("view.next_region")
        assert owner_of_keyboard(opened) == "header"
        opened.window.run("view.next_region")
        assert owner_of_keyboard(opened) == "composer"


async def test_zen_mode_gives_back_the_panes_that_were_there() -> None:
    async with desktop() as opened:
        opened.window.run("view.inspector")
        opened.window.run("view.zen")
        assert not opened.window.panes.is_shown(Side.SIDEBAR)
        assert opened.window.commands["view.zen"].isChecked()
        opened.window.run("view.zen")
        assert opened.window.panes.is_shown(Side.SIDEBAR)
        assert not opened.window.panes.is_shown(Side.INSPECTOR)
        assert not opened.window.commands["view.zen"].isChecked()


async def test_switches_show_what_is_there_at_every_width() -> None:
    async with desktop() as opened:
        actions = opened.window.commands
        assert actions["view.sidebar"].isChecked()
        opened.window.resize(680, 600)
        assert not actions["view.sidebar"].isChecked()
        assert opened.window.chat.header.sidebar_button.isVisible()
        opened.window.run("view.sidebar")
        assert actions["view.sidebar"].isChecked()


async def test_searching_brings_a_hidden_sidebar_into_sight() -> None:
    async with desktop() as opened:
        opened.window.run("view.sidebar")
        opened.window.run("conversation.search")
        assert opened.window.sidebar.field.hasFocus()


async def test_an_inspector_that_comes_into_sight_shows_the_present_request() -> None:
    async with desktop() as opened:
        opened.window.run("view.inspector")
        opened.write("Hello")
        opened.window.run("view.inspector")
        preview = opened.named("Request preview")
        await opened.until(lambda: '"messages": [1]' in preview.toPlainText())  # type: ignore[attr-defined]


async def test_the_window_comes_back_as_it_was_left(tmp_path: Path) -> None:
    async with desktop(folder=tmp_path) as opened:
        opened.window.panes.set_width(Side.SIDEBAR, 320)
        opened.window.run("view.inspector")
        opened.window.resize(1100, 700)
        opened.window.close()
    async with desktop(folder=tmp_path) as opened:
        assert opened.window.panes.width_of(Side.SIDEBAR) == 320
        assert not opened.window.panes.is_wanted(Side.INSPECTOR)


async def test_escape_in_the_list_goes_to_the_composer() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        await opened.say("Hi")
        opened.window.run("view.focus_list")
        opened.press(Qt.Key.Key_Escape)
        assert owner_of_keyboard(opened) == "composer"
