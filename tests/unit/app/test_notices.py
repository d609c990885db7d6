"""Notices reach who listens, and the last ones are kept."""

from __future__ import annotations

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.errors import DiskFull, Offline


def test_an_error_is_said_with_its_advice() -> None:
    notices = Notices()
    heard: list[Notice] = []
    notices.added.connect(heard.append)
    notices.add_error(DiskFull("The disk is full."))
    assert heard == [Notice(Severity.ERROR, "The disk is full.", DiskFull.default_advice)]


def test_an_undoable_act_carries_its_undo() -> None:
    notices = Notices()
    undone: list[bool] = []
    notices.add_undoable("Deleted.", lambda: undone.append(True))
    action = notices.history[-1].action
    assert action is not None
    action()
    assert undone == [True]


def test_only_the_last_notices_are_kept() -> None:
    notices = Notices(kept=3)
    for number in range(5):
        notices.add(Notice(Severity.DONE, str(number)))
    assert [notice.text for notice in notices.history] == ["2", "3", "4"]


def test_what_cannot_be_done_is_said_and_what_can_is_not() -> None:
    def fail() -> None:
        raise Offline("Nothing answers.")

    notices = Notices()
    assert notices.attempt(lambda: None)
    assert notices.history == ()
    assert not notices.attempt(fail)
    assert notices.history[0].text == "Nothing answers."
