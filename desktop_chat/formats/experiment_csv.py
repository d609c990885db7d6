"""CSV of an experiment: a line for each cell, for spreadsheets and statistics programs.

RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need. A text that a spreadsheet would
take for a formula has an apostrophe before it: what a model writes must not be carried out. The
JSON format has every text as it is.
"""

from __future__ import annotations

import csv
import io

from desktop_chat.core.experiment import CellState, cell_at
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.formats.experiment_document import ExperimentDocument, ExperimentFormat
from desktop_chat.formats.spreadsheets import BYTE_ORDER_MARK, harmless


def write(document: ExperimentDocument) -> str:
    """Return a heading and a line for each cell, those that have not ended too."""
    out = io.StringIO()
    writer = csv.writer(out)
    plan = document.plan
    titles = [axis.name or axis.kind.value for axis in plan.axes]
    measures = [name for name in document.measured if not MEASURES[name].needs_all]
    compared = [name for name in document.measured if MEASURES[name].needs_all]
    writer.writerow(
        ["cell", *titles, "repeat", "seed", "state", *measures]
        + [f"place_{name}" for name in compared]
        + ["finish_reason", "failure", "text"]
    )
    for place, indices in document.places():
        summaries = document.summaries[place]
        shared = [summaries[name].mean if name in summaries else "" for name in compared]
        for index in indices:
            cell, head = cell_at(plan, index), document.heads.get(index)
            answer = document.answers.get(index)
            record = answer.record if answer else None
            writer.writerow(
                [index, *map(harmless, document.labels(place)), cell.repeat]
                + ["" if cell.seed is None else cell.seed]
                + [(head.state if head else CellState.QUEUED).value]
                + [head.values.get(name, "") if head else "" for name in measures]
                + shared
                + [harmless(record.finish_reason) if record else ""]
                + [harmless(head.failure.text) if head and head.failure else ""]
                + [harmless(answer.text) if answer else ""]
            )
    return BYTE_ORDER_MARK + out.getvalue()


CSV = ExperimentFormat("csv", "CSV, a line for each answer", ".csv", needs_whole=False, write=write)
