"""Measures how well one colour shows on another, by WCAG's formula; knows nothing else."""

from __future__ import annotations

from PySide6.QtGui import QColor

TEXT_MINIMUM = 4.5
GRAPHIC_MINIMUM = 3.0


def contrast(first: QColor | str, second: QColor | str) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(QColor(first)), _luminance(QColor(second))))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
