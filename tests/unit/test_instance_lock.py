"""The lock of an archive; that it ends with its process is tested in tests/end2end/test_kill.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_chat.errors import AlreadyOpen
from desktop_chat.instance_lock import InstanceLock


def test_a_second_lock_is_refused_until_the_first_is_released(tmp_path: Path) -> None:
    path = tmp_path / "archive.lock"
    first = InstanceLock(path)
    with pytest.raises(AlreadyOpen):
        InstanceLock(path)
    first.release()
    InstanceLock(path).release()


def test_a_lock_file_left_behind_locks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.lock"
    path.write_text("12345")
    InstanceLock(path).release()


def test_only_the_user_may_open_the_lock_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.lock"
    InstanceLock(path).release()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        InstanceLock(tmp_path / "missing" / "archive.lock")
