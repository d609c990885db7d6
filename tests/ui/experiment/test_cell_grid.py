"""The grid of answers: its cells are read, walked, and painted again only where they changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.experiment.cell_grid import CellGrid
from desktop_chat.ui.experiment.cell_text import laid_out
from desktop_chat.ui.experiment.face import Face, FaceKind
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.tokens import DARK, LIGHT

COLUMNS = ("0.0", "0.4", "0.8")
ROWS = ("1.00", "0.50")
ANSWER = "The ferry left at six, an hour after the rain, with its lights still on and on and on."


def faces() -> list[Face]:
    names = [f"Temperature {column}, Top P {row}" for row in ROWS for column in COLUMNS]
    queued = [Face(name, FaceKind.QUEUED, foot="Queued") for name in names]
    queued[0] = Face(names[0], FaceKind.DONE, ANSWER, foot="3 of 3", figure="0.31")
    queued[1] = Face(names[1], FaceKind.FAILED, "It has closed.", "Connection lost", "0 of 3")
    return queued


class Shown:
    """The faces that the grid makes its cells from."""

    def __init__(self) -> None:
        self.faces = faces()
        self.asked: list[int] = []

    def make(self, number: int) -> Face:
        self.asked.append(number)
        return self.faces[number]


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def grid(qtbot: QtBot, shown: Shown) -> CellGrid:
    widget = CellGrid(LIGHT)
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    widget.show_plane(("Temperature", COLUMNS), ("Top P", ROWS), shown.make)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


class PaintWatch:
    """Collects what of a widget is painted again."""

    def __init__(self, grid: CellGrid) -> None:
        self.region = QRegion()
        self._paint = grid.view.paintEvent
        grid.view.paintEvent = self._note

    def _note(self, event: QPaintEvent) -> None:
        self.region += event.region()
        self._paint(event)


def box_of(grid: CellGrid, number: int) -> QRegion:
    row, column = divmod(number, len(COLUMNS))
    return QRegion(grid.view.visualRect(grid.view.model().index(row, column)))


def test_a_screen_reader_hears_place_text_and_state(grid: CellGrid) -> None:
    table = QAccessible.queryAccessibleInterface(grid.view)
    said = [table.child(n).text(QAccessible.Text.Name) for n in range(table.childCount())]
    assert f"Temperature 0.0, Top P 1.00: {ANSWER}, 3 of 3, 0.31" in said
    assert "Temperature 0.4, Top P 1.00: Connection lost, It has closed., 0 of 3" in said
    assert "Temperature 0.8, Top P 0.50: Queued" in said


def test_another_face_paints_its_own_cell_and_no_other(grid: CellGrid, shown: Shown) -> None:
    QApplication.processEvents()
    watch = PaintWatch(grid)
    shown.faces[4] = Face("x", FaceKind.RUNNING, "Once", foot="46 tok/s")
    grid.refresh(4)
    QApplication.processEvents()
    assert watch.region.boundingRect().isValid()
    assert watch.region.subtracted(box_of(grid, 4)).isEmpty()


def test_the_same_face_paints_nothing(grid: CellGrid, shown: Shown) -> None:
    QApplication.processEvents()
    watch = PaintWatch(grid)
    shown.faces[0] = replace(grid.face(0))
    grid.refresh_all()
    QApplication.processEvents()
    assert watch.region.isEmpty()


def test_arrow_keys_walk_the_grid_and_enter_opens(qtbot: QtBot, grid: CellGrid) -> None:
    went: list[int] = []
    grid.chosen.connect(went.append)
    grid.choose(0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(grid.view, key)
    assert went == [1, 4, 3]
    with qtbot.waitSignal(grid.entered) as signal:
        qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert signal.args == [3]


def test_tab_leaves_the_grid(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    grid, other = CellGrid(LIGHT, window), QWidget(window)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    grid.show_plane(("Temperature", COLUMNS), ("Top P", ROWS), faces().__getitem__)
    window.show()
    grid.view.setFocus()
    qtbot.keyClick(grid.view, Qt.Key.Key_Tab)
    assert window.focusWidget() is other


def test_escape_is_left_to_the_page(qtbot: QtBot, grid: CellGrid) -> None:
    grid.choose(0)
    qtbot.keyClick(grid.view, Qt.Key.Key_Escape)
    assert grid.view.number == 0


def test_a_click_chooses_a_cell(qtbot: QtBot, grid: CellGrid) -> None:
    centre = box_of(grid, 5).boundingRect().center()
    with qtbot.waitSignal(grid.chosen) as signal:
        qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert signal.args == [5]


def test_cells_are_never_narrower_than_the_design_and_share_what_there_is(grid: CellGrid) -> None:
    grid.resize(400, 300)
    assert grid.view.columnWidth(0) == 176
    grid.resize(900, 300)
    assert 176 < grid.view.columnWidth(0) <= 420


def test_only_places_that_were_in_sight_have_a_face(qtbot: QtBot) -> None:
    widget, shown = CellGrid(LIGHT), Shown()
    qtbot.addWidget(widget)
    shown.faces = [Face()] * 10_000
    labels = [str(number) for number in range(100)]
    widget.resize(700, 300)
    widget.show_plane(("", labels), ("", labels), shown.make)
    widget.show()
    QApplication.processEvents()
    assert 0 < len(set(shown.asked)) < 100
    widget.refresh(9_999)
    assert 9_999 not in shown.asked


def test_the_states_look_different_in_both_themes(grid: CellGrid, shown: Shown) -> None:
    pictures: list[bytes] = []
    for theme in (LIGHT, DARK):
        grid.set_theme(theme)
        for kind in (FaceKind.DONE, FaceKind.QUEUED, FaceKind.RUNNING, FaceKind.FAILED):
            shown.faces[0] = Face("a", kind, "Words", foot="foot")
            grid.refresh(0)
            box = box_of(grid, 0).boundingRect()
            image = grid.view.viewport().grab(box).toImage()
            pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 8


def test_the_same_plane_keeps_the_chosen_cell(grid: CellGrid) -> None:
    grid.choose(4)
    grid.show_plane(("Temperature", COLUMNS), ("Top P", ROWS), faces().__getitem__)
    assert grid.view.number == 4
    grid.show_plane(("Seed", ("1",)), ("", ("",)), faces().__getitem__)
    assert grid.view.number == -1


def test_mirrored_the_labels_stand_at_the_other_side(grid: CellGrid) -> None:
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert grid.view.verticalHeader().x() > grid.view.viewport().x()
    first, last = (box_of(grid, number).boundingRect() for number in (0, 2))
    assert first.left() > last.right()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\ntwo\nthree\nfour", ["one", "two", "three four…"]),
        ("😀" * 400, None),
        ("x" * 4_000, None),
        ("غادرت العبارة في الساعة السادسة بعد ساعة من المطر وأضواؤها مضاءة دائما " * 2, None),
        ("\ud800 half a pair", ["? half a pair"]),
    ],
)
def test_a_text_is_cut_to_three_lines(grid: CellGrid, text: str, lines: list[str] | None) -> None:
    laid = laid_out(text, 150, small_font(LIGHT))
    assert len(laid.lines) <= 3
    assert all(line.width <= 150 + 12 for line in laid.lines)
    if lines is None:
        assert [line.text.endswith("…") for line in laid.lines] == [False, False, True]
    else:
        assert [line.text for line in laid.lines] == lines


def test_a_cell_of_foreign_letters_begins_at_the_right(grid: CellGrid) -> None:
    assert laid_out("שלום world", 150, small_font(LIGHT)).lines[0].is_mirrored
    assert not laid_out("123 – world שלום", 150, small_font(LIGHT)).lines[0].is_mirrored


def test_a_place_outside_is_brought_into_sight(grid: CellGrid) -> None:
    grid.resize(300, 120)
    QApplication.processEvents()
    grid.choose(5)
    assert grid.view.viewport().rect().contains(box_of(grid, 5).boundingRect().center())
    assert grid.view.viewport().rect().contains(QPoint(1, 1))


def test_a_text_that_still_runs_is_cut_before_its_caret(grid: CellGrid) -> None:
    font, room = small_font(LIGHT), 120
    whole = laid_out(ANSWER * 3, room, font)
    kept = laid_out(ANSWER * 3, room, font, end_room=9)
    assert kept.lines[:2] == whole.lines[:2]
    assert kept.lines[2].text.endswith("…")
    assert kept.lines[2].width <= room - 9
    short = laid_out("Ends here.", room, font, end_room=9)
    assert short.lines[0].text == "Ends here."
