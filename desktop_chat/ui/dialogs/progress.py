"""How far a long job has got, with a way to end it; a short job never shows it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QProgressBar, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme

DELAY_MS = 2_000
_WIDTH = 360


class Progress(QObject):
    """What a job tells, whether or not anyone is there to show it any more.

    Signals:
        advanced: So many steps are done.
        ended: The job has ended, in whatever way.
    """

    advanced = Signal(int)
    ended = Signal()


class ProgressDialog(Dialog):
    """Shows itself when the job has lasted two seconds; `rejected` asks for the job's end.

    Args:
        progress: What the job tells.
        theme: The colours and sizes.
        title: What is being done; plain text.
        total: How many steps there are.
        delay_ms: After how long it comes.
    """

    def __init__(
        self,
        progress: Progress,
        theme: Theme,
        title: str,
        total: int,
        parent: QWidget | None = None,
        *,
        delay_ms: int = DELAY_MS,
    ) -> None:
        super().__init__(theme, title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        label = QLabel(title)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, total)
        self.bar.setAccessibleName(title)
        self.bar.setMinimumWidth(theme.px(_WIDTH))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        for widget in (label, self.bar, buttons):
            self.content.addWidget(widget)
        self._delay = QTimer(self, singleShot=True)
        self._delay.timeout.connect(self.show)
        self._delay.start(delay_ms)
        self.rejected.connect(self._delay.stop)
        progress.advanced.connect(self.bar.setValue)
        progress.ended.connect(self._finish)

    def _finish(self) -> None:
        """Go away: the job has ended."""
        self._delay.stop()
        self.hide()
        self.deleteLater()
