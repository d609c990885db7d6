"""JSON of an experiment loses nothing."""

from __future__ import annotations

import msgspec
from support.experiments import ended_document, plan

from desktop_chat.formats.experiment_json import FORMAT_NAME, JsonExperiment, write


def test_it_reads_back_as_it_was() -> None:
    document = ended_document(plan(), ("one two", "三"))
    found = msgspec.json.decode(write(document), type=JsonExperiment)
    assert found.format == FORMAT_NAME
    assert found.experiment == document.head
    assert [cell.head for cell in found.cells] == list(document.heads.values())
    assert [cell.answer for cell in found.cells] == list(document.answers.values())
    assert found.places[1].values == {"temperature": 0.0, "top_p": 1.0}
    assert found.places[0].measures["words"].mean == 2.0
    assert found.places[5].measures == {}
