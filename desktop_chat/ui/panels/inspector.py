"""The inspector: the tabs beside the transcript, with the parameters first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.layers import Layers
from desktop_chat.ui.panels.info import InfoPanel
from desktop_chat.ui.panels.model import ModelPanel
from desktop_chat.ui.panels.parameters import ParameterPanel
from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.tokens.panel import TokensPanel
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.widgets.buttons import IconButton

DEFAULT_WIDTH = 300
MINIMUM_WIDTH = 264
MAXIMUM_WIDTH = 400


class Inspector(QWidget):
    """The tabs; each panel is reached through its attribute.

    Args:
        theme: The colours and sizes at first.
        history: Takes every change of a parameter.
    """

    tab_changed = Signal()
    """Another tab is in front."""

    def __init__(self, theme: Theme, history: UndoHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = QStackedWidget(self)
        self.parameters = ParameterPanel(theme, history, self._pages)
        self.model = ModelPanel(theme, self._pages)
        self.info = InfoPanel(theme, self._pages)
        self.tokens = TokensPanel(theme, self._pages)
        self._tabs = QTabBar(self)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.setAccessibleName(self.tr("Inspector"))
        pages = (
            (self.tr("Parameters"), self.parameters),
            (self.tr("Model"), self.model),
            (self.tr("Info"), self.info),
            (self.tr("Tokens"), self.tokens),
        )
        for title, page in pages:
            self._tabs.addTab(title)
            self._pages.addWidget(page)
        self._tabs.currentChanged.connect(self._show_page)
        self.find_button = IconButton(theme, "search", self.tr("Find a parameter"), parent=self)
        self.find_button.clicked.connect(self._toggle_filter)
        self._tab_row = QHBoxLayout()
        self._tab_row.addWidget(self._tabs)
        self._tab_row.addStretch(1)
        self._tab_row.addWidget(self.find_button)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._tab_row)
        column.addWidget(rule)
        column.addWidget(self._pages, 1)
        self.setAccessibleName(self.tr("Inspector"))
        self.set_has_tokens(has_tokens=False)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self._tabs.setFont(label_font(theme))
        self._tab_row.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self.setMinimumWidth(theme.px(MINIMUM_WIDTH))
        self.setMaximumWidth(theme.px(MAXIMUM_WIDTH))

    @property
    def shows_tokens(self) -> bool:
        """Whether the tab of the tokens is in front."""
        return self._pages.currentWidget() is self.tokens

    def set_has_tokens(self, *, has_tokens: bool) -> None:
        """Have the tab of the tokens or not: it is there for answers that have some."""
        index = self._pages.indexOf(self.tokens)
        # Told the same twice, Qt forgets that it has yet to lay the tabs out.
        if self._tabs.isTabVisible(index) == has_tokens:
            return
        if not has_tokens and self._tabs.currentIndex() == index:
            self._tabs.setCurrentIndex(0)
        self._tabs.setTabVisible(index, has_tokens)
        # Qt does not say that the row of tabs has become longer.
        self._tabs.updateGeometry()

    def set_layers(self, layers: Layers) -> None:
        """Show a conversation's layers of parameters, and on its own tab the model they are for."""
        self.parameters.set_layers(layers)
        self.model.set_model(layers.model)

    def find_parameter(self) -> None:
        """Show the parameters with the keyboard in the field that finds them."""
        self._tabs.setCurrentIndex(0)
        self.parameters.filter.begin()

    def _show_page(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self.find_button.setVisible(index == 0)
        self.tab_changed.emit()

    def _toggle_filter(self) -> None:
        if self.parameters.filter.isVisible():
            self.parameters.filter.end()
        else:
            self.find_parameter()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(DEFAULT_WIDTH), self._theme.px(600))
