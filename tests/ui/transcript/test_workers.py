"""Work beside painting: colours of code, formulas, and the pace of frames."""

from __future__ import annotations

from threading import Event, get_ident

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from support.turn_rows import growing_row

from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.transcript.blocks.highlight import Highlighter, Spans, spans_of
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.frames import RowFrames
from desktop_chat.ui.transcript.worker import Worker

BLACK = QColor("#000000")


class Receiver:
    def __init__(self) -> None:
        self.spans: Spans = ()

    def apply_spans(self, spans: Spans) -> None:
        self.spans = spans


def test_tokens_are_placed_by_line_in_utf_16() -> None:
    spans = spans_of("python", 'x = "😀"  # c\nreturn 1\n')
    assert (4, 4, "syntax_string") in spans[0]
    assert (10, 3, "syntax_comment") in spans[0]
    assert spans[1][0] == (0, 6, "syntax_keyword")


def test_an_unknown_language_has_no_colours() -> None:
    assert spans_of("no such language", "x") == ()


def test_code_is_coloured_and_the_latest_request_counts(qtbot: QtBot) -> None:
    highlighter, receiver = Highlighter(), Receiver()
    with qtbot.waitSignal(highlighter.colored):
        highlighter.request(receiver, "python", "x")
        highlighter.request(receiver, "python", "return")
    assert receiver.spans == (((0, 6, "syntax_keyword"),),)


def test_a_receiver_that_is_gone_is_forgotten(qtbot: QtBot) -> None:
    highlighter, kept = Highlighter(), Receiver()
    highlighter.request(Receiver(), "python", "return")
    with qtbot.waitSignal(highlighter.colored):
        highlighter.request(kept, "python", "return")
    assert kept.spans


def test_a_formula_arrives_with_its_size_and_line(qtbot: QtBot) -> None:
    images = MathImages()
    with qtbot.waitSignal(images.arrived, timeout=15_000):
        assert images.find(r"\frac{a}{b}", 16, BLACK, is_display=False) is None
    image = images.find(r"\frac{a}{b}", 16, BLACK, is_display=False)
    assert image is not None
    assert 0 < image.ascent < image.height


def test_a_formula_that_cannot_be_set_never_arrives(qtbot: QtBot) -> None:
    images = MathImages()
    for tex in (r"\frac{a", "x^", "y" * 5_000):
        assert images.find(tex, 16, BLACK, is_display=False) is None
    with qtbot.waitSignal(images.arrived, timeout=15_000):
        images.find("z", 16, BLACK, is_display=False)
    assert images.find(r"\frac{a", 16, BLACK, is_display=False) is None


def test_a_formula_that_would_take_years_is_given_up(qtbot: QtBot) -> None:
    images = MathImages()
    assert images.find("{" * 60 + "x" + "}" * 60, 16, BLACK, is_display=False) is None
    with qtbot.waitSignal(images.arrived, timeout=60_000):
        images.find("z", 16, BLACK, is_display=False)


def test_the_first_row_comes_at_once_and_the_latest_after_a_frame(qtbot: QtBot) -> None:
    owner = QObject()
    frames = RowFrames(owner, frame_ms=20)
    seen: list[TurnRow] = []
    frames.ready.connect(seen.extend)
    frames.add(growing_row("a", "1"))
    assert [row.text for row in seen] == ["1"]
    frames.add(growing_row("a", "12"))
    with qtbot.waitSignal(frames.ready):
        frames.add(growing_row("a", "123"))
    assert [row.text for row in seen] == ["1", "123"]


def test_results_come_in_order_on_the_own_thread(qtbot: QtBot) -> None:
    worker, got = Worker("test"), []
    for number in (1, 2, 3):
        worker.submit(get_ident, lambda ident, n=number: got.append((n, ident)))
    qtbot.waitUntil(lambda: len(got) == 3)
    assert [number for number, _ in got] == [1, 2, 3]
    assert get_ident() not in {ident for _, ident in got}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_job_that_raises_does_not_end_the_work(qtbot: QtBot) -> None:
    worker, got = Worker("test"), []
    worker.submit(lambda: 1 // 0, got.append)
    worker.submit(lambda: 2, got.append)
    qtbot.waitUntil(lambda: got == [2])


def test_a_worker_that_is_gone_hands_on_nothing() -> None:
    worker, begun, let_go, got = Worker("test"), Event(), Event(), []

    def hold() -> int:
        begun.set()
        let_go.wait(5)
        return 1

    worker.submit(hold, got.append)
    worker.submit(lambda: 2, got.append)
    assert begun.wait(5)
    Shiboken.delete(worker)
    let_go.set()
    QCoreApplication.processEvents()
    assert got == []
