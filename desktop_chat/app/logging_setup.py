"""Sends the log to a rotating file, and the last words of a crashing interpreter to another.

Every line passes `core.redaction`. It owns the handlers and no loggers: who logs does so through
`logging.getLogger(__name__)`.
"""

from __future__ import annotations

import faulthandler
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from desktop_chat.core.redaction import redact
from desktop_chat.errors import Unwritable
from desktop_chat.settings.paths import create_folder

_MAX_BYTES = 1_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"

# At INFO and DEBUG these write down whole addresses and headers.
_TALKATIVE = ("httpcore", "httpx", "keyring", "markdown_it")


class RedactingFormatter(logging.Formatter):
    """Masks every key in what it formats: in the message, the traceback and the stack."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the finished lines of a record, keys masked."""
        return redact(super().format(record))


def set_up_logging(log_file: Path, *, is_debug: bool = False) -> None:
    """Start the log of this process, for as long as it lives.

    Where the file cannot be written, warnings go to standard error: the program starts all the
    same. Beside the log stands faults.log, into which the interpreter writes all stacks when it
    crashes.

    Args:
        log_file: Its folder is created where it is missing.
        is_debug: Whether everything is logged, to standard error too.
    """
    # A full disk is no reason to print a record, unmasked, where logging itself fails.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if is_debug else logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        _log_into(log_file, root)
    except (OSError, Unwritable) as error:
        _add_handler(root, logging.StreamHandler(), logging.DEBUG if is_debug else logging.WARNING)
        root.info("There is no log file: %s", error)
    else:
        if is_debug:
            _add_handler(root, logging.StreamHandler(), logging.DEBUG)


def _log_into(log_file: Path, root: logging.Logger) -> None:
    create_folder(log_file.parent)
    handler = RotatingFileHandler(
        log_file, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="replace"
    )
    # faulthandler itself keeps the file open.
    faulthandler.enable(log_file.with_name("faults.log").open("a", encoding="utf-8"))
    _add_handler(root, handler, logging.DEBUG)


def _add_handler(root: logging.Logger, handler: logging.Handler, level: int) -> None:
    handler.setFormatter(RedactingFormatter(_FORMAT))
    handler.setLevel(level)
    root.addHandler(handler)
