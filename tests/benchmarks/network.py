"""What a burst of deltas costs on Qt's event loop, and what a long answer leaves in memory.

The server is a process of its own on loopback, so that only our side is counted.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.notices import Notices
from desktop_chat.app.services import Services
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.app.turn import run_turn
from desktop_chat.archive import Archive
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.net.client import HttpTransport
from desktop_chat.settings.presets import PresetStore
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore
from desktop_chat.ui.application import make_event_loop
from desktop_chat.wire.transport import WireRequest
from tests.benchmarks.figures import Figure
from tests.benchmarks.streaming import application

ROUNDS = 5
DELTAS = 50_000
ANSWER_TOKENS = 64_000

# Answers every request with the same stream, a few hundred deltas a write, as fast as it is read.
_SERVER = """
import asyncio, sys

COUNT = int(sys.argv[1])
CHUNK = b'data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":" word"}}]}\\n\\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\\n\\ndata: [DONE]\\n\\n'
HEAD = (
    b"HTTP/1.1 200 OK\\r\\n"
    b"content-type: text/event-stream\\r\\n"
    b"transfer-encoding: chunked\\r\\n\\r\\n"
)

def framed(data):
    return b"%x\\r\\n%s\\r\\n" % (len(data), data)

async def converse(reader, writer):
    head = (await reader.readuntil(b"\\r\\n\\r\\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\\r\\n")[0])
    await reader.readexactly(length)
    writer.write(HEAD)
    for start in range(0, COUNT, 200):
        writer.write(framed(CHUNK) * min(200, COUNT - start))
        await writer.drain()
    writer.write(framed(END) + b"0\\r\\n\\r\\n")
    await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


def bench_network() -> Iterator[Figure]:
    """Compare Qt's event loop with asyncio's own; weigh an answer from the wire to the archive."""
    yield burst()
    yield memory_after_an_answer()


@contextmanager
def stream_server(deltas: int) -> Iterator[str]:
    """Run a server that streams so many deltas; give its address."""
    command = [sys.executable, "-c", _SERVER, str(deltas)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        finally:
            process.terminate()


def burst() -> Figure:
    """Compare a burst of deltas on both loops: the processor's time from socket to events."""
    qt_loop = lambda: make_event_loop(application())  # noqa: E731
    with stream_server(DELTAS) as url:
        pairs = [(burst_s(url, qt_loop), burst_s(url, None)) for _ in range(ROUNDS)]
    ours, plain = (median(times) for times in zip(*pairs, strict=True))
    return Figure(
        "a burst of deltas",
        ours / plain,
        f"{ours / DELTAS * 1e6:.1f} us each through httpx, decoder and Qt's loop / asyncio's loop",
        goal=1.1,
    )


def burst_s(url: str, loop_factory: Callable[[], asyncio.AbstractEventLoop] | None) -> float:
    """Return the processor's seconds that one stream takes on a loop."""
    request = WireRequest("POST", f"{url}/chat/completions", body=b"{}")

    async def receive() -> float:
        transport = HttpTransport()
        async with transport.open(request):
            pass  # loads the library
        start = time.process_time()
        await run_turn(request, transport, None, lambda _event: None)
        taken = time.process_time() - start
        await transport.close()
        return taken

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(receive())


def memory_after_an_answer() -> Figure:
    """Return by how much a program that received, showed nothing and kept an answer has grown."""
    with stream_server(ANSWER_TOKENS) as url, asyncio.Runner() as runner:
        grown = runner.run(grown_mb(url))
    return Figure(
        "memory after a long answer",
        grown,
        f"{ANSWER_TOKENS:,} tokens from the wire to the archive, over idle",
        goal=30,
        unit="MB",
    )


async def grown_mb(url: str) -> float:
    """Receive one short-lived warming answer and a long one; return what the long one left."""
    notices = Notices()
    tasks = Tasks(notices.add_error, lambda bug: sys.exit(repr(bug)))
    with tempfile.TemporaryDirectory() as folder:
        archive = await Archive.open(Path(folder) / "archive.db")
        settings = SettingsStore.load(Path(folder) / "s.json", notices_of=notices.add_error)
        presets = PresetStore.load(Path(folder) / "presets.json", notices_of=notices.add_error)
        network = HttpTransport()
        transports = Transports(network, network)
        services = Services.over(archive, settings, presets, transports, KeyStore(), notices, tasks)
        library = Library(services)
        endpoint = custom_endpoint(url)
        services.account.add(endpoint)
        await network._opened_session()  # noqa: SLF001 - idle has the library loaded
        session = library.start(endpoint.id, "m-1")
        gc.collect()
        before = resident_mb()
        session.send("Tell me a lot.")
        while session.is_answering:  # noqa: ASYNC110 - the end has no one event
            await asyncio.sleep(0.05)
        gc.collect()
        grown = resident_mb() - before
        assert len(session.messages()[-1].text) == ANSWER_TOKENS * len(" word")
        await library.close()
        await tasks.close()
        await network.close()
        await archive.close()
    return grown


def resident_mb() -> float:
    """Return the memory of this process that is in use."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
