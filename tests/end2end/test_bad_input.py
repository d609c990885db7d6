"""What people and scripts give wrongly: keys, addresses, texts, lists; each told in one sentence.

The real program as a process.
"""

from __future__ import annotations

import msgspec
import pytest
from support.answers import refusal, says
from support.command_line import CANARY, CommandLine
from support.openrouter_server import serve

URL_EXAMPLE = "https://openrouter.ai/api/v1"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "The key is empty. Paste the key"),
        ("sk or v1", "has spaces or characters that no key has. Copy the key again"),
        ("sk-or\nX-Other: header", "has spaces or characters that no key has."),
        ("schlüssel-für-alle", "has spaces or characters that no key has."),
    ],
)
async def test_a_key_that_can_be_none_is_refused_unshown(
    cli: CommandLine, key: str, words: str
) -> None:
    async with serve(says("Hello")) as server:
        named = ("--endpoint", server.url, "--model", "m", "--key-env", "KEY")
        result = await cli.run("ask", "Hi", *named, "--json", KEY=key)
    assert (result.status, result.value["error"]["kind"]) == (2, "BadField")
    assert words in result.sentence
    assert not key or key not in result.sentence
    assert server.requests == []


async def test_white_space_around_a_key_is_taken_off(cli: CommandLine) -> None:
    async with serve(says("Hello")) as server:
        named = ("--endpoint", server.url, "--model", "m", "--key-env", "KEY")
        result = await cli.run("ask", "Hi", *named, KEY=f" {CANARY}\r\n")
    assert result.status == 0
    assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("openrouter.ai/api/v1", "no http:// or https:// in front"),
        ("localhost:8000/v1", "no http:// or https:// in front"),
        ("ftp://host/v1", "no http:// or https:// in front"),
        ("http://", "names no host"),
        ("http://a b/v1", "spaces or invisible characters"),
        ("http://127.0.0.1:99999/v1", "not a URL"),
        ("http://[::", "not a URL"),
        ("http://bob:geheim@127.0.0.1/v1", "carries a user name or a password"),
        ("no-such-endpoint", "There is no endpoint 'no-such-endpoint'. Known: practice"),
        ("", "There is no endpoint ''. Known: practice"),
    ],
)
async def test_an_address_that_can_be_none_says_what_is_wrong(
    cli: CommandLine, address: str, words: str
) -> None:
    result = await cli.look("ask", "Hi", "--endpoint", address, "--model", "m", "--json")
    assert result.status == 2
    assert words in result.sentence
    assert URL_EXAMPLE in result.sentence or "or give a URL" in result.sentence or "user" in words
    assert "geheim" not in result.out + result.err
    assert result.value["error"]["text"] in result.sentence


# Texts ------------------------------------------------------------------------------------------

TEXTS = {
    b"\xff\xfe": "\ufffd\ufffd",
    b"half \xed\xa0\xbd a character": "half \ufffd\ufffd\ufffd a character",
    b"\xef\xbb\xbfmarked": "marked",
    b"zero \0 bell \x07": "zero \0 bell \x07",
    "Grüße, 你好".encode(): "Grüße, 你好",
}


@pytest.mark.parametrize("given", TEXTS, ids=repr)
async def test_standard_input_is_read_as_utf_8_in_any_locale(
    cli: CommandLine, given: bytes
) -> None:
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    async with serve(says("Fine")) as server:
        named = ("--endpoint", server.url, "--model", "m")
        result = await cli.run("ask", "-", *named, stdin=given, **variables)
    assert (result.status, result.out) == (0, "Fine\n")
    sent = msgspec.json.decode(server.requests[0].body)
    assert sent["messages"][-1]["content"] == TEXTS[given]
    await cli.expect_kept("Fine")


@pytest.mark.parametrize("given", [b"", b" \n\t\n"])
async def test_nothing_on_standard_input_is_told(cli: CommandLine, given: bytes) -> None:
    result = await cli.run("ask", "-", "--json", stdin=given)
    assert (result.status, result.value["error"]["kind"]) == (2, "UsageError")
    assert result.sentence == "There is nothing to send. Write a message first."


async def test_arguments_that_are_no_utf_8_are_read_all_the_same(cli: CommandLine) -> None:
    odd = b"a\xffb"
    async with serve(says("Fine")) as server:
        named = ("--endpoint", server.url, "--model", odd, "--system", odd, "--stop", odd)
        result = await cli.run("ask", odd, *named, "--json")
    assert (result.status, result.value["content"]) == (0, "Fine")
    sent = msgspec.json.decode(server.requests[0].body)
    texts = [*(message["content"] for message in sent["messages"]), sent["model"], *sent["stop"]]
    assert texts == ["a\ufffdb"] * 4
    await cli.expect_kept("Fine")


async def test_a_profile_whose_name_is_no_text_is_refused(cli: CommandLine) -> None:
    result = await cli.run("--profile", bytes(cli.profile) + b"\xff", "ask", "Hi", "--json")
    assert result.status == 1
    assert "not Unicode text. Choose another folder" in result.sentence
    assert result.value["error"]["kind"] == "ArchiveError"


# Lists of models --------------------------------------------------------------------------------

HOSTILE = (
    b'{"data":[1,null,"x",{"id":5},{"id":""},{"id":"a","pricing":{"prompt":"NaN","request":[]},'
    b'"context_length":"huge","name":["x"],"supported_parameters":{"a":1},"architecture":[]},'
    b'{"id":"b","context_length":1e400,"pricing":{"prompt":1e400,"completion":"1e999999999"}},'
    b'{"id":"c\\ud800","name":"\\ud800"},{"id":"a","name":"again"},{"id":"d\\u001b[31m\\nx"}]}'
)


async def test_a_hostile_list_of_models_is_read_as_far_as_it_goes(cli: CommandLine) -> None:
    async with serve(refusal(200, HOSTILE, content_type="application/json")) as server:
        as_json = await cli.run("models", "--endpoint", server.url, "--json")
        as_lines = await cli.run("models", "--endpoint", server.url)
    assert [model["id"] for model in as_json.values] == ["a", "b", "c\ufffd", "d\x1b[31m\nx"]
    assert (as_lines.status, as_lines.err, as_lines.out.count("\n")) == (0, "", 4)


async def test_a_list_of_five_thousand_is_read_whole_and_kept(cli: CommandLine) -> None:
    price = {"prompt": "0.0000002", "completion": "0.0000006"}
    rows = [
        {"id": f"maker/{i}", "name": f"Maker: {i}", "description": "x" * 400, "pricing": price}
        for i in range(5_000)
    ]
    async with serve(refusal(200, {"data": rows})) as server:
        listed = await cli.run("models", "--endpoint", server.url, "--json")
    assert [model["id"] for model in listed.values] == [row["id"] for row in rows]
    kept = await cli.run("models", "--endpoint", server.url)
    assert (kept.status, kept.out.count("\n")) == (0, 5_000)
    assert "This is the list kept" in kept.sentence


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"error":{"message":"Boom"}}', "Boom"),
        (b'{"data":null}', "lists no models. Name one with --model."),
    ],
)
async def test_without_a_list_of_models_one_must_be_named(
    cli: CommandLine, body: bytes, words: str
) -> None:
    async with serve(refusal(200, body, content_type="application/json")) as server:
        result = await cli.look("ask", "Hi", "--endpoint", server.url, "--json")
    assert result.status in (1, 2)
    assert words in result.sentence
    assert result.value["error"]["text"] in result.sentence
