"""Reads and writes the settings file; owns it and the settings in force, and knows of no key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec

from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, BadField
from desktop_chat.settings.json_file import Document, JsonFile
from desktop_chat.settings.schema import SECTIONS, SETTINGS, Settings


class SettingsStore:
    """The settings in force and their file.

    Fields that this version does not know stay in the file. What cannot be used is replaced by its
    default, and then the file that held it is kept aside as settings.bad-<time>.json.
    """

    def __init__(self, path: Path) -> None:
        self.changed: Signal[Settings] = Signal()
        self._settings = Settings()
        self._file = JsonFile(path, "settings")

    @classmethod
    def load(cls, path: Path, *, notices_of: Callable[[AppError], None]) -> SettingsStore:
        """Return a store with what the file holds, the defaults where there is none.

        Args:
            path: The settings file; it need not exist.
            notices_of: Told of everything in the file that cannot be used.
        """
        store = cls(path)
        store._read(notices_of)
        return store

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def update(self, settings: Settings) -> None:
        """Put new settings in force, tell of them, and write them to the file.

        Raises:
            Unwritable: The file cannot be written; the settings hold until the program ends.
        """
        if settings == self._settings:
            return
        self._note_changes(settings)
        self._settings = settings
        try:
            self._file.write()
        finally:
            self.changed.emit(settings)

    def _read(self, notices_of: Callable[[AppError], None]) -> None:
        try:
            self._file.read()
        except (OSError, BadField) as error:
            text = "The settings file cannot be read; the defaults hold."
            notices_of(self._file.set_aside(text, error))
            return
        bad = self._take_over()
        if bad:
            names = ", ".join(bad)
            text = f"Settings that cannot be used were set to their defaults: {names}."
            notices_of(self._file.set_aside(text))

    def _take_over(self) -> list[str]:
        """Put the document's fields in force; take out of it, and return, those that do not fit."""
        bad: list[str] = []
        for section, struct in SECTIONS.items():
            values = self._file.document.get(section, {})
            if not isinstance(values, dict):
                del self._file.document[section]
                bad.append(section)
                continue
            values = cast("Document", values)
            checked: Document = {}
            for name in struct.__struct_fields__:
                if name not in values:
                    continue
                try:
                    converted = msgspec.convert({name: values[name]}, struct)
                except msgspec.ValidationError:
                    del values[name]
                    bad.append(_title(section, name))
                else:
                    checked[name] = getattr(converted, name)
            self._settings = msgspec.structs.replace(self._settings, **{section: struct(**checked)})
        return bad

    def _note_changes(self, settings: Settings) -> None:
        """Bring what has changed into the document; a default is written as an absent field."""
        for section, struct in SECTIONS.items():
            old, new = getattr(self._settings, section), getattr(settings, section)
            default = struct()
            for name in struct.__struct_fields__:
                value = getattr(new, name)
                if value == getattr(old, name):
                    continue
                values: Document = self._file.document.setdefault(section, {})
                if value == getattr(default, name):
                    values.pop(name, None)
                else:
                    values[name] = msgspec.to_builtins(value)


def _title(section: str, name: str) -> str:
    path = f"{section}.{name}"
    return next((setting.title for setting in SETTINGS if setting.path == path), path)
