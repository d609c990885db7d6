"""Opens what is to be imported: a file, a folder or a ZIP, without trusting any of it.

A name inside a ZIP is a label and never a path; nothing is unpacked but a database, into a file of
our own name in a folder that nobody else may enter and that is gone afterwards. Links are not
followed. Owns the limits on size, ratio, number and depth. Must not know what the files hold.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from lzma import LZMAError
from pathlib import Path
from typing import IO, BinaryIO, cast

from msgspec import Struct

from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import ImportUnreadable
from desktop_chat.formats.import_database import (
    SQLITE_BEGINS,
    UNKNOWN_DATABASE,
    Databases,
    copy_database,
    copy_stream,
    private_folder,
)
from desktop_chat.formats.import_files import MOST_PICTURE_BYTES, SourceFile, SourceFiles
from desktop_chat.formats.json_splitting import MAX_RECORD_BYTES, Aside, Piece, pieces_of

_UNREADABLE = (
    OSError,
    EOFError,
    RuntimeError,  # encrypted
    NotImplementedError,  # a compression of a newer kind
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    ValueError,
)
NO_JSON = "it is no JSON"
HARMLESS = frozenset({NO_JSON, UNKNOWN_DATABASE})
"""Why a file is left out that holds nothing to import."""
_JSON_BEGINS = b"[{"
_SNIFFED_BYTES = 4096


class Limits(Struct, frozen=True):
    """What a source may demand.

    Attributes:
        total_bytes: Of all that is read, unpacked.
        ratio: Unpacked bytes for each packed one of an entry of a ZIP.
        entries: Files in a folder or ZIP.
        depth: Folders inside each other.
        record_bytes: How large a record may be to be held as a whole.
    """

    total_bytes: int = 1 << 30
    ratio: int = 200
    entries: int = 100_000
    depth: int = 64
    record_bytes: int = MAX_RECORD_BYTES


class Found(Struct, frozen=True):
    """One record of a source, or a file of which nothing, or nothing more, can be read.

    Attributes:
        name: Where it stands, for people: a file's name, with that of its ZIP.
        piece: The record; None where the whole file is left out, and `problem` says why.
        files: Those that lie beside it, None for none.
    """

    name: str
    piece: Piece | None
    problem: str = ""
    files: SourceFiles | None = None


class _TooMuch(ValueError):
    """A limit has been reached."""


class _Reading:
    """What one import may still read, and how it reads databases."""

    def __init__(
        self,
        limits: Limits,
        databases: Databases | None,
        aside_for: Callable[[bytes], Aside | None],
    ) -> None:
        self.limits = limits
        self.databases = databases
        self.aside_for = aside_for
        self.left = limits.total_bytes
        self.entries_left = limits.entries

    def take_entry(self) -> None:
        self.entries_left -= 1
        if self.entries_left < 0:
            raise _TooMuch(f"there are more than {self.limits.entries} files")

    def counted(self, stream: BinaryIO, most: int | None = None) -> BinaryIO:
        return cast("BinaryIO", _Counted(stream, self, most))


class _Counted(io.RawIOBase):
    """A stream that stops when more comes out of it than may."""

    def __init__(self, stream: BinaryIO, reading: _Reading, most: int | None = None) -> None:
        self._stream = stream
        self._reading = reading
        self._most = most

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; raises _TooMuch at a limit."""
        chunk = self._stream.read(size)
        self._reading.left -= len(chunk)
        if self._reading.left < 0:
            raise _TooMuch(f"more than {self._reading.limits.total_bytes >> 20} MiB would be read")
        if self._most is not None:
            self._most -= len(chunk)
            if self._most < 0:
                ratio = self._reading.limits.ratio
                raise _TooMuch(f"it unpacks to more than {ratio} times its size")
        return chunk


def records_of(
    path: Path,
    limits: Limits | None = None,
    databases: Databases | None = None,
    aside_for: Callable[[bytes], Aside | None] = lambda _: None,
) -> Iterator[Found]:
    """Give the records of a file, folder or ZIP one by one, in the order of names.

    Args:
        path: What there is to read.
        limits: What it may demand, the usual ones when None.
        databases: Which databases are read, none when None.
        aside_for: What takes a record that is too large to be held, as of `Splitter`.

    Raises:
        ImportUnreadable: There is nothing at the path, or it cannot be read at all.
    """
    reading = _Reading(limits or Limits(), databases, aside_for)
    if path.is_dir():
        yield from _of_folder(path, reading)
        return
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise ImportUnreadable(
            f"{path} cannot be read: {error.strerror or error}.",
            advice="Choose the file or folder that the other program has exported.",
        ) from None
    yield from _of_file(path, path.name, reading)


def _of_folder(folder: Path, reading: _Reading) -> Iterator[Found]:
    files = SourceFiles(
        lambda: islice(_files_of_folder(folder, reading.limits), reading.limits.entries)
    )
    ready = [(folder, 0)]
    while ready:
        current, depth = ready.pop()
        try:
            items = sorted(current.iterdir())
        except OSError as error:
            yield Found(_label(current, folder), None, f"it cannot be read: {error.strerror}")
            continue
        deeper: list[tuple[Path, int]] = []
        for item in items:
            label = _label(item, folder)
            try:
                reading.take_entry()
            except _TooMuch as error:
                yield Found(label, None, str(error))
                return
            mode = item.lstat().st_mode
            if stat.S_ISDIR(mode) and depth < reading.limits.depth:
                deeper.append((item, depth + 1))
            elif stat.S_ISDIR(mode):
                yield Found(label, None, f"folders are nested deeper than {reading.limits.depth}")
            elif stat.S_ISREG(mode):
                yield from _of_file(item, label, reading, files)
            else:
                yield Found(label, None, "it is a link or no plain file")
        ready += reversed(deeper)


def _files_of_folder(folder: Path, limits: Limits) -> Iterator[SourceFile]:
    """Give the plain files of a folder and of those in it; links are not followed."""
    for place, names, files in os.walk(folder):
        if len(Path(place).relative_to(folder).parts) >= limits.depth:
            names.clear()
        for name in files:
            path = Path(place, name)
            with contextlib.suppress(OSError):
                if stat.S_ISREG(path.lstat().st_mode):
                    yield name, partial(_picture_bytes, path.open)


def _picture_bytes(open_file: Callable[[str], IO[bytes]]) -> bytes:
    try:
        with open_file("rb") as stream:
            return stream.read(MOST_PICTURE_BYTES + 1)
    except _UNREADABLE as error:
        raise ValueError(_why(error)) from None


def _of_file(
    path: Path, label: str, reading: _Reading, files: SourceFiles | None = None
) -> Iterator[Found]:
    try:
        with path.open("rb") as stream:
            beginning = stream.read(len(SQLITE_BEGINS))
            stream.seek(0)
            if beginning == SQLITE_BEGINS and reading.databases:

                def copy(target: Path) -> None:
                    copy_database(path, target, reading.counted)

                yield from _of_database(copy, label, reading.databases)
            elif beginning[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
                with zipfile.ZipFile(stream) as archive:
                    yield from _of_zip(archive, label, reading)
            else:
                yield from _of_stream(stream, label, reading, files=files)
    except _UNREADABLE as error:
        yield Found(label, None, _why(error))


def _of_database(copy: Callable[[Path], None], label: str, databases: Databases) -> Iterator[Found]:
    """Give the records of a private copy; what copying raises passes, but for ValueError."""
    with private_folder() as folder:
        target = folder / "source.db"
        try:
            copy(target)
            yield from map(partial(Found, label), databases.pieces(target))
        except ValueError as error:
            yield Found(label, None, str(error))


def _files_of_zip(archive: zipfile.ZipFile) -> Iterator[SourceFile]:
    for entry in archive.infolist():
        if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16):
            name = entry.filename.replace("\\", "/").rpartition("/")[2]
            yield name, partial(_picture_bytes, partial(_opened, archive, entry))


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, _: str) -> IO[bytes]:
    return archive.open(entry)


def _of_zip(archive: zipfile.ZipFile, label: str, reading: _Reading) -> Iterator[Found]:
    files = SourceFiles(lambda: islice(_files_of_zip(archive), reading.limits.entries))
    for entry in archive.infolist():
        name = f"{label}: {plain_line(entry.filename)[:200]}"
        try:
            reading.take_entry()
            if entry.is_dir():
                continue
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise _TooMuch("it is a link")
            if entry.filename.replace("\\", "/").count("/") > reading.limits.depth:
                raise _TooMuch(f"folders are nested deeper than {reading.limits.depth}")
            most = _most(entry, reading)
            with archive.open(entry) as stream:
                is_database = stream.read(len(SQLITE_BEGINS)) == SQLITE_BEGINS
            if is_database and reading.databases:
                copy = _copier(archive, entry, reading)
                yield from _of_database(copy, name, reading.databases)
                continue
            with archive.open(entry) as stream:
                yield from _of_stream(cast("BinaryIO", stream), name, reading, most, files)
        except _UNREADABLE as error:
            yield Found(name, None, _why(error))
            if reading.left < 0 or reading.entries_left < 0:
                return


def _most(entry: zipfile.ZipInfo, reading: _Reading) -> int:
    # A short text that repeats itself may well be packed tightly; a bomb is long.
    return max(1 << 20, entry.compress_size * reading.limits.ratio)


def _copier(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reading: _Reading
) -> Callable[[Path], None]:
    """Return what copies a database and, where it has one, its write-ahead log."""

    def copy(target: Path) -> None:
        log = archive.NameToInfo.get(f"{entry.filename}-wal")
        with_log = [(entry, target), (log, target.with_name(f"{target.name}-wal"))]
        for each, place in with_log:
            if each is not None:
                with archive.open(each) as stream:
                    counted = reading.counted(cast("BinaryIO", stream), _most(each, reading))
                    copy_stream(counted, place)

    return copy


def _of_stream(
    stream: BinaryIO,
    label: str,
    reading: _Reading,
    most: int | None = None,
    files: SourceFiles | None = None,
) -> Iterator[Found]:
    beginning = stream.read(_SNIFFED_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning[:1] == b"" or beginning[:1] not in _JSON_BEGINS:
        yield Found(label, None, NO_JSON)
        return
    stream.seek(0)
    # A loop would hold each record while it is worked on; it may be large.
    pieces = pieces_of(
        reading.counted(stream, most), reading.limits.record_bytes, reading.aside_for
    )
    yield from map(partial(Found, label, files=files), pieces)


def _why(error: Exception) -> str:
    if isinstance(error, _TooMuch):
        return str(error)
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "it is encrypted"
    return f"it is damaged or cannot be read ({error})"


def _label(path: Path, folder: Path) -> str:
    return plain_line(str(path.relative_to(folder)))[:200]
