"""Files that ask for more memory than they should, and how much an import of one takes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from support.foreign_exports import chatgpt, chatgpt_node

_ROOT = Path(__file__).resolve().parents[2]
_MOST = 31 << 20
_RUN = """
import asyncio, sys
from pathlib import Path
from desktop_chat.app.importing import import_from
from desktop_chat.archive import Archive
def peak():
    # Not getrusage's: a process begins with the peak of the one that has started it.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
async def main():
    archive = await Archive.open(Path(sys.argv[1]) / "archive.db")
    idle = peak()
    report = await import_from(archive, Path(sys.argv[2]))
    print(peak() - idle, sum(each.added for each in report.conversations))
    await archive.close()
asyncio.run(main())
"""


def memory_of_import(folder: Path, source: Path) -> tuple[float, int]:
    """Return how many MB over those of an idle program an import takes, and what it added."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell a process's peak of memory")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", _RUN, str(folder), str(source)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_ROOT)
    grown_kb, added = run.stdout.split()
    return int(grown_kb) / 1024, int(added)


def write_large_export(path: Path, size_bytes: int) -> int:
    """Write an export of ChatGPT's of a size; return how many messages it holds."""
    talk = msgspec.json.encode(_talk("many words " * 400, 20))
    count = max(1, size_bytes // len(talk))
    with path.open("wb") as file:
        file.write(b"[")
        for number in range(count):
            file.write(b"," if number else b"")
            file.write(talk.replace(b"NUMBER", b"%06d" % number))
        file.write(b"]")
    return count * 20


def write_large_conversation(path: Path, size_bytes: int) -> int:
    """Write an export of ours of one conversation of a size; return how many messages it holds."""
    text = "many words, élan and 語 " * 120
    count = max(1, size_bytes // (len(text.encode()) + 150))
    head = {"id": "big", "title": "Large"}
    with path.open("wb") as file:
        file.write(b'{"format":"desktop-chat/1","conversation":' + msgspec.json.encode(head))
        file.write(b',"messages":[')
        for number in range(count):
            fields = {"id": f"m{number}", "conversation_id": "big", "role": "user", "text": text}
            fields |= {"parent_id": f"m{number - 1}"} if number else {}
            file.write((b"," if number else b"") + msgspec.json.encode(fields))
        file.write(b"]}")
    return count


def _talk(text: str, count: int) -> dict[str, object]:
    nodes = [chatgpt_node(f"NUMBERn{n}", f"NUMBERn{n - 1}", "user", text) for n in range(count)]
    return chatgpt(*nodes, id="cNUMBER", conversation_id="cNUMBER")


def _hollow(value: bytes) -> Callable[[Path], None]:
    content = b'[{"mapping":[' + b",".join([value] * (_MOST // (len(value) + 1))) + b"]}]"
    return lambda path: _write(path, content)


def _hollow_of_ours(path: Path) -> None:
    head = b'{"format":"desktop-chat/1","conversation":{"id":"x"},"messages":['
    _write(path, head + b"{}," * (2 * _MOST // 3) + b"7]}")


def _bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("conversations.json", "w") as entry,
    ):
        entry.write(b"[")
        for _ in range(300):
            entry.write(b" " * (1 << 20))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "nothing but lists": _hollow(b"[]"),
    "nothing but objects": _hollow(b"{}"),
    "nothing but numbers": _hollow(b"1.5"),
    "a large conversation of ours of nothing": _hollow_of_ours,
    "endless depth": lambda path: _write(path, b"[" * 2 * _MOST),
    "a number of 31 MB": lambda path: _write(path, b'[{"mapping":' + b"9" * _MOST + b"}]"),
    "a text of 31 MB": lambda path: _write(path, msgspec.json.encode([_talk("x" * _MOST, 1)])),
    "a bomb": _bomb,
}
"""Writes each kind of file at a path."""
