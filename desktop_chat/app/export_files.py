"""Files and folders that are there whole, under their names, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from desktop_chat.errors import ExportFailed
from desktop_chat.formats.document import Document
from desktop_chat.formats.files_beside import files_beside


def write_file(path: Path, text: str) -> None:
    """Write a text file so that an older one of that name is replaced only by a whole new one.

    Raises:
        ExportFailed: It cannot be written; an older file is untouched.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(encoded(text))


@contextlib.contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Give a new file beside a path to write to; it takes the path's place at the end.

    Raises:
        ExportFailed: It cannot be written; an older file is untouched, and nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _flush(temporary)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise ExportFailed(
            f"{path} cannot be written: {error.strerror or error}.",
            advice="Choose another folder, or free some space.",
        ) from error


def encoded(text: str) -> bytes:
    """Return a text in UTF-8; what has no bytes there is a question mark."""
    # Half a character, which a model may write, has no bytes.
    return text.encode("utf-8", "replace")


def _flush(path: Path) -> None:
    """Wait until the disk has a file: its new name must not come before its content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class FolderBeside:
    """The folder of what an export's file cannot hold, made when there is something to put in it.

    Args:
        path: The export's file.
    """

    def __init__(self, path: Path) -> None:
        stem, number = f"{path.stem} files", 1
        self._folder = path.with_name(stem)
        while self._folder.exists():
            number += 1
            self._folder = path.with_name(f"{stem} {number}")
        self._temporary: Path | None = None

    def keep(self, document: Document, place: str) -> Document:
        """Write a conversation's files; return it with the folder in which they will be.

        Args:
            document: The conversation.
            place: A folder of its own in the folder, "" for none.

        Raises:
            OSError: They cannot be written.
        """
        files = files_beside(document.messages)
        if not files:
            return document
        if self._temporary is None:
            self._temporary = Path(tempfile.mkdtemp(dir=self._folder.parent, prefix=".files."))
            self._temporary.chmod(0o755)
        folder = self._temporary / place
        folder.mkdir(exist_ok=True)
        for file in files.values():
            (folder / file.name).write_bytes(file.content)
        return replace(document, folder="/".join(filter(None, (self._folder.name, place))))

    def finish(self) -> None:
        """Give the folder its name, if there is one."""
        if self._temporary is not None and self._temporary != self._folder:
            self._temporary = self._temporary.rename(self._folder)

    def remove(self) -> None:
        """Leave nothing behind, under either name."""
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


@contextlib.contextmanager
def folder_beside(path: Path) -> Generator[FolderBeside]:
    """Give the folder beside an export's file; it gets its name at the end, or is not there.

    An export finishes it before its file takes its place: where that fails, the folder goes too.
    """
    beside = FolderBeside(path)
    try:
        yield beside
        beside.finish()
    except BaseException:
        beside.remove()
        raise
