"""SQLite's and the system's failures as the program's errors: the archive's one place for that."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager

import apsw

from desktop_chat.errors import ArchiveError, Busy, Corrupt, DiskFull, ReadOnly

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_PLACE = frozenset(
    {errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT, errno.ENOTDIR}
)


def fault_of(error: apsw.Error, system_errno: int) -> ArchiveError | None:
    """Return what an error of SQLite's means to the user, None where it can only be a bug.

    Args:
        error: What SQLite raised.
        system_errno: The system's own error number behind it, 0 where there is none.
    """
    detail = str(error)
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return Busy("Another program is using the archive.", detail=detail)
        case apsw.CorruptError() | apsw.NotADBError() | apsw.FormatError():
            return Corrupt("The archive is damaged.", detail=detail)
        case apsw.FullError():
            return _from_errno(errno.ENOSPC, detail)
        case apsw.CantOpenError():
            return ReadOnly("The archive's file cannot be opened.", detail=detail)
        case apsw.ReadOnlyError() | apsw.PermissionsError():
            return _from_errno(errno.EACCES, detail)
        case apsw.IOError():
            return _from_errno(system_errno, detail)
        case _:
            return None


@contextmanager
def system_errors_translated() -> Generator[None]:
    """Raise an OSError of what is done inside as an ArchiveError."""
    try:
        yield
    except OSError as error:
        raise _from_errno(error.errno or 0, str(error)) from error


def _from_errno(number: int, detail: str) -> ArchiveError:
    if number in _NO_SPACE:
        return DiskFull("The disk is full.", detail=detail)
    if number in _NOT_WRITABLE:
        return ReadOnly("The archive cannot be written.", detail=detail)
    if number in _NO_PLACE:
        return ArchiveError(
            f"The archive cannot be opened: {os.strerror(number)}.",
            advice="Choose another folder with --profile.",
            detail=detail,
        )
    return ArchiveError(
        "The disk reported an error.",
        advice="Check the disk, then retry; what was saved before is kept.",
        may_retry=True,
        detail=detail,
    )
