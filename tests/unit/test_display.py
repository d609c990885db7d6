"""Whether a window can be shown is found out before Qt is asked."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from desktop_chat.display import has_display


def test_no_variable_means_no_display() -> None:
    assert not has_display({}, platform="linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_always_have_one(platform: str) -> None:
    assert has_display({}, platform=platform)


def test_a_platform_that_was_chosen_is_believed() -> None:
    assert has_display({"QT_QPA_PLATFORM": "offscreen"}, platform="linux")
    assert has_display({}, ["-platform", "vnc"], platform="linux")


@pytest.mark.parametrize("display", [":64999", "nonsense", "", ":", "127.0.0.1:1"])
def test_an_address_where_nothing_answers_is_no_display(display: str) -> None:
    assert not has_display({"DISPLAY": display}, platform="linux")


def test_a_wayland_server_that_answers_is_a_display(tmp_path: Path) -> None:
    variables = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not has_display(variables, platform="linux")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert has_display(variables, platform="linux")
