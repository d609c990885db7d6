"""Between the find bar, the search and the transcript: what is typed is found, marked and reached.

Owns which hit is the current one, and where the keyboard goes back to. Must not know how texts are
matched or hits painted.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop_chat.app.find_query import any_of
from desktop_chat.app.finding import Finding, HitPlace
from desktop_chat.app.services import Services
from desktop_chat.archive import SearchHit
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.transcript.hits import Spot
from desktop_chat.ui.transcript.seen import SeenRows

_MAX_TAKEN_CHARACTERS = 200


class FindBridge(QObject):
    """Finds in the conversation on screen.

    Args:
        services: Run the search.
        bridge: Knows the session on screen.
        chat: Has the bar and the transcript.
    """

    def __init__(self, services: Services, bridge: SessionBridge, chat: ChatPane) -> None:
        super().__init__(chat)
        self._bridge = bridge
        self._chat = chat
        self._bar = chat.find_bar
        self._finding = Finding(services.tasks, SeenRows().sections)
        self._current: HitPlace | None = None
        self._spot: Spot | None = None
        self._expected: SearchHit | None = None
        self._back_to: QWidget | None = None
        self._disconnect: Callable[[], None] = lambda: None
        self._finding.changed.connect(lambda _: self._show())
        self._bar.query_changed.connect(self._look)
        self._bar.next_wanted.connect(lambda: self._step(1))
        self._bar.previous_wanted.connect(lambda: self._step(-1))
        self._bar.closed.connect(self.close)
        bridge.shown.connect(lambda _: self._follow())
        bridge.leaving.connect(self._leave)
        bridge.revealed.connect(self._show_expected)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "find.open": self.open,
            "find.next": lambda: self._go(1),
            "find.previous": lambda: self._go(-1),
        }

    def open(self) -> None:
        """Show the bar with the keyboard in it, and what is selected as what to look for."""
        self._show_bar()
        selected = self._chat.transcript.selection.text()
        is_short = len(selected) <= _MAX_TAKEN_CHARACTERS and "\n" not in selected
        self._bar.take(selected if is_short else "")
        self._look()

    def expect(self, hit: SearchHit) -> None:
        """Mark the words of a hit of the search over everything once its message is on screen."""
        self._expected = hit

    def close(self) -> None:
        """Hide the bar, leave the current hit selected, and give the keyboard back."""
        transcript = self._chat.transcript
        if self._current is not None:
            transcript.hits.select(self._current)
        self._leave()
        self._chat.show_find_bar(is_on=False)
        back, self._back_to = self._back_to, None
        if back is None or not shiboken6.isValid(back) or not back.isVisible():
            back = transcript
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_expected(self, message_id: str) -> None:
        hit, self._expected = self._expected, None
        if hit is None or hit.message_id != message_id or not hit.marks:
            return
        self._bar.show_query(any_of(hit.snippet[start:end] for start, end in hit.marks))
        self._show_bar()
        self._look(Spot(message_id))

    def _show_bar(self) -> None:
        if self._bar.isVisible():
            return
        focused = QApplication.focusWidget()
        if focused is not None and self._chat.window().isAncestorOf(focused):
            self._back_to = focused
        self._chat.show_find_bar(is_on=True)

    def _go(self, step: int) -> None:
        """Go to another hit; with the bar closed, to one of what was last looked for."""
        if not self._bar.query.text:
            self.open()
            return
        if not self._bar.isVisible():
            self._show_bar()
            self._look()
            return
        self._step(step)

    def _step(self, step: int) -> None:
        self._bar.flush()
        if self._current is None:
            return
        self._current = self._finding.beside(self._current, step)
        self._show()
        self._reveal()

    def _look(self, spot: Spot | None = None) -> None:
        """Look for what stands in the bar, from a place on or from where the reader is."""
        session = self._bridge.session
        if session is None or self._bar.isHidden():
            return
        hits = self._chat.transcript.hits
        self._spot = spot or hits.spot(self._current)
        self._current = None
        self._finding.look_for(self._bar.query, session.source, self._first_row())

    def _first_row(self) -> int:
        session = self._bridge.session
        if session is None or self._spot is None:
            return 0
        return max(0, session.source.index_of(self._spot.message_id))

    def _follow(self) -> None:
        """Look for the same in the conversation that came on screen."""
        session = self._bridge.session
        if session is not None:
            self._disconnect = session.row_changed.connect(self._finding.row_grew)
        self._look()

    def _leave(self) -> None:
        self._disconnect()
        self._current = self._spot = None
        self._finding.stop()
        self._chat.transcript.hits.clear()

    def _show(self) -> None:
        finding, hits = self._finding, self._chat.transcript.hits
        if finding.problem:
            hits.clear()
            self._bar.show_problem(finding.problem)
            return
        is_first = self._current is None
        self._choose()
        hits.follow(finding.hits, self._current)
        number = finding.number_of(self._current) if self._current is not None else None
        self._bar.show_result(
            number, finding.count, is_searching=finding.is_searching, is_cut=finding.is_cut
        )
        if is_first:
            self._reveal()

    def _choose(self) -> None:
        """Let some hit be the current one: the old one, or the first from where the reader is."""
        finding, current = self._finding, self._current
        if current is not None:
            if current.number >= len(finding.hits(current.message_id)):
                self._current = finding.nearest(current.message_id, current.number)
        else:
            spot = self._spot or Spot("")
            number = spot.number_among(finding.hits(spot.message_id))
            self._current = finding.nearest(spot.message_id, number)

    def _reveal(self) -> None:
        if self._current is not None:
            self._chat.transcript.hits.reveal(self._current)
