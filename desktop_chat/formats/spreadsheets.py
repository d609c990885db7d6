"""What all CSV files share: a text that a spreadsheet would carry out is made harmless."""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets need it to read UTF-8."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a number stays one."""
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
