"""`usage` sums exactly, by whatever is asked for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support import openrouter_statistics
from support.commands import Terminal
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

from desktop_chat.core.secret import Secret
from desktop_chat.core.usage_days import UsageSpan

ROUTER = "http://127.0.0.1:9/api/v1"
KEY = Secret("sk-management-key-1")


def activity() -> ScriptedReply:
    body = openrouter_statistics.activity("a/one", "a/one-1", "2026-11-26")
    return ScriptedReply([msgspec.json.encode(body)], headers=JSON)


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


@pytest.mark.parametrize("span", list(UsageSpan))
async def test_every_span_of_the_window_is_there(tmp_path: Path, span: UsageSpan) -> None:
    terminal = await used(tmp_path, "a/one")
    assert await terminal.run("usage", "--span", span.value, "--by", "model") == 0
    assert terminal.out.startswith("a/one  $0.0010")
    assert await terminal.run("usage", "--span", span.value, "--days", "3") == 2


async def test_what_the_router_counted_is_asked_with_the_key_of_the_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANAGEMENT", KEY.reveal())
    terminal = Terminal(tmp_path, ScriptedTransport(activity(), activity()))
    asked = ("usage", "--router", "--endpoint", ROUTER, "--key-env", "MANAGEMENT")
    assert await terminal.run(*asked, "--by", "conversation", "--json") == 0
    rows = [msgspec.json.decode(line) for line in terminal.out.splitlines()]
    assert [(row["model"], row["requests"]) for row in rows] == [("a/one", 525)]
    assert terminal.transport.keys == [KEY]
    assert "of the whole account, as of" in terminal.err
    assert "knows no conversations" in terminal.err
    assert await terminal.run(*asked, "--csv") == 0
    assert len(terminal.out.splitlines()) == 31


async def test_without_a_management_key_it_says_where_one_goes(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("usage", "--router", "--endpoint", ROUTER) == 1
    assert "only to a management key" in terminal.err
    assert "--key-env" in terminal.err


async def test_an_endpoint_that_is_no_router_counts_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("usage", "--router", "--endpoint", "vllm") == 2
    assert terminal.err.strip()
