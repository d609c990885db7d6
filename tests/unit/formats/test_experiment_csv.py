"""CSV of an experiment: one line a cell, and nothing that a spreadsheet carries out."""

from __future__ import annotations

import csv
import io

import msgspec
from support.experiments import ended_document, plan

from desktop_chat.core.experiment import Axis, AxisKind, CellState
from desktop_chat.core.message import Failure
from desktop_chat.formats.experiment_csv import write
from desktop_chat.formats.experiment_document import ExperimentDocument

ASKED = plan(axes=(Axis(AxisKind.PARAMETER, "temperature", (0.0, -0.0, 1.5)),), seeds=(7,))


def lines(document: ExperimentDocument) -> list[dict[str, str]]:
    text = write(document)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_what_a_spreadsheet_would_carry_out_has_an_apostrophe() -> None:
    evil = ('=HYPERLINK("http://x")', "-cmd|' /C calc'!A0", "@sum(1)")
    found = lines(ended_document(ASKED, evil))
    assert [line["text"] for line in found] == [f"'{text}" for text in evil]


def test_numbers_stay_numbers_and_texts_keep_their_lines() -> None:
    found = lines(ended_document(ASKED, ("-4.5", 'He said "a, b"\nand left')))
    assert [line["text"] for line in found] == ["-4.5", 'He said "a, b"\nand left', ""]


def test_every_cell_has_its_line_with_settings_and_measures() -> None:
    found = lines(ended_document(ASKED, ("one two",)))
    assert len(found) == 3
    first = found[0]
    assert (first["cell"], first["temperature"], first["seed"], first["repeat"]) == (
        "0",
        "0.0",
        "7",
        "0",
    )
    assert (first["state"], first["words"], first["cost"]) == ("done", "2.0", "0.001")
    assert (found[2]["state"], found[2]["words"]) == ("queued", "")


def test_failures_and_measures_of_places_are_told() -> None:
    asked = plan(axes=(), repeats=2, seeds=(1, 2))
    document = ended_document(asked, ("same", "same"))
    failed = msgspec.structs.replace(
        document.heads[1], state=CellState.FAILED, failure=Failure("X", "It failed.")
    )
    broken = ExperimentDocument(document.head, document.heads | {1: failed}, document.answers)
    assert lines(broken)[1]["failure"] == "It failed."
    assert lines(document)[0]["place_exact_match"] == "1.0"
