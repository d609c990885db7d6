"""What a growing answer costs in the transcript, per token, beside text that is only inserted.

Times are the processor's, painting included, in one run and one process; the view is drawn off
screen. Each figure has its goal from the design's measurements.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from functools import cache
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState, Role
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView
from tests.benchmarks.figures import Figure

TOKEN_CHARACTERS = 4
TOKENS_A_FRAME = 8
SHORT_TOKENS = 8_000
LONG_TOKENS = 64_000
ROUNDS = 3
SIZE = (900, 700)
MIXED = """## A heading of some words

The river runs past the **mill**, and the mill turns `the stone` of the town. It costs $5, as
[the page](https://example.org) says in so many words.

- first item with *some* emphasis
- second item that is a little longer than the first one

```python
def sample(values, seed):
    # choose one of the values
    return values[seed % len(values)]
```

| name | value |
|---|--:|
| one | 1 |

> a quotation that says little

"""
ONE_BLOCK = {
    "code": "```python\n" + "    value = compute(value, 12)  # again\n" * 900,
    "list": "- an item of *some* words that go on\n" * 900,
    "table": "| a | b |\n|---|---|\n" + "| some words and more | 12 |\n" * 450,
    "paragraph": "word and another, with **bold** in it and so on. " * 700,
}


@cache
def application() -> QApplication:
    """Return the one application of the process."""
    return QApplication([])


def growing_row(text: str) -> TurnRow:
    """Return the row of an answer that is being written."""
    return TurnRow(
        message_id="answer",
        revision=len(text),
        role=Role.ASSISTANT,
        author="Model",
        via="",
        created_us=0,
        text=text,
        reasoning="",
        reasoning_s=None,
        tool_calls=(),
        citations=(),
        images=(),
        state=MessageState.STREAMING,
        caption="",
        notice=None,
    )


def us_per_token(text: str, show: Callable[[str], None]) -> float:
    """Return the processor's microseconds per token while a text grows by frames."""
    step = TOKEN_CHARACTERS * TOKENS_A_FRAME
    start = time.process_time()
    for end in range(step, len(text) + step, step):
        show(text[:end])
        application().processEvents()
    return (time.process_time() - start) * 1e6 / (len(text) / TOKEN_CHARACTERS)


def transcript_us(text: str) -> float:
    """Return what a token costs in the transcript."""
    application()
    view = TranscriptView(LIGHT, frame_ms=0)
    view.resize(*SIZE)
    view.show()
    view.set_rows([growing_row("")])
    taken = us_per_token(text, lambda part: view.update_row(growing_row(part)))
    put_away(view)
    return taken


def plain_us(text: str) -> float:
    """Return what a token costs where it is only inserted, without any Markdown."""
    application()
    field = QTextEdit()
    field.resize(*SIZE)
    field.show()
    bar = field.verticalScrollBar()

    def show(part: str) -> None:
        cursor = field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(part[field.document().characterCount() - 1 :])
        bar.setValue(bar.maximum())

    taken = us_per_token(text, show)
    put_away(field)
    return taken


def put_away(widget: QWidget) -> None:
    """Delete a widget and what it leaves behind, on this thread: Qt's objects die on no other."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def mixed(tokens: int) -> str:
    """Return mixed Markdown of a number of tokens."""
    length = tokens * TOKEN_CHARACTERS
    return (MIXED * (length // len(MIXED) + 1))[:length]


def bench_streaming() -> list[Figure]:
    """Compare streamed Markdown with inserted text, long with short, one block with many."""
    # As in the program, nothing is collected on the threads that colour code and parse.
    gc.disable()
    short, long = mixed(SHORT_TOKENS), mixed(LONG_TOKENS)
    parts = {kind: text[: SHORT_TOKENS * TOKEN_CHARACTERS] for kind, text in ONE_BLOCK.items()}
    transcript_us(mixed(TOKEN_CHARACTERS * TOKENS_A_FRAME))
    # The rounds take turns: what else the machine does falls on all alike.
    rounds = [
        (
            plain_us(short),
            transcript_us(short),
            {kind: transcript_us(part) for kind, part in parts.items()},
        )
        for _ in range(ROUNDS)
    ]
    base = median(mixed_us for _, mixed_us, _ in rounds)
    figures = [
        Figure(
            "streamed Markdown",
            median(mixed_us / inserted_us for inserted_us, mixed_us, _ in rounds),
            f"a token of {SHORT_TOKENS:,} in the transcript / as inserted text",
            goal=1.1,
        ),
        Figure(
            "a long answer on screen",
            transcript_us(long) / base,
            f"a token of {LONG_TOKENS:,} / of {SHORT_TOKENS:,}",
            goal=1.1,
        ),
    ]
    for kind in ONE_BLOCK:
        ratio = median(ones[kind] / mixed_us for _, mixed_us, ones in rounds)
        figures.append(Figure(f"one open {kind}", ratio, "its token / a mixed token", goal=1.5))
    return figures
