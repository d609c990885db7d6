"""A second start raises the first window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_chat.ui.single_instance import InstanceServer, raise_running, socket_name


def test_no_running_program_takes_no_request(qapp: QApplication, tmp_path: Path) -> None:
    assert not raise_running(socket_name(tmp_path))


def test_a_second_start_asks_the_first_to_show_itself(qtbot: QtBot, tmp_path: Path) -> None:
    server = InstanceServer(socket_name(tmp_path))
    assert server.listen()
    with qtbot.waitSignal(server.raise_requested):
        assert raise_running(socket_name(tmp_path))
    server.close()


def test_a_socket_left_over_by_a_killed_program_is_taken_over(
    qapp: QApplication, tmp_path: Path
) -> None:
    left_over = QLocalServer()
    assert left_over.listen(socket_name(tmp_path))
    server = InstanceServer(socket_name(tmp_path))
    assert server.listen()
    server.close()
    left_over.close()


def test_each_profile_has_a_socket_of_its_own(tmp_path: Path) -> None:
    assert socket_name(tmp_path / "a") != socket_name(tmp_path / "b")
    assert socket_name(tmp_path / "a") == socket_name(tmp_path / "x" / ".." / "a")
