"""What the tabs of a model's page share: asking, how it went, and of when the figures are."""

from __future__ import annotations

from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.errors import AppError, UsageError
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.links import open_link
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.scroll_column import ScrollColumn


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a tab was filled.

    Attributes:
        fetched_us: Of when its figures are, UTC microseconds; 0: of now.
        failure: Why they are older than they should be.
        remark: What there is to say where something is missing, "" nothing.
    """

    fetched_us: int = 0
    failure: AppError | None = None
    remark: str = ""


class Tab(QWidget):
    """A column that is filled when it is first shown.

    What stands in it goes into `column`; `load` fills it.

    Args:
        theme: The colours and sizes.
        subject: The model.
    """

    loaded = Signal()
    """The figures are others, or it was said why not."""

    def __init__(self, theme: Theme, subject: ModelSubject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.subject = subject
        self.fetched_us = 0
        """Of when the figures are, 0 as long as there are none."""
        self.said = Sentence(theme)
        self._is_begun = False
        self._scroll = ScrollColumn(self)
        self.column = self._scroll.column
        # The bar of the column lies over its end.
        set_margins(self.column, self, 0, theme.px(4), theme.px(14), theme.px(8))
        self.column.setSpacing(theme.px(8))
        own = QVBoxLayout(self)
        own.setContentsMargins(0, theme.px(16), 0, 0)
        own.setSpacing(theme.px(8))
        own.addWidget(self.said)
        own.addWidget(self._scroll, 1)

    def begin(self) -> None:
        """Fill the tab, unless that was done."""
        if not self._is_begun:
            self.read(is_fresh=False)

    def read(self, *, is_fresh: bool) -> None:
        """Fill the tab anew; `is_fresh` asks the endpoint also where what is kept is young."""
        self._is_begun = True
        self.said.say(self.tr("Asking for the figures…"), "", "text_3", "refresh-cw")
        start_for(self, self.subject.services.tasks, "model", self._read(is_fresh=is_fresh))

    async def load(self, *, is_fresh: bool) -> Loaded:
        """Fill the tab; say how it went.

        Raises:
            AppError: There is nothing to show.
        """
        raise NotImplementedError

    def add_heading(self, text: str, more: str = "") -> Heading:
        """Add the title of a section, and what is said at its end."""
        found = Heading(self.theme, text, more)
        self.column.addWidget(found)
        return found

    def add_note(self, text: str) -> Label:
        """Add a sentence in small letters, with a link to the model's page where there is one."""
        line = QHBoxLayout()
        line.setContentsMargins(0, self.theme.px(4), 0, 0)
        label = Label(self.theme, text, TextStyle.SMALL, "text_2")
        label.setWordWrap(True)
        line.addWidget(label, 1)
        if self.subject.site_url:
            line.addWidget(self.new_link())
        self.column.addLayout(line)
        return label

    def new_link(self) -> TextButton:
        """Return a button that opens the model's page on the router's own site."""
        words = self.tr("Open on openrouter.ai")
        link = TextButton(self.theme, words, ButtonKind.LINK, is_dense=True)
        url = self.subject.site_url
        link.clicked.connect(lambda: open_link(url))
        return link

    async def _read(self, *, is_fresh: bool) -> None:
        try:
            found = await self.load(is_fresh=is_fresh)
        except UsageError as error:
            self._tell(error.text)
            return
        except AppError as error:
            # The task's end may come before its cancelling.
            if shiboken6.isValid(self):
                self.said.say_error(error)
                self.loaded.emit()
            return
        if not shiboken6.isValid(self):
            return
        self.fetched_us = found.fetched_us
        if found.failure is not None:
            self.said.say_error(found.failure)
            self.loaded.emit()
        else:
            self._tell(found.remark)

    def _tell(self, remark: str) -> None:
        if not shiboken6.isValid(self):
            return
        if remark:
            self.said.say(remark, "", "text_2", "info")
        else:
            self.said.clear()
        self.loaded.emit()


class Heading(QWidget):
    """The title of a section, and a remark at its end.

    Args:
        theme: The colours and sizes.
        text: The title.
        more: The remark.
    """

    def __init__(
        self, theme: Theme, text: str, more: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = Label(theme, text, TextStyle.LABEL)
        font = title.font()
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        self.end = Label(theme, more, TextStyle.CAPTION, "text_2")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(12), 0, 0)
        line.addWidget(title, 1)
        line.addWidget(self.end)
