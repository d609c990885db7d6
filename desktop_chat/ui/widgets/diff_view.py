"""Two texts word by word: side by side, or both in one text, and a way from change to change.

Owns the choice of form, the words that sum the changes up, and that both sides scroll together.
Must not know whose texts they are. How a run looks is `diff_pane`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.word_diff import Run, RunKind, changed_words, word_diff
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.diff_pane import DiffPane
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle
from desktop_chat.ui.widgets.segmented import SegmentedControl

INLINE, SIDE_BY_SIDE = "inline", "side"
_NARROWEST_PAIR = 460
"""At 100 %: in less room the texts stand in one, whatever was chosen."""
_SPOKEN = 200


class DiffView(QWidget):
    """Shows what changed from one text to another.

    Args:
        theme: The colours and sizes at first.
        before_title: What the older text is; plain text.
        after_title: What the newer text is.
    """

    def __init__(
        self,
        theme: Theme,
        before_title: str = "",
        after_title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        self._stale: set[DiffPane] = set()
        self._change = -1
        self._is_following = False
        self._wanted = SIDE_BY_SIDE
        forms = ((SIDE_BY_SIDE, self.tr("Side by side")), (INLINE, self.tr("Inline")))
        self.form = SegmentedControl(
            theme, self.tr("Form of the comparison"), forms, height=24, parent=self
        )
        self.form.chosen.connect(self._choose)
        self.summary = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2", self)
        self.previous_button = IconButton(
            theme, "chevron-up", self.tr("Previous change (Shift+F7)"), extent=24, parent=self
        )
        self.next_button = IconButton(
            theme, "chevron-down", self.tr("Next change (F7)"), extent=24, parent=self
        )
        self.before_title = ElidedLabel(theme, "", TextStyle.LABEL, "text_2", self)
        self.after_title = ElidedLabel(theme, "", TextStyle.LABEL, "text_2", self)
        self.before = DiffPane(theme, "", self)
        self.after = DiffPane(theme, "", self)
        self.both = DiffPane(theme, self.tr("Both texts, with the changes marked"), self)
        self._join()
        self._build()
        self.set_titles(before_title, after_title)
        self.set_theme(theme)
        self.set_runs(())

    @property
    def runs(self) -> tuple[Run, ...]:
        """What is shown."""
        return self._runs

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self._column.setSpacing(theme.px(8))
        self._head.setSpacing(theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(4))
        self._arrange()

    def set_titles(self, before: str, after: str) -> None:
        """Say what the texts are; plain text."""
        self.before_title.setText(before)
        self.after_title.setText(after)
        self.before.setAccessibleName(before or self.tr("Before"))
        self.after.setAccessibleName(after or self.tr("After"))

    def set_texts(self, before: str, after: str) -> None:
        """Compare two texts and show them; at once, so long texts (100 kB) go to `set_runs`."""
        self.set_runs(word_diff(before, after))

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show a comparison that was made elsewhere."""
        self._runs = tuple(runs)
        self._change = -1
        self._stale = {self.both, self.before, self.after}
        self._write_shown()
        has_changes = bool(self._changes())
        self.previous_button.setEnabled(has_changes)
        self.next_button.setEnabled(has_changes)
        self.summary.setText(self._summary())
        for pane in (self.both, self.before, self.after):
            pane.setAccessibleDescription(self.summary.text())

    def _write_shown(self) -> None:
        """Fill the panes that are shown: the others wait until they are."""
        for pane, hidden in (
            (self.both, None),
            (self.before, RunKind.ADDED),
            (self.after, RunKind.REMOVED),
        ):
            if pane in self._stale and not pane.isHidden():
                self._stale.discard(pane)
                pane.set_runs([run for run in self._runs if run.kind is not hidden])

    def go_to_change(self, step: int) -> None:
        """Select the next change, or the previous one for a step of -1, and say it."""
        changes = self._changes()
        if not changes:
            return
        # From the beginning, -1 leads to the last change and 1 to the first.
        at = self._change if self._change >= 0 or step > 0 else 0
        self._change = (at + step) % len(changes)
        self._show_change(changes[self._change])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _join(self) -> None:
        self.previous_button.clicked.connect(lambda: self.go_to_change(-1))
        self.next_button.clicked.connect(lambda: self.go_to_change(1))
        for keys, step in (("F7", 1), ("Shift+F7", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.go_to_change(step))
        for pane, other in ((self.before, self.after), (self.after, self.before)):
            pane.verticalScrollBar().valueChanged.connect(
                lambda _, pane=pane, other=other: self._follow(pane, other)
            )

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.form)
        self._head.addWidget(self.summary, 1)
        self._head.addWidget(self.previous_button)
        self._head.addWidget(self.next_button)
        self._grid = QGridLayout()
        for column, (title, pane) in enumerate(
            ((self.before_title, self.before), (self.after_title, self.after))
        ):
            self._grid.addWidget(title, 0, column)
            self._grid.addWidget(pane, 1, column)
            self._grid.setColumnStretch(column, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._grid, 1)
        self._column.addWidget(self.both, 1)

    def _choose(self, form: str) -> None:
        self._wanted = form
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = 0 < self.width() < self._theme.px(_NARROWEST_PAIR)
        form = INLINE if is_narrow else self._wanted
        self.form.set_current(form)
        self.form.setEnabled(not is_narrow)
        is_inline = form == INLINE
        self.both.setVisible(is_inline)
        for widget in (self.before, self.after):
            widget.setVisible(not is_inline)
        for title in (self.before_title, self.after_title):
            title.setVisible(not is_inline and bool(title.text()))
        self._write_shown()

    def _changes(self) -> list[tuple[int, ...]]:
        """Return the changes, each the places of its one or two runs."""
        changes: list[tuple[int, ...]] = []
        for index, run in enumerate(self._runs):
            if run.kind is RunKind.EQUAL:
                continue
            is_second = bool(changes) and changes[-1][-1] == index - 1
            if is_second:
                changes[-1] = (*changes[-1], index)
            else:
                changes.append((index,))
        return changes

    def _show_change(self, change: Sequence[int]) -> None:
        self._is_following = True
        for pane, hidden in ((self.before, RunKind.ADDED), (self.after, RunKind.REMOVED)):
            shown = [n for n, run in enumerate(self._runs) if run.kind is not hidden]
            place = next((shown.index(n) for n in change if n in shown), None)
            if place is not None and pane not in self._stale:
                pane.show_run(place)
        if self.both not in self._stale:
            self.both.show_run(change[0])
        self._is_following = False
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken(change)))

    def _spoken(self, change: Sequence[int]) -> str:
        names = {RunKind.REMOVED: self.tr("Removed: {}"), RunKind.ADDED: self.tr("Added: {}")}
        runs = (self._runs[index] for index in change)
        return ". ".join(names[run.kind].format(run.text[:_SPOKEN]) for run in runs)

    def _follow(self, pane: DiffPane, other: DiffPane) -> None:
        """Scroll the other side to what stands at this one's upper edge."""
        if self._is_following or not pane.isVisible():
            return
        hidden = RunKind.ADDED if pane is self.before else RunKind.REMOVED
        index, part = pane.run_at_top()
        shown = [n for n, run in enumerate(self._runs) if run.kind is not hidden]
        others = [n for n, run in enumerate(self._runs) if run.kind in (RunKind.EQUAL, hidden)]
        if not shown or not others:
            return
        run = shown[index]
        place = next((k for k, n in enumerate(others) if n >= run), len(others) - 1)
        self._is_following = True
        top = other.place_of(place, part if others[place] == run else 0.0)
        other.verticalScrollBar().setValue(top)
        self._is_following = False

    def _summary(self) -> str:
        if not self._changes():
            return self.tr("No difference") if self._runs else ""
        removed, added = changed_words(self._runs)
        if not removed and not added:
            return self.tr("Only spaces and signs differ")
        less = (
            self.tr("1 word removed") if removed == 1 else self.tr("%n words removed", "", removed)
        )
        more = self.tr("1 word added") if added == 1 else self.tr("%n words added", "", added)
        return ", ".join(part for part, n in ((less, removed), (more, added)) if n)
