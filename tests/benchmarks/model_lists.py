"""A list of 5,000 models: read and shown, opened from memory, and kept while the program starts.

And one of 50 MB, as only a broken or hostile endpoint sends it: what the window feels of it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec
import qasync
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget
from support import openrouter_bodies

from desktop_chat.app.catalog import ModelList
from desktop_chat.app.opening import Wanted
from desktop_chat.bootstrap import open_program
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.ui.garbage import GarbageCollector
from desktop_chat.ui.picker.picker import SIZE, ModelPicker
from desktop_chat.ui.theme.style import palette, stylesheet
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.wire.models import parse_models
from tests.benchmarks.figures import Figure
from tests.benchmarks.stalls import StallWatch
from tests.benchmarks.starting import OURS, cpu_s
from tests.benchmarks.streaming import application

MODELS = 5_000
ROUNDS = 9
REACHING_MS = 100
FRAME_MS = 1_000 / 60
ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
HUGE_MODELS = 42_000
HUGE_WATCHED_S = 8.0
SETTLING_S = 1.0
HUGE_MS = 50.0
HUGE_MB = 200.0
_NOW_S = 1_800_000_000
_SERVER = """
import contextlib, http.server, pathlib, sys

BODY = pathlib.Path(sys.argv[1]).read_bytes()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(BODY)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who has enough goes
            self.wfile.write(BODY)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def bench_model_lists() -> Iterator[Figure]:
    """Compare what is shown with what is read, and time the picker over a list in memory."""
    app = application()
    # As in the program: Python's own collection of all objects would fall into the rounds.
    collector = GarbageCollector(app)
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(stylesheet(LIGHT))
    body = list_body()
    window, picker = opened_picker()
    reading: list[float] = []
    whole: list[float] = []
    opening: list[float] = []
    narrowing: list[float] = []
    for number in range(ROUNDS + 1):
        start = time.process_time()
        models = parse_models(body)
        read = time.process_time()
        shown = ModelList(models, _NOW_S * 1_000_000)
        show(picker, shown)
        end = time.process_time()
        picker.close_popover()
        again = time.process_time()
        show(picker, shown)
        opened = time.process_time()
        until_prepared()
        if number:  # the first round fills caches
            reading.append(read - start)
            whole.append(end - start)
            opening.append(opened - again)
            narrowing.append(narrowed_s(picker))
        picker.close_popover()
    window.close()
    collector.deleteLater()
    words = f"{median(whole) * 1e3:.0f} ms to the painted picker / reading {MODELS:,} models alone"
    yield Figure("list of models read and shown", median(whole) / median(reading), words, 1.5)
    words = f"the picker painted with {MODELS:,} models in memory"
    yield Figure("picker from memory", median(opening) * 1e3, words, FRAME_MS, "ms")
    words = f"an order and a word typed over {MODELS:,} models, the longer of both"
    yield Figure("picker ordered and searched", median(narrowing) * 1e3, words, FRAME_MS, "ms")


def bench_start_with_models() -> Iterator[Figure]:
    """Compare the time to a window of use with a kept list of models and without one."""
    with tempfile.TemporaryDirectory() as folder:
        plain, full = Path(folder) / "plain", Path(folder) / "full"
        asyncio.run(make_profile(plain, b""))
        asyncio.run(make_profile(full, list_body()))
        times: list[tuple[float, float]] = []
        for number in range(ROUNDS + 1):
            (_, without), (_, with_list) = cpu_s(OURS, str(plain)), cpu_s(OURS, str(full))
            if number:
                times.append((without, with_list))
    without, with_list = (median(column) for column in zip(*times, strict=True))
    words = f"ready for a key with {MODELS:,} models kept / without a list"
    yield Figure("start with a kept list", with_list / without, words, 1.05)


def bench_huge_list() -> Iterator[Figure]:
    """Watch the window's loop and memory while a list of 50 MB is fetched, read, kept and shown."""
    app = application()
    app.setQuitOnLastWindowClosed(False)
    GarbageCollector(app)
    floor = StallWatch().run(lambda seconds: seconds > 1)
    with tempfile.TemporaryDirectory() as folder, qasync.QEventLoop(app) as loop:
        body = Path(folder) / "models.json"
        body.write_bytes(list_body(HUGE_MODELS))
        for found in (huge_figures(Path(folder), body, is_router) for is_router in (True, False)):
            watch, more_mb, words = loop.run_until_complete(found)
            at_work = f"of it at work {max(watch.own_ms):.1f} ms"
            about = f"{words}; {at_work}; the timer alone {floor.longest_ms:.1f} ms"
            yield Figure(
                "stall of a list of 50 MB, longest", watch.longest_ms, about, HUGE_MS, "ms"
            )
            yield Figure("memory for a list of 50 MB", more_mb, words, HUGE_MB, "MB")


async def huge_figures(folder: Path, body: Path, is_router: bool) -> tuple[StallWatch, float, str]:
    """Return the stalls, the megabytes above those before, and how it was done."""
    with served(body) as port:
        endpoint = custom_endpoint(f"http://127.0.0.1:{port}/v1")
        if is_router:
            endpoint = msgspec.structs.replace(endpoint, dialect="openrouter")
        wanted = Wanted(folder / f"profile-{port}", asks_keyring=False)
        async with open_program(wanted) as opened:
            window, picker = opened_picker()
            picker.show_endpoints([endpoint], endpoint.id, "")
            picker.open_at(window, SIZE)
            await asyncio.sleep(SETTLING_S)
            forget_peak()
            before_mb = megabytes("VmRSS:")
            watching = asyncio.ensure_future(StallWatch().follow(HUGE_WATCHED_S))
            start = time.perf_counter()
            found = await opened.services.catalog.refresh(endpoint)
            picker.show_models(found, (), _NOW_S)
            taken_s = time.perf_counter() - start
            watch = await watching
            more_mb = megabytes("VmHWM:") - before_mb
            window.close()
    kind = "a router's" if is_router else "any endpoint's"
    return watch, more_mb, f"{kind}, {len(found.models):,} models shown after {taken_s:.1f} s"


@contextmanager
def served(body: Path) -> Iterator[int]:
    """Give a file as the answer to every request, from a process of its own; yields the port."""
    command = [sys.executable, "-c", _SERVER, str(body)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.terminate()


def forget_peak() -> None:
    """Let the system measure this process's most memory anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def megabytes(name: str) -> float:
    """Return a figure of this process's memory, as the system calls it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(name)[2].split()[0]) / 1024


def list_body(count: int = MODELS) -> bytes:
    """Return the router's answer with so many models."""
    models = openrouter_bodies.models(count)
    return msgspec.json.encode({"data": models, "total_count": count})


def opened_picker() -> tuple[QWidget, ModelPicker]:
    """Return a window with a picker over it."""
    window = QWidget()
    window.resize(1_200, 780)
    window.show()
    picker = ModelPicker(LIGHT, window)
    picker.show_endpoints([ROUTER], ROUTER.id, "")
    picker.narrowing.begin(ROUTER.id, is_router=True)
    return window, picker


def show(picker: ModelPicker, found: ModelList) -> None:
    """Open the picker with a list, and wait until it is painted."""
    window = picker.window()
    picker.show_endpoints([ROUTER], ROUTER.id, found.models[40].id)
    picker.open_at(window, SIZE)
    picker.show_models(found, (), _NOW_S)
    paint()


def until_prepared() -> None:
    """Wait as long as it takes to reach for the keyboard."""
    loop = QEventLoop()
    QTimer.singleShot(REACHING_MS, loop.quit)
    loop.exec()


def narrowed_s(picker: ModelPicker) -> float:
    """Return the seconds until another order, or a word, is painted."""
    longest = 0.0
    for act in (
        lambda: picker.narrowing.order.take(ModelOrder.CHEAPEST),
        lambda: picker.field.setText("e"),
        lambda: picker.field.setText("ember large"),
    ):
        start = time.process_time()
        act()
        paint()
        longest = max(longest, time.process_time() - start)
    picker.field.clear()
    picker.narrowing.order.take(None)
    return longest


def paint() -> None:
    """Let the layouts and paintings that are due happen."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()


async def make_profile(profile: Path, body: bytes) -> None:
    """Make a profile whose chats ask the router, with its list where there is a body."""
    async with open_program(Wanted(profile, asks_keyring=False)) as opened:
        services = opened.services
        services.account.add(ROUTER)
        services.account.choose(ROUTER, "author/model-1")
        if body:
            now_us = services.clock()
            await services.archive.cache_put(f"models:{ROUTER.base_url}", body, now_us)
