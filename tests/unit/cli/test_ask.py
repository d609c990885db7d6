"""`ask` streams text to standard output and everything else to standard error."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

import msgspec
import pytest
from support.commands import Terminal
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.cli.ask import report, stream_answer
from desktop_chat.cli.output import Output
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.errors import ArchiveError, DiskFull, StreamCut


class GonePipe(io.StringIO):
    """A pipe that nobody reads any more, on a descriptor that may be lost."""

    def __init__(self) -> None:
        super().__init__()
        self._descriptor = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the pipe

    def fileno(self) -> int:
        return self._descriptor.fileno()

    def write(self, text: str, /) -> int:
        raise BrokenPipeError

    def close(self) -> None:
        self._descriptor.close()
        super().close()


MODELS = ScriptedReply([b'{"data":[{"id":"first"},{"id":"second"}]}'], headers=JSON)
NO_MODELS = ScriptedReply([b'{"data":null}'], headers=JSON)


async def test_text_goes_out_and_figures_to_standard_error(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(says("Hel", "lo")))
    assert await terminal.run("ask", "Hi") == 0
    assert terminal.out == "Hello\n"
    assert "2 tok" in terminal.err
    assert "$0.001" in terminal.err


async def test_the_endpoints_first_model_is_asked_where_none_is_named(tmp_path: Path) -> None:
    transport = ScriptedTransport(MODELS, says("Hello"))
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("ask", "Hi", "--endpoint", "http://127.0.0.1:1/v1") == 0
    assert transport.bodies[0]["model"] == "first"


async def test_an_endpoint_without_models_asks_for_a_name(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(NO_MODELS))
    assert await terminal.run("ask", "Hi", "--endpoint", "vllm") == 2
    assert "--model" in terminal.err


async def test_the_key_comes_from_the_variable_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", " sk-test-1 \n")
    transport = ScriptedTransport(says("Hello"))
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("ask", "Hi", "--endpoint", "openrouter", "--key-env", "MY_KEY") == 0
    key = transport.keys[0]
    assert key is not None
    assert key.reveal() == "sk-test-1"


@pytest.mark.parametrize("key", ["", "two words", "schlüssel"])
async def test_a_key_that_no_header_can_carry_is_refused_unshown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("MY_KEY", key)
    transport = ScriptedTransport()
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("ask", "Hi", "--endpoint", "openrouter", "--key-env", "MY_KEY") == 2
    assert not key or key not in terminal.err
    assert transport.requests == []


async def test_a_cut_answer_says_that_its_text_is_kept(tmp_path: Path) -> None:
    cut = ScriptedReply([chunk("Hal"), StreamCut("The connection ended.")])
    terminal = Terminal(tmp_path, ScriptedTransport(cut))
    assert await terminal.run("ask", "Hi") == 1
    assert terminal.out == "Hal\n"
    assert "What arrived is kept." in terminal.err


async def test_nothing_is_said_to_be_kept_that_is_not_to_be_saved(tmp_path: Path) -> None:
    cut = ScriptedReply([chunk("Hal"), StreamCut("The connection ended.")])
    terminal = Terminal(tmp_path, ScriptedTransport(cut))
    assert await terminal.run("ask", "Hi", "--no-save") == 1
    assert "kept" not in terminal.err


def said(state: MessageState, refusal: ArchiveError | None) -> tuple[int, str]:
    err = io.StringIO()
    message = Message("m", "c", Role.ASSISTANT, "Hal", state=state)
    return report(message, Output(io.StringIO(), err), refusal), err.getvalue()


def test_an_answer_that_the_archive_refused_is_an_error() -> None:
    refusal = DiskFull("The disk is full.")
    status, line = said(MessageState.COMPLETE, refusal)
    assert (status, line.count("\n")) == (1, 1)
    assert line.startswith("The disk is full. The answer is not kept. ")
    assert refusal.advice in line


def test_a_stopped_answer_that_the_archive_refused_says_both() -> None:
    status, line = said(MessageState.STOPPED, DiskFull("The disk is full."))
    assert status == 1
    assert line == "The answer was stopped. What was said is not kept. The disk is full.\n"


def test_an_answer_that_a_bug_ended_is_not_said_to_be_stopped() -> None:
    assert "a fault of Desktop Chat" in said(MessageState.INTERRUPTED, None)[1]


async def test_an_output_that_is_gone_stops_the_answer_and_keeps_it(tmp_path: Path) -> None:
    reply = ScriptedReply([chunk("Hal"), asyncio.Event()])
    async with program(ScriptedTransport(reply), tmp_path) as opened:
        session = opened.session()
        with pytest.raises(BrokenPipeError):
            await stream_answer(session, "Hi", Output(GonePipe(), io.StringIO()))
        assert session.messages()[-1].text == "Hal"
        assert session.messages()[-1].state is MessageState.STOPPED


async def test_json_is_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(says("Hello")))
    assert await terminal.run("ask", "Hi", "--json", "--seed", "7", "--system", "Be brief.") == 0
    assert msgspec.json.decode(terminal.out)["content"] == "Hello"
    body = terminal.transport.bodies[0]
    assert body["seed"] == 7
    assert body["messages"][0]["content"] == "Be brief."


async def test_a_parameter_the_endpoint_does_not_know_is_named_unless_extras_are_switched_on(
    tmp_path: Path,
) -> None:
    transport = ScriptedTransport(says("a"), says("b"))
    terminal = Terminal(tmp_path, transport)
    asked = ("ask", "Hi", "--endpoint", "http://127.0.0.1:1/v1", "--model", "m", "--top-k", "3")
    assert await terminal.run(*asked) == 0
    assert "top_k" not in transport.bodies[0]
    assert "top_k" in terminal.err
    assert await terminal.run(*asked, "--extras") == 0
    assert transport.bodies[1]["top_k"] == 3
    assert "top_k" not in terminal.err


PRESETS = """{"presets": [{"id": "1", "name": "Careful writer", "sampling": {"temperature": 0.2,
"seed": 1}, "system_prompt": "Be brief."}], "defaults": {"": "1"}}"""


async def test_a_preset_lies_below_what_else_is_given(tmp_path: Path) -> None:
    (tmp_path / "presets.json").write_text(PRESETS)
    transport = ScriptedTransport(says("Hello"))
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("ask", "Hi", "--preset", "careful writer", "--seed", "2") == 0
    body = transport.bodies[0]
    assert (body["temperature"], body["seed"]) == (0.2, 2)
    assert body["messages"][0]["content"] == "Be brief."


async def test_no_preset_is_taken_that_was_not_named(tmp_path: Path) -> None:
    (tmp_path / "presets.json").write_text(PRESETS)
    transport = ScriptedTransport(says("Hello"))
    assert await Terminal(tmp_path, transport).run("ask", "Hi") == 0
    assert "temperature" not in transport.bodies[0]


async def test_a_preset_that_is_not_there_is_refused_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    (tmp_path / "presets.json").write_text(PRESETS)
    transport = ScriptedTransport()
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("ask", "Hi", "--preset", "Wild") == 2
    assert "Careful writer" in terminal.err
    assert transport.requests == []
