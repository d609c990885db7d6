"""The explanation of one parameter: what it does, its facts, and a live picture where one helps.

It owns the words and the picture. It is given layers and a distribution, and asks for nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.app.next_tokens import NextTokens
from desktop_chat.core.layers import Layers
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.reshaping import SHAPING, entropy_bits, reshaped
from desktop_chat.ui.panels.distribution_picture import DistributionPicture
from desktop_chat.ui.panels.value_text import value_text
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.popover import SHADOW, Popover

_WIDTH = 320
_PADDING = 14


class Explanation(Popover):
    """A popover beside the panel, which can be used while it is open.

    Args:
        theme: The colours and sizes at first.
        panel: What it stands beside; presses in it do not close it.
    """

    def __init__(self, theme: Theme, panel: QWidget) -> None:
        super().__init__(theme, panel.window())
        self._panel = panel
        self._parameter: Parameter | None = None
        self._tokens: NextTokens | None = None
        self._title = Label(theme, "", TextStyle.TITLE, parent=self)
        self._help = Label(theme, "", TextStyle.SMALL, "text_2", self)
        self._help.setWordWrap(True)
        self._facts = FactList(theme, self)
        self._picture = DistributionPicture(theme, self)
        self._caption = Label(theme, "", TextStyle.CAPTION, "text_2", self)
        self._caption.setWordWrap(True)
        for widget in (self._title, self._help, self._picture, self._caption, self._facts):
            self.column.addWidget(widget)
        self.set_theme(theme)

    @property
    def parameter(self) -> Parameter | None:
        """What is explained, None while it is closed."""
        return None if self.isHidden() else self._parameter

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_title"):
            edge = theme.px(SHADOW + _PADDING)
            self.column.setContentsMargins(edge, edge, edge, edge)
            self.column.setSpacing(theme.px(8))

    def explain(self, parameter: Parameter, layers: Layers, anchor: QWidget) -> None:
        """Open for a parameter, beside its row."""
        self._parameter = parameter
        self._title.setText(parameter.title)
        self._help.setText(parameter.help)
        has_picture = parameter.name in SHAPING
        self._picture.setVisible(has_picture)
        self._caption.setVisible(has_picture)
        self.show_layers(layers)
        self.setAccessibleName(parameter.title)
        self.setAccessibleDescription(parameter.help)
        self._open(anchor)

    def show_layers(self, layers: Layers) -> None:
        """Show what the settings make of the distribution now, and what the model says."""
        if self._parameter is None:
            return
        self._facts.set_rows(self._facts_of(self._parameter, layers))
        if self._tokens is not None and self._parameter.name in SHAPING:
            self._show_picture(self._tokens, layers)

    def show_tokens(self, tokens: NextTokens, layers: Layers) -> None:
        """Take the distribution that the picture is of."""
        self._tokens = tokens
        self.show_layers(layers)
        if self._anchor is not None and self.isVisible():
            # Its words may need more lines than before.
            self._open(self._anchor)

    @override
    def _place(self, anchor: QRect, room: QRect) -> QPoint:
        panel = QRect(self._panel.mapTo(self.window(), QPoint()), self._panel.size())
        shadow, gap = self._theme.px(SHADOW), self._theme.px(4)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = panel.right() + 1 + gap - shadow if is_mirrored else panel.left() - gap + shadow
        x -= 0 if is_mirrored else self.width()
        if not room.left() <= x <= room.right() + 1 - self.width():
            return super()._place(anchor, room)
        y = anchor.top() - shadow
        return QPoint(x, max(room.top(), min(y, room.bottom() + 1 - self.height())))

    @override
    def _holds(self, point: QPoint) -> bool:
        return super()._holds(point) or self._panel.rect().contains(
            self._panel.mapFromGlobal(point)
        )

    def _open(self, anchor: QWidget) -> None:
        inner = self._theme.px(_WIDTH + 2 * SHADOW)
        height = self.column.totalHeightForWidth(inner) - 2 * self._theme.px(SHADOW)
        self.open_at(anchor, QSize(_WIDTH, round(height / self._theme.scale)))

    def _show_picture(self, tokens: NextTokens, layers: Layers) -> None:
        sampling = layers.merged
        if layers.model is not None:
            sampling, _ = sampling.supported_by(layers.model.supported_parameters)
        after = reshaped(tokens.shares, sampling)
        self._picture.set_distributions(tokens.shares, after)
        bits = f"{entropy_bits(after):.2f}"
        if tokens.is_practice:
            whose = self.tr("The practice model's first token.")
        elif tokens.before:
            whose = self.tr("The last answer after “{}”.").format(tokens.before)
        else:
            whose = self.tr("The last answer's first token.")
        frame = self.tr("Frame: as the model has it. Bar: with these settings, {} bits.")
        self._caption.setText(f"{whose} {frame.format(bits)}")

    def _facts_of(self, parameter: Parameter, layers: Layers) -> list[tuple[str, str]]:
        stated, default = layers.stated_default(parameter), parameter.default
        if stated is not None:
            usual = self.tr("{}, says the model").format(_written(stated))
        elif default is not None:
            usual = self.tr("{}, by convention").format(_written(default))
        else:
            usual = self.tr("none that is known")
        is_known = layers.model is not None and layers.model.supported_parameters is not None
        if not parameter.is_listed:
            taken = self.tr("Up to the endpoint")
        elif not is_known:
            taken = self.tr("The model does not say")
        elif layers.is_supported(parameter):
            taken = self.tr("Taken")
        else:
            taken = self.tr("Not taken: not sent")
        return [
            (self.tr("In the request"), parameter.name),
            (self.tr("It takes"), parameter.expectation),
            (self.tr("Unset"), usual),
            (self.tr("This model"), taken),
        ]


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else value_text(value)
