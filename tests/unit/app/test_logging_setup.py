"""Tests of desktop_chat.app.logging_setup: the log has no key and is in nobody's way.

What is set up for the life of a process is tried in a process of its own.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_chat.app.logging_setup import RedactingFormatter
from desktop_chat.errors import BadField

CANARY = "sk-or-v1-canary0123456789abcdef"

START = """
import logging, sys, warnings
from pathlib import Path
from desktop_chat.app.logging_setup import set_up_logging
log = logging.getLogger("desktop_chat.test")
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START + code], capture_output=True, text=True, check=False
    )


def set_up(log_file: Path, *, is_debug: bool = False) -> str:
    return f"set_up_logging(Path({str(log_file)!r}), is_debug={is_debug})\n"


def record(
    message: str, *arguments: object, error: BaseException | None = None
) -> logging.LogRecord:
    information = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("name", logging.INFO, __file__, 1, message, arguments, information)


def test_a_key_is_masked_in_message_arguments_and_traceback() -> None:
    with pytest.raises(BadField) as caught:
        raise BadField(f"Illegal header value b'Bearer {CANARY}'")
    lines = RedactingFormatter("%(message)s").format(record("got %s", CANARY, error=caught.value))
    assert CANARY not in lines
    assert lines.startswith("got ••••\nTraceback")
    assert "Bearer ••••" in lines


def test_a_key_is_masked_in_the_stack() -> None:
    logged = record("here")
    logged.stack_info = f"  call({CANARY!r})"
    assert CANARY not in RedactingFormatter().format(logged)


@pytest.mark.parametrize("is_debug", [False, True])
def test_a_folder_that_cannot_be_made_leaves_standard_error(tmp_path: Path, is_debug: bool) -> None:
    (tmp_path / "state").write_text("a file in the way")
    done = run(
        set_up(tmp_path / "state" / "a.log", is_debug=is_debug)
        + f"log.info('quiet'); log.warning('loud {CANARY}'); print('started')"
    )
    assert done.stdout == "started\n"
    assert "loud ••••" in done.stderr
    assert ("There is no log file" in done.stderr) == is_debug
    assert ("quiet" in done.stderr) == is_debug


def test_the_log_goes_to_its_file_without_keys(tmp_path: Path) -> None:
    log_file = tmp_path / "state" / "desktop-chat.log"
    done = run(
        set_up(log_file)
        + f"log.info('key %s', '{CANARY}'); log.debug('detail'); warnings.warn('careful')"
    )
    text = log_file.read_text()
    assert done.stderr == ""
    assert "desktop_chat.test: key ••••" in text
    assert "careful" in text
    assert "detail" not in text
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_in_debug_everything_is_written_to_both_places_but_the_talkative(tmp_path: Path) -> None:
    log_file = tmp_path / "desktop-chat.log"
    done = run(
        set_up(log_file, is_debug=True)
        + f"log.debug('detail {CANARY}');"
        + "[logging.getLogger(n).info('whole address') for n in ('httpx', 'httpcore.http11')]"
    )
    for text in (done.stderr, log_file.read_text()):
        assert "detail ••••" in text
        assert "whole address" not in text
    assert CANARY not in done.stderr + log_file.read_text()


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    log_file = tmp_path / "desktop-chat.log"
    run(set_up(log_file) + "for _ in range(40): log.info('a' * 100_000)")
    files = list(tmp_path.glob("desktop-chat.log*"))
    assert len(files) == 4
    assert all(file.stat().st_size <= 1_000_000 for file in files)


def test_a_text_that_no_file_takes_is_logged_all_the_same(tmp_path: Path) -> None:
    log_file = tmp_path / "desktop-chat.log"
    done = run(set_up(log_file) + "log.info('half a pair: \\udcff')")
    assert done.stderr == ""
    assert "half a pair: ?" in log_file.read_text()


def test_a_crash_of_the_interpreter_leaves_its_stacks(tmp_path: Path) -> None:
    done = run(set_up(tmp_path / "a.log") + "import faulthandler; faulthandler._sigsegv()")
    assert done.returncode != 0
    assert "Current thread" in (tmp_path / "faults.log").read_text()
