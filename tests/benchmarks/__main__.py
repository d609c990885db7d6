"""Measures the program, prints a table, and writes the figures as JSON.

`sh packaging/dev.sh bench [WORD ...] [--json FILE]`; words pick the measures whose names hold one
of them. Nothing here passes or fails: a ratio of two times taken in one run says more than a time,
and a reader compares it with its goal.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

# Measures draw off screen, in a home of their own, with what the tests support.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HOME"] = tempfile.mkdtemp(prefix="desktop-chat-bench-")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.benchmarks.encryption import bench_encryption
from tests.benchmarks.experiment_page import bench_experiment_page
from tests.benchmarks.experiments import bench_experiments
from tests.benchmarks.figures import Figure
from tests.benchmarks.import_memory import bench_import_memory
from tests.benchmarks.long_conversations import bench_long_conversations
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.model_lists import bench_huge_list, bench_model_lists, bench_start_with_models
from tests.benchmarks.network import bench_network
from tests.benchmarks.parameter_ticks import bench_parameter_ticks
from tests.benchmarks.search import bench_search
from tests.benchmarks.stalls import bench_hostile_stalls, bench_stalls
from tests.benchmarks.starting import bench_starting
from tests.benchmarks.streaming import bench_streaming
from tests.benchmarks.trust import (
    bench_backups,
    bench_damage,
    bench_instances,
    bench_kills,
    bench_power,
)
from tests.benchmarks.trust_disks import bench_disks, bench_restores
from tests.benchmarks.typing_speed import bench_typing

GROUPS: dict[str, Callable[[], Iterable[Figure]]] = {
    **{measure.__name__: lambda measure=measure: [measure()] for measure in MEASURES},
    "starting": bench_starting,
    "model_lists": bench_model_lists,
    "huge_list": bench_huge_list,
    "start_with_models": bench_start_with_models,
    "network": bench_network,
    "streaming": bench_streaming,
    "stalls": bench_stalls,
    "hostile_stalls": bench_hostile_stalls,
    "typing": bench_typing,
    "parameter_ticks": bench_parameter_ticks,
    "experiments": bench_experiments,
    "experiment_page": bench_experiment_page,
    "search": bench_search,
    "encryption": bench_encryption,
    "long_conversations": bench_long_conversations,
    "import_memory": bench_import_memory,
    "trust_kills": bench_kills,
    "trust_power": bench_power,
    "trust_damage": bench_damage,
    "trust_instances": bench_instances,
    "trust_backups": bench_backups,
    "trust_disks": bench_disks,
    "trust_restores": bench_restores,
}


def main() -> None:
    """Take every measure once, or those that were asked for."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures the program.")
    parser.add_argument("words", nargs="*", metavar="WORD", help=f"of: {', '.join(GROUPS)}")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE")
    parsed = parser.parse_args()
    words: list[str] = parsed.words
    figures: list[Figure] = []
    for name, measure in GROUPS.items():
        if not words or any(word in name for word in words):
            for figure in measure():
                figures.append(figure)
                sys.stdout.write(row_of(figure) + "\n")
                sys.stdout.flush()
    write_json(parsed.json, figures)
    sys.stdout.write(f"written to {parsed.json}\n")


def row_of(figure: Figure) -> str:
    """Return a figure as a line of the table: name, figure, goal, verdict, what is compared."""
    goal = "" if figure.goal is None else f"{figure.goal:.2f}"
    value = f"{figure.value:8.2f} {figure.unit:2}"
    return f"{figure.name:36} {value}  {goal:>6}  {figure.verdict:6}  {figure.of}"


def write_json(target: Path, figures: list[Figure]) -> None:
    """Write the figures and the machine they were taken on."""
    machine = {"python": platform.python_version(), "system": platform.platform()}
    target.parent.mkdir(parents=True, exist_ok=True)
    results = [asdict(figure) | {"verdict": figure.verdict} for figure in figures]
    document = {"machine": machine, "figures": results}
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


main()
