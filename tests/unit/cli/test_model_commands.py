"""`models` lists what an endpoint offers, offline what was kept."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.commands import Terminal
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.errors import Offline

MODELS = ScriptedReply(
    [
        (
            b'{"data":[{"id":"a/b","name":"A: B","context_length":131072,'
            b'"pricing":{"prompt":"0.000002","completion":"0.000006"}}]}'
        )
    ],
    headers=JSON,
)


async def test_a_model_is_a_line_with_context_and_prices(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS))
    assert await terminal.run("models") == 0
    assert terminal.out == "a/b  131K  $2 / $6\n"


async def test_json_gives_a_model_a_line(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS))
    assert await terminal.run("models", "--json") == 0
    model = msgspec.json.decode(terminal.out)
    assert (model["id"], model["pricing"]["prompt"]) == ("a/b", "0.000002")


async def test_without_a_network_the_kept_list_serves(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, Offline("Nothing answers.")))
    await terminal.run("models")
    assert await terminal.run("models") == 0
    assert terminal.out.startswith("a/b")
    assert "Nothing answers. This is the list kept" in terminal.err


async def test_a_list_with_gaps_is_given_as_far_as_it_goes_and_that_is_said(tmp_path: Path) -> None:
    cut = ScriptedReply([b'{"data":[{"id":"a/b"},{"id":"a/c'], headers=JSON)
    terminal = Terminal(tmp_path, ScriptedTransport(cut))
    assert await terminal.run("models") == 0
    assert terminal.out.startswith("a/b  ")
    assert "Not all of the list could be read." in terminal.err
