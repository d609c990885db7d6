"""The question for a preset's name, the models it is for, and what goes along."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from desktop_chat.core.preset import Preset
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle

_WIDTH = 360
_ALL_MODELS = ""


class PresetDialog(Dialog):
    """Asks once; open it with `open()`.

    Args:
        theme: The colours and sizes.
        title: Of its window.
        preset: What is asked about: its name, model and prompt are what the fields begin with.
        models: Ids and titles of the models that it may be for, beside all.
        problem_of: Returns why a preset cannot be kept, "" where it can.
    """

    chosen = Signal(object)
    """The Preset as it is to be kept."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        preset: Preset,
        models: dict[str, str],
        problem_of: Callable[[Preset], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent)
        self._preset = preset
        self._problem_of = problem_of
        self.name = QLineEdit(preset.name)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("Careful writer"))
        self.name.selectAll()
        self.name.textChanged.connect(lambda _: self._check(is_typed=True))
        self.scope = ChoiceBox(theme, self.tr("For"))
        self.scope.addItem(self.tr("All models"), _ALL_MODELS)
        for id_, words in models.items():
            self.scope.addItem(words, id_)
        self.scope.setCurrentIndex(max(0, self.scope.findData(preset.model)))
        self.with_prompt = QCheckBox(self.tr("With the system prompt"))
        self.with_prompt.setChecked(bool(preset.system_prompt))
        self.with_prompt.setVisible(bool(preset.system_prompt))
        self.problem = Label(theme, "", TextStyle.SMALL, "danger")
        self.problem.setWordWrap(True)
        self.accept_button = TextButton(theme, self.tr("Save"), ButtonKind.PRIMARY)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._take)
        self._lay_out(theme)
        self._check(is_typed=False)
        self.name.setFocus()

    def _lay_out(self, theme: Theme) -> None:
        self.setMinimumWidth(theme.px(_WIDTH))
        for words, editor in ((self.tr("Name"), self.name), (self.tr("For"), self.scope)):
            label = Label(theme, words, TextStyle.LABEL)
            label.setBuddy(editor)
            self.content.addWidget(label)
            self.content.addWidget(editor)
            self.content.addSpacing(theme.px(4))
        self.content.addWidget(self.with_prompt)
        self.problem.setMinimumHeight(self.problem.fontMetrics().lineSpacing())
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.content.addWidget(self.problem)
        cancel = TextButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.accept_button)
        self.content.addLayout(foot)

    @property
    def _wanted(self) -> Preset:
        return msgspec.structs.replace(
            self._preset,
            name=plain_line(self.name.text()),
            model=self.scope.currentData(),
            system_prompt=self._preset.system_prompt if self.with_prompt.isChecked() else "",
        )

    def _check(self, *, is_typed: bool) -> None:
        problem = self._problem_of(self._wanted)
        # An empty field at first is no mistake yet.
        self.problem.setText(problem if is_typed else "")
        self.accept_button.setEnabled(not problem)

    def _take(self) -> None:
        self.chosen.emit(self._wanted)
        self.accept()
