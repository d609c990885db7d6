"""Experiments as files: all answers read in steps, written beside the event loop.

Which formats there are is `formats.registry`'s affair, and how a file is written `app.exporting`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop_chat.app.experiment import Experiment
from desktop_chat.core.message import Message
from desktop_chat.formats.experiment_document import ExperimentDocument, ExperimentFormat

STEP = 100


async def export_experiment(
    experiment: Experiment,
    export: ExperimentFormat,
    on_progress: Callable[[int, int], None] | None = None,
) -> str:
    """Return an experiment in an export format; cancelling it leaves nothing behind.

    Args:
        experiment: It may be running: what has ended is written.
        export: The format.
        on_progress: Told how many answers were read, of how many.

    Raises:
        ArchiveError: An answer cannot be read.
    """
    stored = experiment.stored
    await stored.read_all()
    heads = {head.cell_index: head for head in stored}
    answers: dict[int, Message] = {}
    indices = sorted(heads)
    for start in range(0, len(indices), STEP):
        part = indices[start : start + STEP]
        if export.needs_whole:
            answers |= {index: await stored.whole(index) for index in part}
        else:
            answers |= await stored.answers(part)
        if on_progress is not None:
            on_progress(len(answers), len(indices))
    document = ExperimentDocument(experiment.head, heads, answers)
    return await asyncio.to_thread(export.write, document)
