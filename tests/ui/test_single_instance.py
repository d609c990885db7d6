"""A second start raises the first window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_chat.errors import AlreadyOpen
from desktop_chat.ui.single_instance import InstanceServer, raise_running, socket_name


def test_no_running_program_takes_no_request(qapp: QApplication, tmp_path: Path) -> None:
    assert not raise_running(tmp_path)


def test_a_second_start_asks_the_first_to_show_itself(qtbot: QtBot, tmp_path: Path) -> None:
    server = InstanceServer(tmp_path)
    server.take()
    with qtbot.waitSignal(server.raise_requested):
        assert raise_running(tmp_path)
    server.close()


def test_only_one_has_the_window_until_it_closes(qapp: QApplication, tmp_path: Path) -> None:
    first, second = InstanceServer(tmp_path / "new"), InstanceServer(tmp_path / "new")
    first.take()
    with pytest.raises(AlreadyOpen):
        second.take()
    assert raise_running(tmp_path / "new")
    first.close()
    first.close()
    assert not raise_running(tmp_path / "new")
    second.take()
    assert raise_running(tmp_path / "new")
    second.close()


def test_a_window_whose_lock_cannot_be_written_listens_all_the_same(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "window.lock").mkdir()
    server = InstanceServer(tmp_path)
    server.take()
    assert raise_running(tmp_path)
    server.close()


def test_a_socket_left_over_by_a_killed_program_is_taken_over(
    qapp: QApplication, tmp_path: Path
) -> None:
    left_over = QLocalServer()
    assert left_over.listen(socket_name(tmp_path))
    server = InstanceServer(tmp_path)
    server.take()
    left_over.close()
    server.close()


def test_each_profile_has_a_socket_of_its_own(tmp_path: Path) -> None:
    assert socket_name(tmp_path / "a") != socket_name(tmp_path / "b")
    assert socket_name(tmp_path / "a") == socket_name(tmp_path / "x" / ".." / "a")
