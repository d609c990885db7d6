"""Shows hostile texts in the whole window: a process of its own, to be watched from outside.

    python -m support.hostile_program ADDRESS PATH

`ADDRESS` must never be asked and `PATH` never be opened. It warms up with a harmless conversation,
and looks for the file MARK before and after it shows every text: as an answer that streams, as one
that is opened again, as a title, in the list, as a search, in notices; it points at, selects and
copies what is shown. Then it tells what wanted to leave, as JSON on standard output.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import support.program
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from support.demonstration import LANGUAGES, LONG_CODE, PROSE
from support.hostile_texts import public_texts, small_texts
from support.scripted import ScriptedReply, ScriptedTransport, ending
from support.window import Desktop, desktop
from typing_extensions import override

from desktop_chat.app.notices import Notice, Severity

MARK = "/desktop-chat-shows-hostile-texts"
_TEXTS_PER_ANSWER = 40
_WATCHED_LIMIT_S = 120
_LOADING = ("src", "srcset", "background", "href", "xlink:href", "data", "action", "poster")
_OPENABLE = ("http://", "https://", "mailto:")
_ACTIVE = ("img", "script", "iframe", "object", "embed", "link", "style", "svg", "form", "meta")


def answer(text: str) -> ScriptedReply:
    """Return a text as a stream in uneven pieces."""
    size = max(1, len(text) // 5)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return ScriptedReply([*(_event(piece) for piece in pieces), ending()])


def _event(text: str) -> bytes:
    # Written as servers write it: halves of characters and all.
    payload = {"choices": [{"index": 0, "delta": {"content": text}}]}
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def batches(texts: list[str]) -> Iterator[str]:
    """Yield the texts, many to an answer, each a block of its own."""
    for start in range(0, len(texts), _TEXTS_PER_ANSWER):
        yield "\n\n".join(texts[start : start + _TEXTS_PER_ANSWER])


def mark() -> None:
    """Tell whoever watches the calls of the system that showing begins or ends."""
    assert not Path(MARK).exists()


class _References(HTMLParser):
    """Collects what an HTML text would load, run, or lead to beyond web and mail."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            target = str(value).lower()
            if tag == "a" and name == "href":
                is_harmless = target.startswith(_OPENABLE)
            else:
                is_harmless = not (name in _LOADING or name.startswith("on") or "url(" in target)
            if not is_harmless:
                self.found.append(f"{tag} {name}={value}")
        if tag in _ACTIVE:
            self.found.append(tag)


def references(html: str) -> list[str]:
    """Return what of a copied text would reach the network, the disk, or run."""
    parser = _References()
    parser.feed(html)
    return parser.found


async def use(opened: Desktop) -> None:
    """Scroll through what is shown, point at it, select and copy it."""
    view = opened.window.chat.transcript
    view.scroll_to(0)
    height = view.viewport().height()
    for top in range(0, 30 * height, height):
        view.scroll_to(top)
        view.grab()
        for y in range(20, height, 60):
            for x in (60, 200, view.viewport().width() // 2):
                point = QPointF(x, y)
                QApplication.sendEvent(
                    view.viewport(),
                    QMouseEvent(
                        QEvent.Type.MouseMove,
                        point,
                        view.viewport().mapToGlobal(point),
                        Qt.MouseButton.NoButton,
                        Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier,
                    ),
                )
        if view.childAt(QPoint(1, 1)) is None and view.top < top:
            break
    view.keys.select_all()
    view.copying.copy_selection()
    await asyncio.sleep(0)


async def show(opened: Desktop, title: str, text: str) -> None:
    """Hold a conversation about a text; leave it and come back; tell and search for it."""
    opened.opened.transport.replies.append(answer(text))
    opened.window.run("conversation.new")
    opened.window.chat.composer.fill(title)
    opened.window.chat.composer.submit()
    await opened.opened.ended(opened.session)
    await use(opened)
    conversation_id = opened.session.id
    opened.window.run("conversation.new")
    await opened.settled()
    await opened.window.navigation.reopen(conversation_id)
    await opened.settled()
    await use(opened)
    opened.session.change(title=title)
    for severity in Severity:
        opened.opened.services.notices.add(Notice(severity, title, text[:500], title))
    opened.window.sidebar.field.setText(title[:40])
    await opened.settled()
    opened.window.grab()
    opened.window.sidebar.field.clear()


async def main(address: str, path: str) -> None:
    """Warm up, then show everything between two marks."""
    # Every call of the system stops a program that is watched.
    support.program.LIMIT_S = _WATCHED_LIMIT_S
    texts = list((small_texts(address, path) | public_texts()).values())
    clipboard: list[str] = []
    async with desktop(ScriptedTransport()) as opened:
        links: list[str] = []
        opened.window.chat.transcript.link_activated.connect(links.append)
        await show(opened, "Warm-up", f"{PROSE}\n\n{LONG_CODE}\n\n{LANGUAGES}")
        mark()
        for number, batch in enumerate(batches(texts)):
            await show(opened, texts[number * _TEXTS_PER_ANSWER][:200] or "-", batch)
            mime = QGuiApplication.clipboard().mimeData()
            clipboard.append(mime.html())
        mark()
    found = [reference for html in clipboard for reference in references(html)]
    sys.stdout.write(json.dumps({"texts": len(texts), "links": links, "loading": found[:1]}))


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(main(sys.argv[1], str(Path(sys.argv[2]))))
    sys.stdout.flush()
    # What Qt and Python do to each other's objects after the end is no part of the test.
    os._exit(0)
