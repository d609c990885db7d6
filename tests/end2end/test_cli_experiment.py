"""An experiment without a window, as a script uses it: real processes, servers and signals."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import signal
from pathlib import Path

import msgspec
import pytest
from support.answers import hang, in_turn, refusal, says
from support.command_line import CANARY, LIMIT_S, CommandLine, ended
from support.openrouter_server import Exchange, Script, serve

PLAN = """
prompt = "Zitronenfalter"
model = "m"
concurrency = 1
seeds = [7]
[[axes]]
parameter = "temperature"
values = [0.0, 0.5, 1.0]
"""


def answering(*scripts: Script) -> Script:
    """Return a script that answers chat requests in turn, and gives no list of models."""
    chats = in_turn(*scripts)

    async def answer(exchange: Exchange) -> None:
        if exchange.request.path.endswith("/models"):
            await exchange.answer(200, b'{"data":[]}', content_type="application/json")
        else:
            await chats(exchange)

    return answer


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


async def test_the_key_goes_into_the_header_and_nowhere_else(cli: CommandLine, plan: str) -> None:
    async with serve(answering(says("one"), says("two"), says("three"))) as server:
        result = await cli.run(
            "experiment", plan, "--endpoint", server.url, "--key-env", "MY_KEY", "--json",
            MY_KEY=CANARY,
        )  # fmt: skip
    assert result.status == 0, result.err
    chats = [request for request in server.requests if request.body]
    assert {request.headers["authorization"] for request in chats} == {f"Bearer {CANARY}"}
    assert [msgspec.json.decode(request.body)["temperature"] for request in chats] == [0, 0.5, 1]
    cells = msgspec.json.decode(result.out)["cells"]
    assert [cell["answer"]["text"] for cell in cells] == ["one", "two", "three"]
    assert cells[1]["answer"]["record"]["request_body"] == chats[1].body.decode()
    for path in cli.profile.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


async def test_an_interrupt_keeps_what_ended_and_the_id_goes_on(
    cli: CommandLine, plan: str
) -> None:
    async with serve(answering(says("one"), hang, says("two"), says("three"))) as server:
        process = await cli.start("experiment", plan, "--endpoint", server.url)
        async with asyncio.timeout(LIMIT_S):
            while sum(bool(request.body) for request in server.requests) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGINT)
        stopped = await ended(process)
        assert stopped.status == 130, stopped.err
        assert "1 of 3 answers are kept." in stopped.err
        found = re.search(r"--resume (\S+)", stopped.err)
        assert found is not None
        again = await cli.run("experiment", "--resume", found[1], "--csv")
    assert again.status == 0, again.err
    lines = list(csv.DictReader(io.StringIO(again.out.removeprefix("\ufeff"))))
    assert [line["text"] for line in lines] == ["one", "two", "three"]
    known = await cli.look("search", "Zitronenfalter", "--json")
    assert known.values[0]["experiment_id"] == found[1]
    checked = await cli.look("check", "--json")
    assert checked.value["damaged_experiments"] == []


async def test_a_refusal_fails_its_own_answer_and_is_told(cli: CommandLine, plan: str) -> None:
    no = refusal(400, {"error": {"message": "Too warm"}})
    async with serve(answering(says("one"), no, says("three"))) as server:
        result = await cli.run("experiment", plan, "--endpoint", server.url, "--csv")
    assert result.status == 1
    assert "Answer 2: " in result.err
    assert "Too warm" in result.err
    lines = list(csv.DictReader(io.StringIO(result.out.removeprefix("\ufeff"))))
    assert [line["state"] for line in lines] == ["done", "failed", "done"]


async def test_a_report_that_cannot_be_written_is_one_sentence_and_loses_nothing(
    cli: CommandLine, plan: str
) -> None:
    async with serve(answering(says("one"), says("two"), says("three"))) as server:
        result = await cli.run(
            "experiment", plan, "--endpoint", server.url, "--output", "/proc/none/report.html"
        )
    assert result.status == 1
    assert "cannot be written" in result.err
    found = await cli.look("search", "two", "--json")
    assert found.values
