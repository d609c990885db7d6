"""The parameter panel: every parameter of a request, the system prompt, and the request they make.

It owns the sections and the way of a change: from a row, through the undo stack, into the
conversation's own parameters, out as a signal. It knows no conversation and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from msgspec import UNSET, structs
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.next_tokens import NextTokens
from desktop_chat.core.conflict import Conflict, Fix
from desktop_chat.core.conflicts import conflicts
from desktop_chat.core.layers import Layers
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.reshaping import SHAPING
from desktop_chat.core.sampling import PARAMETERS, Group, Parameter
from desktop_chat.core.usage import estimate_tokens
from desktop_chat.errors import BadField
from desktop_chat.ui.panels.editors import make_row
from desktop_chat.ui.panels.explanation import Explanation
from desktop_chat.ui.panels.number_row import SeedRow
from desktop_chat.ui.panels.object_row import ObjectRow
from desktop_chat.ui.panels.parameter_filter import ParameterFilter
from desktop_chat.ui.panels.parameter_intake import ParameterIntake
from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.panels.preset_bar import PresetBar
from desktop_chat.ui.panels.request_preview import RequestPreview
from desktop_chat.ui.panels.row_menu import RowMenu
from desktop_chat.ui.panels.sampling_change import SamplingChange
from desktop_chat.ui.panels.system_prompt import SystemPromptEditor
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.section import CollapsibleSection
from desktop_chat.wire.dialects.registry import dialect_of

_OPEN_AT_FIRST = frozenset({Group.SAMPLING, Group.LENGTH, Group.PENALTIES})
_SYSTEM_PROMPT = "system prompt"
_LEAST_HEIGHT = 120


class ParameterPanel(QWidget):
    """The first tab of the inspector.

    Args:
        theme: The colours and sizes at first.
        history: Takes every change of a parameter; a drag is one step.
    """

    sampling_changed = Signal(object)
    """The conversation's own parameters changed, by the user or by undo; carries them."""
    row_act_chosen = Signal(object, str)
    """The user chose a RowAct from the menu of a parameter, by its name."""
    seed_lock_toggled = Signal(bool)
    """The user wants the seed kept, or drawn anew after each answer."""
    distribution_wanted = Signal()
    """A picture of next tokens is on screen; `show_next_tokens` takes what it is of."""
    system_prompt_changed = Signal(str)
    request_wanted = Signal(bool)
    """A request that is previewed in short is to be copied; as a curl command or not."""
    """The user changed the system prompt; carries all of it, after every key."""

    _keeps_seed = True

    def __init__(self, theme: Theme, history: UndoHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history = history
        self._layers = Layers()
        self._endpoint: Endpoint | None = None
        self._sendable: frozenset[str] | None = None
        self._conflicts: tuple[Conflict, ...] = ()
        self._rows: dict[str, ParameterRow] = {}
        self._sections: dict[str, CollapsibleSection] = {}
        self._explanation: Explanation | None = None
        self.preset_bar = PresetBar(theme, self)
        self.filter = ParameterFilter(theme, self)
        self.filter.changed.connect(self._filter_rows)
        scroll = ScrollColumn(self)
        scroll.setMinimumHeight(theme.px(_LEAST_HEIGHT))
        for group in Group:
            scroll.column.addWidget(self._group_section(group, scroll.content))
        scroll.column.addStretch(1)
        prompt = CollapsibleSection(
            theme, self.tr("System prompt"), self._make_prompt, is_open=False, parent=self
        )
        self._sections[_SYSTEM_PROMPT] = prompt
        prompt.build()
        self._preview = RequestPreview(theme, self)
        self._preview.whole_wanted.connect(self.request_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.preset_bar)
        column.addWidget(_rule(self))
        column.addWidget(self.filter)
        column.addWidget(scroll, 1)
        for foot in (prompt, self._preview):
            column.addWidget(_rule(self))
            column.addWidget(foot)
        self.intake = ParameterIntake(theme, self)
        self._summarise()
        # The first picture need not wait for sections that are closed.
        QTimer.singleShot(0, self, self._build_next)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme that rows are made in from now on; those that are made have their own."""
        self._theme = theme

    def set_layers(self, layers: Layers) -> None:
        """Show the layers of a conversation for its model, without a signal."""
        self._show(layers)

    def set_endpoint(self, endpoint: Endpoint) -> None:
        """Take to heart where requests go; its layers come next."""
        if endpoint != self._endpoint:
            self._endpoint = endpoint
            self._sendable = dialect_of(endpoint).parameters_of(endpoint)
            for row in self._rows.values():
                self._tell_sendable(row)
                row.show_layers(self._layers)
            self._filter_rows()

    def set_system_prompt(self, own: str, inherited: str = "") -> None:
        """Show the conversation's own system prompt over that of its preset, without a signal."""
        self._prompt.set_text(own, inherited)
        self._count_prompt(own)

    def set_preview(self, body: str, curl: str, last_sent: str | None, left_out: int = 0) -> None:
        """Show the request that the next message would send.

        Args:
            body: Its JSON.
            curl: The same as a command, the key masked.
            last_sent: The body of the request before, None where there is none.
            left_out: How many messages the request has beside those in `body`.
        """
        self._preview.set_preview(body, curl, last_sent, left_out)

    def open_sections(self) -> tuple[str, ...]:
        """Return the names of the open sections, for `restore_sections` at the next start."""
        return self.filter.open_sections(self._sections)

    def restore_sections(self, names: Iterable[str]) -> None:
        """Open these sections and close all others; names it does not know are passed over."""
        wanted = frozenset(names)
        for name, section in self._sections.items():
            section.set_open(name in wanted)

    def _make_prompt(self, parent: QWidget) -> QWidget:
        self._prompt = SystemPromptEditor(self._theme, parent)
        self._prompt.changed.connect(self._take_prompt)
        return self._prompt

    def _group_section(self, group: Group, parent: QWidget) -> CollapsibleSection:
        section = CollapsibleSection(
            self._theme,
            QCoreApplication.translate("Group", group.value),
            lambda parent: self._group_rows(group, parent),
            is_open=group in _OPEN_AT_FIRST,
            parent=parent,
        )
        self._sections[group.value] = section
        return section

    def _group_rows(self, group: Group, parent: QWidget) -> QWidget:
        content = QWidget(parent)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for parameter in PARAMETERS.values():
            if parameter.group is group:
                column.addWidget(self._row(parameter, content))
        return content

    def _row(self, parameter: Parameter, parent: QWidget) -> ParameterRow:
        row = make_row(self._theme, parameter, parent)
        self._tell_sendable(row)
        row.show_layers(self._layers)
        self._tell_conflicts(row)
        row.value_chosen.connect(self._choose)
        row.unset_requested.connect(self._unset)
        row.fix_wanted.connect(self._fix)
        menu = RowMenu(row, lambda: self._layers)
        menu.act_chosen.connect(self.row_act_chosen)
        row.explanation_wanted.connect(self._explain)
        if isinstance(row, SeedRow):
            row.show_lock(is_kept=self._keeps_seed)
            row.lock_toggled.connect(self.seed_lock_toggled)
        if isinstance(row, ObjectRow):
            row.parts_made.connect(self._order_focus)
        self._rows[parameter.name] = row
        return row

    def _build_next(self) -> None:
        waiting = [section for section in self._sections.values() if not section.is_built]
        if waiting:
            waiting[0].build()
            self._filter_rows()
            self._order_focus()
            QTimer.singleShot(0, self, self._build_next)

    def _order_focus(self) -> None:
        """Let Tab go down the panel: Qt puts what is made later at the end of the window."""
        order = [
            widget
            for root in (self.preset_bar, self.filter, *self._sections.values(), self._preview)
            for widget in root.findChildren(QWidget)
            # The lists of drop-downs are windows of their own.
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is self.window()
        ]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _choose(self, name: str, value: object, is_continuing: bool) -> None:
        try:
            checked = self._layers.conversation.set(name, value)
        except BadField:
            # The editors keep to the range; what still does not fit is shown as it was.
            self._rows[name].show_layers(self._layers)
            return
        self._push(name, getattr(checked, name), is_continuing=is_continuing)

    def _unset(self, name: str) -> None:
        self._push(name, UNSET, is_continuing=False)
        self._rows[name].show_layers(self._layers)

    def _push(self, name: str, value: Any, *, is_continuing: bool) -> None:
        before = getattr(self._layers.conversation, name)
        if before == value:
            return
        title = PARAMETERS[name].title
        words = self.tr("Unset {}") if value is UNSET else self.tr("Set {}")
        change = SamplingChange(
            words.format(title),
            self._apply,
            {name: before},
            {name: value},
            is_continuing=is_continuing,
        )
        self._history.push(change)

    def _fix(self, fix: Fix) -> None:
        conversation = self._layers.conversation
        before = {name: getattr(conversation, name) for name in fix.changes}
        self._history.push(SamplingChange(fix.title, self._apply, before, fix.changes))

    def _apply(self, values: Mapping[str, Any]) -> None:
        layers = self._layers
        for name, value in values.items():
            layers = layers.with_own(name, value)
        self._show(layers)
        self.sampling_changed.emit(self._layers.conversation)

    def _show(self, layers: Layers) -> None:
        before, self._layers = self._layers, layers
        for name in _changed(before, layers):
            if name in self._rows:
                self._rows[name].show_layers(layers)
        if before.model != layers.model or not self.filter.shows_unsupported:
            self._filter_rows()
        self._judge()
        self._summarise()
        if self._explanation is not None and self._explanation.isVisible():
            self._explanation.show_layers(layers)

    def show_next_tokens(self, tokens: NextTokens) -> None:
        """Take the distribution that pictures of next tokens are of."""
        if self._explanation is not None:
            self._explanation.show_tokens(tokens, self._layers)

    def show_seed_lock(self, *, is_kept: bool) -> None:
        """Show whether the seed is kept from answer to answer."""
        self._keeps_seed = is_kept
        row = self._rows.get("seed")
        if isinstance(row, SeedRow):
            row.show_lock(is_kept=is_kept)

    def show_unsupported(self, *, is_wanted: bool) -> None:
        """Show the rows that the model does not take, or those of them alone that have a value."""
        if is_wanted is not self.filter.shows_unsupported:
            self.filter.show_unsupported(is_wanted=is_wanted)
            self._filter_rows()

    def _explain(self, name: str) -> None:
        if self._explanation is None:
            self._explanation = Explanation(self._theme, self)
        elif self._explanation.parameter is PARAMETERS[name]:
            self._explanation.close_popover()
            return
        self._explanation.explain(PARAMETERS[name], self._layers, self._rows[name])
        if name in SHAPING:
            self.distribution_wanted.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        explanation = self._explanation
        if event.key() == Qt.Key.Key_Escape and explanation is not None and explanation.isVisible():
            explanation.close_popover()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._explanation is not None:
            self._explanation.close_popover()

    def _filter_rows(self) -> None:
        groups = {group.value: self._sections[group.value] for group in Group}
        self.filter.apply(self._rows.values(), groups)

    def _judge(self) -> None:
        """Let each row tell of the conflicts that arise at it, and say what is new for the ear."""
        before, layers = self._conflicts, self._layers
        sampling = layers.merged
        if self._sendable is not None:
            unknown = [name for name in sampling.values() if name not in self._sendable]
            sampling = structs.replace(sampling, **dict.fromkeys(unknown, UNSET))
        self._conflicts = conflicts(sampling, layers.model, self._endpoint)
        at = {conflict.names[0] for conflict in (*before, *self._conflicts)}
        for name in at.intersection(self._rows):
            self._tell_conflicts(self._rows[name])
        for conflict in self._conflicts:
            if conflict not in before and (row := self._rows.get(conflict.names[0])):
                said = QAccessibleAnnouncementEvent(row, conflict.sentence)
                QAccessible.updateAccessibility(said)

    def _tell_conflicts(self, row: ParameterRow) -> None:
        name = row.parameter.name
        row.show_conflicts(
            [each for each in self._conflicts if each.names[0] == name], self._layers
        )

    def _tell_sendable(self, row: ParameterRow) -> None:
        is_sendable = self._sendable is None or row.parameter.name in self._sendable
        row.set_obstacle("" if is_sendable else self.tr("Unknown to this endpoint: not sent"))

    def _summarise(self) -> None:
        own = self._layers.conversation.values()
        for group in Group:
            count = sum(PARAMETERS[name].group is group for name in own)
            told = sum(PARAMETERS[each.names[0]].group is group for each in self._conflicts)
            words = [self.tr("%n set", "", count)] if count else []
            if told:
                words.append(
                    self.tr("1 conflict") if told == 1 else self.tr("%n conflicts", "", told)
                )
            section = self._sections[group.value]
            section.set_summary(" · ".join(words), colour="warning" if told else "text_2")

    def _take_prompt(self, text: str) -> None:
        self._count_prompt(text)
        self.system_prompt_changed.emit(text)

    def _count_prompt(self, text: str) -> None:
        sent = text or self._prompt.inherited
        count = estimate_tokens(sent)
        words = self.tr("≈ %n tokens", "", count) if sent else ""
        if words and not text:
            words = f"{self.tr('Preset')} · {words}"
        self._sections[_SYSTEM_PROMPT].set_summary(words)


def _changed(before: Layers, layers: Layers) -> Iterable[str]:
    """Return the names of the parameters that do not look as before."""
    rest = (before.model, before.settings, before.preset, before.one_off)
    if rest != (layers.model, layers.settings, layers.preset, layers.one_off):
        return PARAMETERS
    own, now = before.conversation, layers.conversation
    changed = [name for name in PARAMETERS if getattr(own, name) != getattr(now, name)]
    # The choice names the tools that there are.
    return [*changed, "tool_choice"] if "tools" in changed else changed


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
