"""An encrypted archive in the real window: opened by its passphrase, locked, opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from support.archives import conversation, message
from support.real_window import Screen, screen

from desktop_chat.archive import Archive
from desktop_chat.archive.keys import ArchiveKey

PASSPHRASE = "correct horse"

pytestmark = pytest.mark.screen


@pytest.fixture
def on_screen() -> Iterator[Screen]:
    with screen() as opened:
        yield opened


async def make(path: Path) -> None:
    archive = await Archive.open(path)
    head = conversation("a secret talk")
    await archive.save_conversation(head)
    await archive.save_message(message(head.id, "the cloud"))
    await archive.encryption.put_on(ArchiveKey.new(), PASSPHRASE, lambda _done, _total: True)
    await archive.close()


def unlock(on_screen: Screen) -> None:
    on_screen.wait_for_keyboard("password text", "Passphrase")
    assert "a secret talk" not in on_screen.do("names", role="label")
    on_screen.do("type_text", text=PASSPHRASE)
    on_screen.do("keys", names=("Return",))
    on_screen.do("wait", role="text", name="Message")


def test_it_is_opened_locked_and_opened_again(on_screen: Screen, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    settings = {"endpoints": {"first_run_done": True}}
    (profile / "settings.json").write_bytes(msgspec.json.encode(settings))
    asyncio.run(make(profile / "archive.db"))
    on_screen.open_window(profile)
    unlock(on_screen)
    on_screen.do("keys", names=("ctrl+alt+l",))
    unlock(on_screen)
