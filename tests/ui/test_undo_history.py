"""Each conversation has steps of its own, and they wait for it."""

from __future__ import annotations

from desktop_chat.ui.undo_history import MOST_STEPS, Step, UndoHistory


class Ledger:
    """What was done and taken back."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    def step(self, name: str) -> Step:
        return Step(
            name, lambda: self.entries.append(name), lambda: self.entries.append(f"-{name}")
        )


def test_a_step_is_done_when_it_is_pushed_and_can_be_taken_back_and_done_again() -> None:
    ledger, history = Ledger(), UndoHistory()
    history.push(ledger.step("a"))
    history.undo()
    history.undo()
    history.redo()
    assert ledger.entries == ["a", "-a", "a"]


def test_a_conversation_finds_its_own_steps_again() -> None:
    ledger, history = Ledger(), UndoHistory()
    for conversation in ("1", "2"):
        history.show(conversation)
        history.push(ledger.step(conversation))
    history.undo()
    history.undo()
    history.show("1")
    history.undo()
    assert ledger.entries == ["1", "2", "-2", "-1"]


def test_the_steps_of_a_conversation_are_bounded() -> None:
    ledger, history = Ledger(), UndoHistory()
    for number in range(MOST_STEPS + 5):
        history.push(ledger.step(str(number)))
    assert history.stack.count() == MOST_STEPS
