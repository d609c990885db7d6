"""The colours and sizes of the window, as two themes of named tokens.

It owns every colour the program draws and the scale of every length. It knows no widget and no
application: `style.py` turns a theme into a palette and a style sheet, `controller.py` chooses it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

DESIGN_TEXT_PX = 13
"""The height of the interface font at which the lengths of the design were drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look: colours as "#RRGGBB" (the shadow as "#AARRGGBB"), which QColor takes, and sizes.

    Attributes:
        is_dark: Whether text is lighter than its background.
        is_motion_reduced: Whether the desktop asks for no animation.
        text_px: Height of the interface font in device-independent pixels.
        focus_px: Width of the ring around the focused control, before scaling.
        stroke: Frame of buttons, chips and empty fields: decoration, never the only sign.
        border: Rules between regions: decoration. `border_control`: frame of a field with a value.
        data: Bars and lines of figures. `data_1` to `data_6`: their ramp, where more stands further
            from the background; `data_ink_5` and `data_ink_6` are the text on the last two, `text`
            on the others.
    """

    is_dark: bool
    bg_window: str
    bg_content: str
    bg_raised: str
    bg_sunken: str
    bg_field: str
    bg_button: str
    bg_code: str
    bg_user: str
    bg_hover: str
    bg_selected: str
    border: str
    border_control: str
    stroke: str
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    focus: str
    danger: str
    danger_bg: str
    warning: str
    warning_bg: str
    success: str
    success_bg: str
    reasoning: str
    mark: str
    shadow: str
    syntax_keyword: str
    syntax_string: str
    syntax_number: str
    syntax_comment: str
    syntax_function: str
    syntax_type: str
    data: str
    data_1: str
    data_2: str
    data_3: str
    data_4: str
    data_5: str
    data_6: str
    data_ink_5: str
    data_ink_6: str
    is_motion_reduced: bool = False
    text_px: float = DESIGN_TEXT_PX
    focus_px: int = 2

    @property
    def scale(self) -> float:
        """How much lengths grow over the design; never below 1, so that targets stay large."""
        return max(1.0, self.text_px / DESIGN_TEXT_PX)

    def px(self, length: float) -> int:
        """Return a length of the design, given in pixels at 100 %, at this theme's scale."""
        return round(length * self.scale)

    @property
    def ramp(self) -> tuple[tuple[str, str], ...]:
        """The six steps of the data ramp, least first: each its ground and the ink on it."""
        inks = (self.text,) * 4 + (self.data_ink_5, self.data_ink_6)
        grounds = (
            self.data_1,
            self.data_2,
            self.data_3,
            self.data_4,
            self.data_5,
            self.data_6,
        )
        return tuple(zip(grounds, inks, strict=True))

    def with_high_contrast(self) -> Theme:
        """Return the theme with full-strength text and frames and a wider focus ring."""
        return replace(
            self,
            border=self.border_control,
            stroke=self.border_control,
            text_2=self.text,
            text_3=self.text,
            syntax_comment=self.text,
            focus_px=3,
        )


LIGHT = Theme(
    is_dark=False,
    bg_window="#F6F6F4",
    bg_content="#FFFFFF",
    bg_raised="#FFFFFF",
    bg_sunken="#F1F1EE",
    bg_field="#FFFFFF",
    bg_button="#FFFFFF",
    bg_code="#F5F5F2",
    bg_user="#EEF1F6",
    bg_hover="#ECECE8",
    bg_selected="#DCE7F8",
    border="#E0E0DB",
    border_control="#85857E",
    stroke="#D3D3CD",
    text="#1C1C1A",
    text_2="#55554F",
    text_3="#6B6B64",
    accent="#2159C4",
    accent_hover="#1B4CA9",
    on_accent="#FFFFFF",
    link="#1D56BD",
    focus="#2159C4",
    danger="#B3261E",
    danger_bg="#FCEBE9",
    warning="#8A5300",
    warning_bg="#FDF3DF",
    success="#1E6E3C",
    success_bg="#E8F5EC",
    reasoning="#6B4FA3",
    mark="#FFE58A",
    shadow="#29000000",
    syntax_keyword="#8A3FA0",
    syntax_string="#1E6E3C",
    syntax_number="#9A4A00",
    syntax_comment="#6B6B64",
    syntax_function="#1D56BD",
    syntax_type="#0B6B75",
    data="#126B63",
    data_1="#EAF4F2",
    data_2="#C9E5E1",
    data_3="#9CD0C9",
    data_4="#66B5AC",
    data_5="#3A9C92",
    data_6="#126B63",
    data_ink_5="#0B1F1D",
    data_ink_6="#FFFFFF",
)

DARK = Theme(
    is_dark=True,
    bg_window="#1B1C1E",
    bg_content="#212225",
    bg_raised="#2A2B2F",
    bg_sunken="#17181A",
    bg_field="#17181A",
    bg_button="#2A2B2F",
    bg_code="#191A1C",
    bg_user="#2B3038",
    bg_hover="#2E3034",
    bg_selected="#2B3F5F",
    border="#36383D",
    border_control="#81858D",
    stroke="#45484E",
    text="#ECECEA",
    text_2="#B4B5B8",
    text_3="#989A9F",
    accent="#86B1FF",
    accent_hover="#A3C4FF",
    on_accent="#0B1B38",
    link="#8AB4FF",
    focus="#86B1FF",
    danger="#FF8A80",
    danger_bg="#3B2321",
    warning="#F2B95A",
    warning_bg="#36291A",
    success="#76CF94",
    success_bg="#1E3126",
    reasoning="#C3A9F5",
    mark="#6B5A12",
    shadow="#80000000",
    syntax_keyword="#D2A3F2",
    syntax_string="#8FD3A4",
    syntax_number="#F2B27A",
    syntax_comment="#989A9F",
    syntax_function="#8AB4FF",
    syntax_type="#6FCBD6",
    data="#57B0A8",
    data_1="#1F2F2E",
    data_2="#22413F",
    data_3="#255753",
    data_4="#28706A",
    data_5="#57B0A8",
    data_6="#93D8D0",
    data_ink_5="#0B1F1D",
    data_ink_6="#0B1F1D",
)
