"""Reads and writes the file of presets; owns it and the presets there are.

They have a file of their own: it can be copied to another machine by hand, and what damages it
costs no settings. It knows neither the conversations that use a preset nor how one is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct, field

from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, BadField
from desktop_chat.settings.json_file import Document, JsonFile

_LIST, _DEFAULTS = "presets", "defaults"
_TEXTS = ("name", "system_prompt", "model")


class PresetBook(Struct, frozen=True):
    """All presets.

    Attributes:
        presets: In the order of the list.
        defaults: The id of the preset of new conversations, by the id of their model; "" stands
            for models without an entry of their own.
    """

    presets: tuple[Preset, ...] = ()
    defaults: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, preset_id: str) -> Preset | None:
        """Return the preset of an id, None where there is none."""
        return next((each for each in self.presets if each.id == preset_id), None)

    def with_presets(self, presets: Sequence[Preset]) -> PresetBook:
        """Return a book with other presets and the same defaults."""
        return PresetBook(tuple(presets), self.defaults)


class PresetStore:
    """The presets in force and their file.

    Fields that this version does not know stay in the file, those of a parameter too. What cannot
    be used is left out, and then the file that held it is kept aside as presets.bad-<time>.json.
    """

    def __init__(self, path: Path) -> None:
        self.changed: Signal[PresetBook] = Signal()
        self._book = PresetBook()
        self._file = JsonFile(path, "presets")

    @classmethod
    def load(cls, path: Path, *, notices_of: Callable[[AppError], None]) -> PresetStore:
        """Return a store with what the file holds, no presets where there is none.

        Args:
            path: The file of presets; it need not exist.
            notices_of: Told of everything in the file that cannot be used.
        """
        store = cls(path)
        store._read(notices_of)
        return store

    @property
    def book(self) -> PresetBook:
        """The presets in force."""
        return self._book

    def update(self, book: PresetBook) -> None:
        """Put other presets in force, tell of them, and write them to the file.

        Raises:
            Unwritable: The file cannot be written; the presets hold until the program ends.
        """
        if book == self._book:
            return
        self._note_changes(book)
        self._book = book
        try:
            self._file.write()
        finally:
            self.changed.emit(book)

    def _read(self, notices_of: Callable[[AppError], None]) -> None:
        try:
            self._file.read()
        except (OSError, BadField) as error:
            text = "The file of presets cannot be read; there are none."
            notices_of(self._file.set_aside(text, error))
            return
        bad: list[str] = []
        document = self._file.document
        presets, kept = _presets_in(document.get(_LIST, []), bad)
        if _LIST in document:
            document[_LIST] = kept
        defaults = _defaults_in(document, bad)
        self._book = PresetBook(presets, defaults)
        if bad:
            text = f"What cannot be used in the file of presets was left out: {', '.join(bad)}."
            notices_of(self._file.set_aside(text))

    def _note_changes(self, book: PresetBook) -> None:
        document = self._file.document
        known: dict[str, Document] = {each["id"]: each for each in document.get(_LIST, [])}
        document[_LIST] = [written(each, known.get(each.id)) for each in book.presets]
        if book.defaults != self._book.defaults:
            document[_DEFAULTS] = dict(book.defaults)


def read_preset(values: Mapping[str, Any]) -> tuple[Preset, list[str]]:
    """Return a preset from a JSON object, and what of it does not fit, in words for a list.

    Raises:
        BadField: It has no name, or its texts are none.
    """
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadField("A preset has no name.")
    for text in ("id", *_TEXTS):
        if not isinstance(values.get(text, ""), str):
            raise BadField(f"The {text} of the preset “{name}” is no text.")
    sampling = values.get("sampling", {})
    if not isinstance(sampling, dict):
        raise BadField(f"The parameters of the preset “{name}” are no JSON object.")
    read = read_sampling(cast("Document", sampling))
    preset = Preset(
        id=values.get("id", ""),
        name=name,
        sampling=read.sampling,
        system_prompt=values.get("system_prompt", ""),
        model=values.get("model", ""),
    )
    return preset, [f"{PARAMETERS[each].title} of “{name}”" for each in read.refused]


def written(preset: Preset, before: Document | None = None) -> Document:
    """Return the JSON object of a preset.

    Args:
        preset: What is to be written.
        before: What stood in the file for it; fields of other versions are taken from there.
    """
    document = dict(before or {})
    sampling = {
        name: value
        for name, value in document.get("sampling", {}).items()
        if name not in PARAMETERS
    }
    document |= {"id": preset.id, "name": preset.name}
    document["sampling"] = sampling | msgspec.to_builtins(preset.sampling)
    for name in ("system_prompt", "model"):
        document.pop(name, None)
        if text := getattr(preset, name):
            document[name] = text
    return document


def _presets_in(entries: Any, bad: list[str]) -> tuple[tuple[Preset, ...], list[Document]]:
    """Return the presets of the file's list, and the entries they came from."""
    if not isinstance(entries, list):
        bad.append("the list of presets")
        return (), []
    found: dict[str, Preset] = {}
    kept: list[Document] = []
    for number, entry in enumerate(cast("list[Any]", entries), start=1):
        values = cast("Document", entry) if isinstance(entry, dict) else {}
        try:
            preset, refused = read_preset(values)
        except BadField:
            bad.append(f"preset {number}")
            continue
        if not preset.id or preset.id in found:
            bad.append(f"“{preset.name}”")
            continue
        found[preset.id] = preset
        # What does not fit a parameter must not come back with the next change.
        kept.append(written(preset, values))
        bad += refused
    return tuple(found.values()), kept


def _defaults_in(document: Document, bad: list[str]) -> dict[str, str]:
    try:
        return msgspec.convert(document.get(_DEFAULTS, {}), dict[str, str])
    except msgspec.ValidationError:
        del document[_DEFAULTS]
        bad.append("the presets of new chats")
        return {}
