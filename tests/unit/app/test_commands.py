"""Every command is complete, and no two stand in each other's way."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop_chat.app.commands import COMMANDS, MENUS, Command, CommandState, command

IDLE = CommandState(has_conversation=True, has_answer=True)


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


def test_stop_and_send_are_never_enabled_together() -> None:
    for state in (IDLE, CommandState(is_answering=True), CommandState(is_first_run=True)):
        stop, send = command("message.stop"), command("message.send")
        assert not (stop.enabled(state) and send.enabled(state))


def test_a_finished_answer_can_be_regenerated_and_a_growing_one_cannot() -> None:
    regenerate = command("answer.regenerate")
    assert regenerate.enabled(IDLE)
    assert not regenerate.enabled(CommandState(has_answer=True, is_answering=True))
    assert not regenerate.enabled(CommandState())


@pytest.mark.parametrize("verb", ["rename", "pin", "delete"])
def test_nothing_is_offered_that_a_read_only_archive_would_refuse(verb: str) -> None:
    offered = command(f"conversation.{verb}")
    assert offered.enabled(IDLE)
    assert not offered.enabled(CommandState(has_conversation=True, is_read_only=True))
    assert command("conversation.export").enabled(
        CommandState(has_conversation=True, is_read_only=True)
    )


def test_an_unknown_command_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        command("no.such")
