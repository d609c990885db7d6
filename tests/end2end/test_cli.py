"""The headless program as a script uses it: real processes, real sockets, real files."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import unicodedata
from pathlib import Path

import msgspec
import pytest
from support.command_line import CANARY, LIMIT_S, CommandLine, ended
from support.openrouter_server import DONE, Exchange, serve
from support.optional import program

END = msgspec.json.encode({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})


async def one_answer(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("Grüße, ")
    await exchange.event("你好")
    await exchange.send(b"data: " + END + b"\n\n")
    await exchange.send(DONE)
    await exchange.end()


async def test_the_practice_model_answers_with_no_key_and_no_network(cli: CommandLine) -> None:
    result = await cli.run("ask", "What does temperature do?", "--temperature", "0")
    assert result.status == 0
    assert len(result.out.split()) > 5
    assert "tok/s" in result.err
    again = await cli.run("ask", "What does temperature do?", "--temperature", "0", "--json")
    assert again.value["content"] == result.out.rstrip("\n")
    assert again.value["usage"]["completion_tokens"] > 5


async def test_the_prompt_may_come_from_standard_input(cli: CommandLine) -> None:
    async with serve(one_answer) as server:
        result = await cli.run(
            "ask", "-", "--endpoint", server.url, "--model", "m", stdin="Wie geht's? 你好\n"
        )
    assert (result.status, result.out) == (0, "Grüße, 你好\n")
    body = msgspec.json.decode(server.requests[0].body)
    assert body["messages"][-1]["content"].rstrip("\n") == "Wie geht's? 你好"


async def test_a_key_goes_into_the_header_and_nowhere_else(cli: CommandLine) -> None:
    async with serve(one_answer) as server:
        result = await cli.run(
            "ask", "Hi", "--endpoint", server.url, "--model", "m", "--key-env", "MY_KEY", "--json",
            MY_KEY=CANARY,
        )  # fmt: skip
    assert result.status == 0
    assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"
    assert CANARY not in result.out + result.err
    files = [path for path in cli.profile.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path


async def test_a_rejected_key_is_one_sentence_and_status_1(cli: CommandLine) -> None:
    async def refuse(exchange: Exchange) -> None:
        body = b'{"error":{"message":"No auth credentials found","code":401}}'
        await exchange.answer(401, body, content_type="application/json")

    async with serve(refuse) as server:
        result = await cli.run("ask", "Hi", "--endpoint", server.url, "--model", "m", "--json")
    assert result.status == 1
    assert result.value["error"]["kind"] == "KeyRejected"
    assert result.value["error"]["code"] == 401
    assert result.err.count("\n") == 1
    assert len(server.requests) == 1


async def test_a_cut_stream_keeps_the_text_and_says_so(cli: CommandLine) -> None:
    async def cut(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.event("Hal")
        exchange.abort()

    async with serve(cut) as server:
        result = await cli.run("ask", "Hi", "--endpoint", server.url, "--model", "m", "--json")
    assert result.status == 1
    assert (result.value["content"], result.value["interrupted"]) == ("Hal", True)
    assert result.value["error"]["kind"] == "StreamCut"
    found = await cli.run("search", "Hal", "--json")
    assert [hit["role"] for hit in found.values if hit["message_id"]] == ["assistant"]


async def test_an_interrupt_from_the_keyboard_keeps_what_arrived(cli: CommandLine) -> None:
    async def hang(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.event("partial")
        await exchange.client_gone()

    async with serve(hang) as server:
        process = await cli.start("ask", "Hi", "--endpoint", server.url, "--model", "m")
        assert process.stdout is not None
        async with asyncio.timeout(LIMIT_S):
            assert await process.stdout.readexactly(7) == b"partial"
        process.send_signal(signal.SIGINT)
        result = await ended(process)
        async with asyncio.timeout(LIMIT_S):
            await server.client_closed.wait()
    assert result.status == 1
    assert "kept" in result.err
    exported = await cli.run("export")
    assert "partial" in exported.out


async def test_what_is_not_to_be_saved_is_not(cli: CommandLine) -> None:
    async with serve(one_answer) as server:
        await cli.run("ask", "Hi", "--endpoint", server.url, "--model", "m", "--no-save")
    found = await cli.run("search", "Hi", "--json")
    assert (found.status, found.out) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "Hi", "--temperature", "3"),
        ("ask", "Hi", "--endpoint", "no-such-profile"),
        ("ask", "Hi", "--endpoint", "ftp://host/v1"),
        ("ask", "Hi", "--key-env", "NO_SUCH_VARIABLE_HERE"),
        ("export", "no-such-id"),
        ("search", "x", "--limit", "0"),
        ("practice", "--port", "70000"),
    ],
)
async def test_bad_usage_is_one_sentence_and_status_2(
    cli: CommandLine, arguments: tuple[str, ...]
) -> None:
    result = await cli.run(*arguments)
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert result.out == ""


async def test_search_export_and_check_read_what_ask_kept(cli: CommandLine) -> None:
    async with serve(one_answer) as server:
        await cli.run("ask", "Wolke", "--endpoint", server.url, "--model", "m", "--seed", "7")
    found = await cli.run("search", "你好", "--json")
    assert found.values[0]["role"] == "assistant"
    exported = await cli.run("export", found.values[0]["conversation_id"], "--format", "json")
    document = msgspec.json.decode(exported.out)
    assert [message["text"] for message in document["messages"]] == ["Wolke", "Grüße, 你好"]
    sent = msgspec.json.decode(document["messages"][1]["record"]["request_body"])
    assert sent["seed"] == 7
    checked = await cli.run("check", "--json")
    assert (checked.status, checked.value["messages"]) == (0, 2)


async def test_a_pdf_is_drawn_where_there_is_no_display(cli: CommandLine, tmp_path: Path) -> None:
    async with serve(one_answer) as server:
        await cli.ask(server.url, prompt="Ein **Zitronenfalter** und $x^2$")
    pdf = tmp_path / "folder" / "all.pdf"
    result = await cli.run(
        "export", "--format", "pdf", "--output", str(pdf), DISPLAY="", QT_QPA_PLATFORM=""
    )
    assert (result.status, result.out) == (0, ""), result.err
    command = [program("pdftotext"), str(pdf), "-"]
    read = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    text = read.stdout.decode()
    assert "Zitronenfalter" in text
    assert "Grüße, 你好" in unicodedata.normalize("NFKC", text)
    (tmp_path / "file").touch()
    refused = await cli.run(
        "export", "--format", "pdf", "--output", str(tmp_path / "file" / "all.pdf")
    )
    assert refused.status == 1
    assert "cannot be written" in refused.err
    assert "Choose another folder" in refused.err


async def test_models_are_json_lines(cli: CommandLine) -> None:
    result = await cli.run("models", "--json")
    assert [model["id"] for model in result.values] == ["practice/markov-small"]


async def test_the_practice_server_answers_another_copy_of_the_program(cli: CommandLine) -> None:
    process = await cli.start("practice", "--port", "0", "--tokens-per-s", "0")
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        line = (await process.stdout.readline()).decode()
    base_url = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
    result = await cli.run("ask", "Hi", "--endpoint", base_url, "--max-tokens", "5", "--json")
    assert result.status == 0
    assert result.value["finish_reason"] == "length"
    assert result.value["usage"]["completion_tokens"] == 5
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(LIMIT_S):
        await process.communicate()
