"""`spending` says what was spent, exactly."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.commands import Terminal
from support.scripted import ScriptedTransport, says


async def test_nothing_spent_is_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("spending") == 0
    assert terminal.out == "Today: $0, requests: 0.\nThis month: $0, requests: 0.\n"


async def test_what_answers_cost_is_summed_exactly_and_by_model(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(*(says("Hello") for _ in range(3))))
    for _ in range(3):
        assert await terminal.run("ask", "Hi", "--model", "a/b") == 0
    assert await terminal.run("spending", "--json") == 0
    found = msgspec.json.decode(terminal.out)
    whole = {"cost_usd": "0.003", "estimated_usd": "0", "requests": 3, "unpriced": 0}
    assert found == {"today": whole, "this_month": whole, "models_this_month": {"a/b": whole}}
    assert await terminal.run("spending") == 0
    assert "Today: $0.0030, requests: 3." in terminal.out
    assert "    a/b: $0.0030, requests: 3" in terminal.out
