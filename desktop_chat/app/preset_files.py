"""Presets as a file to pass on: what is written, and what is made of somebody else's file.

It asks nobody and keeps nothing: reading a file gives presets, which `app.presets` may keep.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from desktop_chat.core.fields import short_text
from desktop_chat.core.preset import Preset
from desktop_chat.errors import BadField, ImportUnreadable
from desktop_chat.settings.presets import read_preset, written

MOST_BYTES = 5_000_000
"""Of a file that is read: far more than presets take."""
MOST_PRESETS = 1_000


@dataclass(frozen=True, slots=True)
class ReadPresets:
    """What a file holds.

    Attributes:
        presets: Without ids: they are others than those that are here.
        left_out: What of it does not fit, in words for a list.
    """

    presets: tuple[Preset, ...]
    left_out: tuple[str, ...] = ()


def presets_text(presets: Iterable[Preset]) -> str:
    """Return presets as the text of a file that `presets_in` reads."""
    entries = [written(each) for each in presets]
    return msgspec.json.format(msgspec.json.encode({"presets": entries}), indent=2).decode() + "\n"


def read_file(path: Path) -> ReadPresets:
    """Return the presets in a file.

    Raises:
        ImportUnreadable: It cannot be read, or holds no presets.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ImportUnreadable(
            f"{path.name} cannot be read.",
            advice="Check that the file exists and that you may read it.",
            detail=str(error),
        ) from error
    if len(data) > MOST_BYTES:
        raise ImportUnreadable(
            f"{path.name} is too large to hold presets.", advice="Choose another file."
        )
    return presets_in(data, path.name)


def presets_in(data: bytes, title: str) -> ReadPresets:
    """Return the presets in a JSON text: an object with "presets", a list, or a single preset.

    Args:
        data: The text.
        title: What it is called in a sentence about it.

    Raises:
        ImportUnreadable: There is none in it.
    """
    presets: list[Preset] = []
    left_out: list[str] = []
    for number, entry in enumerate(_entries(data, title), start=1):
        try:
            preset, refused = read_preset(entry)
        except BadField as error:
            left_out.append(f"preset {number} ({short_text(error.text, 60)})")
            continue
        presets.append(msgspec.structs.replace(preset, id=""))
        left_out += refused
    if not presets:
        raise _not_presets(title, "; ".join(left_out))
    return ReadPresets(tuple(presets), tuple(left_out))


def _entries(data: bytes, title: str) -> list[dict[str, Any]]:
    try:
        found: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_presets(title, str(error)) from error
    if isinstance(found, dict):
        document = cast("dict[str, Any]", found)
        found = document.get("presets", [document])
    if not isinstance(found, list):
        return []
    entries = cast("list[Any]", found)[:MOST_PRESETS]
    return [cast("dict[str, Any]", each) if isinstance(each, dict) else {} for each in entries]


def _not_presets(title: str, detail: str) -> ImportUnreadable:
    return ImportUnreadable(
        f"There are no presets in {title}.",
        advice="Choose a file that was written by Export presets.",
        detail=detail,
    )
