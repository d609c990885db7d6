"""Starts real servers on loopback for tests: OpenRouter's stand-in aimock, and llama.cpp's own.

Each is a context manager that yields when the server answers, and ends the process it started.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.optional import aimock, llama_python

START_LIMIT_S = 60
END_LIMIT_S = 10

_URL = re.compile(r"http://127\.0\.0\.1:\d+")
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LlamaServer:
    """A running llama.cpp with the bigram model of `bigram_model.py`.

    Attributes:
        url: "http://127.0.0.1:PORT"; the API is below `/v1`, the slots at `/slots`.
        model: The model's name.
        vocabulary: The tokens in order of their ids; a word carries "▁" in front.
        table: The probability of each token after each, row after row, at temperature 1.
        first_token_probabilities: The exact distribution of an answer's first token by id, at
            temperature 1 and with every other limit off.
    """

    url: str
    model: str
    vocabulary: tuple[str, ...]
    first_token_probabilities: tuple[float, ...]
    table: array[float]

    def probability(self, previous: str, following: str) -> float:
        """Return how likely a token is after another, both as the vocabulary has them."""
        row, column = self.vocabulary.index(previous), self.vocabulary.index(following)
        return self.table[row * len(self.vocabulary) + column]


@contextmanager
def start_aimock(
    fixture: Path, *, options: Sequence[str] = (), api_key: str | None = None
) -> Iterator[str]:
    """Run aimock on a fixture file; yield its address without a path.

    Below `/api/v1` it answers as OpenRouter, below `/v1` as OpenAI. Skips where it is absent.

    Args:
        fixture: A JSON file of requests and their answers.
        options: Further options of the program, such as `("--chunk-size", "3")`.
        api_key: The only key it then accepts.
    """
    command = [aimock(), "-p", "0", "-f", str(fixture), "--strict", *options]
    environment = {"AIMOCK_API_KEYS": api_key} if api_key else {}
    with _running(command, environment) as url:
        yield url


@contextmanager
def start_llama(*, api_key: str | None = None) -> Iterator[LlamaServer]:
    """Run llama.cpp's server with a small exact model; skips where it is absent."""
    python = llama_python()
    with tempfile.TemporaryDirectory(prefix="bigram-") as folder:
        model, facts = Path(folder) / "bigram.gguf", Path(folder) / "bigram.json"
        maker = [python, str(_HERE / "bigram_model.py"), str(model), str(facts)]
        subprocess.run(maker, check=True, capture_output=True, timeout=START_LIMIT_S)
        known = json.loads(facts.read_text(encoding="utf-8"))
        table = array("d", facts.with_suffix(".table").read_bytes())
        command = [python, str(_HERE / "llama_server.py"), str(model)]
        environment = {"LLAMA_SERVER_KEY": api_key} if api_key else {}
        with _running(command, environment) as url:
            yield LlamaServer(
                url,
                model="bigram",
                vocabulary=tuple(known["vocabulary"]),
                first_token_probabilities=tuple(known["first_token_probabilities"]),
                table=table,
            )


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    """Run a server that prints its address once it listens; end it with the block."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
        try:
            yield _address(process, log.fileno())
        finally:
            process.terminate()
            process.communicate(timeout=END_LIMIT_S)


def _address(process: subprocess.Popen[bytes], log: int) -> str:
    """Wait for the address in the server's output.

    Raises:
        RuntimeError: The server ended, or printed none within the time limit.
    """
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        ended = process.poll() is not None
        printed = os.pread(log, 1_000_000, 0).decode(errors="replace")
        if found := _URL.search(printed):
            return found.group()
        if ended or time.monotonic() > deadline:
            message = f"{process.args!r} did not start: {printed}"
            raise RuntimeError(message)
        time.sleep(0.02)
