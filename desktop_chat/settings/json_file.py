"""A JSON object in a file of the profile: read whole, written at once or not at all.

It owns the bytes, and what becomes of a file that cannot be used. It knows nothing of what the
fields mean.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop_chat.errors import BadField, Unwritable
from desktop_chat.settings.paths import create_folder

Document = dict[str, Any]
"""The file as it stands: known fields, and those of other versions of the program."""


class JsonFile:
    """One file and the document that was read from it, or is to be written to it.

    Args:
        path: The file; it need not exist.
        content: What it holds, in words that follow "The": "settings".
    """

    def __init__(self, path: Path, content: str) -> None:
        self.path = path
        self.document: Document = {}
        self._content = content
        self._aside: Path | None = None  # where the present file is to go before it is written

    def read(self) -> None:
        """Read the document; a file that is not there leaves it empty.

        Raises:
            OSError: The file cannot be read.
            BadField: It is not a JSON object.
        """
        with contextlib.suppress(FileNotFoundError):
            self.document = self._decoded(self.path.read_bytes())

    def set_aside(self, text: str, cause: Exception | None = None) -> BadField:
        """Keep the file as it is beside its place, and write the document; return what to say.

        Args:
            text: What of the file cannot be used, one sentence.
            cause: Why, for the log.
        """
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S.%f")
        aside = self._aside = self.path.with_name(f"{self.path.stem}.bad-{now}.json")
        try:
            self.write()
        except Unwritable as error:
            advice = f"The file {self.path} is left as it is. {error.advice}"
        else:
            advice = f"The old file is kept as {aside}."
        return BadField(text, advice=advice, detail=str(cause or ""))

    def write(self) -> None:
        """Write the document.

        Raises:
            Unwritable: It cannot be written; the file is as it was.
        """
        try:
            if self._aside is not None:
                with contextlib.suppress(FileNotFoundError):
                    self.path.replace(self._aside)
                self._aside = None
            text = msgspec.json.format(msgspec.json.encode(self.document), indent=2)
            create_folder(self.path.parent)
            _write_durably(self.path.resolve(), text + b"\n")
        except OSError as error:
            raise Unwritable(
                f"The {self._content} cannot be written.", detail=str(error)
            ) from error

    def _decoded(self, data: bytes) -> Document:
        try:
            return msgspec.json.decode(data, type=Document)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadField(
                f"The file of the {self._content} is not a JSON object.", detail=str(error)
            ) from error


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
