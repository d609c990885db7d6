"""Measures the program, prints a table, and writes the figures as JSON.

`python -m tests.benchmarks [--json FILE]`, or `sh packaging/dev.sh bench`. Nothing here passes or
fails: a ratio of two times taken in one run says more than a time, and a reader compares it.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.measures import MEASURES
from tests.benchmarks.streaming import bench_streaming


def main() -> None:
    """Take every measure once."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures the program.")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE")
    target: Path = parser.parse_args().json
    figures = [*(measure() for measure in MEASURES), *bench_streaming()]
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        goal = "" if figure.goal is None else f"{figure.goal:.2f}"
        row = f"{figure.name:{width}}  {figure.ratio:8.2f}  {goal:>5}  {figure.verdict:6}"
        sys.stdout.write(f"{row}  {figure.of}\n")
    machine = {"python": platform.python_version(), "system": platform.platform()}
    target.parent.mkdir(parents=True, exist_ok=True)
    results = [asdict(figure) | {"verdict": figure.verdict} for figure in figures]
    document = {"machine": machine, "figures": results}
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"written to {target}\n")


main()
