"""What the archive survives: kills, losses of power, damage; each figure counts what was lost.

DESKTOP_CHAT_BENCH_TRUST sets how often each is tried: 60, or 1,000 for the goals.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from support.archive_disks import RecordingDisk, mounted
from support.archives import conversation, message, new_database, varied_text
from support.foreign_exports import chatgpt, chatgpt_node
from support.hostile_imports import write_large_conversation

from desktop_chat.app.importing import import_from
from desktop_chat.archive import Archive, conversations, messages
from desktop_chat.archive.backups import backups_in, check_backup, write_backup
from desktop_chat.archive.checking import full_check
from desktop_chat.archive.database import Database
from desktop_chat.archive.salvage import salvage
from desktop_chat.archive.text_packing import unpacked
from desktop_chat.errors import ArchiveError
from desktop_chat.formats.import_source import Limits
from tests.benchmarks.figures import Figure
from tests.end2end import test_kill

TRIES = int(os.environ.get("DESKTOP_CHAT_BENCH_TRUST", "60"))
_PAGE = 4096
_ROOT = Path(__file__).resolve().parents[2]
_OLD = _ROOT / "tests" / "data" / "archives"
_TALKS = 60
_HELD_BYTES = 1 << 16
_AT_ONCE = 20
_ROUND_LIMIT_S = 120
_IMPORT = """
import asyncio, sys
from pathlib import Path
from desktop_chat.app.importing import import_from
from desktop_chat.archive import Archive
from desktop_chat.formats.import_source import Limits
async def main():
    archive = await Archive.open(Path(sys.argv[1]))
    print("ready", flush=True)
    await import_from(archive, Path(sys.argv[2]), limits=Limits(record_bytes=int(sys.argv[3])))
asyncio.run(main())
"""
_OPEN = """
import asyncio, sys
from pathlib import Path
from desktop_chat.archive import Archive
print("ready", flush=True)
async def main():
    await (await Archive.open(Path(sys.argv[1]))).close()
asyncio.run(main())
"""
_BACKUP = """
import sys
from pathlib import Path
from desktop_chat.archive.backups import write_backup
print("ready", flush=True)
while True:
    write_backup(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), lambda d, t: True)
"""


def bench_kills() -> Iterator[Figure]:
    """Kill the program while it streams, imports, migrates and backs up."""
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lost = _kills_while_streaming(folder, chance)
        yield Figure("lost by kills while streaming", lost, f"{TRIES} kills", 0, "")
        lost = _kills_while_importing(folder, chance)
        yield Figure("lost by kills while importing", lost, f"{TRIES} kills", 0, "")
        lost = _kills_while_migrating(folder, chance)
        yield Figure("lost by kills while migrating", lost, f"{TRIES} kills", 0, "")
        lost = _kills_while_backing_up(folder, chance)
        yield Figure("bad backups after kills", lost, f"{TRIES} kills", 0, "")


def bench_power() -> Iterator[Figure]:
    """Take the power away at any moment."""
    cuts = TRIES * 5
    with tempfile.TemporaryDirectory() as name:
        lost = asyncio.run(_losses_of_power(Path(name), random.Random(11), cuts))
    yield Figure("lost by losses of power", lost, f"{cuts} cuts", 0, "")


def bench_damage() -> Iterator[Figure]:
    """Damage files, look whether it is told, and read what can be read."""
    with tempfile.TemporaryDirectory() as name:
        yield from _damages(Path(name), random.Random(11))


def bench_instances() -> Iterator[Figure]:
    """Start the program many times at once over one profile."""
    rounds = max(2, TRIES // 20)
    others = 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            others += _windows_left(Path(name) / str(number)) != 1
    of = f"{rounds} rounds of {_AT_ONCE} starts at once that did not leave one window"
    yield Figure("one writer", others, of, 0, "")


def bench_backups() -> Iterator[Figure]:
    """Time a backup, its check included."""
    with tempfile.TemporaryDirectory() as name:
        yield _backup_speed(Path(name))


def _kills_while_streaming(folder: Path, chance: random.Random) -> int:
    path, lost = folder / "streaming" / "archive.db", 0
    with test_kill.writer() as process:
        for _ in range(TRIES):
            pid = test_kill.start(process, path)
            time.sleep(chance.uniform(0, test_kill.LONGEST_LIFE_S))
            told = test_kill.kill(process, pid)
            try:
                asyncio.run(test_kill.recovered_after(path, told))
            except (AssertionError, KeyError, ArchiveError):
                lost += 1
    return lost + (not full_check(path).is_sound)


def _killed(script: str, chance: random.Random, longest_s: float, *arguments: object) -> None:
    """Run a script and kill it at any moment after it has said that it is ready."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=_ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, longest_s))
        process.send_signal(signal.SIGKILL)


def _kills_while_importing(folder: Path, chance: random.Random) -> int:
    # One conversation of ours among them is so large that it is read in parts.
    source, ours = folder / "export.json", folder / "ours.json"
    large = write_large_conversation(ours, 1_000_000)
    talks = [
        chatgpt(
            *(chatgpt_node(f"n{n}", f"n{n - 1}", "user", f"text {n} " * 60) for n in range(20)),
            id=f"c{number}",
            conversation_id=f"c{number}",
        )
        for number in range(_TALKS)
    ]
    whole = [*talks[: _TALKS // 2], msgspec.Raw(ours.read_bytes()), *talks[_TALKS // 2 :]]
    source.write_bytes(msgspec.json.encode(whole))
    lost = 0
    for number in range(TRIES):
        path = folder / f"import-{number}" / "archive.db"
        _killed(_IMPORT, chance, 0.8, path, source, _HELD_BYTES)
        lost += asyncio.run(_found_once_gone_on(path, source)) != _TALKS * 20 + large
        shutil.rmtree(path.parent)
    return lost


async def _found_once_gone_on(path: Path, source: Path) -> int:
    """Go on with an import that was killed; return how many messages there are, -1 if damaged."""
    archive = await Archive.open(path)
    try:
        await import_from(archive, source, limits=Limits(record_bytes=_HELD_BYTES))
        found = await archive.check()
        return found.messages if found.is_sound else -1
    finally:
        await archive.close()


def _kills_while_migrating(folder: Path, chance: random.Random) -> int:
    lost = 0
    for number in range(TRIES):
        old = chance.choice(sorted(_OLD.glob("*.db")))
        path = folder / f"migration-{number}" / "archive.db"
        path.parent.mkdir()
        shutil.copy(old, path)
        _killed(_OPEN, chance, 0.25, path)
        before, after = _texts(old), asyncio.run(_texts_once_open(path))
        lost += before != after
        shutil.rmtree(path.parent)
    return lost


async def _texts_once_open(path: Path) -> list[str]:
    archive = await Archive.open(path)
    await archive.close()
    return _texts(path) if full_check(path).is_sound else []


def _texts(path: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        shutil.copy(path, copy)
        with closing(Database(copy)) as database:
            rows = database.rows("SELECT text FROM messages ORDER BY key")
    return [unpacked(stored) for (stored,) in rows]


def _kills_while_backing_up(folder: Path, chance: random.Random) -> int:
    path, kept = folder / "backed.db", folder / "kept"
    _filled(path, 1_500)
    bad = 0
    for number in range(TRIES):
        _killed(_BACKUP, chance, 0.3, path, kept, (1_700_000_000 + number * 90) * 1_000_000)
        for backup in backups_in(kept):
            try:
                check_backup(backup.path)
            except ArchiveError:
                bad += 1
            backup.path.unlink()
    return bad + (not full_check(path).is_sound)


async def _losses_of_power(folder: Path, chance: random.Random, cuts: int) -> int:
    disk, talk = RecordingDisk(), conversation()
    path = folder / "power" / "archive.db"
    with mounted(disk):
        archive = await Archive.open(path)
        await archive.save_conversation(talk)
        for number in range(25):
            await archive.save_message(message(talk.id, f"text {number} " * 40))
            disk.acknowledge(number)
            await archive.save_conversation(talk)
        await archive.close()
    lost = 0
    for _ in range(cuts):
        place = folder / "cut"
        place.mkdir()
        told = disk.after_power_loss(chance.randrange(len(disk.log)), chance, place)
        try:
            again = await Archive.open(place / "archive.db")
            found = {item.text for item in await again.messages(talk.id)}
            await again.close()
            lost += any(f"text {each} " * 40 not in found for each in told)
        except ArchiveError:
            lost += 1
        shutil.rmtree(place)
    return lost


def _damages(folder: Path, chance: random.Random) -> Iterator[Figure]:
    path = folder / "sound.db"
    texts = _filled(path, 800)
    content = path.read_bytes()
    silent = 0
    shares: dict[str, list[float]] = {kind: [] for kind in _DAMAGES}
    for number in range(TRIES):
        kind = list(_DAMAGES)[number % len(_DAMAGES)]
        broken, new = folder / "broken.db", folder / "salvaged.db"
        broken.write_bytes(_DAMAGES[kind](content, chance))
        silent += _is_silent(broken, texts)
        try:
            shares[kind].append(salvage(broken, new).messages / len(texts))
        except ArchiveError:
            shares[kind].append(0.0)
        new.unlink(missing_ok=True)
    yield Figure("damage that a full check does not tell", silent, f"{TRIES} files", 0, "")
    for kind, found in shares.items():
        missing = 100 * (1 - sum(found) / len(found))
        goal = None if kind == "a cut end" else 1.0
        of = f"{len(found)} files with {kind}; none lost more than {100 * (1 - min(found)):.1f} %"
        yield Figure("messages not salvaged, mean", missing, of, goal, "%")


def _flipped(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _zeroed(content: bytes, chance: random.Random) -> bytes:
    page = chance.randrange(len(content) // _PAGE) * _PAGE
    return content[:page] + bytes(_PAGE) + content[page + _PAGE :]


def _strewn(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) - 512)
    return content[:place] + chance.randbytes(512) + content[place + 512 :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(_PAGE, len(content))]


_DAMAGES = {
    "a flipped bit": _flipped,
    "an empty page": _zeroed,
    "512 bytes of garbage": _strewn,
    "a cut end": _cut,
}


def _is_silent(path: Path, texts: list[str]) -> bool:
    """Return whether a damaged file passes for sound though its texts are others."""
    try:
        if not full_check(path).is_sound:
            return False
        return _texts(path) != texts
    except (ArchiveError, ValueError):
        return False


def _filled(path: Path, count: int) -> list[str]:
    texts = [varied_text(number, 60) for number in range(count)]
    with closing(new_database(path)) as database, database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        for number, text in enumerate(texts):
            if number and number % 20 == 0:
                talk = conversation(f"Talk {number}")
                conversations.save(database, talk)
            messages.save(database, message(talk.id, text))
    return texts


def _windows_left(profile: Path) -> int:
    """Start programs at once; return how many stay, each other one having shown another's window.

    One that ends with an error counts as one that stays: it has told its user something else.
    """
    command = [sys.executable, "-m", "desktop_chat", "--profile", str(profile)]
    running = [subprocess.Popen(command, cwd=_ROOT) for _ in range(_AT_ONCE)]
    deadline = time.monotonic() + _ROUND_LIMIT_S
    while sum(each.poll() is None for each in running) > 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    left = [each for each in running if each.poll() is None]
    failed = sum(each.returncode not in (None, 0) for each in running)
    for each in left:
        # One that shows an error would wait for its reader.
        each.kill()
        each.wait()
    return len(left) + failed


def _backup_speed(folder: Path) -> Figure:
    path = folder / "large.db"
    with closing(new_database(path)) as database, database.transaction():
        talk = conversation("Talk")
        conversations.save(database, talk)
        for number in range(12_000):
            messages.save(database, message(talk.id, varied_text(number, 300)))
    started = time.perf_counter()
    written = write_backup(path, folder / "speed", 1_700_000_000_000_000, lambda _d, _t: True)
    spent_s = time.perf_counter() - started
    of = f"writing and checking {written.size / 1e6:.0f} MB, per 100 MB"
    return Figure("backup", 1e3 * spent_s * 1e8 / written.size, of, 2_000, "ms")
