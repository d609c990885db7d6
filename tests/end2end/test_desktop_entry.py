"""Holds the desktop entry and its metainfo to the tools that software centres use."""

from __future__ import annotations

import subprocess

from support.optional import program

from desktop_chat.resources import resource_path

ENTRY = "desktop/io.github.desktop_chat.DesktopChat.desktop"
METAINFO = "desktop/io.github.desktop_chat.DesktopChat.metainfo.xml"


def test_the_desktop_entry_is_valid() -> None:
    command = [program("desktop-file-validate"), str(resource_path(ENTRY))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_metainfo_is_valid() -> None:
    command = [program("appstreamcli"), "validate", "--no-net", str(resource_path(METAINFO))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
