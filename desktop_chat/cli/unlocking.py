"""Asks for what opens an encrypted archive or backup: a file, or the terminal."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from pathlib import Path

from desktop_chat.archive.encryption import unlock_either
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.errors import Locked, UsageError

_LONGEST = 4_096


def add_unlocking_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that open an encrypted archive to the parser of a command."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="what opens an encrypted archive: its passphrase or recovery code (-: standard input)",
    )


async def asked_key(path: Path, parsed: argparse.Namespace) -> ArchiveKey:
    """Return the key of an encrypted archive or backup.

    Args:
        path: Its file.
        parsed: May name a file with the passphrase; else a terminal is asked.

    Raises:
        Locked: There is neither.
        UsageError: The file cannot be read.
        WrongPassphrase: It does not open the archive.
    """
    return await unlock_either(path, await asyncio.to_thread(_passphrase, path, parsed))


def _passphrase(path: Path, parsed: argparse.Namespace) -> str:
    file: Path | None = getattr(parsed, "passphrase_file", None)
    if file is None:
        if not sys.stdin.isatty():
            raise Locked(
                f"The file {path.name} is encrypted.",
                advice="Name a file with its passphrase with --passphrase-file.",
            )
        return getpass.getpass(f"Passphrase or recovery code of {path.name}: ")
    try:
        if str(file) == "-":
            text = sys.stdin.readline(_LONGEST)
        else:
            with file.open(encoding="utf-8") as opened:
                text = opened.readline(_LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The file {file} cannot be read.", detail=str(error)) from error
    return text.rstrip("\r\n")
