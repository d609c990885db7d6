"""Long texts are parsed beside painting, and nothing jumps or flashes when they arrive."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.app.rows import TurnRow
from desktop_chat.markup.blocks import CodeBlock, PlainText
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.flow import leaves
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.end_first import blocks_for_now
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.parses import Parses
from desktop_chat.ui.transcript.reflow import Reflow
from desktop_chat.ui.transcript.view import TranscriptView

PART = """## Part {n}

The river runs past the **mill** {n}, and the mill turns `the stone` of the town.

- first item with *some* emphasis
- second item

```
value = {n}
```

| name | value |
|---|--:|
| one | {n} |

"""
LONG = "".join(PART.format(n=n) for n in range(90))
LATE = (
    LONG.replace("The river runs", "The [river][r] runs") + "And so on.\n\n[r]: https://x.example\n"
)


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    return view


def painted(view: TranscriptView) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def leaves_shown(view: TranscriptView, turn: int = 0) -> list[object]:
    return [p.leaf for p in view.layout_.turns[turn].pieces if isinstance(p, LeafPiece)]


def wait_until_whole(view: TranscriptView, qtbot: QtBot, text: str, turn: int = 0) -> None:
    whole = list(leaves(Parser().parse(text)))
    qtbot.waitUntil(lambda: leaves_shown(view, turn) == whole, timeout=60_000)


def start_at(view: TranscriptView, place: Place) -> int:
    piece = view.layout_.piece(place)
    assert isinstance(piece, LeafPiece)
    return piece.leaf.block.start


def finished(text: str) -> TurnRow:
    return turn_row("a", "assistant", text)


def test_an_opened_text_looks_the_same_at_its_end_before_and_after_it_is_parsed(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_rows([finished(LONG)])
    before = painted(view)
    assert leaves_shown(view) != list(leaves(Parser().parse(LONG)))
    wait_until_whole(view, qtbot, LONG)
    assert painted(view) == before
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_an_answer_that_ends_keeps_its_strips(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_rows([growing_row("a", "")])
    for end in range(200, len(LONG) + 200, 200):
        view.update_row(growing_row("a", LONG[:end]))
    strips = list(view.layout_.turns[0].pieces[1:-1])
    view.update_row(finished(LONG))
    before = painted(view)
    assert view.layout_.turns[0].pieces[1:-1] == strips
    wait_until_whole(view, qtbot, LONG)
    assert view.layout_.turns[0].pieces[1:-1] == strips
    assert painted(view) == before


def test_what_is_defined_late_is_set_right_where_the_reader_is(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_rows([growing_row("a", "")])
    for end in range(500, len(LATE) + 500, 500):
        view.update_row(growing_row("a", LATE[:end]))
    view.scroll_to(700)
    top = view.layout_.place_at(700)
    assert top is not None
    start = start_at(view, top)
    view.update_row(finished(LATE))
    wait_until_whole(view, qtbot, LATE)
    now = view.layout_.place_at(view.top)
    assert now is not None
    assert start_at(view, now) == start


def test_a_place_in_the_middle_is_kept_when_the_text_arrives(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_rows([finished(LONG)])
    wait_until_whole(view, qtbot, LONG)
    view.scroll_to(1_500)
    anchor = view.scroll_anchor()
    before = painted(view)
    view.set_rows([finished("other")])
    view.set_rows([finished(LONG)])
    view.restore_anchor(anchor)
    wait_until_whole(view, qtbot, LONG)
    assert painted(view) == before


def test_an_answer_found_half_written_is_caught_up_with(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_rows([growing_row("a", LONG)])
    view.scroll_to_end()
    assert len(leaves_shown(view)) < len(list(leaves(Parser().parse(LONG))))
    wait_until_whole(view, qtbot, LONG)


def test_the_parts_of_a_long_table_are_kept_while_it_grows(view: TranscriptView) -> None:
    text = "| a |\n|---|\n" + "| 1 |\n" * 1_100
    view.set_rows([growing_row("a", "")])
    before: list[Piece] = []
    for end in range(400, len(text) + 400, 400):
        view.update_row(growing_row("a", text[:end]))
        parts = view.layout_.turns[0].pieces[1:-1]
        assert leaves_shown(view) == list(leaves(Parser().parse(text[:end])))
        assert parts[: len(before)] == before
        before = list(parts)
    assert len(before) > 1


def test_the_parts_of_a_long_table_are_kept_at_its_end(view: TranscriptView, qtbot: QtBot) -> None:
    text = "| a |\n|---|\n" + "| 1 |\n" * 2_400
    view.set_rows([growing_row("a", "")])
    for end in range(600, len(text) + 600, 600):
        view.update_row(growing_row("a", text[:end]))
    before = list(view.layout_.turns[0].pieces[1:-1])
    assert len(before) > 1
    parses, reflow = view.findChild(Parses), view.findChild(Reflow)
    assert parses is not None
    assert reflow is not None
    steps = reflow.findChild(QTimer)
    assert steps is not None
    with qtbot.waitSignal(parses.arrived, timeout=60_000):
        view.update_row(finished(text))
    qtbot.waitUntil(lambda: not steps.isActive(), timeout=60_000)
    assert view.layout_.turns[0].pieces[1:-1] == before


def test_the_latest_text_counts(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_rows([finished(LATE)])
    view.update_row(finished(LONG))
    wait_until_whole(view, qtbot, LONG)


def test_a_conversation_that_was_left_takes_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_rows([finished(LATE)])
    view.set_rows([turn_row("b", "assistant", LONG)])
    gc.collect()
    wait_until_whole(view, qtbot, LONG)


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_the_end_is_not_looked_for_inside_code(fence: str) -> None:
    text = LONG + f"{fence}py\n" + "a = 1\n\nb = 2\n" * 900
    found = blocks_for_now(Parser(), text)
    assert isinstance(found[-1], CodeBlock | PlainText)
    assert found[-1].text.endswith("b = 2")


def test_the_end_of_a_text_is_what_it_will_be() -> None:
    whole = list(leaves(Parser().parse(LONG)))
    now = list(leaves(blocks_for_now(Parser(), LONG)))
    end = [leaf for leaf in now if leaf.block.start > len(LONG) - 3_000]
    assert end == whole[-len(end) :]
