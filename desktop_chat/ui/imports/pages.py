"""The pages before an import is over: choosing what is brought in, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop_chat.app.imports import RunningImport
from desktop_chat.core.figures import count_text
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle

_SIGN = 32
_TEXT_WIDTH = 420


class StartPage(QWidget):
    """Says what can be brought in, and asks for it.

    Args:
        theme: The colours and sizes.
        forms: The names of the forms that are known.
    """

    file_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, theme: Theme, forms: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.file = TextButton(theme, self.tr("Choose file…"), ButtonKind.PRIMARY)
        self.folder = TextButton(theme, self.tr("Choose folder…"), drawing="folder-open")
        self._frame = QFrame()
        self._frame.setProperty("kind", "drop")
        self._build(forms)
        self.file.clicked.connect(self.file_wanted)
        self.folder.clicked.connect(self.folder_wanted)

    def _build(self, forms: list[str]) -> None:
        theme, px = self._theme, self._theme.px
        sign = QLabel()
        sign.setPixmap(pixmap("file-down", theme.text_3, px(_SIGN), self.layoutDirection()))
        title = Label(theme, self.tr("Drop an export here"), TextStyle.TITLE)
        about = Label(
            theme,
            self.tr(
                "A file, a folder or a ZIP, as the other program wrote it. Nothing in the archive "
                "is overwritten, and every import can be undone."
            ),
            TextStyle.BODY,
            "text_2",
        )
        known = self.tr("Understood by their content: {0}.").format(", ".join(forms))
        names = Label(theme, known, TextStyle.SMALL, "text_2")
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        buttons.addWidget(self.file)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._frame)
        inside.setSpacing(px(10))
        inside.setContentsMargins(px(24), px(24), px(24), px(24))
        inside.addStretch(1)
        for widget in (sign, title, about):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(px(6))
        inside.addLayout(buttons)
        inside.addSpacing(px(6))
        inside.addWidget(names, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        for label in (about, names):
            self._wrap(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._frame)

    def _wrap(self, label: Label) -> None:
        """Let a label have as many lines as its text needs, whatever the window's height."""
        width = self._theme.px(_TEXT_WIDTH)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setFixedWidth(width)
        label.setMinimumHeight(label.heightForWidth(width))


class RunningPage(QWidget):
    """How far an import is, and its end on demand.

    Args:
        theme: The colours and sizes.
    """

    stop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(theme, style=TextStyle.TITLE)
        self.count = Label(theme, "", TextStyle.BODY, "text_2")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Import"))
        about = self.tr("The window can be closed: the import goes on.")
        self.stop = TextButton(theme, self.tr("Cancel"))
        self.stop.clicked.connect(self.stop_wanted)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for widget in (self.title, self.count, self.bar):
            column.addWidget(widget)
        column.addWidget(Label(theme, about, TextStyle.SMALL, "text_2"))
        column.addStretch(1)
        column.addLayout(foot)

    def show_running(self, running: RunningImport) -> None:
        """Show how far it is."""
        name = plain_line(running.source.name)
        self.title.setText(self.tr("Importing {0}").format(name))
        words = self.tr("{0} conversations read")
        if running.is_stopped:
            words = self.tr("{0} conversations read, ending…")
        count = words.format(count_text(running.conversations))
        if running.waiting and not running.is_stopped:
            count += " · " + self.tr("{0} waiting").format(count_text(running.waiting))
        self.count.setText(count)
        self.bar.setAccessibleDescription(self.count.text())
        self.stop.setEnabled(not running.is_stopped)
