"""Texts that take long to lay out: the view goes on meanwhile, and says what it shows."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.markup.parser import Parser
from desktop_chat.ui.transcript.blocks.piece import RENDER
from desktop_chat.ui.transcript.blocks.plain import PlainPiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.parses import Parses
from desktop_chat.ui.transcript.view import TranscriptView

LONG = "**Bold** words.\n\n" * 4_000
INTRICATE = "[a" * 2_500
SLOW = "[a" * 6_000
INTRICATE_NOTE = "Shown as written: too intricate to lay out in time."
WAIT_MS = 30_000
Opener = Callable[..., TranscriptView]


def plain_pieces_of(view: TranscriptView) -> list[PlainPiece]:
    return [piece for piece in view.layout_.turns[-1].pieces if isinstance(piece, PlainPiece)]


def shown(view: TranscriptView) -> str:
    return "\n".join(piece.shown_text for piece in view.layout_.turns[-1].pieces[1:3])


def notes(view: TranscriptView) -> list[str]:
    return [piece.note for piece in plain_pieces_of(view)]


def place_of(view: TranscriptView, piece: PlainPiece) -> Place:
    last = len(view.layout_.turns) - 1
    return Place(last, view.layout_.turns[last].pieces.index(piece))


def press_render(view: TranscriptView, piece: PlainPiece) -> None:
    place = place_of(view, piece)
    view.layout_.turns[place.turn].measure(place.piece, view.layout_.width)
    (number,) = [n for n, target in enumerate(piece.targets()) if target.kind == RENDER]
    view.pointer.activate(place, number)


def test_short_texts_are_there_at_once_and_long_ones_arrive(qtbot: QtBot) -> None:
    parses = Parses(Parser())
    assert parses.blocks("*short*") == Parser().parse("*short*")
    with qtbot.waitSignal(parses.arrived, timeout=WAIT_MS) as arrived:
        assert parses.blocks(LONG) is None
        assert parses.blocks(LONG) is None
    assert arrived.args == [LONG]
    found = parses.blocks(LONG)
    assert found is not None
    assert len(found) == 4_000


def test_what_is_cancelled_does_not_arrive_and_what_is_asked_for_again_does(qtbot: QtBot) -> None:
    parses = Parses(Parser())
    arrived: list[str] = []
    parses.arrived.connect(arrived.append)
    patient_at = frozenset({0})
    assert parses.blocks(SLOW, patient_at) is None
    parses.cancel(SLOW, patient_at)
    assert parses.blocks(LONG, patient_at) is None
    qtbot.waitUntil(lambda: bool(arrived), timeout=WAIT_MS)
    parses.cancel(SLOW, patient_at)
    assert parses.blocks(INTRICATE, patient_at) is None
    qtbot.waitUntil(lambda: len(arrived) == 2, timeout=WAIT_MS)
    parses.blocks(SLOW, patient_at)
    qtbot.waitUntil(lambda: len(arrived) == 3, timeout=WAIT_MS)
    assert arrived == [LONG, INTRICATE, SLOW]


def test_a_view_that_closes_stops_its_parser(qtbot: QtBot, open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "[a](b " * 300_000))
    view.close()


def test_a_long_text_is_shown_as_written_until_it_is_laid_out(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(turn_row("a", "assistant", LONG))
    assert "**Bold**" in shown(view)
    qtbot.waitUntil(lambda: not plain_pieces_of(view), timeout=WAIT_MS)
    assert "**" not in shown(view)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_a_reader_of_a_long_text_keeps_the_place_when_it_is_laid_out(
    open_view: Opener, qtbot: QtBot
) -> None:
    rows = [turn_row(f"u{n}", "user", f"Question {n}") for n in range(30)]
    view = open_view(*rows, turn_row("a", "assistant", LONG))
    view.scroll_to(100)
    qtbot.waitUntil(lambda: not plain_pieces_of(view), timeout=WAIT_MS)
    assert view.top == 100


def test_an_answer_that_ends_stays_as_it_was_until_it_is_parsed_whole(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(growing_row("a", LONG))
    strips = len(view.layout_.turns[0].pieces)
    view.update_row(turn_row("a", "assistant", LONG, revision=999))
    qtbot.waitUntil(lambda: len(view.layout_.turns[0].pieces) >= strips)
    assert "**" not in shown(view)
    assert not plain_pieces_of(view)


def test_an_intricate_text_says_so_and_is_laid_out_when_that_is_asked_for(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(turn_row("a", "assistant", f"# Above\n\n{INTRICATE}\n\n- below"))
    qtbot.waitUntil(lambda: notes(view) == [INTRICATE_NOTE], timeout=WAIT_MS)
    (piece,) = plain_pieces_of(view)
    height = piece.height
    press_render(view, piece)
    assert piece.note == "Laying it out…"
    assert [target.name for target in piece.targets()] == ["Cancel"]
    assert piece.height == height
    qtbot.waitUntil(lambda: not plain_pieces_of(view), timeout=WAIT_MS)
    assert INTRICATE[:900] in view.layout_.turns[0].pieces[2].shown_text


def test_laying_out_can_be_cancelled_and_asked_for_again(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("a", "assistant", f"# Above\n\n{SLOW}\n\n- below"))
    qtbot.waitUntil(lambda: notes(view) == [INTRICATE_NOTE], timeout=WAIT_MS)
    (piece,) = plain_pieces_of(view)
    press_render(view, piece)
    press_render(view, piece)
    assert notes(view) == [INTRICATE_NOTE]
    assert [target.name for target in piece.targets()] == ["Render anyway"]
    press_render(view, piece)
    assert notes(view) == ["Laying it out…"]
    press_render(view, piece)


def test_a_long_paragraph_is_laid_out_when_that_is_asked_for(
    open_view: Opener, qtbot: QtBot
) -> None:
    text = "A *b* c. " * 5_000
    view = open_view(turn_row("a", "assistant", text))
    note = "Shown as written: this long a paragraph takes time to lay out."
    qtbot.waitUntil(lambda: notes(view)[:1] == [note], timeout=WAIT_MS)
    press_render(view, plain_pieces_of(view)[0])
    qtbot.waitUntil(lambda: not plain_pieces_of(view), timeout=WAIT_MS)
    (paragraph,) = (piece for piece in view.layout_.turns[0].pieces if "A b c." in piece.shown_text)
    assert paragraph.length == len("A b c. " * 5_000) - 1


def test_what_cannot_be_laid_out_offers_nothing(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("a", "assistant", "> " * 300 + "x"))
    deep = "Shown as written: nested too deeply to lay out."
    qtbot.waitUntil(lambda: notes(view) == [deep], timeout=WAIT_MS)
    (piece,) = plain_pieces_of(view)
    assert piece.targets() == []


def test_the_note_is_painted_above_the_text_and_pressed_with_the_mouse(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(turn_row("a", "assistant", INTRICATE))
    qtbot.waitUntil(lambda: notes(view) == [INTRICATE_NOTE], timeout=WAIT_MS)
    (piece,) = plain_pieces_of(view)
    (target,) = piece.targets()
    assert piece.position_rect(0).top() >= target.rect.bottom()
    assert piece.position_at(piece.position_rect(5).center()) == 5
    assert target.rect.right() <= piece.width


def test_a_paragraph_of_thousands_of_marks_is_laid_out_in_one_go(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(turn_row("a", "assistant", "A *b* c. " * 4_000))
    qtbot.waitUntil(lambda: not plain_pieces_of(view), timeout=WAIT_MS)
    assert view.layout_.turns[0].pieces[-2].length >= 7 * 4_000 - 1
