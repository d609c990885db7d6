"""What a replay changes: model, system prompt, parameters. It begins with what holds now.

Owns the fields and whether they make a change. Must not know how a replay runs.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_chat.app.replay import ASKS_FIRST, ReplayChange
from desktop_chat.core.figures import count_text
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import BadField
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.panels.json_dialog import json_text
from desktop_chat.ui.theme.fonts import code_font, ui_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle


class ChoicePage(QWidget):
    """Three fields, and a button that begins.

    Args:
        theme: The colours and sizes.
        now: What holds now.
        turn_count: How many turns are said again.
    """

    chosen = Signal(object)
    """A ReplayChange was chosen, and the number of requests accepted."""
    cancelled = Signal()

    def __init__(
        self, theme: Theme, now: ReplayChange, turn_count: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = turn_count
        self._has_asked = False
        self.model = QLineEdit(now.model)
        self.model.setFont(ui_font(theme))
        self.model.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.prompt = self._editor(now.system_prompt)
        self.parameters = self._editor(json_text(now.sampling.values()))
        self.parameters.setFont(code_font(theme))
        self.parameters.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.verdict = Sentence(theme)
        self.start_button = TextButton(theme, self._start_words(), ButtonKind.PRIMARY)
        self.start_button.clicked.connect(self._start)
        self._build(theme)
        self.model.textChanged.connect(self._check)
        self.parameters.textChanged.connect(self._check)
        self._check()

    def change(self) -> ReplayChange:
        """Return what is chosen.

        Raises:
            BadField: The model is missing, or the parameters do not fit.
        """
        model = self.model.text().strip()
        if not model:
            raise BadField(self.tr("No model is named."), advice=self.tr("Write its id."))
        return ReplayChange(model, self.prompt.toPlainText(), self._sampling())

    def _sampling(self) -> Sampling:
        text = self.parameters.toPlainText().strip() or "{}"
        try:
            values = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, RecursionError) as error:
            words = self.tr("The parameters are no JSON object yet: {0}").format(error)
            raise BadField(words) from error
        sampling = Sampling()
        for name, raw in values.items():
            if name not in PARAMETERS:
                raise BadField(self.tr("There is no parameter {0}.").format(plain_line(name)))
            sampling = sampling.set(name, msgspec.json.decode(raw))
        return sampling

    def _editor(self, text: str) -> QPlainTextEdit:
        editor = QPlainTextEdit(text)
        editor.setProperty("frame", "field")
        editor.setFont(ui_font(self._theme))
        editor.setTabChangesFocus(True)
        return editor

    def _build(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        intro = Label(theme, self._intro(), TextStyle.BODY, "text_2")
        intro.setWordWrap(True)
        column.addWidget(intro)
        column.addSpacing(theme.px(8))
        fields = (
            (self.tr("Model"), self.model, 0),
            (self.tr("System prompt"), self.prompt, 2),
            (self.tr("Parameters of the conversation, as JSON"), self.parameters, 3),
        )
        for title, field, stretch in fields:
            column.addWidget(Label(theme, title, TextStyle.LABEL, "text_2"))
            field.setAccessibleName(title)
            column.addWidget(field, stretch)
            column.addSpacing(theme.px(8))
        column.addWidget(self.verdict)
        cancel = TextButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.cancelled)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme.px(8), 0, 0)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.start_button)
        column.addLayout(foot)

    def _intro(self) -> str:
        return self.tr(
            "What you said is said again from the first message on, as a new branch; the present "
            "branch stays. The conversation keeps the settings below."
        )

    def _start_words(self) -> str:
        if self._count == 1:
            return self.tr("Replay 1 turn")
        return self.tr("Replay {0} turns").format(count_text(self._count))

    def _check(self) -> None:
        self._has_asked = False
        self.start_button.setText(self._start_words())
        try:
            self.change()
        except BadField as error:
            self.verdict.say_error(error)
            self.start_button.setEnabled(False)
        else:
            self.verdict.clear()
            self.start_button.setEnabled(True)

    def _start(self) -> None:
        if self._count > ASKS_FIRST and not self._has_asked:
            self._has_asked = True
            count = count_text(self._count)
            self.verdict.say(
                self.tr("This sends {0} requests, one after the other.").format(count),
                self.tr("Press again to begin; it can be stopped at any time."),
                "warning",
                "triangle-alert",
            )
            self.start_button.setText(self.tr("Send {0} requests").format(count))
            return
        self.chosen.emit(self.change())
