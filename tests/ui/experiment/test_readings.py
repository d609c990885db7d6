"""What the page says of an experiment's places, whatever state their cells are in."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from support.experiments import cell_head, plan
from support.program import LIMIT_S, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.core.experiment import Axis, AxisKind
from desktop_chat.ui.experiment.board import Board
from desktop_chat.ui.experiment.details import details_of
from desktop_chat.ui.experiment.face import FaceKind
from desktop_chat.ui.experiment.plan_texts import clock, plan_figures, plan_parts
from desktop_chat.ui.experiment.readings import Readings, heading_of, passing

LIMIT = 100
ONE = Axis(AxisKind.PARAMETER, "temperature", (0.5,))
BUSY = ScriptedReply(
    [b'{"error":{"code":429,"message":"Slow"}}'], 429, JSON | {"retry-after": "60"}
)


async def test_a_waiting_place_counts_down() -> None:
    now_s = [100.0]
    async with program(ScriptedTransport(BUSY)) as opened:
        experiment = await opened.experiments.create(plan(axes=(ONE,)))
        readings = Readings(experiment, Board(experiment.plan), lambda: now_s[0])
        assert readings.face(0, "words", LIMIT).foot == "Queued"
        experiment.start()
        async with asyncio.timeout(LIMIT_S):
            while experiment.retrying(0) is None:  # noqa: ASYNC110 - several steps lead there
                await asyncio.sleep(0.005)
        face = readings.face(0, "words", LIMIT)
        assert face.kind is FaceKind.WAITING
        assert face.heading == "Rate limited"
        assert face.text.splitlines()[-1] == "Retry in 60 s"
        now_s[0] += 12.5
        assert readings.face(0, "words", LIMIT).text.endswith("Retry in 48 s")
        now_s[0] += 100
        assert readings.face(0, "words", LIMIT).text.endswith("Retry as soon as it may")
        experiment.stop()
        await experiment.ended()
        assert readings.face(0, "words", LIMIT).kind is FaceKind.STOPPED


async def test_a_running_place_shows_one_line_of_what_came() -> None:
    hanging = ScriptedReply([chunk("One\n\ntwo\u202e three"), asyncio.Event()])
    async with program(ScriptedTransport(hanging)) as opened:
        experiment = await opened.experiments.create(plan(axes=(ONE,)))
        readings = Readings(experiment, Board(experiment.plan))
        experiment.start()
        async with asyncio.timeout(LIMIT_S):
            while not experiment.live_text(0):  # noqa: ASYNC110 - several steps lead there
                await asyncio.sleep(0.005)
        face = readings.face(0, "words", 9)
        assert (face.kind, face.text) == (FaceKind.RUNNING, "One two t")
        details = details_of(readings, 0, 0, "words")
        assert details.note == "Running"
        assert "\u202e" not in details.text
        experiment.stop()
        await experiment.ended()


async def test_repeats_are_counted_and_the_other_seeds_told() -> None:
    async with program(ScriptedTransport(says("a b"), says("a b c"), says("c"))) as opened:
        asked = plan(axes=(ONE,), repeats=3, seeds=(41, 42, 43), concurrency=1)
        experiment = await opened.experiments.create(asked)
        readings = Readings(experiment, Board(asked))
        experiment.start()
        await experiment.ended()
        face = readings.face(0, "words", LIMIT)
        assert (face.foot, face.figure) == ("3 of 3", "2")
        details = details_of(readings, 0, 1, "words")
        assert details.seed == "seed 42"
        assert details.text == "a b c"
        assert details.facts[0].title == "Words"
        assert details.facts[0].spread == "±\u202f1"
        assert [(other.title, other.figure) for other in details.others] == [
            ("seed 41", "2"),
            ("seed 43", "1"),
        ]
        assert plan_parts(asked)[-1] == ("Seeds", "41, 42, 43", "Seeds: 41, 42, 43")
        assert plan_figures(experiment).progress == "3 of 3 requests"
        spot = readings.figure("words", 0).spot(0, 0)
        assert spot.value == 2
        assert spot.low is not None
        assert readings.figure("words").spot(0, 0).low is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [("RateLimited", "Rate limited"), ("TLSFailed", "Tls failed"), ("", ""), ("x", "x")],
)
def test_a_failure_is_called_by_words(kind: str, words: str) -> None:
    assert heading_of(kind) == words


def test_passing_answers_are_counted_among_those_that_were_judged() -> None:
    heads = [cell_head(n, values={"assertions": share}) for n, share in enumerate((1.0, 0.5, 1.0))]
    assert passing([*heads, cell_head(3, values={})]).text == "2 of 3"
    assert passing([]).text == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (24.4, "0:24"), (3723, "1:02:03"), (-1, "0:00")]
)
def test_a_span_is_minutes_and_seconds(seconds: float, text: str) -> None:
    assert clock(seconds) == text


class Marking(QTranslator):
    """Gives each text a mark."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"«{source}»"


async def test_the_state_of_a_cell_is_said_in_the_windows_language(qapp: QApplication) -> None:
    async with program(ScriptedTransport()) as opened:
        experiment = await opened.experiments.create(plan(axes=(ONE,)))
        translator = Marking()
        qapp.installTranslator(translator)
        try:
            details = details_of(Readings(experiment, Board(experiment.plan)), 0, 0, "words")
        finally:
            qapp.removeTranslator(translator)
        assert details.note == "«Queued»"
