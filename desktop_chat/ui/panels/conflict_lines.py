"""What stands below a row whose value does not go with another: the sentence, and what ends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.conflict import Conflict, Fix
from desktop_chat.core.layers import Layers
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins

_START, _NAME_START, _EDGE = 8, 30, 12
_LINK_PADDING = 4
_MOST_FIXES = 2


def fixes_for(conflict: Conflict, layers: Layers) -> tuple[Fix, ...]:
    """Return the ways out that can be taken in the conversation itself."""
    return tuple(
        fix for fix in conflict.fixes if fix.ends_in(layers.conversation, layers.inherited)
    )


class ConflictLine(QWidget):
    """One conflict: a sign in the gutter of the dots, its sentence, and a button for each way out.

    Args:
        theme: The colours and sizes at first.
        conflict: What it tells of.
        fixes: The ways out that can be taken here.
    """

    fix_wanted = Signal(object)
    """The user wants a Fix made; carries it."""

    def __init__(
        self, theme: Theme, conflict: Conflict, fixes: Sequence[Fix], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = "danger" if conflict.is_refused else "warning"
        self._sign = QLabel(self)
        self._sentence = Label(theme, conflict.sentence, TextStyle.CAPTION, self._colour, self)
        self._sentence.setWordWrap(True)
        self.buttons = [self._button(fix) for fix in fixes[:_MOST_FIXES]]
        self._told = QHBoxLayout()
        self._told.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._told.addWidget(self._sentence, 1)
        self._offered = QHBoxLayout()
        if self.buttons:
            self._offered.addWidget(self._button_bar())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._told)
        column.addLayout(self._offered)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        size = theme.px(14)
        self._sign.setPixmap(pixmap("triangle-alert", getattr(theme, self._colour), size))
        set_margins(self._told, self, theme.px(_START), theme.px(2), theme.px(_EDGE), 0)
        self._told.setSpacing(theme.px(_NAME_START) - theme.px(_START) - size)
        # A link's words begin where the sentence does; its ring goes beyond.
        start = theme.px(_NAME_START) - theme.px(_LINK_PADDING)
        set_margins(self._offered, self, start, 0, theme.px(_EDGE), theme.px(4))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self.set_theme(self._theme)

    def _button_bar(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar, self._theme.px(4), is_pushed_to_end=False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        for button in self.buttons:
            flow.addWidget(button)
        return bar

    def _button(self, fix: Fix) -> TextButton:
        button = TextButton(self._theme, fix.title, ButtonKind.LINK, is_dense=True, parent=self)
        button.clicked.connect(lambda: self.fix_wanted.emit(fix))
        return button
