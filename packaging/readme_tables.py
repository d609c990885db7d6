"""Writes the tables of README.md that come from code: parameters, measures and shortcuts.

    python packaging/readme_tables.py

A test compares the file with what this would write.
"""

from __future__ import annotations

import re
from pathlib import Path

from desktop_chat.app.commands import COMMANDS, MENUS
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.core.sampling import PARAMETERS

README = Path(__file__).parent.parent / "README.md"


def with_tables(text: str) -> str:
    """Return README's text with each generated table in its place, between its two markers."""
    tables = {
        "parameters": parameter_table(),
        "measures": measure_table(),
        "shortcuts": shortcut_table(),
    }
    for name, table in tables.items():
        begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        text = pattern.sub(lambda _found: f"{begin}\n{table}\n{end}", text)  # noqa: B023
    return text


def parameter_table() -> str:
    """Return a row for each parameter: name, title, kind, range, default and what it does."""
    rows = [
        "| API name | on screen | value | range | default | what it does |",
        "|---|---|---|---|---|---|",
    ]
    for parameter in PARAMETERS.values():
        default = "" if parameter.default is None else f"{parameter.default}".lower()
        kind = " or ".join(parameter.choices) or parameter.kind.value
        rows.append(
            f"| `{parameter.name}` | {parameter.title} | {kind} | {parameter.range_text} "
            f"| {default} | {parameter.help} |"
        )
    return "\n".join(rows)


def measure_table() -> str:
    """Return a row for each measure: name, title, what is better, and what it means."""
    rows = ["| name | on screen | better | what it means |", "|---|---|---|---|"]
    for measure in MEASURES.values():
        better = measure.direction or ""
        rows.append(f"| `{measure.name}` | {measure.title} | {better} | {measure.help} |")
    return "\n".join(rows)


def shortcut_table() -> str:
    """Return a row for each command that has a shortcut, in the order of the menus."""
    rows = ["| menu | command | keys |", "|---|---|---|"]
    for menu in MENUS:
        for command in COMMANDS:
            if command.menu == menu and command.shortcuts:
                keys = ", ".join(f"`{key}`" for key in command.shortcuts)
                rows.append(f"| {menu} | {command.title} | {keys} |")
    return "\n".join(rows)


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
