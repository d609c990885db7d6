"""Tests which pairs of Python and PySide6 are refused, and in which words."""

from __future__ import annotations

from importlib import metadata

import pytest

from desktop_chat.runtime_check import check_runtime, installed_pyside_version, refusal


@pytest.mark.parametrize(
    ("python", "pyside"),
    [((3, 11), "6.12.0"), ((3, 11), "6.12.1"), ((3, 11), "6.13.0"), ((3, 11), "7.0.0")],
)
def test_the_pair_that_crashes_is_refused_with_its_remedy(
    python: tuple[int, int], pyside: str
) -> None:
    sentence = refusal(python, pyside)
    assert sentence is not None
    assert pyside in sentence
    assert "Python 3.12" in sentence
    assert "PySide6-Essentials<6.12" in sentence


def test_an_old_python_is_refused() -> None:
    sentence = refusal((3, 10), "6.11.3")
    assert sentence == "Desktop Chat needs Python 3.11 or newer; this is Python 3.10."


def test_a_missing_pyside_is_named() -> None:
    sentence = refusal((3, 12), None)
    assert sentence is not None
    assert "PySide6 is not installed" in sentence


@pytest.mark.parametrize(
    ("python", "pyside"),
    [((3, 11), "6.10.0"), ((3, 11), "6.11.3"), ((3, 12), "6.12.0"), ((3, 14), "6.13.0rc1")],
)
def test_a_pair_that_works_is_accepted(python: tuple[int, int], pyside: str) -> None:
    assert refusal(python, pyside) is None


def test_the_pair_of_this_machine_is_read_and_accepted() -> None:
    assert installed_pyside_version() == metadata.version("PySide6-Essentials")
    assert check_runtime() is None
