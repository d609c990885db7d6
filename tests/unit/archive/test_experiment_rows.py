"""Rows of experiments that are damaged give what can be read of them."""

from __future__ import annotations

from support.experiments import answer, cell_head, experiment

from desktop_chat.archive.experiment_rows import (
    answer_from,
    answer_row,
    cell_from,
    cell_row,
    experiment_from,
    experiment_row,
    progress_row,
)
from desktop_chat.core.experiment import CellState, RunState


def as_read(values: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(v.encode() if isinstance(v, str) and len(v) > 1 else v for v in values)


def test_a_damaged_cell_counts_as_failed() -> None:
    assert cell_from((1, 7, "done", b"{")).state is CellState.FAILED
    assert cell_from((1, 7, "done", b"{")).cell_index == 7


def test_a_damaged_plan_gives_an_interrupted_experiment_with_its_title() -> None:
    row = (b"\x00" * 16, b"Title \xff", b"", 1, "", b"{", b"[]", "done", 1, 0, 0, "0", 0, None)
    found = experiment_from(row)
    assert found.state is RunState.INTERRUPTED
    assert found.title == "Title \ufffd"


def test_rows_give_back_what_they_were_made_of() -> None:
    head = experiment()
    packed, title, prompt, *rest = experiment_row(head)
    created, rerun_of, plan, branch = rest
    texts = [str(text).encode() for text in (title, prompt, plan, branch)]
    row = (packed, texts[0], texts[1], created, rerun_of, texts[2], texts[3], *progress_row(head))
    assert experiment_from(row) == head
    cell = cell_head(3)
    experiment_key, number, state, coded = cell_row(5, cell)
    assert cell_from((experiment_key, number, state, str(coded).encode())) == cell


def test_an_answer_is_kept_without_its_request_body() -> None:
    said = answer("Hello", request_body="{}")
    cell, packed, state, created, *texts = answer_row(9, said)
    coded = [None if text is None else str(text).encode() for text in texts]
    found = answer_from((cell, packed, state, created, *coded), "e")
    assert (found.id, found.text, found.conversation_id) == (said.id, "Hello", "e")
    assert found.record is not None
    assert found.record.request_body == ""
