"""Disks under SQLite that fail on demand, or remember every write for a later loss of power.

Each is a VFS made SQLite's default while it is in use, so that the archive meets it unknowingly.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
from typing_extensions import override

SECTOR = 512

_SYSTEM = apsw.vfs_names()[0]


class Disk:
    """What a disk does beside writing: nothing here; the kinds below override it."""

    def before_write(self, name: str, offset: int, data: bytes) -> None:
        """Look at a write that is about to happen; raising makes it fail."""

    def before_read(self, name: str) -> None:
        """Look at a read that is about to happen; raising makes it fail."""

    def before_truncate(self, name: str, size: int) -> None:
        """Look at a file that is about to be cut."""

    def before_sync(self, name: str) -> None:
        """Look at the moment at which all writes to a file must be on the disk."""

    def before_delete(self, name: str) -> None:
        """Look at a file that is about to be deleted."""


class FailingDisk(Disk):
    """Lets a number of writes pass, then fails every write until it is mended.

    Args:
        error: What SQLite is told.
    """

    def __init__(self, error: type[apsw.Error] = apsw.FullError) -> None:
        self.writes_left: int | None = None
        self._error = error

    @override
    def before_write(self, name: str, offset: int, data: bytes) -> None:
        if self.writes_left is None:
            return
        if self.writes_left == 0:
            raise self._error
        self.writes_left -= 1


class UnreadableDisk(Disk):
    """Reads nothing for as long as it is told so; what SQLite has in memory it still has."""

    def __init__(self) -> None:
        self.is_unreadable = False

    @override
    def before_read(self, name: str) -> None:
        if self.is_unreadable:
            raise apsw.IOError


@dataclass(frozen=True, slots=True)
class _Write:
    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Truncate:
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class _Sync:
    name: str


@dataclass(frozen=True, slots=True)
class _Delete:
    name: str


@dataclass(slots=True)
class RecordingDisk(Disk):
    """Remembers every write and sync, and what was acknowledged between them."""

    log: list[Any] = field(default_factory=list[Any])
    """Writes, truncations, syncs, deletions, and whatever `acknowledge` put between them."""

    def acknowledge(self, what: object) -> None:
        """Note that the program was told at this moment that something is kept."""
        self.log.append(what)

    @override
    def before_write(self, name: str, offset: int, data: bytes) -> None:
        self.log.append(_Write(name, offset, bytes(data)))

    @override
    def before_truncate(self, name: str, size: int) -> None:
        self.log.append(_Truncate(name, size))

    @override
    def before_sync(self, name: str) -> None:
        self.log.append(_Sync(name))

    @override
    def before_delete(self, name: str) -> None:
        self.log.append(_Delete(name))

    def after_power_loss(self, cut: int, source: random.Random, folder: Path) -> list[Any]:
        """Write into a folder what a disk may hold when power fails at entry `cut` of the log.

        Everything before a file's last sync is there; of what came later any part may be, and a
        write may be torn at a sector. Return what had been acknowledged.
        """
        image = _Image(source)
        acknowledged = [entry for entry in self.log[:cut] if image.play(entry)]
        image.settle()
        for name, content in image.files.items():
            (folder / name).write_bytes(content)
        return acknowledged


class _Image:
    def __init__(self, source: random.Random) -> None:
        self.files: dict[str, bytearray] = {}
        self._waiting: dict[str, list[_Write | _Truncate]] = {}
        self._source = source

    def play(self, entry: Any) -> bool:
        """Apply one entry; return whether it is none of the disk's own."""
        match entry:
            case _Write(name) | _Truncate(name):
                self._waiting.setdefault(name, []).append(entry)
            case _Sync(name):
                for waiting in self._waiting.pop(name, []):
                    self._apply(waiting)
            case _Delete(name):
                self.files.pop(name, None)
                self._waiting.pop(name, None)
            case _:
                return True
        return False

    def settle(self) -> None:
        """Let a part of the writes that were not synced reach the disk, some of them torn."""
        share = self._source.choice((0, 0.3, 0.7, 1))
        for waiting in self._waiting.values():
            for entry in waiting:
                if self._source.random() < share:
                    self._apply(self._maybe_torn(entry))

    def _maybe_torn(self, entry: _Write | _Truncate) -> _Write | _Truncate:
        if isinstance(entry, _Truncate) or len(entry.data) <= SECTOR or self._source.random() < 0.8:
            return entry
        sectors = self._source.randrange(1, len(entry.data) // SECTOR + 1)
        return _Write(entry.name, entry.offset, entry.data[: sectors * SECTOR])

    def _apply(self, entry: _Write | _Truncate) -> None:
        content = self.files.setdefault(entry.name, bytearray())
        if isinstance(entry, _Truncate):
            del content[entry.size :]
            return
        content.extend(b"\0" * (entry.offset - len(content)))
        content[entry.offset : entry.offset + len(entry.data)] = entry.data


@contextmanager
def mounted(disk: Disk) -> Generator[None]:
    """Put a disk under every archive that is opened inside."""
    system = _DiskSystem(disk)
    try:
        yield
    finally:
        system.unregister()


class _DiskSystem(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("test-disk", _SYSTEM, makedefault=True)

    @override
    def xOpen(self, name: Any, flags: list[int]) -> _DiskFile:
        return _DiskFile(self._disk, name, flags)

    @override
    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._disk.before_delete(Path(filename).name)
        super().xDelete(filename, syncdir)


class _DiskFile(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(path or "temporary").name
        super().__init__(_SYSTEM, name, flags)

    @override
    def excepthook(self, etype: Any, evalue: Any, etraceback: Any) -> bool:
        """Tell nobody else: SQLite has the error's code, and the test asked for it."""
        return True

    @override
    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.before_read(self._name)
        return super().xRead(amount, offset)

    @override
    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.before_write(self._name, offset, data)
        super().xWrite(data, offset)

    @override
    def xTruncate(self, newsize: int) -> None:
        self._disk.before_truncate(self._name, newsize)
        super().xTruncate(newsize)

    @override
    def xSync(self, flags: int) -> None:
        self._disk.before_sync(self._name)
        super().xSync(flags)
