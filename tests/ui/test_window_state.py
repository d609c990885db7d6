"""The state of the window comes back, and a damaged file counts as none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from desktop_chat.ui.window_state import WindowState


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    state.geometry = QByteArray(b"geometry")
    state.conversation_id = "c-1"
    state.sidebar_px, state.inspector_px = 300, 280
    state.has_sidebar, state.has_inspector = True, False
    del state
    again = WindowState(tmp_path / "window.ini")
    assert bytes(again.geometry.data()) == b"geometry"
    assert again.conversation_id == "c-1"
    assert (again.sidebar_px, again.inspector_px) == (300, 280)
    assert (again.has_sidebar, again.has_inspector) == (True, False)


def test_at_first_nothing_is_known_and_both_panes_are_wanted(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    assert state.geometry.isEmpty()
    assert state.conversation_id == ""
    assert (state.sidebar_px, state.inspector_px) == (None, None)
    assert (state.has_sidebar, state.has_inspector) == (True, True)


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_bytes(b"\xff\x00[General\nsidebar=wide\ngeometry=@Invalid()")
    state = WindowState(tmp_path / "window.ini")
    assert state.sidebar_px is None
    assert state.geometry.isEmpty()
    assert state.has_sidebar


def test_the_look_comes_back_before_the_settings_are_read(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    assert (state.color_scheme, state.text_percent) == ("system", 100)
    state.keep_look("dark", 150)
    del state
    again = WindowState(tmp_path / "window.ini")
    assert (again.color_scheme, again.text_percent) == ("dark", 150)


def test_a_look_that_makes_no_sense_is_the_systems(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[General]\ncolor_scheme=pink\ntext_percent=9000\n")
    state = WindowState(tmp_path / "window.ini")
    assert (state.color_scheme, state.text_percent) == ("system", 200)
