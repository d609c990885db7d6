"""When a command makes sense: what the window's state says, and the rules that look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandState:
    """What the enabled rules look at."""

    has_conversation: bool = False
    """A conversation with at least one message is shown."""
    has_answer: bool = False
    """Its newest message is an answer."""
    is_answering: bool = False
    """An answer is being made in it."""
    is_read_only: bool = False
    """The archive cannot be written."""
    is_encrypted: bool = False
    """The archive is encrypted."""
    has_turn: bool = False
    """A message in the transcript has the keyboard's focus."""
    has_preset: bool = False
    """The conversation has a preset."""
    is_edited: bool = False
    """Values of the conversation stand over those of its preset."""
    is_first_run: bool = False
    """The first-run page covers the window."""
    has_experiment: bool = False
    """The page of an experiment stands in the place of the chat."""
    has_search: bool = False
    """The search page stands in the place of the panes."""
    can_adopt: bool = False
    """The cell that is chosen there has an answer."""

    @property
    def has_chat(self) -> bool:
        """Whether the chat is on screen."""
        return not (self.is_first_run or self.has_experiment or self.has_search)


Rule = Callable[[CommandState], bool]


def always(_state: CommandState) -> bool:
    """Enabled in every state."""
    return True


def in_a_chat(state: CommandState) -> bool:
    """Enabled when the chat is on screen."""
    return state.has_chat


def with_conversation(state: CommandState) -> bool:
    """Enabled when a kept conversation is shown."""
    return state.has_conversation and state.has_chat


def with_writable_conversation(state: CommandState) -> bool:
    """Enabled when a kept conversation is shown and the archive takes changes."""
    return with_conversation(state) and not state.is_read_only


def when_idle(state: CommandState) -> bool:
    """Enabled when the chat is on screen and no answer is being made."""
    return state.has_chat and not state.is_answering


def with_ended_answer(state: CommandState) -> bool:
    """Enabled when the conversation ends with an answer that has ended."""
    return state.has_answer and when_idle(state)


def while_answering(state: CommandState) -> bool:
    """Enabled while an answer is being made."""
    return state.is_answering and state.has_chat


def with_turn(state: CommandState) -> bool:
    """Enabled when a message in the transcript has the keyboard's focus."""
    return state.has_turn and with_conversation(state)


def with_preset(state: CommandState) -> bool:
    """Enabled when the conversation has a preset."""
    return state.has_preset and state.has_chat


def with_edits(state: CommandState) -> bool:
    """Enabled when values of the conversation stand over those of its preset."""
    return state.is_edited and with_preset(state)


def with_what_to_save(state: CommandState) -> bool:
    """Enabled when a preset would be another one by what the conversation sets."""
    return in_a_chat(state) and (state.is_edited or not state.has_preset)


def with_experiment(state: CommandState) -> bool:
    """Enabled when the page of an experiment is on screen."""
    return state.has_experiment


def with_cell(state: CommandState) -> bool:
    """Enabled when the chosen cell of an experiment has an answer that can be kept."""
    return state.has_experiment and state.can_adopt and not state.is_read_only


def in_a_writable_chat(state: CommandState) -> bool:
    """Enabled when the chat is on screen and the archive takes changes."""
    return state.has_chat and not state.is_read_only


def outside_first_run(state: CommandState) -> bool:
    """Enabled when the window is of use."""
    return not state.is_first_run


def with_encrypted_archive(state: CommandState) -> bool:
    """Enabled when the archive can be locked."""
    return state.is_encrypted


def with_writable_archive(state: CommandState) -> bool:
    """Enabled when the window is of use and the archive takes changes."""
    return not state.is_first_run and not state.is_read_only
