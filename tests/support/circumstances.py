"""Circumstances for a process: disks that are full or read-only, a user without rights.

Each is a command that runs another command; the test is skipped where the system cannot do it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from support.optional import program

NOBODY = 65534
_MOUNT = 'mount -t tmpfs -o "size=$1" none "$2"; shift 2; exec "$@"'
_FREEZE = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"; shift; exec "$@"'


def on_small_disk(folder: Path, size: str) -> tuple[str, ...]:
    """Return what gives a process a disk of its own at a folder, such as of size "64k"."""
    folder.mkdir(exist_ok=True)
    return (*_namespace(), "sh", "-ec", _MOUNT, "sh", size, str(folder))


def with_frozen(folder: Path) -> tuple[str, ...]:
    """Return what lets a process only read a folder that exists, whoever it runs as."""
    return (*_namespace(), "sh", "-ec", _FREEZE, "sh", str(folder))


def with_files_up_to(size_bytes: int) -> tuple[str, ...]:
    """Return what lets no file of a process grow beyond a size: what is longer finds no room."""
    return (program("prlimit"), f"--fsize={size_bytes}")


def as_nobody() -> tuple[str, ...]:
    """Return what runs a process as a user who owns nothing."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    command = (program("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    loads = [*command, sys.executable, "-c", "import desktop_chat"]
    if subprocess.run(loads, capture_output=True, check=False).returncode:
        pytest.skip("another user cannot read this checkout")
    return command


@cache
def _namespace() -> tuple[str, ...]:
    unshare = program("unshare")
    for command in ((unshare, "--mount"), (unshare, "--mount", "--map-root-user")):
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("this system lets no test mount anything")
