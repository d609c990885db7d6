"""Heat maps: every place drawn once, missing ones never coloured, every text escaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from support.experiments import TEMPERATURES, TOP_PS, ended_document, plan

from desktop_chat.core.experiment import Axis, AxisKind
from desktop_chat.formats.experiment_document import ExperimentDocument
from desktop_chat.formats.experiment_svg import STEPS, heat_map


def drawn(document: ExperimentDocument, name: str = "words") -> tuple[list[str], list[str]]:
    root = ET.fromstring(heat_map(document, name))
    rectangles = [found.attrib["class"] for found in root.iter() if found.tag.endswith("rect")]
    return rectangles, [found.text or "" for found in root.iter() if found.tag.endswith("text")]


def test_places_without_a_value_are_hatched() -> None:
    rectangles, _ = drawn(ended_document(plan(), ("one", "one two three")))
    assert rectangles == ["d1", f"d{STEPS}", "none", "none", "none", "none"]


def test_values_and_labels_are_written() -> None:
    _, texts = drawn(ended_document(plan(), ("one", "one two three")))
    assert {"0.0", "0.5", "1.0", "1", "3"} <= set(texts)


def test_equal_values_have_one_colour() -> None:
    rectangles, _ = drawn(ended_document(plan(), ("one",) * 6))
    assert set(rectangles) == {"d1"}


def test_one_axis_is_a_row_three_are_rows_of_all_but_the_last_and_none_is_a_cell() -> None:
    prompts = Axis(AxisKind.SYSTEM_PROMPT, values=("<b>&", "x" * 90))
    rectangles, texts = drawn(ended_document(plan(axes=(prompts, TEMPERATURES, TOP_PS)), ("a",)))
    assert len(rectangles) == 12
    assert "<b>&, 0.5" in texts
    assert len(drawn(ended_document(plan(axes=(TEMPERATURES,)), ("a",)))[0]) == 3
    assert len(drawn(ended_document(plan(axes=(), repeats=2, seeds=(1, 2)), ("a",)))[0]) == 1
