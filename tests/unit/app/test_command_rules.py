"""A command is offered where it makes sense, and nowhere else."""

from __future__ import annotations

import pytest

from desktop_chat.app.command_rules import CommandState
from desktop_chat.app.commands import command

IDLE = CommandState(has_conversation=True, has_answer=True)


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
