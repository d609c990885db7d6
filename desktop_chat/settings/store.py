"""Reads and writes the settings file; owns it and the settings in force, and knows of no key."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import msgspec

from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, BadField, Unwritable
from desktop_chat.settings.paths import create_folder
from desktop_chat.settings.schema import SECTIONS, SETTINGS, Settings

Document = dict[str, Any]
"""The settings file as it stands: known fields, and those of other versions of the program."""


class SettingsStore:
    """The settings in force and their file.

    Fields that this version does not know stay in the file. What cannot be used is replaced by its
    default, and then the file that held it is kept aside as settings.bad-<time>.json.
    """

    def __init__(self, path: Path) -> None:
        self.changed: Signal[Settings] = Signal()
        self._path = path
        self._settings = Settings()
        self._document: Document = {}
        self._aside: Path | None = None  # where the present file is to go before it is written

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
            self._write()
        finally:
            self.changed.emit(settings)

    def _read(self, notices_of: Callable[[AppError], None]) -> None:
        try:
            self._document = _decoded(self._path.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, BadField) as error:
            self._set_aside(
                "The settings file cannot be read; the defaults hold.", error, notices_of
            )
            return
        bad = self._take_over()
        if bad:
            names = ", ".join(bad)
            text = f"Settings that cannot be used were set to their defaults: {names}."
            self._set_aside(text, None, notices_of)

    def _take_over(self) -> list[str]:
        """Put the document's fields in force; take out of it, and return, those that do not fit."""
        bad: list[str] = []
        for section, struct in SECTIONS.items():
            values = self._document.get(section, {})
            if not isinstance(values, dict):
                del self._document[section]
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

    def _set_aside(
        self, text: str, cause: Exception | None, notices_of: Callable[[AppError], None]
    ) -> None:
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S.%f")
        aside = self._aside = self._path.with_name(f"{self._path.stem}.bad-{now}.json")
        try:
            self._write()
        except Unwritable as error:
            advice = f"The file {self._path} is left as it is. {error.advice}"
        else:
            advice = f"The old file is kept as {aside}."
        notices_of(BadField(text, advice=advice, detail=str(cause or "")))

    def _note_changes(self, settings: Settings) -> None:
        """Bring what has changed into the document; a default is written as an absent field."""
        for section, struct in SECTIONS.items():
            old, new = getattr(self._settings, section), getattr(settings, section)
            default = struct()
            for name in struct.__struct_fields__:
                value = getattr(new, name)
                if value == getattr(old, name):
                    continue
                values: Document = self._document.setdefault(section, {})
                if value == getattr(default, name):
                    values.pop(name, None)
                else:
                    values[name] = msgspec.to_builtins(value)

    def _write(self) -> None:
        try:
            if self._aside is not None:
                with contextlib.suppress(FileNotFoundError):
                    self._path.replace(self._aside)
                self._aside = None
            text = msgspec.json.format(msgspec.json.encode(self._document), indent=2)
            create_folder(self._path.parent)
            _write_durably(self._path.resolve(), text + b"\n")
        except OSError as error:
            raise Unwritable("The settings cannot be written.", detail=str(error)) from error


def _decoded(data: bytes) -> Document:
    try:
        return msgspec.json.decode(data, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadField("The settings file is not a JSON object.", detail=str(error)) from error


def _title(section: str, name: str) -> str:
    path = f"{section}.{name}"
    return next((setting.title for setting in SETTINGS if setting.path == path), path)


def _write_durably(path: Path, data: bytes) -> None:
    """Put data in the place of a file, at once or not at all, readable by the owner alone."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}-", suffix=".tmp")
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
