"""Tests that data files are found, and that what must be among them is whole."""

from __future__ import annotations

import configparser
from xml.etree import ElementTree as ET

import pytest

from desktop_chat.resources import read_text, resource_path

DESKTOP_ID = "io.github.desktop_chat.DesktopChat"


def test_a_missing_resource_is_named_with_its_folder() -> None:
    with pytest.raises(FileNotFoundError, match=r"'icons/none\.svg' is missing from .*resources"):
        resource_path("icons/none.svg")


def test_a_resource_may_be_a_folder() -> None:
    assert resource_path("icons").is_dir()


@pytest.mark.parametrize("name", ["desktop-chat", "desktop-chat-dark"])
def test_the_application_icon_is_a_drawing_without_foreign_parts(name: str) -> None:
    drawing = ET.fromstring(read_text(f"icons/{name}.svg"))
    assert drawing.get("viewBox") == "0 0 512 512"
    assert not [part for part in drawing.iter() if part.tag.endswith(("image", "script", "text"))]


def test_desktop_entry_and_metainfo_name_the_same_program() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] # keys have capitals
    entry.read_string(read_text(f"desktop/{DESKTOP_ID}.desktop"))
    metainfo = ET.fromstring(read_text(f"desktop/{DESKTOP_ID}.metainfo.xml"))
    assert metainfo.findtext("id") == entry["Desktop Entry"]["Icon"] == DESKTOP_ID
    assert metainfo.findtext("launchable") == f"{DESKTOP_ID}.desktop"
    assert metainfo.findtext("name") == entry["Desktop Entry"]["Name"]
    binaries = [binary.text for binary in metainfo.iterfind("provides/binary")]
    assert entry["Desktop Entry"]["Exec"] in binaries
