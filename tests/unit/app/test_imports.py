"""Imports of the running program: one at a time, stopped, seen in the list, taken back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.foreign_exports import chatgpt, chatgpt_node, usual_chatgpt
from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.import_report import ImportReport
from desktop_chat.app.imports import Imports
from desktop_chat.errors import UsageError


def talks(path: Path, count: int) -> Path:
    """Write an export of so many conversations of one message each."""
    written = [
        chatgpt(
            chatgpt_node("q", "root", "user", f"Talk {n}"),
            title=f"Talk {n}",
            id=f"c-{n}",
            conversation_id=f"c-{n}",
        )
        for n in range(count)
    ]
    path.write_bytes(msgspec.json.encode(written))
    return path


def audits(imports: Imports) -> list[ImportReport]:
    found: list[ImportReport] = []
    imports.ended.connect(found.append)
    return found


async def test_what_came_in_is_listed_and_its_audit_is_kept(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        ended = audits(imports)
        imports.start(talks(tmp_path / "x.json", 3))
        assert imports.running is not None
        await opened.settled()
        assert imports.running is None
        assert {item.title for item in opened.conversations.listed} == {
            "Talk 0",
            "Talk 1",
            "Talk 2",
        }
        (head,) = await imports.page()
        assert head.added == 3
        assert [await imports.report(head.id)] == ended
        assert ended[0].is_whole


async def test_a_second_one_is_refused_while_the_first_is_under_way(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        source = talks(tmp_path / "x.json", 1)
        opened.conversations.imports.start(source)
        with pytest.raises(UsageError, match="under way"):
            opened.conversations.imports.start(source)
        await opened.settled()


async def test_stopped_it_keeps_what_it_added_and_says_so(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        ended = audits(imports)

        def stop_after_two(_change: None) -> None:
            if not ended and imports.running and imports.running.conversations == 2:
                imports.stop()

        imports.changed.connect(stop_after_two)
        imports.start(talks(tmp_path / "x.json", 5))
        await opened.settled()
        (report,) = ended
        assert report.was_stopped
        assert not report.is_whole
        assert len(opened.conversations.listed) == 2
        imports.start(tmp_path / "x.json")
        await opened.settled()
        assert (ended[1].total("added"), ended[1].total("known")) == (3, 2)
        assert len(opened.conversations.listed) == 5


async def test_stopped_those_that_wait_do_not_begin(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        ended = audits(imports)
        imports.start(talks(tmp_path / "x.json", 2), talks(tmp_path / "y.json", 2))
        assert imports.running is not None
        assert imports.running.waiting == 1
        imports.stop()
        await opened.settled()
        assert [Path(report.source).name for report in ended] == ["x.json"]
        assert ended[0].was_stopped
        assert imports.running is None


async def test_nothing_at_the_path_is_told_and_the_next_may_come(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        imports.start(tmp_path / "gone.zip")
        await opened.settled()
        assert "cannot be read" in opened.services.notices.history[-1].text
        imports.start(talks(tmp_path / "x.json", 1))
        await opened.settled()
        assert len(opened.conversations.listed) == 1


async def test_taking_back_empties_the_list_and_is_remembered(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        imports.start(talks(tmp_path / "x.json", 2))
        await opened.settled()
        (head,) = await imports.page()
        done = await imports.undo(head.id)
        assert (done.deleted, done.kept) == (2, 0)
        assert opened.conversations.listed == ()
        assert (await imports.page())[0].undone_us is not None
        with pytest.raises(UsageError):
            await imports.undo("0" * 32)


async def test_an_open_conversation_shows_what_came_into_it(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        imports = opened.conversations.imports
        path = tmp_path / "x.json"
        first = chatgpt(chatgpt_node("q", "root", "user", "One"))
        path.write_bytes(msgspec.json.encode([first]))
        imports.start(path)
        await opened.settled()
        (head,) = opened.conversations.listed
        before = await opened.conversations.open(head.id)
        replaced: list[str] = []
        opened.conversations.replaced.connect(replaced.append)
        second = chatgpt(
            chatgpt_node("q", "root", "user", "One"), chatgpt_node("a", "q", "assistant", "Two")
        )
        path.write_bytes(msgspec.json.encode([second]))
        imports.start(path)
        await opened.settled()
        assert replaced == [head.id]
        session = await opened.conversations.open(head.id)
        assert session is not before
        await session.complete()
        assert {row.text for row in session.rows()} >= {"One"}
        assert len(await opened.services.archive.messages(head.id)) == 2


async def test_other_conversations_stay_open(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        mine = opened.session()
        mine.change(draft="half a thought")
        path = tmp_path / "x.json"
        path.write_bytes(msgspec.json.encode([usual_chatgpt()]))
        opened.conversations.imports.start(path)
        await opened.settled()
        assert await opened.conversations.open(mine.id) is mine
