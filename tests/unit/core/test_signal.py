"""Tests of desktop_chat.core.signal: who is called, in which order, and until when."""

from __future__ import annotations

import pytest

from desktop_chat.core.signal import Signal


def test_listeners_are_called_in_the_order_they_connected() -> None:
    signal: Signal[int] = Signal()
    heard: list[str] = []
    signal.connect(lambda value: heard.append(f"first {value}"))
    signal.connect(lambda value: heard.append(f"second {value}"))
    signal.emit(3)
    assert heard == ["first 3", "second 3"]


def test_a_disconnected_listener_is_not_called_again() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    disconnect = signal.connect(heard.append)
    disconnect()
    signal.emit(1)
    assert heard == []


def test_disconnecting_twice_leaves_another_connection_of_the_same_listener() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    disconnect = signal.connect(heard.append)
    signal.connect(heard.append)
    disconnect()
    disconnect()
    signal.emit(1)
    assert heard == [1]


def test_a_listener_may_disconnect_itself_while_it_is_called() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []

    def hear_once(value: int) -> None:
        disconnect()
        heard.append(value)

    disconnect = signal.connect(hear_once)
    signal.connect(heard.append)
    signal.emit(1)
    signal.emit(2)
    assert heard == [1, 1, 2]


def test_a_listener_that_connects_another_does_not_make_it_hear_the_present_value() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    signal.connect(lambda _value: signal.connect(heard.append) and None)
    signal.emit(1)
    assert heard == []


def test_a_listener_that_raises_is_seen() -> None:
    signal: Signal[int] = Signal()

    def fail(_value: int) -> None:
        raise ZeroDivisionError

    signal.connect(fail)
    with pytest.raises(ZeroDivisionError):
        signal.emit(1)
