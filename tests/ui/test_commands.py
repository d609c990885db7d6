"""Every command has one handler, a menu entry and shortcuts of its own, and follows its rule."""

from __future__ import annotations

from collections import Counter
from typing import cast

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QMenu
from support.scripted import ScriptedTransport, says
from support.window import desktop

from desktop_chat.app.command_rules import CommandState
from desktop_chat.app.commands import COMMANDS, MENUS

MESSAGE_COMMANDS = {
    "message.copy",
    "message.edit",
    "message.regenerate",
    "message.branch",
    "message.sweep",
    "message.continue",
    "message.continue_once",
    "message.retry",
    "message.read_again",
    "message.delete",
    "message.previous_branch",
    "message.next_branch",
    "message.alternatives",
    "endpoint.add_key",
    "model.choose",
    "answer.inspect",
    "answer.view_code",
    "message.replay",
    "message.export",
}


async def test_every_command_has_a_handler_and_every_handler_a_command() -> None:
    async with desktop() as opened:
        window = opened.window
        assert set(window.handlers) == {command.id for command in COMMANDS}
        assert set(window.message_handlers) == MESSAGE_COMMANDS


def names_in(menu: QMenu) -> list[str]:
    """Return the ids of the commands that stand in a menu itself."""
    entries = [entry for entry in menu.actions() if not entry.isSeparator()]
    return [entry.objectName() for entry in entries if entry.menu() is None]


async def test_every_command_stands_in_its_menu_with_its_shortcuts() -> None:
    async with desktop() as opened:
        menus = [cast("QMenu", action.menu()) for action in opened.window.menuBar().actions()]
        mnemonics = [menu.title()[menu.title().index("&") + 1] for menu in menus]
        assert len(set(mnemonics)) == len(mnemonics)
        found: list[tuple[str, str, str]] = []
        for title, menu in zip(MENUS, menus, strict=True):
            found += [(title, "", name) for name in names_in(menu)]
            for entry in menu.actions():
                inner = cast("QMenu | None", entry.menu())
                if inner is not None:
                    found += [(title, inner.title(), name) for name in names_in(inner)]
        expected = [(command.menu, command.submenu, command.id) for command in COMMANDS]
        assert Counter(found) == Counter(expected)
        for command in COMMANDS:
            shown = opened.window.commands[command.id].shortcuts()
            assert shown == [QKeySequence(keys) for keys in command.shortcuts]
            assert all(not keys.isEmpty() for keys in shown)


def test_no_shortcut_is_given_twice() -> None:
    keys = Counter(keys for command in COMMANDS for keys in command.shortcuts)
    assert {name for name, count in keys.items() if count > 1} == set()


async def test_actions_follow_the_state_of_the_conversation() -> None:
    async with desktop(ScriptedTransport(says("a"))) as opened:
        actions = opened.window.commands
        assert not actions["answer.regenerate"].isEnabled()
        assert not actions["message.stop"].isEnabled()
        await opened.say("Hi")
        assert actions["answer.regenerate"].isEnabled()
        actions.follow(CommandState(is_answering=True, has_answer=True))
        assert actions["message.stop"].isEnabled()
        assert not actions["answer.regenerate"].isEnabled()


async def test_every_command_that_is_enabled_runs_in_an_empty_chat() -> None:
    async with desktop() as opened:
        quiet = {"app.quit", "view.full_screen", "model.choose", "model.refresh"}
        for command in COMMANDS:
            if command.id not in quiet and opened.window.commands[command.id].isEnabled():
                opened.window.run(command.id)
        for dialog in opened.window.findChildren(QDialog):
            dialog.close()
        await opened.settled()
