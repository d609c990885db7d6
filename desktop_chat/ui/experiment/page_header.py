"""The head of the page: the way back, the title, and what is done with the whole experiment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget
from typing_extensions import override

from desktop_chat.core.experiment import RunState
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins

_HEIGHT = 48
_WORDS_FROM = 620


class PageHeader(QWidget):
    """A band with the title and the buttons; narrow, the buttons show their drawings alone.

    Args:
        theme: The colours and sizes at first.
        export_menu: Opened by the button that exports.
        more_menu: What is done more rarely.
    """

    back_clicked = Signal()
    run_clicked = Signal()
    """Start, pause or resume, whichever the button says."""
    stop_clicked = Signal()
    side_clicked = Signal()

    def __init__(
        self, theme: Theme, export_menu: QMenu, more_menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = RunState.READY
        self.back = IconButton(theme, "chevron-left", self.tr("Back to the conversation"))
        self._title = ElidedLabel(theme, "", TextStyle.TITLE)
        self._badge = Label(theme, self.tr("Experiment"), TextStyle.CAPTION, "text_2")
        self._badge.setProperty("kind", "badge")
        self._model = ElidedLabel(theme, "", TextStyle.LABEL, "text_2")
        self.run = TextButton(theme, self.tr("Start"), drawing="play")
        self.stop = TextButton(theme, self.tr("Stop"), drawing="square")
        self.run_icon = IconButton(theme, "play", self.tr("Start"))
        self.stop_icon = IconButton(theme, "square", self.tr("Stop"))
        self.export = IconButton(theme, "download", self.tr("Export"))
        self.more = IconButton(theme, "ellipsis", self.tr("More"))
        self.side = IconButton(theme, "panel-right", self.tr("Measures and chosen cell"))
        self.side.setCheckable(True)
        for button, menu in ((self.export, export_menu), (self.more, more_menu)):
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._row = QHBoxLayout(self)
        for widget in (self.back, self._title, self._badge, self._model):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        for widget in (self.run, self.stop, self.run_icon, self.stop_icon):
            self._row.addWidget(widget)
        for widget in (self.export, self.more, self.side):
            self._row.addWidget(widget)
        self.back.clicked.connect(self.back_clicked)
        for button in (self.run, self.run_icon):
            button.clicked.connect(self.run_clicked)
        for button in (self.stop, self.stop_icon):
            button.clicked.connect(self.stop_clicked)
        self.side.clicked.connect(self.side_clicked)
        set_plain_tooltip(self.back, self.tr("Back to the conversation (Esc)"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        set_margins(self._row, self, theme.px(8), 0, theme.px(8), 0)
        self._row.setSpacing(theme.px(8))
        self.setFixedHeight(theme.px(_HEIGHT))

    def show_title(self, title: str, model: str) -> None:
        """Say what the experiment is called and who answers."""
        self._title.setText(plain_line(title))
        self._model.setText(plain_line(model))
        self._model.setVisible(bool(model))

    def show_state(self, state: RunState) -> None:
        """Offer what can be done in a state."""
        self._state = state
        words, drawing = {
            RunState.READY: (self.tr("Start"), "play"),
            RunState.RUNNING: (self.tr("Pause"), "pause"),
            RunState.DONE: (self.tr("Run again"), "refresh-cw"),
        }.get(state, (self.tr("Resume"), "play"))
        if self.run.text() != words:
            self.run.setText(words)
            self.run.set_drawing(drawing)
            self.run_icon.set_drawing(drawing)
            self.run_icon.set_name(words)
        is_running = state in (RunState.RUNNING, RunState.PAUSED)
        for button in (self.stop, self.stop_icon):
            button.setEnabled(is_running)

    def set_room(self, width: int, *, has_side_button: bool) -> None:
        """Fit into a width in pixels; the button for the side stands where it is needed."""
        has_words = width >= self._theme.px(_WORDS_FROM)
        for button in (self.run, self.stop):
            button.setVisible(has_words)
        for button in (self.run_icon, self.stop_icon):
            button.setVisible(not has_words)
        self._badge.setVisible(has_words)
        self._model.setVisible(has_words and bool(self._model.text()))
        self.side.setVisible(has_side_button)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_content))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._theme.border))
