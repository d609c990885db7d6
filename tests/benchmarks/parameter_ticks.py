"""From a tick of a slider to the updated panel, preview and rules, against the request alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSlider

from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, Role
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import Sampling
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.wire.request import build_chat_request
from tests.benchmarks.figures import Figure
from tests.benchmarks.measures import PARAGRAPH
from tests.benchmarks.streaming import application

TICKS = 60
MESSAGES = 60
GOAL = 2.0


def bench_parameter_ticks() -> Iterator[Figure]:
    """Compare the work of a tick of Temperature, painting included, with that of the encoding."""
    application()
    text = PARAGRAPH * 30
    messages = [
        Message(f"m{number}", "c", Role.ASSISTANT if number % 2 else Role.USER, text=text)
        for number in range(MESSAGES)
    ]
    panel = ParameterPanel(LIGHT, UndoHistory())
    panel.resize(300, 900)
    panel.show()
    panel.set_endpoint(PRACTICE)
    own = Sampling(temperature=0.1, top_p=0.9, max_tokens=500, stop=("END",), seed=7)
    panel.set_layers(Layers(conversation=own))
    shown: list[Sampling] = [own]
    panel.sampling_changed.connect(shown.append)
    slider = next(
        each for each in panel.findChildren(QSlider) if each.accessibleName() == "Temperature"
    )
    settle()
    last_sent = encoded(messages, own)
    encoding: list[float] = []
    whole: list[float] = []
    for tick in range(TICKS):
        start = time.process_time()
        encoded(messages, shown[-1])
        encoding.append(time.process_time() - start)
        start = time.process_time()
        slider.setValue(20 + tick)
        body = encoded(messages, shown[-1])
        panel.set_preview(body, "curl", last_sent)
        settle()
        whole.append(time.process_time() - start)
    panel.close()
    words = f"{median(whole) * 1e3:.1f} ms / encoding the request alone ({len(last_sent):,} bytes)"
    yield Figure("tick of a slider", median(whole) / median(encoding), words, GOAL)


def encoded(messages: list[Message], sampling: Sampling) -> str:
    """Return the body of the request."""
    return build_chat_request(PRACTICE, "practice/m", messages, sampling, "c").body.decode()


def settle() -> None:
    """Let the layouts and paintings that are due happen."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
