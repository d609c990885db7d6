"""The page of a locked archive asks until it is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.memory_keyring import MemoryKeyring

from desktop_chat.app.unlocking import Unlocking, keyring_name
from desktop_chat.archive import Archive, keys
from desktop_chat.archive.keys import ArchiveKey, key_path
from desktop_chat.settings.secrets import Backend, KeyStore
from desktop_chat.ui.encryption.lock_page import LockPage
from desktop_chat.ui.theme.controller import ThemeController

KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct horse"
LIMIT_S = 10


class FullKeyring(MemoryKeyring):
    def set_password(self, _service: str, _username: str, _password: str, /) -> None:
        raise OSError("the keyring is full")


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)


class Asked:
    """A page that is on screen and waits for the key."""

    def __init__(self, page: LockPage, asking: asyncio.Task[ArchiveKey]) -> None:
        self.page = page
        self.asking = asking

    async def until_ready(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not self.asking.done() and not self.page.field.isEnabled():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def type(self, text: str) -> None:
        """Type what may open the archive, press Return, and wait until it was tried."""
        self.page.field.clear()
        QTest.keyClicks(self.page.field, text)
        self.page.unlock.click()
        await self.until_ready()


@asynccontextmanager
async def locked(folder: Path, keyring: Backend | None = None) -> AsyncIterator[Asked]:
    path = folder / "archive.db"
    archive = await Archive.open(path)
    await archive.encryption.put_on(KEY, PASSPHRASE, lambda _done, _total: True)
    await archive.close()
    store = KeyStore(lambda: keyring or MemoryKeyring(), environment={})
    theme = ThemeController(cast("QApplication", QApplication.instance()))
    page = LockPage(theme.theme, Unlocking(path, store))
    page.show()
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(page.ask())
        yield Asked(page, asking)
        asking.cancel()
    page.close()
    for gone in (page, theme):
        gone.deleteLater()


async def test_the_passphrase_opens_it(tmp_path: Path) -> None:
    async with locked(tmp_path) as asked:
        assert not asked.page.unlock.isEnabled()
        await asked.type(PASSPHRASE)
        assert await asked.asking == KEY


async def test_what_is_wrong_is_told_and_asked_again(tmp_path: Path) -> None:
    async with locked(tmp_path) as asked:
        await asked.type("wrong horse")
        assert "does not open" in asked.page.said.text
        assert asked.page.field.selectedText()
        await asked.type(PASSPHRASE)
        assert await asked.asking == KEY


async def test_the_recovery_code_opens_it_without_a_key_file(tmp_path: Path) -> None:
    async with locked(tmp_path) as asked:
        key_path(tmp_path / "archive.db").unlink()
        await asked.type(PASSPHRASE)
        assert "recovery code" in asked.page.said.text
        asked.page.other_way.click()
        assert asked.page.field.accessibleName() == "Recovery code"
        assert asked.page.said.text == ""
        await asked.type(KEY.code[:-1])
        assert "35" in asked.page.said.text
        await asked.type(KEY.code.replace("-", " "))
        assert await asked.asking == KEY


async def test_the_key_is_remembered_when_that_is_wanted(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with locked(tmp_path, keyring) as asked:
        async with asyncio.timeout(LIMIT_S):
            while not asked.page.remember.isVisible():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        asked.page.remember.setChecked(True)
        await asked.type(PASSPHRASE)
        assert await asked.asking == KEY
    assert keyring.passwords == {keyring_name(KEY.id): KEY.code}


async def test_a_keyring_that_fails_is_told_once_and_keeps_nobody_out(tmp_path: Path) -> None:
    async with locked(tmp_path, FullKeyring()) as asked:
        asked.page.remember.setChecked(True)
        await asked.type(PASSPHRASE)
        assert "keyring" in asked.page.said.text
        assert not asked.asking.done()
        await asked.type(PASSPHRASE)
        assert await asked.asking == KEY
