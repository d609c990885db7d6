"""Asks for the key of an encrypted archive in the window that is to show it."""

from __future__ import annotations

import asyncio

from desktop_chat.app.unlocking import Unlocking
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.ui.encryption.lock_page import LockPage
from desktop_chat.ui.main_window import MainWindow
from desktop_chat.ui.theme.controller import ThemeController


async def asked_key(
    window: MainWindow, theme: ThemeController, unlocking: Unlocking, has_ended: asyncio.Event
) -> ArchiveKey | None:
    """Return what somebody has opened the archive with, None where the window was closed."""
    page = LockPage(theme.theme, unlocking)
    theme.changed.connect(page.set_theme)
    window.ask_to_unlock(page)
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(page.ask())
        ending = group.create_task(has_ended.wait())
        await asyncio.wait((asking, ending), return_when=asyncio.FIRST_COMPLETED)
        is_open = asking.done()
        for task in (asking, ending):
            task.cancel()
    theme.changed.disconnect(page.set_theme)
    return asking.result() if is_open else None
