"""Parameters are found in whatever was copied; what cannot be used is named, and nothing is run."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.samplings import SAMPLINGS

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.code_samples.sample import sample_request
from desktop_chat.app.pasted_parameters import LONGEST_TEXT, read_parameter_file, read_parameters
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import ImportUnreadable, UsageError
from desktop_chat.wire.transport import WireRequest

OPENROUTER = next(each for each in READY_ENDPOINTS if each.id == "openrouter")
READABLE = ["curl", "python-requests", "python-httpx", "python-openai", "python-openrouter"]


def body_of(sampling: Sampling) -> bytes:
    """Return the body of a request that says something with parameters in its words."""
    said = [{"role": "user", "content": '{"temperature": 9} it\'s $HOME `top_p=1` ünï'}]
    fields = {"model": "a/b", "messages": said, "stream": True}
    return msgspec.json.encode(fields | msgspec.to_builtins(sampling))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "Hello, what does temperature do?",
        "{",
        "[1, 2]",
        "17",
        '{"colour": "red"}',
        "curl https://example.org",
        "curl -d @body.json https://example.org/v1/chat/completions",
        'curl -d \'{"temperature": 0.5',
        "import os\nos.remove('x')",
        "f(a=1)",
        "def f(:",
        "\0",
        "[" * 100_000,
        "{" * 100_000,
        "(" * 100_000,
        "-" * 100_000 + "1",
        "f(temperature=" + "[" * 5_000,
        '{"a":' * 100_000,
        "x" * (LONGEST_TEXT + 1),
    ],
)
def test_a_text_without_parameters_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_parameters(text)
    assert caught.value.text.count(".") == 1
    assert caught.value.advice


@pytest.mark.parametrize(
    "text",
    [
        '{"temperature": 0.7, "stop": ["END"]}',
        '  "temperature": 0.7,\n  "stop": "END",\n',
        '```json\n{"temperature": 0.7, "stop": "END"}\n```',
        'Use this: {"temperature": 0.7, "stop": "END"} and see.',
        '{"model": "a", "messages": [], "temperature": 0.7, "stop": ["END"], "top_p": null}',
        '{"name": "P", "sampling": {"temperature": 0.7, "stop": ["END"]}}',
        '{"presets": [{"name": "P", "sampling": {"temperature": 0.7, "stop": ["END"]}}]}',
        "temperature=0.7, stop='END'",
        "temperature=0.7,\nstop=('END',),",
        "temperature = 0.7\nstop = ['END']\n",
        "    temperature=0.7,\n    stop=['END'],\n",
        "{'temperature': 0.7, 'stop': ['END'], 'top_p': None}",
        "payload = {'model': 'a', 'temperature': 0.7}\npayload2 = {'stop': ['END']}",
        "client.chat.completions.create(model=m, messages=history, temperature=0.7, stop='END')",
        "client.create(model='a', timeout=3, extra_body={'temperature': 0.7, 'stop': ['END']})",
        "requests.post(url, json={'temperature': 0.7, 'stop': ['END']}, headers={'a': key})",
        'curl https://x/v1 -d \'{"temperature": 0.7, "stop": ["END"]}\'',
        'curl \\\n  --data-raw "{\\"temperature\\": 0.7, \\"stop\\": [\\"END\\"]}" \\\n  https://x',
        'curl \'https://x\' --data-raw $\'{"temperature": 0.7, "stop": ["E\\u004eD"]}\'',
        'curl --json=\'{"temperature": 0.7, "stop": ["END"]}\' https://x',
        'curl -d @- https://x <<JSON\n{"temperature": 0.7, "stop": ["END"]}\nJSON',
    ],
)
def test_every_form_gives_the_same(text: str) -> None:
    read = read_parameters(text)
    assert read.sampling == Sampling(temperature=0.7, stop=("END",))
    assert read.left_out == ()


def test_what_cannot_be_used_is_named_one_by_one_and_the_rest_is_read() -> None:
    text = '{"temperature": 9, "top_p": 0.5, "top_q": 1, "verbosity": "huge", "n": 2}'
    read = read_parameters(text)
    assert read.sampling == Sampling(top_p=0.5)
    assert read.left_out == (
        "top_q is no parameter here.",
        "n is no parameter here.",
        "Temperature cannot be 9. It takes a number, 0 to 2.",
        "Verbosity cannot be huge. It takes one of low, medium, high, xhigh, max.",
    )


def test_python_that_would_have_to_be_run_is_named_and_not_run(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    text = f"create(temperature=open({str(trap)!r}, 'w').write('x'), seed=base + 1, top_p=0.5)"
    read = read_parameters(text)
    assert read.sampling == Sampling(top_p=0.5)
    assert read.left_out == ("temperature is no plain value.", "seed is no plain value.")
    assert not trap.exists()


def test_a_file_is_read_like_a_text_and_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_bytes(b'\xef\xbb\xbf{"temperature": 0.7}')
    assert read_parameter_file(path).sampling == Sampling(temperature=0.7)
    for missing in (tmp_path / "gone.json", tmp_path):
        with pytest.raises(ImportUnreadable, match=f"{missing.name} cannot be read"):
            read_parameter_file(missing)
    path.write_bytes(b"\xff\x00" * 600_000)
    with pytest.raises(UsageError):
        read_parameter_file(path)


def test_the_names_in_a_schema_are_no_parameters() -> None:
    schema = {"type": "object", "properties": {"temperature": {"type": "number"}, "seed": 4}}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    for text in (json.dumps({"tools": [tool]}), f"create(tools={[tool]!r})"):
        assert read_parameters(text).sampling == Sampling(tools=(tool,))


@pytest.mark.parametrize("name", READABLE)
@given(sampling=SAMPLINGS.filter(lambda each: each != Sampling()))
@settings(max_examples=40)
def test_what_the_program_writes_as_code_it_reads_again(name: str, sampling: Sampling) -> None:
    request = WireRequest("POST", "https://x.example/v1/chat/completions", {}, body_of(sampling))
    code = SAMPLES[name].write(sample_request(request, OPENROUTER))
    read = read_parameters(code)
    assert (read.sampling, read.left_out) == (sampling, ())


@given(text=st.text(max_size=60) | st.text("{}[]()\"'\\=:,-d curlste\n0.", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        read = read_parameters(text)
        assert read.sampling != Sampling() or read.left_out
