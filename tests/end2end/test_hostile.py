"""No text that is shown opens a connection or a file: watched from outside, call by call.

The program that shows them is `support.hostile_program`; a server on this machine and a file wait
for a visit that must not come.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support.conformance import conformance_path
from support.hostile_program import MARK
from support.optional import program

_TESTS = Path(__file__).resolve().parents[1]
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENING = re.compile(r"\b(?:open|openat|creat|execve|fork|vfork)\(")
_NETWORK = re.compile(r"\b(?:socket|connect|sendto|sendmsg|bind|getaddrinfo)\(")
# What the program opens for itself: its code, fonts, and for the lock of the window's state.
_OWN = ("/usr/share/fonts/", "/usr/share/fontconfig/", "/etc/fonts/", "/var/cache/fontconfig/")
_OF_THE_LOCK = ("/proc/sys/kernel/random/boot_id", "/var/lib/dbus/machine-id", "/etc/machine-id")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def calls_while_showing(trace: Path) -> list[str]:
    """Return the calls between the two marks."""
    lines = trace.read_text(errors="replace").splitlines()
    marks = [number for number, line in enumerate(lines) if MARK in line]
    assert len(marks) == 2, "the program did not come to its end"
    return lines[marks[0] + 1 : marks[1]]


def opened_paths(calls: list[str], allowed: tuple[str, ...]) -> list[str]:
    """Return the paths that were opened, but for the allowed beginnings."""
    paths = [found[1] for call in calls if _OPENING.search(call) if (found := _PATH.search(call))]
    return [path for path in paths if not path.startswith(allowed)]


def test_showing_texts_touches_no_network_and_no_file(tmp_path: Path) -> None:
    conformance_path("blns/blns.json")
    canary = tmp_path / "canary.png"
    canary.write_bytes(b"nobody looks at me")
    trace = tmp_path / "trace"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"127.0.0.1:{server.getsockname()[1]}"
        done = subprocess.run(
            [
                *(program("strace"), "-f", "-s", "300", "-o", str(trace)),
                *("-e", "trace=%file,%network,%process"),
                *(sys.executable, "-m", "support.hostile_program", address, str(canary)),
            ],
            cwd=_TESTS,
            env=os.environ | {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        with pytest.raises(BlockingIOError):
            server.accept()
    told = json.loads(done.stdout)
    assert told["texts"] > 1_000
    assert told["links"] == []
    assert told["loading"] == []
    calls = calls_while_showing(trace)
    assert not [call for call in calls if "canary" in call]
    assert not [call for call in calls if _NETWORK.search(call)]
    own = (*_OWN, *_OF_THE_LOCK, str(temporary), sys.prefix, sys.base_prefix, str(_TESTS.parent))
    assert opened_paths(calls, own) == []


def test_the_watch_sees_what_it_is_to_see(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = (
        "import os,socket\n"
        f"os.path.exists({MARK!r})\n"
        "open('/etc/hostname').close()\n"
        "socket.socket().close()\n"
        f"os.path.exists({MARK!r})\n"
    )
    watch = (program("strace"), "-f", "-o", str(trace), "-e", "trace=%file,%network,%process")
    subprocess.run([*watch, sys.executable, "-c", code], check=True)
    calls = calls_while_showing(trace)
    assert opened_paths(calls, _OWN) == ["/etc/hostname"]
    assert [call for call in calls if _NETWORK.search(call)]
