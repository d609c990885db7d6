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


def main() -> None:
    """Take every measure once."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures the program.")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE")
    target: Path = parser.parse_args().json
    figures = [measure() for measure in MEASURES]
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        sys.stdout.write(f"{figure.name:{width}}  {figure.ratio:8.2f}  {figure.of}\n")
    machine = {"python": platform.python_version(), "system": platform.platform()}
    target.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"written to {target}\n")


main()
