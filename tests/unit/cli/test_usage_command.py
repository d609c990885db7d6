"""`usage` sums exactly, by whatever is asked for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.commands import Terminal
from support.scripted import ScriptedTransport, says


async def used(folder: Path, *models: str) -> Terminal:
    terminal = Terminal(folder, ScriptedTransport(*(says("Hello") for _ in models)))
    for model in models:
        assert await terminal.run("ask", "Hi", "--model", model) == 0
    return terminal


async def test_nothing_used_is_no_line(tmp_path: Path) -> None:
    terminal = await used(tmp_path)
    assert await terminal.run("usage") == 0
    assert terminal.out == ""


async def test_models_stand_with_exact_costs_the_dearest_first(tmp_path: Path) -> None:
    terminal = await used(tmp_path, "a/one", "b/two", "b/two")
    assert await terminal.run("usage", "--by", "model", "--json") == 0
    rows = [msgspec.json.decode(line) for line in terminal.out.splitlines()]
    assert [(row["model"], row["cost_usd"], row["requests"]) for row in rows] == [
        ("b/two", "0.002", 2),
        ("a/one", "0.001", 1),
    ]
    assert rows[0]["completion_tokens"] == 4


async def test_the_provider_is_who_answered(tmp_path: Path) -> None:
    terminal = await used(tmp_path, "a/one")
    assert await terminal.run("usage", "--by", "provider") == 0
    assert terminal.out.startswith("Scripted  $0.0010")


async def test_csv_has_a_head_and_no_formula(tmp_path: Path) -> None:
    terminal = await used(tmp_path, "=1+1")
    assert await terminal.run("usage", "--by", "model", "--csv") == 0
    assert terminal.out.splitlines() == [
        "model,requests,prompt_tokens,completion_tokens,cost_usd,estimated_usd,unpriced_requests",
        "'=1+1,1,1,2,0.001,0,0",
    ]


@pytest.mark.parametrize("days", ["0", "-1"])
async def test_a_span_without_days_is_refused(tmp_path: Path, days: str) -> None:
    terminal = await used(tmp_path)
    assert await terminal.run("usage", f"--days={days}") == 2


async def test_the_last_days_hold_what_was_used_today(tmp_path: Path) -> None:
    terminal = await used(tmp_path, "a/one")
    assert await terminal.run("usage", "--days", "1", "--by", "conversation") == 0
    assert "requests: 1" in terminal.out


async def test_a_conversation_is_named_by_its_title_too(tmp_path: Path) -> None:
    terminal = await used(tmp_path, "a/one")
    assert await terminal.run("usage", "--by", "conversation", "--json") == 0
    row = msgspec.json.decode(terminal.out)
    assert row["conversation"]
    assert row["title"] == "Hi"
