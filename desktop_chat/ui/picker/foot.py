"""Below the list of models: of when it is, and what can be done with the model it stands on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop_chat.core.figures import count_text
from desktop_chat.ui.picker.rows import Choice
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle


def _words(text: str) -> str:
    return QCoreApplication.translate("PickerFoot", text)


class PickerFoot(QWidget):
    """A line of words and links.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ElidedLabel(theme, "", TextStyle.CAPTION, "text_3")
        self.compare = TextButton(theme, "", ButtonKind.LINK, is_dense=True)
        self.about = TextButton(theme, _words("About"), ButtonKind.LINK, is_dense=True)
        self.star = TextButton(theme, "", ButtonKind.LINK, is_dense=True)
        self.refresh = TextButton(theme, _words("Refresh"), ButtonKind.LINK, is_dense=True)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._said, 1)
        for button in (self.compare, self.about, self.star, self.refresh):
            self._line.addWidget(button)
        self.compare.hide()
        self.show_choice(None)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._line.setContentsMargins(theme.px(16), 0, theme.px(8), theme.px(4))

    @property
    def text(self) -> str:
        """What is said."""
        return self._said.text()

    def say(self, text: str) -> None:
        """Say how many models there are and of when, or what was just done."""
        self._said.setText(text)

    def show_choice(self, choice: Choice | None) -> None:
        """Offer what can be done with the model that the list stands on."""
        self.about.setVisible(choice is not None)
        self.star.setVisible(choice is not None)
        if choice is not None:
            self.star.setText(_favourite_words(choice))

    def show_compared(self, count: int) -> None:
        """Offer to see the models that are compared; one alone is not."""
        self.compare.setText(_words("Compare {0}…").format(count_text(count)))
        self.compare.setVisible(count > 1)


class ChoiceMenu(QMenu):
    """What can be done with one model of the list.

    Args:
        choice: The model.
        choose: Takes it for the conversation.
        about: Shows all of it.
        compare: Sets it beside others, or takes it away from them.
        star: Makes it a favourite, or makes it none.
    """

    def __init__(
        self,
        choice: Choice,
        choose: Callable[[], None],
        about: Callable[[], None],
        compare: Callable[[], None],
        star: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        added, removed = _words("Add to the comparison"), _words("Remove from the comparison")
        # Words behind a tab are shown as a key: the list itself listens to it.
        key = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        entries = (
            (_words("Use for this chat"), choose),
            (_words("About the model…"), about),
            (f"{removed if choice.is_compared else added}\t{key}", compare),
            (_favourite_words(choice), star),
        )
        for words, act in entries:
            self.addAction(words).triggered.connect(lambda *_, act=act: act())


def _favourite_words(choice: Choice) -> str:
    if choice.is_favourite:
        return _words("Remove from favourites")
    return _words("Add to favourites")
