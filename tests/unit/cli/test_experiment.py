"""`experiment` runs a plan from a file, tells what came of it, and goes on where it stopped."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from pathlib import Path

import msgspec
import pytest
from support.commands import Terminal
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.cli.output import Output

WRONG = ScriptedReply([b'{"error":{"code":400,"message":"No such thing"}}'], 400, JSON)
MODELS = ScriptedReply([b'{"data":[]}'], 200, JSON)
TWO = """
prompt = "Hi"
endpoint = "practice"
model = "m"
concurrency = 1
seeds = [7]
[[axes]]
parameter = "temperature"
values = [0.0, 1.0]
[[assertions]]
kind = "contains"
argument = "b"
"""


def file(folder: Path, text: str = TWO) -> str:
    """Write a plan; return its path."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def resumed_id(terminal: Terminal) -> str:
    found = re.search(r"--resume (\S+)", terminal.err)
    assert found is not None
    return found[1]


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("experiment", str(tmp_path / "none.toml")) == 1
    assert "none.toml cannot be read: No such file" in terminal.err


@pytest.mark.parametrize("arguments", [(), ("a.toml", "--resume", "x")])
async def test_a_file_or_an_id_but_not_both(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("experiment", *arguments) == 2
    assert "takes a file, or --resume" in terminal.err


async def test_an_output_whose_ending_says_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("experiment", file(tmp_path), "--output", "report.doc") == 2
    assert "report.doc has no known ending" in terminal.err


async def test_more_than_twenty_requests_need_a_yes(tmp_path: Path) -> None:
    transport = ScriptedTransport(MODELS)
    terminal = Terminal(tmp_path, transport)
    many = TWO.replace("seeds = [7]", "repeats = 11")
    assert await terminal.run("experiment", file(tmp_path, many)) == 2
    assert "Requests: 22, about" in terminal.err
    assert "Add --yes" in terminal.err
    assert all(request.method == "GET" for request in transport.requests)


async def test_places_are_told_as_a_table_and_the_cheapest_that_passes(tmp_path: Path) -> None:
    transport = ScriptedTransport(MODELS, says("a"), says("b"))
    terminal = Terminal(tmp_path, transport)
    assert await terminal.run("experiment", file(tmp_path)) == 0
    heading, first, second = terminal.out.splitlines()
    assert heading.split()[0] == "Temperature"
    assert first.split()[0] == "0.0"
    assert second.endswith("<- cheapest that passes")
    assert [body["temperature"] for body in transport.bodies] == [0.0, 1.0]


async def test_csv_and_json_go_to_standard_output_alone(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a"), says("b")))
    assert await terminal.run("experiment", file(tmp_path), "--csv") == 0
    lines = list(csv.DictReader(io.StringIO(terminal.out[1:])))
    assert [line["text"] for line in lines] == ["a", "b"]
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a"), says("b")))
    assert await terminal.run("experiment", file(tmp_path), "--json") == 0
    assert len(msgspec.json.decode(terminal.out)["cells"]) == 2


async def test_a_report_is_written_by_the_ending_of_its_name(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a"), says("b")))
    report = tmp_path / "report.html"
    assert await terminal.run("experiment", file(tmp_path), "--output", str(report)) == 0
    assert report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "Written to" in terminal.err
    assert terminal.out.startswith("Temperature")


async def test_what_failed_is_told_and_run_again_by_its_id(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a"), WRONG))
    assert await terminal.run("experiment", file(tmp_path)) == 1
    assert "Answer 2: " in terminal.err
    assert "1 of 2 answers are kept." in terminal.err
    transport = ScriptedTransport(MODELS, says("b"))
    again = Terminal(tmp_path, transport)
    assert await again.run("experiment", "--resume", resumed_id(terminal)) == 0
    assert len(transport.bodies) == 1
    assert transport.bodies[0]["temperature"] == 1.0
    assert len(again.out.splitlines()) == 3


async def test_an_interrupt_stops_and_keeps(tmp_path: Path) -> None:
    hanging = ScriptedReply([chunk("Hal"), asyncio.Event()])
    transport = ScriptedTransport(MODELS, says("a"), hanging)
    terminal = Terminal(tmp_path, transport)

    async def interrupt(work: asyncio.Task[int]) -> None:
        while len(transport.requests) < 3:  # noqa: ASYNC110 - the transport has no event
            await asyncio.sleep(0.001)
        work.cancel()

    async with asyncio.TaskGroup() as group:
        work = group.create_task(terminal.run("experiment", file(tmp_path)))
        group.create_task(interrupt(work))
    assert work.result() == 130
    assert "1 of 2 answers are kept." in terminal.err
    again = Terminal(tmp_path, ScriptedTransport(MODELS, says("b")))
    assert await again.run("experiment", "--resume", resumed_id(terminal)) == 0


async def test_the_cap_is_told(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a")))
    capped = f'cap_usd = "0.0015"\n{TWO}'
    assert await terminal.run("experiment", file(tmp_path, capped)) == 1
    assert "The cap of $0.0015 would be passed" in terminal.err


async def test_an_address_given_by_hand_is_known_again(tmp_path: Path) -> None:
    address = "http://127.0.0.1:9/v1"
    terminal = Terminal(tmp_path, ScriptedTransport(MODELS, says("a"), WRONG))
    assert await terminal.run("experiment", file(tmp_path), "--endpoint", address) == 1
    transport = ScriptedTransport(MODELS, says("b"))
    again = Terminal(tmp_path, transport)
    assert await again.run("experiment", "--resume", resumed_id(terminal)) == 0
    assert transport.requests[-1].url.startswith(address)


def test_the_line_of_progress_is_for_terminals_alone() -> None:
    err = io.StringIO()
    output = Output(io.StringIO(), err)
    output.progress("1 of 2")
    output.end_progress()
    assert err.getvalue() == ""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    output = Output(io.StringIO(), screen)
    output.progress("1 of 2")
    output.end_progress()
    output.end_progress()
    assert screen.getvalue() == "\r1 of 2\x1b[K\n"
