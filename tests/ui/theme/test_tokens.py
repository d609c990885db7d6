"""Every pair of colours meets its contrast, and lengths grow with the text."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from PySide6.QtGui import QColor
from support.contrast import GRAPHIC_MINIMUM, TEXT_MINIMUM, contrast

from desktop_chat.ui.theme.tokens import DARK, LIGHT, Theme

PAIRS: dict[str, list[str]] = {
    "text": [
        "bg_content",
        "bg_window",
        "bg_raised",
        "bg_sunken",
        "bg_field",
        "bg_button",
        "bg_code",
        "bg_user",
        "bg_hover",
        "bg_selected",
        "mark",
        "danger_bg",
        "warning_bg",
        "success_bg",
        "data_1",
        "data_2",
        "data_3",
        "data_4",
    ],
    "data_ink_5": ["data_5"],
    "data_ink_6": ["data_6"],
    "text_2": [
        "bg_content",
        "bg_window",
        "bg_raised",
        "bg_code",
        "bg_user",
        "bg_hover",
        "bg_selected",
        "danger_bg",
        "warning_bg",
    ],
    "text_3": ["bg_content", "bg_window", "bg_raised", "bg_field", "bg_user", "bg_hover"],
    "accent": ["bg_content", "bg_window"],
    "on_accent": ["accent", "accent_hover"],
    "link": ["bg_content", "bg_window", "bg_raised"],
    "danger": ["bg_content", "bg_window", "bg_field", "danger_bg"],
    "warning": ["bg_content", "bg_window", "warning_bg"],
    "success": ["bg_content", "bg_window", "success_bg"],
    "reasoning": ["bg_content"],
    "syntax_keyword": ["bg_code", "bg_field"],
    "syntax_string": ["bg_code", "bg_field", "warning_bg", "success_bg"],
    "syntax_number": ["bg_code", "bg_field", "warning_bg", "success_bg"],
    "syntax_comment": ["bg_code", "bg_field"],
    "syntax_function": ["bg_code", "bg_field", "warning_bg", "success_bg"],
    "syntax_type": ["bg_code"],
}
GRAPHICS: dict[str, list[str]] = {
    "border_control": ["bg_content", "bg_window", "bg_field", "bg_raised"],
    "accent": ["bg_field", "bg_raised", "bg_hover", "bg_selected"],
    "focus": ["bg_content", "bg_window", "bg_field", "bg_raised", "bg_selected"],
    "danger": ["bg_field"],
    "data": ["bg_content", "bg_selected", "bg_window"],
}
THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "light, high contrast": LIGHT.with_high_contrast(),
    "dark, high contrast": DARK.with_high_contrast(),
}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize(
    ("pairs", "minimum"),
    [(PAIRS, TEXT_MINIMUM), (GRAPHICS, GRAPHIC_MINIMUM)],
    ids=["text", "lines"],
)
def test_every_pair_of_colours_meets_its_contrast(
    theme: Theme, pairs: dict[str, list[str]], minimum: float
) -> None:
    weak = {
        f"{front} on {back}": round(ratio, 2)
        for front, backs in pairs.items()
        for back in backs
        if (ratio := contrast(getattr(theme, front), getattr(theme, back))) < minimum
    }
    assert not weak


def test_contrast_follows_the_standards_own_examples() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_every_colour_is_one_that_qt_takes(theme: Theme) -> None:
    names = [field.name for field in fields(Theme) if field.type == "str"]
    assert len(names) > 30
    assert all(QColor(getattr(theme, name)).isValid() for name in names)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_more_stands_further_from_the_background(theme: Theme) -> None:
    away = [contrast(ground, theme.bg_content) for ground, _ in theme.ramp]
    assert away == sorted(away)
    assert len(set(away)) == 6


def test_lengths_grow_with_the_text_and_never_shrink_below_the_design() -> None:
    assert LIGHT.px(24) == 24
    assert replace(LIGHT, text_px=26).px(24) == 48
    assert replace(LIGHT, text_px=10).px(24) == 24


def test_high_contrast_has_one_strength_of_text_and_visible_frames() -> None:
    theme = LIGHT.with_high_contrast()
    assert theme.text_2 == theme.text_3 == theme.text
    assert theme.border == theme.stroke == theme.border_control
    assert theme.focus_px == 3
