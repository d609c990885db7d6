"""Notices reach who listens, and the last ones are kept."""

from __future__ import annotations

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.errors import DiskFull


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
