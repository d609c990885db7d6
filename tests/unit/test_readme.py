"""README shows what the code has."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from desktop_chat.app.commands import COMMANDS
from desktop_chat.core.sampling import PARAMETERS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_tables_are_those_that_the_code_gives() -> None:
    script = runpy.run_path(str(ROOT / "packaging" / "readme_tables.py"))
    assert script["with_tables"](README) == README, "run: python packaging/readme_tables.py"
    assert all(f"`{name}`" in README for name in PARAMETERS)
    assert all(f"| {command.title} |" in README for command in COMMANDS if command.shortcuts)


def test_every_file_it_shows_or_links_to_is_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert not missing
