"""The composition root: the only place that builds the parts of the program and takes them down."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.notices import Notice, Notices, Severity, notice_of_bug
from desktop_chat.app.opening import Archiving, Opened, Wanted
from desktop_chat.app.services import Services
from desktop_chat.app.tasks import Tasks
from desktop_chat.app.transports import Transports
from desktop_chat.app.unlocking import Unlocking
from desktop_chat.archive import Archive
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.errors import AlreadyOpen, Corrupt, DiskFull, ReadOnly
from desktop_chat.net.client import HttpTransport
from desktop_chat.practice.transport import PracticeTransport
from desktop_chat.settings.paths import ProfilePaths
from desktop_chat.settings.presets import PresetStore
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.settings.store import SettingsStore

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def open_program(wanted: Wanted) -> AsyncGenerator[Opened]:
    """Build everything below the windows, and take it down in the right order.

    Raises:
        AlreadyOpen: Another program has the archive open and it was to be written.
        Locked: It is encrypted, and nobody has given or kept its key.
        WrongPassphrase: It is encrypted with another key.
        ArchiveError: The archive cannot be opened and no new one can be begun.
    """
    paths = ProfilePaths.of(wanted.profile)
    notices = Notices()
    async with contextlib.AsyncExitStack() as stack:
        keys = KeyStore()
        stack.callback(keys.close)
        damage: list[Corrupt] = []
        key = await _key(wanted, unlocking_of(wanted, keys))
        archive = await _open_archive(wanted, paths.archive_file, key, damage, stack)
        stack.push_async_callback(archive.close)
        settings = SettingsStore.load(paths.settings_file, notices_of=notices.add_error)
        presets = PresetStore.load(paths.presets_file, notices_of=notices.add_error)
        remarks = notices.history
        network = HttpTransport.from_settings(settings.settings.network)
        stack.push_async_callback(network.close)
        practice = PracticeTransport(tokens_per_s=settings.settings.practice.tokens_per_s or None)
        tasks = Tasks(notices.add_error, lambda bug: notices.add(notice_of_bug(bug)))
        stack.push_async_callback(tasks.close)
        transports = Transports(practice, network)
        services = Services.over(archive, settings, presets, transports, keys, notices, tasks)
        library = Library(services)
        stack.push_async_callback(library.close)
        for error in damage:
            notice = _damage_notice(error, library)
            notices.add(notice)
            remarks = (notice, *remarks)
        tasks.start("keeper", services.keeper.retry_forever())
        tasks.start("backups", library.backups.keep())
        tasks.start("spending", services.spending.load())
        yield Opened(services, library, Experiments(services), remarks)


def unlocking_of(wanted: Wanted, keys: KeyStore | None = None) -> Unlocking:
    """Return what opens an archive that turned out to be encrypted."""
    path = wanted.backup or ProfilePaths.of(wanted.profile).archive_file
    return Unlocking(path, keys or KeyStore())


async def _key(wanted: Wanted, unlocking: Unlocking) -> ArchiveKey | None:
    if wanted.key is not None or not wanted.asks_keyring:
        return wanted.key
    return await unlocking.remembered()


def _damage_notice(error: Corrupt, library: Library) -> Notice:
    def show_backups() -> None:
        library.backups.wanted.emit(None)

    return Notice(Severity.ERROR, error.text, error.advice, "Restore a backup…", show_backups)


async def _open_archive(
    wanted: Wanted,
    path: Path,
    key: ArchiveKey | None,
    damage: list[Corrupt],
    stack: contextlib.AsyncExitStack,
) -> Archive:
    if wanted.backup is not None:
        return await Archive.open_backup(wanted.backup, key)
    archiving = wanted.archiving
    if archiving is Archiving.NOTHING:
        return await _temporary_archive(stack)
    try:
        return await Archive.open(path, key, on_progress=wanted.on_progress)
    except AlreadyOpen:
        if archiving is Archiving.READ:
            return await Archive.open_beside(path, key)
        if archiving is Archiving.WRITE_IF_FREE:
            return await _temporary_archive(stack)
        raise
    except (DiskFull, ReadOnly) as reason:
        if archiving is Archiving.READ:
            raise
        return await Archive.open_empty(path, reason)
    except Corrupt as error:
        # The damaged file is kept aside by now.
        if archiving is Archiving.READ:
            raise
        damage.append(error)
        return await Archive.open(path, key)


async def _temporary_archive(stack: contextlib.AsyncExitStack) -> Archive:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="desktop-chat-"))
    return await Archive.open(Path(folder) / "archive.db")
