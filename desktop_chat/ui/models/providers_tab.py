"""Who offers a model, as a tab of its page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.app.session import ChatSession
from desktop_chat.ui.models.offerings_pane import OfferingsPane
from desktop_chat.ui.theme.tokens import Theme


class ProvidersTab(QWidget):
    """The table of the window of providers, filled when it is first shown.

    Args:
        theme: The colours and sizes.
        subject: The model.
        session: The conversation whose routing the buttons edit.
    """

    loaded = Signal()
    """The table is another, or it was said why not."""

    def __init__(
        self,
        theme: Theme,
        subject: ModelSubject,
        session: ChatSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        about = (subject.services, session, subject.endpoint, subject.model_id)
        self.pane = OfferingsPane(theme, *about)
        self.pane.loaded.connect(self.loaded)
        self._is_begun = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(16), 0, 0)
        column.addWidget(self.pane)

    @property
    def fetched_us(self) -> int:
        """Of when the table is, 0 as long as there is none."""
        return self.pane.fetched_us

    def begin(self) -> None:
        """Fill the table, unless that was done."""
        if not self._is_begun:
            self.read(is_fresh=False)

    def read(self, *, is_fresh: bool) -> None:
        """Fill the table anew."""
        self._is_begun = True
        self.pane.read(is_fresh=is_fresh)
