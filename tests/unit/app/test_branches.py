"""A map shows forks and ends and nothing between; two branches are told apart from their fork."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.archives import conversation, message

from desktop_chat.app.branches import MOST_BRANCHES, BranchMap, map_of, text_below
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Role


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Archive]:
    archive = await Archive.open(folder / "archive.db")
    try:
        yield archive
    finally:
        await archive.close()


async def add(archive: Archive, head: Conversation, text: str, above: str | None = None) -> str:
    role = Role.USER if text.startswith("q") else Role.ASSISTANT
    said = message(head.id, text, parent_id=above, role=role)
    await archive.save_message(said)
    return said.id


def shape(found: BranchMap) -> list[tuple[str, int, bool, int]]:
    return [(b.snippet, b.count, b.is_shown, len(b.parts)) for b in found.all()]


async def test_only_forks_and_ends_are_on_the_map(tmp_path: Path) -> None:
    async with opened(tmp_path) as archive:
        head = conversation("Talk")
        await archive.save_conversation(head)
        first = await add(archive, head, "q one")
        answer = await add(archive, head, "a one", first)
        left = await add(archive, head, "q left", answer)
        right = await add(archive, head, "q right", answer)
        end = await add(archive, head, "a right", right)
        await add(archive, head, "a left", left)
        other = await add(archive, head, "q other beginning")
        head = with_changes(head, active_leaf_id=end, branch_names={right: "The better one"})
        await archive.save_conversation(head)
        found = await map_of(archive, head)
        assert shape(found) == [
            ("q one", 2, True, 2),
            ("q left", 2, False, 0),
            ("q right", 2, True, 0),
            ("q other beginning", 1, False, 0),
        ]
        names = {branch.id: branch.name for branch in found.all()}
        assert names[right] == "The better one"
        assert names[other] == ""


async def test_two_branches_are_told_from_where_they_part(tmp_path: Path) -> None:
    async with opened(tmp_path) as archive:
        head = conversation("Talk")
        await archive.save_conversation(head)
        first = await add(archive, head, "q one")
        left = await add(archive, head, "a left", first)
        right = await add(archive, head, "a right", first)
        more = await add(archive, head, "q more", right)
        texts = await text_below(archive, head.id, [left, more])
        assert texts == ["Model:\na left", "Model:\na right\n\nYou:\nq more"]
        assert await text_below(archive, head.id, [left, left]) == ["", ""]


async def test_a_very_long_and_a_very_wide_conversation_have_a_map(tmp_path: Path) -> None:
    async with opened(tmp_path) as archive:
        head = conversation("Talk")
        await archive.save_conversation(head)
        above = None
        for number in range(1_500):
            above = await add(archive, head, f"q {number}", above)
            await add(archive, head, f"a {number}", above)
        found = await map_of(archive, head)
        assert len(list(found.all())) + found.left_out >= MOST_BRANCHES
        assert found.left_out > 0


async def test_an_empty_conversation_has_none(tmp_path: Path) -> None:
    async with opened(tmp_path) as archive:
        head = conversation("Talk")
        await archive.save_conversation(head)
        assert list((await map_of(archive, head)).all()) == []
