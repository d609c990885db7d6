"""A list of 5,000 models: read and shown, opened from memory, and kept while the program starts."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec
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
from tests.benchmarks.starting import OURS, cpu_s
from tests.benchmarks.streaming import application

MODELS = 5_000
ROUNDS = 9
REACHING_MS = 100
FRAME_MS = 1_000 / 60
ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
_NOW_S = 1_800_000_000


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


def list_body() -> bytes:
    """Return the router's answer with every model."""
    models = openrouter_bodies.models(MODELS)
    return msgspec.json.encode({"data": models, "total_count": MODELS})


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
