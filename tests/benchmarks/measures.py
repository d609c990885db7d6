"""The measures themselves: each compares two times of one run and returns their ratio."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import msgspec

from desktop_chat.markup.incremental import IncrementalParser
from desktop_chat.markup.parser import Parser
from desktop_chat.practice.model import PracticeModel
from desktop_chat.wire.chunks import ChunkDecoder
from desktop_chat.wire.sse import SseDecoder, SseEvent
from tests.benchmarks.figures import Figure

ROUNDS = 5
PARAGRAPH = "The river runs past the **mill**, and the mill turns `the stone` of the town.\n\n"
CHUNK = b'data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":" word"}}]}\n\n'


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some rounds of a piece of work."""
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def decoding_a_stream() -> Figure:
    """Compare bytes to turn events with JSON alone."""
    stream = CHUNK * 5_000

    def whole_way() -> None:
        events, chunks = SseDecoder(), ChunkDecoder()
        for start in range(0, len(stream), 1_400):
            for event in events.feed(stream[start : start + 1_400]):
                if isinstance(event, SseEvent):
                    chunks.decode(msgspec.json.decode(event.data))

    def json_alone() -> None:
        for line in stream.split(b"\n\n"):
            if line:
                msgspec.json.decode(line[6:])

    ratio = seconds(whole_way) / seconds(json_alone)
    return Figure("decode a stream", ratio, "bytes to turn events / decoding their JSON alone")


def long_line() -> Figure:
    """Compare one long line cut into small pieces with one ten times shorter, per byte."""

    def feed(length: int) -> Callable[[], object]:
        pieces = [b"data: ", *[b"x" * 1_000] * (length // 1_000), b"\n\n"]

        def work() -> None:
            decoder = SseDecoder()
            for piece in pieces:
                decoder.feed(piece)

        return work

    ratio = seconds(feed(10_000_000)) / seconds(feed(1_000_000)) / 10
    return Figure("one long line", ratio, "a byte of a 10 MB line / a byte of a 1 MB line")


def rendering_a_long_answer() -> Figure:
    """Compare the cost of a token at the end of a long answer with one at its start."""
    tokens = [f"{word} " for word in (PARAGRAPH * 500).split(" ")]
    follower = IncrementalParser(Parser())
    tenth = len(tokens) // 10
    times: list[float] = []
    for token in tokens:
        start = time.perf_counter()
        follower.feed(token)
        times.append(time.perf_counter() - start)
    ratio = sum(times[-tenth:]) / sum(times[:tenth])
    return Figure(
        "a long answer", ratio, "a token near the end of 40,000 characters / near the start"
    )


def building_the_practice_model() -> Figure:
    """Compare building the practice model with starting Python."""
    ratio = seconds(PracticeModel.load) / seconds(lambda: run_python("pass"))
    return Figure("practice model", ratio, "building it / starting Python")


def starting_headless() -> Figure:
    """Compare loading the headless program with starting Python."""
    loading = seconds(lambda: run_python("import desktop_chat.cli.__main__"))
    return Figure(
        "headless start",
        loading / seconds(lambda: run_python("pass")),
        "loading the headless program / starting Python",
    )


def run_python(code: str) -> None:
    """Run a fresh Python."""
    subprocess.run([sys.executable, "-c", code], check=True)


MEASURES: tuple[Callable[[], Figure], ...] = (
    decoding_a_stream,
    long_line,
    rendering_a_long_answer,
    building_the_practice_model,
    starting_headless,
)
