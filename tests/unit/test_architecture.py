"""ARCHITECTURE and CONTRIBUTING name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_chat"
ROOMS = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md")


def named(document: str) -> list[str]:
    """Return the names between backquotes in a document."""
    return re.findall(r"`([\w./-]+)`", (ROOT / document).read_text(encoding="utf-8"))


def is_there(dotted: str) -> bool:
    """Return whether a name below the package leads to a room, a module or a name in one."""
    place, names = PACKAGE, dotted.split(".")
    while names and (place / names[0]).is_dir():
        place /= names.pop(0)
    if not names:
        return True
    module = place / f"{names[0]}.py"
    return module.is_file() and all(name in module.read_text("utf-8") for name in names[1:])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_and_name_it_speaks_of_is_there(document: str) -> None:
    dotted = {
        name for name in named(document) if name.partition(".")[0] in ROOMS and "/" not in name
    }
    assert dotted
    assert not [name for name in sorted(dotted) if not name.endswith(".py") and not is_there(name)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_it_speaks_of_is_there(document: str) -> None:
    paths = {name for name in named(document) if "/" in name}
    assert paths
    missing = [path for path in paths if not ((ROOT / path).exists() or (PACKAGE / path).exists())]
    assert not missing
