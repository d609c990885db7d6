"""A disk that takes nothing any more: the window says so in one sentence with a next step.

Talking goes on, and nothing that was said is lost once the disk is mended.
"""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from support.archive_disks import FailingDisk, mounted
from support.scripted import ScriptedTransport, says
from support.window import desktop

FAULTS = {
    apsw.FullError: "The disk is full. Free some space, then retry;",
    apsw.IOError: "The disk reported an error. Check the disk, then retry;",
}


@pytest.mark.parametrize(("error", "sentence"), FAULTS.items())
async def test_what_cannot_be_kept_is_told_and_kept_once_it_can(
    tmp_path: Path, error: type[apsw.Error], sentence: str
) -> None:
    disk = FailingDisk(error)
    transport = ScriptedTransport(says("first"), says("second"), says("third"))
    with mounted(disk):
        async with desktop(transport, tmp_path) as opened:
            bar, services = opened.window.chat.notice_bar, opened.opened.services
            await opened.say("one")
            assert bar.text == ""
            disk.writes_left = 0
            await opened.say("two")
            assert bar.text.startswith(sentence)
            assert bar.text.endswith("Until then it is kept in memory.")
            await opened.say("three")
            said = ["one", "first", "two", "second", "three", "third"]
            assert opened.texts == said
            footer = opened.window.sidebar.footer
            await opened.until(lambda: "not saved" in footer.text)
            kept = await services.archive.messages(opened.session.id)
            assert [each.text for each in kept] == said[:2]
            disk.writes_left = None
            await services.keeper.retry()
            await opened.settled()
            kept = await services.archive.messages(opened.session.id)
            assert sorted(each.text for each in kept) == sorted(said)
            assert services.keeper.refusal is None
            assert bar.text == ""
