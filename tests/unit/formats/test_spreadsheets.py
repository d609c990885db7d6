"""Only what a spreadsheet would take for a formula is changed."""

from __future__ import annotations

import pytest

from desktop_chat.formats.spreadsheets import harmless


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=1"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "-1.5", "+7", "1e5", "text"])
def test_texts_and_numbers_stay(text: str) -> None:
    assert harmless(text) == text
