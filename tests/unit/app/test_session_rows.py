"""A session's rows as a source: what is told when the branch changes."""

from __future__ import annotations

from support.program import program
from support.scripted import ScriptedTransport, says


async def test_the_source_follows_the_branch_and_tells_from_where_it_changed() -> None:
    async with program(ScriptedTransport(says("one"), says("two"))) as opened:
        session = opened.session()
        changes: list[int] = []
        session.source.changed.connect(changes.append)
        session.send("Hi")
        await opened.ended(session)
        session.regenerate(session.messages()[-1].id)
        await opened.ended(session)
        rows = [row async for part in session.source.read() for row in part]
        assert [row.text for row in rows] == ["Hi", "two"]
        assert rows == list(session.rows())
        assert changes == [0, 1]
