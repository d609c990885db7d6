"""A window with a transcript and nothing else, told over standard input what to show.

One JSON object a line, as for `atspi_driver`: `{"do": NAME, ...}` is answered with one line. It is
quicker and more exact than the whole program where a conversation has to change under a client.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QSocketNotifier, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMainWindow
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

FRAME_MS = 33
ANSWER = (
    "## Answer {n}\n\nSome **words** with a [link](https://h{n}.example/) and 😀.\n\n"
    "- one\n- two\n\n```python\nx = {n}\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |\n"
)
GROWTH = (
    "More **words** come, one [after](https://a.example/) another.\n\n- item\n\n```\ny\n```\n\n"
)


class Program:
    """The window and what it can be told."""

    def __init__(self) -> None:
        self.view = TranscriptView(LIGHT)
        self.opened: list[str] = []
        self.asked: list[list[str]] = []
        self.view.link_activated.connect(self.opened.append)
        self.view.action_requested.connect(lambda *asked: self.asked.append(list(asked)))
        self.window = QMainWindow()
        self.window.setWindowTitle("Transcript under test")
        self.window.setCentralWidget(self.view)
        self.window.resize(700, 500)
        self.window.show()
        self._rows: list[Any] = []
        self._text = ""
        self._growing = ""
        self._frames = 0
        self._clock = QElapsedTimer()
        self._limit_ms = 0
        self._timer = QTimer(interval=FRAME_MS)
        self._timer.timeout.connect(self._grow)

    def show(self, name: str, count: int) -> int:
        """Show a conversation of so many turns, alternately asked and answered."""
        self._timer.stop()
        self._rows = [self._row(name, n) for n in range(count)]
        self.view.set_rows(self._rows)
        return len(self._rows)

    def _row(self, name: str, n: int) -> Any:
        if n % 2 == 0:
            return turn_row(f"{name}{n}", "user", f"Question {n}")
        return turn_row(f"{name}{n}", "assistant", ANSWER.format(n=n))

    def keep(self, first: int, last: int) -> int:
        """Take away all turns but those from `first` to before `last`."""
        self._rows = self._rows[first:last]
        self.view.set_rows(self._rows)
        return len(self._rows)

    def stream(self, name: str, seconds: float) -> bool:
        """Append an answer that grows for some seconds."""
        self._growing, self._text, self._frames = name, "", 0
        self.view.set_rows([*self._rows, growing_row(name, "")])
        self._limit_ms = round(1000 * seconds)
        self._clock.start()
        self._timer.start()
        return True

    def _grow(self) -> None:
        self._frames += 1
        start = (self._frames * 7) % len(GROWTH)
        self._text += (GROWTH + GROWTH)[start : start + 7]
        if self._clock.elapsed() < self._limit_ms:
            self.view.update_row(growing_row(self._growing, self._text))
            return
        self._timer.stop()
        ended = turn_row(self._growing, "assistant", self._text)
        self._rows.append(ended)
        self.view.update_row(ended)

    def figures(self) -> dict[str, Any]:
        """Return what there is to count."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {
            "nodes": self.view.access.node_count,
            "memory_kb": pages * os.sysconf("SC_PAGE_SIZE") // 1024,
            "frames": self._frames,
            "is_streaming": self._timer.isActive(),
            "is_active": QAccessible.isActive(),
            "cpu_s": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
            "opened": self.opened,
            "asked": self.asked,
            "clipboard": QApplication.clipboard().text(),
            "top": self.view.top,
        }

    def focus(self, message_id: str) -> bool:
        """Give a message the focus."""
        self.view.focus_message(message_id)
        return True

    def close(self) -> bool:
        """End the program as a person does."""
        QTimer.singleShot(0, self.window.close)
        return True


def main() -> None:
    """Answer until the window is closed."""
    application = QApplication(sys.argv)
    program = Program()

    def answer() -> None:
        line = sys.stdin.readline()
        if not line:
            application.quit()
            return
        command = json.loads(line)
        value = getattr(program, command.pop("do"))(**command)
        sys.stdout.write(json.dumps({"value": value}) + "\n")
        sys.stdout.flush()

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(answer)
    status = application.exec()
    notifier.setEnabled(False)
    sys.exit(status)


if __name__ == "__main__":
    main()
