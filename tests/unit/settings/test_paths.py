"""Tests of desktop_chat.settings.paths: where a profile lies, and that nobody else sees into it."""

from __future__ import annotations

import stat
import sys
from dataclasses import astuple
from pathlib import Path

import pytest
from support.archives import unprivileged_folder

from desktop_chat.errors import Unwritable
from desktop_chat.settings.paths import ProfilePaths, create_folder


def test_a_folder_that_cannot_be_created_is_named_with_what_to_do() -> None:
    with unprivileged_folder() as home:
        home.chmod(0o500)
        with pytest.raises(Unwritable) as caught:
            create_folder(home / "desktop-chat")
    assert str(home / "desktop-chat") in caught.value.text
    assert "--profile" in caught.value.advice


def test_a_file_in_the_place_of_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file of somebody's")
    with pytest.raises(Unwritable, match="state cannot be created"):
        create_folder(tmp_path / "state")
    assert (tmp_path / "state").read_text() == "a file of somebody's"


def test_a_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "profile"
    create_folder(folder)
    create_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_exists_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_profile_in_a_folder_lies_all_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = ProfilePaths.under(Path("mine"))
    assert paths.settings_file == tmp_path / "mine" / "settings.json"
    assert paths.archive_file == tmp_path / "mine" / "archive.db"
    for folder in astuple(paths):
        assert folder.is_relative_to(tmp_path / "mine")
    assert not (tmp_path / "mine").exists(), "nothing is created before it is needed"


@pytest.mark.skipif(sys.platform != "linux", reason="the folders are the platform's own")
def test_the_default_profile_follows_the_desktop_s_rules(
    isolated_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    paths = ProfilePaths.default()
    assert paths.settings_file == isolated_home / ".config" / "desktop-chat" / "settings.json"
    assert paths.window_state_file.parent == paths.settings_file.parent
    assert paths.archive_file == isolated_home / ".local/share/desktop-chat/archive.db"
    assert paths.log_file == isolated_home / ".local/state/desktop-chat/desktop-chat.log"
