"""Every code sample is run, and sends the body that it was made from."""

from __future__ import annotations

import asyncio
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from support import optional
from support.conformance import conformance_path
from support.recording import KEY, recording

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.code_samples.sample import CodeSample, sample_request
from desktop_chat.core.provider import Endpoint
from desktop_chat.wire.transport import WireRequest

LIMIT_S = 60
VARIABLE = "SAMPLE_KEY"
PLAIN: dict[str, Any] = {
    "model": "practice/markov-small",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "It's \"$HOME\" `id` ${x} \\n 100% 'q'\n\ttab 東京 😀"},
    ],
    "stream": True,
    "temperature": 0.7,
    "top_k": 40,
    "stop": ["\n\n##", "'"],
    "seed": 2**52,
}
TOOL = {
    "type": "function",
    "function": {
        "name": "f",
        "parameters": {"type": "object", "properties": {"__proto__": {"x-own": [1, {}]}}},
    },
}
EXTRAS: dict[str, Any] = {
    "model": "practice/markov-small",
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
            ],
            "reasoning_details": [{"type": "reasoning.text", "index": 0, "signature": None}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "4"},
    ],
    "stream": False,
    "tools": [TOOL],
    "logit_bias": {"5": -100},
    "provider": {"order": ["a"], "x-unknown": {"deep": [None, True, 1e-9]}},
    "reasoning": {"effort": "high", "max_tokens": None},
    "an unknown field": {"__proto__": 1, "constructor": [], "": "\u202e\u200b\ufeff\x7f\x00"},
    "user": None,
}
NAMED = {
    "plain": PLAIN,
    "extras": EXTRAS,
    "large": PLAIN | {"messages": [{"role": "user", "content": "long 'text' " * 20_000}]},
}


def written(sample: CodeSample, body: dict[str, Any], url: str) -> str:
    """Return the code of a sample for a body."""
    endpoint = Endpoint("e", "E", url, needs_key=True, key_variable=VARIABLE)
    headers = {"Content-Type": "application/json", "X-Title": 'A "quoted" $title\'s'}
    content = json.dumps(body, ensure_ascii=False).encode()
    request = WireRequest("POST", f"{url}/chat/completions", headers, content)
    return sample.write(sample_request(request, endpoint))


def command(sample: CodeSample, file: Path) -> list[str]:
    """Return what runs a sample; the test is skipped where that is not there."""
    match sample.language:
        case "bash":
            optional.program("curl")
            return [optional.program("sh"), str(file)]
        case "python":
            return [optional.samples_python(), str(file)]
        case "typescript":
            modules = optional.samples_node()
            (file.parent / "node_modules").symlink_to(modules)
            return [str(modules / ".bin" / "tsx"), str(file)]
        case _:
            return [optional.program("go"), "run", str(file)]


async def run(sample: CodeSample, code: str, folder: Path) -> str:
    """Run a sample to its end and return what it printed."""
    file = folder / f"sample{sample.suffix}"
    file.write_text(code, encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *command(sample, file),
        env=kept | {VARIABLE: KEY, "NO_PROXY": "127.0.0.1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(LIMIT_S):
        output, problems = await process.communicate()
    assert process.returncode == 0, f"{problems.decode()}\n{output.decode()}\n{code}"
    return output.decode()


@pytest.mark.real
@pytest.mark.parametrize("body", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
async def test_a_sample_sends_the_body_that_it_was_made_from(
    sample: CodeSample, body: dict[str, Any], tmp_path: Path
) -> None:
    async with recording() as server:
        code = written(sample, body, server.url)
        output = await run(sample, code, tmp_path)
    assert KEY not in code
    assert server.bodies == [body]
    assert output.strip()


@pytest.mark.real
@pytest.mark.parametrize("name", ["curl", "python-requests", "python-openai", "typescript-fetch"])
async def test_naughty_strings_stay_data(name: str, tmp_path: Path) -> None:
    strings = json.loads(conformance_path("blns/blns.json").read_text(encoding="utf-8"))
    random.Random(1).shuffle(strings)
    body = PLAIN | {
        "messages": [{"role": "user", "content": text} for text in strings],
        "user": "".join(strings),
        "metadata": {text: text for text in strings},
    }
    async with recording() as server:
        await run(SAMPLES[name], written(SAMPLES[name], body, server.url), tmp_path)
    assert server.bodies == [body]


@pytest.mark.real
@pytest.mark.parametrize("name", ["curl", "python-httpx", "typescript-fetch"])
async def test_whole_numbers_of_64_bits_are_not_rounded(name: str, tmp_path: Path) -> None:
    body = PLAIN | {"seed": 2**63 - 1}
    async with recording() as server:
        await run(SAMPLES[name], written(SAMPLES[name], body, server.url), tmp_path)
    assert server.bodies == [body]
