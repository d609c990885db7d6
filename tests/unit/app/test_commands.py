"""Every command is complete, and no two stand in each other's way."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop_chat.app.command_rules import CommandState
from desktop_chat.app.commands import COMMANDS, MENUS, Command, command


@pytest.mark.parametrize("found", COMMANDS, ids=lambda found: found.id)
def test_a_command_has_a_title_a_menu_and_an_enabled_rule(found: Command) -> None:
    assert found.title
    assert found.menu in MENUS
    assert isinstance(found.enabled(CommandState()), bool)
    room, dot, verb = found.id.partition(".")
    assert room
    assert dot
    assert verb


def test_no_shortcut_and_no_id_is_given_twice() -> None:
    shortcuts = Counter(key for found in COMMANDS for key in found.shortcuts)
    assert [key for key, count in shortcuts.items() if count > 1] == []
    assert len({found.id for found in COMMANDS}) == len(COMMANDS)


def test_every_menu_has_a_command() -> None:
    assert {found.menu for found in COMMANDS} == set(MENUS)


def test_an_unknown_command_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        command("no.such")
