"""Without a display the program says so and does the same job."""

from __future__ import annotations

import io
from pathlib import Path

from support.program import program
from support.scripted import ScriptedTransport, says

from desktop_chat.cli.headless import show_without_display
from desktop_chat.cli.output import Output


async def test_an_answer_is_streamed_and_kept_and_the_way_on_is_shown(tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with program(ScriptedTransport(says("Hello")), tmp_path) as opened:
        status = await show_without_display(opened.services, opened.conversations, Output(out, err))
        kept = await opened.services.archive.check()
    assert status == 0
    assert "no display" in out.getvalue().splitlines()[0]
    assert "Hello" in out.getvalue()
    assert "desktop-chat-cli ask" in out.getvalue()
    assert "tok" in err.getvalue()
    assert kept.messages == 2
