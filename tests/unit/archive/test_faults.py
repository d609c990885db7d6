"""SQLite's and the system's failures as the program's errors."""

from __future__ import annotations

import errno

import apsw
import pytest

from desktop_chat.archive.faults import fault_of, system_errors_translated
from desktop_chat.errors import ArchiveError, Busy, Corrupt, DiskFull, ReadOnly


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (apsw.BusyError, Busy),
        (apsw.LockedError, Busy),
        (apsw.CorruptError, Corrupt),
        (apsw.NotADBError, Corrupt),
        (apsw.FullError, DiskFull),
        (apsw.ReadOnlyError, ReadOnly),
        (apsw.CantOpenError, ReadOnly),
        (apsw.IOError, ArchiveError),
    ],
)
def test_what_may_happen_to_a_file_has_its_error(
    error: type[apsw.Error], expected: type[ArchiveError]
) -> None:
    fault = fault_of(error("detail"), 0)
    assert fault is not None
    assert type(fault) is expected
    assert fault.advice
    assert "detail" in fault.detail


@pytest.mark.parametrize("error", [apsw.SQLError, apsw.ConstraintError, apsw.MisuseError])
def test_what_only_a_bug_can_cause_is_no_error_of_the_archive(error: type[apsw.Error]) -> None:
    assert fault_of(error("detail"), 0) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_failed_write_for_want_of_space_says_so(number: int) -> None:
    assert isinstance(fault_of(apsw.IOError("disk I/O error"), number), DiskFull)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, ReadOnly),
        (errno.EROFS, ReadOnly),
        (errno.ENOSPC, DiskFull),
        (errno.EIO, ArchiveError),
        (errno.ENOTDIR, ArchiveError),
    ],
)
def test_errors_of_the_system_are_translated(number: int, expected: type[ArchiveError]) -> None:
    with pytest.raises(ArchiveError) as caught, system_errors_translated():
        raise OSError(number, "why")
    assert type(caught.value) is expected
    assert "why" in caught.value.detail
