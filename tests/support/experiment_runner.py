"""A program that runs experiments on the practice model until it is killed.

See tests/end2end/test_kill_experiment.py. It loads everything once and then forks a child for each
profile named on standard input, so that a kill costs milliseconds. The child goes on with the
newest experiment of the profile, or makes one. It prints, a line each, "started PROCESS", then
"running EXPERIMENT", "kept CELL" for each cell that the archive takes, and "over STATE".
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from support.experiments import plan

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.opening import Opened, Wanted
from desktop_chat.bootstrap import open_program
from desktop_chat.core.experiment import CellState
from desktop_chat.core.sampling import Sampling

REPEATS = 20
TOKENS = 12
PLAN = plan(
    repeats=REPEATS,
    seeds=tuple(range(REPEATS)),
    sampling=Sampling(max_tokens=TOKENS),
    concurrency=6,
)


def acknowledge(*words: object) -> None:
    """Print a line at once and in one piece."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


async def run(profile: Path) -> None:
    """Run the profile's experiment to its end."""
    async with open_program(Wanted(profile)) as opened:
        experiment = await _experiment(opened)
        acknowledge("running", experiment.id)

        await experiment.stored.read_all()
        known = {head.cell_index for head in experiment.stored}

        def tell(index: int) -> None:
            is_done = experiment.cell_state(index) is CellState.DONE
            if is_done and index not in (*known, *experiment.stored.unsaved):
                acknowledge("kept", index)

        experiment.cell_changed.connect(tell)
        experiment.resume()
        await experiment.ended()
        acknowledge("over", experiment.state.value)


async def _experiment(opened: Opened) -> Experiment:
    known = await opened.experiments.list(1)
    if known:
        return await opened.experiments.open(known[0].id)
    return await opened.experiments.create(PLAN)


def main() -> None:
    """Start a child for every line read, and wait for its end."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            acknowledge("started", os.getpid())
            asyncio.run(run(Path(line.strip())))
            os._exit(0)
        os.waitpid(child, 0)
        acknowledge("ended", child)


if __name__ == "__main__":
    main()
