"""All of one answer in a dialog, or the next request alone.

Owns the pages and what is copied. What it shows is put together by `app.inspection`.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QWidget

from desktop_chat.app.code_samples.sample import CodeSample, sample_request
from desktop_chat.app.inspection import Inspection
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.provider import Endpoint
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.inspect.pages import CodePage, FactsPage, RequestPage, TimingPage, copy_text
from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.wire.transport import WireRequest

_SIZE = QSize(780, 640)
_COPIED_MS = 1_600


class InspectDialog(Dialog):
    """Pages about one request and, once it was sent, its answer.

    Args:
        theme: The colours and sizes.
        tasks: Find the colours of code.
        title: Of the window.
    """

    save_wanted = Signal(str, str)
    """Code is to be saved, under a name at first."""

    def __init__(
        self, theme: Theme, tasks: Tasks, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.facts = FactsPage(theme)
        self.request = RequestPage(theme, tasks)
        self.timing = TimingPage(theme)
        self.code = CodePage(theme, tasks)
        self.inspection: Inspection | None = None
        """What is shown, None for a request that was not sent yet."""
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFont(label_font(theme))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName(self.tr("Pages"))
        self._pages = QStackedWidget()
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self._pressed: tuple[TextButton, str] | None = None
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(self._give_back_words)
        self.copy_all = TextButton(theme, self.tr("Copy all as JSON"), drawing="copy")
        self.copy_all.hide()
        self._build(theme)
        self._join()

    def show_inspection(self, inspection: Inspection, *, shows_code: bool = False) -> None:
        """Show all of an answer; again, when more of it is known.

        Args:
            inspection: What is known.
            shows_code: Whether the code is the page to begin with.
        """
        self.inspection = inspection
        if not self.tabs.count():
            pages: list[tuple[str, QWidget]] = [
                (self.tr("Answer"), self.facts),
                (self.tr("Request"), self.request),
                (self.tr("Timing"), self.timing),
                (self.tr("Code"), self.code),
            ]
            self._add(pages)
            self.tabs.setCurrentIndex(3 if shows_code else 0)
        self.copy_all.show()
        self.facts.show_inspection(inspection)
        self.timing.show_inspection(inspection)
        problem = next((error for error in inspection.problems), None)
        missing = self.tr("No request is kept with this message.")
        self.request.show_body(
            inspection.body,
            problem.text if problem else missing,
            problem.advice if problem else "",
        )
        self.code.show_code(inspection.code)

    def show_request(self, request: WireRequest, endpoint: Endpoint) -> None:
        """Show a request that was not sent yet."""

        def write(sample: CodeSample) -> str:
            return sample.write(sample_request(request, endpoint))

        self._add([(self.tr("Code"), self.code), (self.tr("Request"), self.request)])
        self.request.show_body(request.body.decode(), "")
        self.code.show_code(write)

    def _build(self, theme: Theme) -> None:
        self.content.setSpacing(0)
        self.content.addWidget(self.tabs)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.content.addWidget(rule)
        self.content.addWidget(self._pages, 1)
        close = TextButton(theme, self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme.px(12), 0, 0)
        foot.addWidget(self.copy_all)
        foot.addStretch(1)
        foot.addWidget(close)
        self.content.addLayout(foot)

    def _join(self) -> None:
        for page in (self.request, self.code):
            button = page.copy_button
            page.copied.connect(lambda text, button=button: self._copy(button, text))
        self.code.save_wanted.connect(self.save_wanted)
        self.copy_all.clicked.connect(self._copy_all)

    def _add(self, pages: list[tuple[str, QWidget]]) -> None:
        for title, page in pages:
            self._pages.addWidget(page)
            self.tabs.addTab(title)

    def _copy(self, button: TextButton, text: str) -> None:
        self._give_back_words()
        self._pressed = (button, button.text())
        copy_text(text, button, self.tr("Copied"))
        button.setText(self.tr("Copied"))
        self._copied.start()

    def _give_back_words(self) -> None:
        if self._pressed is not None:
            button, words = self._pressed
            button.setText(words)
            self._pressed = None

    def _copy_all(self) -> None:
        if self.inspection is not None:
            content = msgspec.json.encode(self.inspection.to_builtins())
            self._copy(self.copy_all, msgspec.json.format(content, indent=2).decode())
