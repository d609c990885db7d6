"""`model` and `compare` say what is known, and of whom it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from support import openrouter_bodies, openrouter_statistics
from support.commands import Terminal
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.errors import Offline

ROUTER = "http://127.0.0.1:9/api/v1"
SPECIAL = openrouter_bodies.special_models()
GONE = Offline("Nothing answers.")


def reply(value: Any) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


MODELS = reply({"data": SPECIAL, "total_count": len(SPECIAL)})
OFFERINGS = reply(openrouter_bodies.offerings(SPECIAL[0]))
ZERO = reply(openrouter_bodies.zero_retention(SPECIAL[:1]))
SLUGS = [each["canonical_slug"] for each in SPECIAL]
RANKINGS = reply(openrouter_statistics.rankings(SLUGS, "2026-11-20", "2026-11-26"))
BENCHMARKS = reply(openrouter_statistics.benchmarks(SLUGS))
TOLD = (RANKINGS, MODELS, ZERO, BENCHMARKS)


async def test_a_model_that_is_not_listed_is_a_wrong_use(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS))
    assert await terminal.run("model", "no/such", "--endpoint", ROUTER) == 2
    assert "lists no model 'no/such'" in terminal.err


async def test_a_model_is_told_with_who_offers_it(tmp_path: Path) -> None:
    terminal = Terminal(
        tmp_path, ScriptedTransport(MODELS, OFFERINGS, ZERO, RANKINGS, MODELS, BENCHMARKS)
    )
    assert await terminal.run("model", "northwind/heron:free", "--endpoint", ROUTER) == 0
    assert terminal.out.splitlines()[1].startswith("    Northwind: Heron (free) answers questions")
    assert "    Input, per million tokens: free" in terminal.out
    assert "    Weekly tokens: 63.1T" in terminal.out
    assert "    gpqa_diamond, OpenRouter: 0.71" in terminal.out
    assert "tools" in terminal.out.partition("    parameters: ")[2]
    assert "    mistral  free / free  205K  bf16  0.41" in terminal.out
    assert "zero retention" in terminal.out


async def test_without_a_network_what_was_kept_serves(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, *[GONE] * 7))
    await terminal.run("models", "--endpoint", ROUTER)
    assert await terminal.run("model", "openrouter/auto", "--endpoint", ROUTER) == 0
    assert "Input, per million tokens: varies" in terminal.out
    assert "This is from the list that was kept." in terminal.err


async def test_json_has_exact_prices(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, OFFERINGS, ZERO))
    status = await terminal.run("model", "harbour/basalt-long", "--json", "--endpoint", ROUTER)
    assert status == 0
    found = msgspec.json.decode(terminal.out)
    assert found["pricing"]["prompt"] == "0.00000125"
    assert found["offerings"][1]["tag"] == "deepinfra/turbo"
    # A script that compares two runs sees no difference where there is none.
    for supported in (found, *found["offerings"]):
        assert supported["supported_parameters"] == sorted(supported["supported_parameters"])


async def test_what_differs_is_marked(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, *TOLD))
    ids = ("northwind/heron:free", "openrouter/auto")
    assert await terminal.run("compare", *ids, "--endpoint", ROUTER) == 0
    lines = terminal.out.splitlines()
    assert lines[0] == "\tmodel\tnorthwind/heron:free\topenrouter/auto"
    assert "*\tInput, per million tokens\tfree\tvaries" in lines
    assert "\tInput modalities\ttext\ttext" in lines
    assert "\ttools\tyes\tyes" in lines
    assert "Source: OpenRouter (openrouter.ai/rankings), as of 2026-11-26" in terminal.err


async def test_models_side_by_side_are_objects_for_a_script(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS))
    ids = [each["id"] for each in SPECIAL[:2]]
    assert await terminal.run("compare", *ids, "--json", "--endpoint", ROUTER) == 0
    found = [msgspec.json.decode(line) for line in terminal.out.splitlines()]
    assert [each["id"] for each in found] == ids
    assert found[0]["supported_parameters"] == sorted(found[0]["supported_parameters"])


PLAIN = openrouter_bodies.model("a/b", "A: B")
LISTED = reply({"data": [PLAIN, openrouter_bodies.model("a/b:free", "A: B (free)")]})


async def test_the_variants_of_a_model_are_explained(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(LISTED, *[GONE] * 8))
    assert await terminal.run("model", "a/b", "--endpoint", ROUTER) == 0
    lines = [line.strip() for line in terminal.out.splitlines() if line.startswith("    :")]
    assert [line.partition(": ")[0] for line in lines] == [
        ":free",
        ":nitro",
        ":floor",
        ":exacto",
        ":online",
    ]
    assert "The list has it as a model of its own." in lines[0]
    assert "fastest provider first" in lines[1]
    assert "of its own" not in lines[1]


async def test_a_variant_is_told_of_with_what_the_model_has(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(LISTED, *[GONE] * 8))
    assert await terminal.run("model", "a/b:nitro", "--endpoint", ROUTER) == 0
    assert terminal.out.startswith("A: B (nitro)  a/b:nitro")
    assert "    :nitro: Asks the fastest provider first" in terminal.out
    assert "Context: 8\u202f192" in terminal.out
    assert terminal.out.count("    :") == 1


async def test_a_variant_that_must_be_listed_and_is_not_is_unknown(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(LISTED))
    assert await terminal.run("model", "a/b:thinking", "--endpoint", ROUTER) == 2
