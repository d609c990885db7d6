"""What the transcript does: following, staying, acting, copying, and never loading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from support.turn_rows import NOON_US, growing_row, turn_row

from desktop_chat.app.rows import CONTINUE, RowNotice
from desktop_chat.core.message import MessageState
from desktop_chat.ui.theme.tokens import DARK
from desktop_chat.ui.transcript.blocks.piece import COMMAND, LINK
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

PARAGRAPHS = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))
Opener = Callable[..., TranscriptView]


def is_at_end(view: TranscriptView) -> bool:
    bar = view.verticalScrollBar()
    return bar.value() == bar.maximum()


def target_names(view: TranscriptView, turn: int) -> list[str]:
    return [
        target.name
        for index in range(len(view.layout_.turns[turn].pieces))
        for target in measured_targets(view, Place(turn, index))
    ]


def measured_targets(view: TranscriptView, place: Place) -> list:
    view.layout_.turns[place.turn].measure(place.piece, view.layout_.width)
    return view.layout_.piece(place).targets()


def painted(view: TranscriptView) -> QImage:
    return view.viewport().grab().toImage()


def stream(view: TranscriptView, qtbot: QtBot, *texts: str) -> None:
    for text in texts:
        view.update_row(growing_row("a", text))
    qtbot.waitUntil(lambda: view.layout_.turns[-1].row.text == texts[-1])


def test_a_conversation_opens_at_its_end(open_view: Opener) -> None:
    view = open_view(turn_row("u", "user", "Hello"), turn_row("a", "assistant", PARAGRAPHS))
    assert view.verticalScrollBar().maximum() > 0
    assert is_at_end(view)


def test_the_end_is_followed_while_the_answer_grows(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("u", "user", "Hello"), growing_row("a", PARAGRAPHS))
    stream(view, qtbot, PARAGRAPHS + "\n\nmore", PARAGRAPHS + "\n\nmore\n\n" + PARAGRAPHS)
    assert is_at_end(view)


def test_a_reader_who_scrolled_up_is_left_alone(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("u", "user", "Hello"), growing_row("a", PARAGRAPHS))
    view.scroll_to(100)
    assert view.top == 100
    before = painted(view)
    stream(view, qtbot, PARAGRAPHS + "\n\nmore\n\n" + PARAGRAPHS)
    assert view.top == 100
    assert painted(view) == before


def test_what_was_moved_on_screen_looks_as_if_painted_afresh(
    open_view: Opener, qtbot: QtBot
) -> None:
    view = open_view(turn_row("u", "user", "Hello"), growing_row("a", PARAGRAPHS))
    QGuiApplication.processEvents()
    stream(
        view, qtbot, PARAGRAPHS + " and so on\n\n```py\nx = 1\n", PARAGRAPHS + " and so on\n\n- a"
    )
    QGuiApplication.processEvents()
    moved = painted(view)
    view.viewport().update()
    QGuiApplication.processEvents()
    assert painted(view) == moved


def test_finishing_an_answer_moves_nothing(open_view: Opener, qtbot: QtBot) -> None:
    text = PARAGRAPHS + "\n\n- a\n- b\n\n```py\nx = 1\n```\n\nend"
    view = open_view(turn_row("u", "user", "Hello"), growing_row("a", text))
    heights = [piece.height for piece in view.layout_.turns[-1].pieces[-6:-1]]
    view.update_row(turn_row("a", "assistant", text, revision=999))
    qtbot.waitUntil(lambda: view.layout_.turns[-1].row.state is MessageState.COMPLETE)
    assert [piece.height for piece in view.layout_.turns[-1].pieces[-6:-1]] == heights


def test_unchanged_strips_are_kept_while_text_grows(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(growing_row("a", "One\n\nTwo"))
    before = view.layout_.turns[0].pieces[1:3]
    stream(view, qtbot, "One\n\nTwo words\n\nThree")
    assert view.layout_.turns[0].pieces[1:3] == before


def test_a_resize_keeps_the_paragraph_at_the_upper_edge(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", PARAGRAPHS.replace("words", "words " * 30)))
    view.scroll_to(900)
    anchor = view.scroll_anchor()
    assert anchor is not None
    view.resize(420, 480)
    after = view.scroll_anchor()
    assert after is not None
    assert (after.message_id, after.piece) == (anchor.message_id, anchor.piece)


def test_only_what_is_in_sight_is_laid_out(open_view: Opener) -> None:
    rows = [turn_row(str(n), "assistant", "Text " * 50) for n in range(2_000)]
    view = open_view(*rows)
    built = sum(turn.is_built for turn in view.layout_.turns)
    assert 0 < built < 30
    view.scroll_to(view.layout_.total // 2)
    assert sum(turn.is_built for turn in view.layout_.turns) < 60


def test_rows_that_stay_keep_their_strips_when_others_come(open_view: Opener) -> None:
    first = turn_row("a", "assistant", "Hello")
    view = open_view(first)
    pieces = view.layout_.turns[0].pieces
    view.set_rows([first, turn_row("b", "user", "Next")])
    assert view.layout_.turns[0].pieces == pieces


def test_the_pill_appears_above_the_end_and_leads_there(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", PARAGRAPHS))
    view.scroll_to(0)
    assert view.jump_button.isVisible()
    view.jump_button.click()
    assert is_at_end(view)
    assert not view.jump_button.isVisible()


def test_a_new_day_is_announced_between_turns(open_view: Opener) -> None:
    day_us = 86_400_000_000
    view = open_view(
        turn_row("a", "user", "one"),
        turn_row("b", "user", "two", created_us=NOON_US + 1),
        turn_row("c", "user", "three", created_us=NOON_US + day_us),
    )
    assert [bool(turn.surroundings.day) for turn in view.layout_.turns] == [False, False, True]


def test_every_action_of_a_turn_is_asked_for_by_name(open_view: Opener, qtbot: QtBot) -> None:
    notice = RowNotice("interrupted", "It broke off.", actions=(CONTINUE,))
    row = turn_row("a", "assistant", "Hi", notice=notice, branch_index=1, branch_count=3)
    view = open_view(turn_row("u", "user", "Hello"), row)
    asked: list[str] = []
    view.action_requested.connect(lambda command, _: asked.append(command))
    for index in range(len(view.layout_.turns[1].pieces)):
        place = Place(1, index)
        for number, target in enumerate(measured_targets(view, place)):
            if target.kind == COMMAND:
                view.pointer.activate(place, number)
    assert asked == [
        "message.previous_branch",
        "message.next_branch",
        "message.continue",
        "message.copy",
        "message.regenerate",
        "message.edit",
        "message.branch",
        "message.delete",
    ]


def test_a_click_on_a_link_asks_to_open_it(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("a", "assistant", "[home](https://x.example/)"))
    place = Place(0, 1)
    (target,) = measured_targets(view, place)
    spot = view.rect_of(place).topLeft() + target.rect.center().toPoint()
    with qtbot.waitSignal(view.link_activated) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened.args == ["https://x.example/"]


@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "[x](file:///etc/passwd)", "![x](file:///etc/passwd)"]
)
def test_refused_targets_offer_nothing_to_click(open_view: Opener, text: str) -> None:
    view = open_view(turn_row("a", "assistant", text))
    assert not any(target.kind == LINK for target in measured_targets(view, Place(0, 1)))


def test_keys_walk_turns_and_targets(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(
        turn_row("u", "user", "Hello"), turn_row("a", "assistant", "[x](https://x.example)")
    )
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_J)
    assert view.keys.turn == 0
    QTest.keyClick(view, Qt.Key.Key_J)
    with qtbot.waitSignal(view.action_requested) as asked:
        QTest.keyClick(view, Qt.Key.Key_R)
    assert asked.args == ["message.regenerate", "a"]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.link_activated):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_letters_do_nothing_without_a_turn_in_focus(open_view: Opener, qtbot: QtBot) -> None:
    view = open_view(turn_row("a", "assistant", "Hi"))
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, Qt.Key.Key_R)


def test_a_drag_selects_across_turns_and_copies_all_forms(open_view: Opener) -> None:
    view = open_view(
        turn_row("u", "user", "Question"), turn_row("a", "assistant", "Some **bold** text")
    )
    start = view.rect_of(Place(0, 0))
    end = view.rect_of(Place(1, 1))
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start.topLeft() + QPoint(2, 16))
    QTest.mouseMove(port, end.bottomRight() - QPoint(2, 2))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end.bottomRight() - QPoint(2, 2))
    view.copying.copy_selection()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Question\n\nSome **bold** text"
    assert bytes(data.data("text/markdown").data()).decode() == data.text()
    assert "<strong>bold</strong>" in data.html()


def test_a_double_click_selects_a_word(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "wonderful day"))
    spot = view.rect_of(Place(0, 1)).topLeft() + QPoint(20, 10)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    view.copying.copy_selection()
    assert QGuiApplication.clipboard().text() == "wonderful"


def test_everything_is_copied_as_its_source_without_things_to_load(open_view: Opener) -> None:
    text = "- a\n- ![x](http://x.example/i.png)\n\n<img src=file:///etc/passwd>"
    view = open_view(turn_row("u", "user", "Hi"), turn_row("a", "assistant", text))
    view.keys.select_all()
    view.keys.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert "- ![x](http://x.example/i.png)" in data.text()
    assert "src" not in data.html().replace("&lt;img src", "")


def test_images_named_in_a_text_are_never_read(open_view: Opener, tmp_path: Path) -> None:
    picture = tmp_path / "red.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    text = f"![x]({picture})\n\n![y](file://{picture})\n\n<img src='{picture}'>"
    view = open_view(turn_row("a", "assistant", text))
    seen = painted(view)
    colors = {seen.pixelColor(x, y).name() for x in range(0, 640, 4) for y in range(0, 480, 4)}
    assert "#ff0000" not in colors


def test_signs_that_hide_are_shown(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "a\u202eb\x1bc"))
    piece = view.layout_.piece(Place(0, 1))
    assert piece.text_between(0, piece.length) == "a⟨U+202E⟩b⟨U+001B⟩c"


def test_code_is_copied_as_written_and_says_so(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", "```py\nx = 1\n\n```"))
    names = [target.name for target in measured_targets(view, Place(0, 1))]
    view.pointer.activate(Place(0, 1), names.index("Copy Python code"))
    assert QGuiApplication.clipboard().text() == "x = 1\n\n"


def test_reasoning_opens_and_closes(open_view: Opener) -> None:
    row = turn_row("a", "assistant", "Yes", reasoning="Hm.\n\nWell.", reasoning_s=6.2)
    view = open_view(row)
    assert target_names(view, 0)[0] == "Thought for 6 s, closed"
    before = len(view.layout_.turns[0].pieces)
    view.pointer.activate(Place(0, 1), 0)
    assert len(view.layout_.turns[0].pieces) == before + 2
    view.pointer.activate(Place(0, 1), 0)
    assert len(view.layout_.turns[0].pieces) == before


def test_another_theme_and_size_keep_the_place(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", PARAGRAPHS))
    view.scroll_to(600)
    anchor = view.scroll_anchor()
    view.set_theme(DARK)
    view.set_message_scale(1.5)
    after = view.scroll_anchor()
    assert anchor is not None
    assert after is not None
    assert after.piece == anchor.piece
    assert painted(view).pixelColor(1, 1).name() == DARK.bg_content.lower()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_both_directions_paint_every_kind_of_strip(
    open_view: Opener, qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    text = "# H\n\n- [x] a\n\n> q\n\n> [!NOTE]\n> n\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n---\n"
    view = open_view(
        turn_row("a", "assistant", text + "\n<b>\n\nمرحبا `x`[^1]\n\n[^1]: f"), height=900
    )
    view.setLayoutDirection(direction)
    assert not painted(view).isNull()


def test_an_empty_conversation_paints_nothing(open_view: Opener) -> None:
    view = open_view()
    QTest.keyClick(view, Qt.Key.Key_J)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    view.keys.select_all()
    view.keys.copy()
    assert view.scroll_anchor() is None


@pytest.mark.parametrize("shift", range(30))
def test_a_strip_of_which_only_the_distance_above_is_in_sight_is_laid_out(
    open_view: Opener, shift: int
) -> None:
    view = open_view(turn_row("a", "assistant", "Words\n\n```py\nx = 1\n```\n\n" * 40))
    edge = view.layout_.top_of(Place(0, 20))
    view.scroll_to(edge - 480 - shift)
    assert not painted(view).isNull()
    places = view.layout_.places_between(view.top, view.top + view.viewport().height())
    assert all(view.layout_.piece(place).is_measured(view.layout_.width) for place, _ in places)
