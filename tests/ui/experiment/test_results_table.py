"""The table of results: sorted by header and key, filtered, walked, marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from pytestqt.qtbot import QtBot

from desktop_chat.ui.experiment.results import Column, Row, Value
from desktop_chat.ui.experiment.results_table import ResultsTable
from desktop_chat.ui.theme.tokens import DARK, LIGHT

COLUMNS = (Column("axis:0", "Temperature"), Column("distinct_2", "Distinct-2"))


def rows() -> list[Row]:
    values = ((0.8, 0.66), (0.4, None), (1.2, 0.84))
    return [
        Row(
            number,
            (Value(f"{t:g}", t), Value() if d is None else Value(f"{d:.2f}", d)),
            is_cheapest=number == 2,
        )
        for number, (t, d) in enumerate(values)
    ]


@pytest.fixture
def table(qtbot: QtBot) -> ResultsTable:
    widget = ResultsTable(LIGHT)
    qtbot.addWidget(widget)
    widget.resize(500, 200)
    widget.show_rows(COLUMNS, rows(), "distinct_2")
    widget.show()
    return widget


def test_a_screen_reader_hears_columns_with_their_values(table: ResultsTable) -> None:
    accessible = QAccessible.queryAccessibleInterface(table)
    said = [accessible.child(n).text(QAccessible.Text.Name) for n in range(accessible.childCount())]
    for words in ("Distinct-2: 0.66", "Distinct-2: —", "cheapest pass", "Temperature"):
        assert words in said


def test_a_header_sorts_and_its_measure_is_told(qtbot: QtBot, table: ResultsTable) -> None:
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 20, 10)
    with qtbot.waitSignal(table.measure_wanted) as signal:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["distinct_2"]
    assert table.shown == (0, 2, 1)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.shown == (2, 0, 1)


def test_a_key_sorts_by_the_column_of_the_cell(qtbot: QtBot, table: ResultsTable) -> None:
    table.choose(0)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert table.shown == (1, 0, 2)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert table.shown == (2, 0, 1)


def test_the_chosen_place_is_kept_through_order_and_filter(
    qtbot: QtBot, table: ResultsTable
) -> None:
    table.choose(0)
    went: list[int] = []
    table.chosen.connect(went.append)
    table.set_query("distinct-2>0.7")
    assert table.shown == (2,)
    table.set_query("")
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table.shown[table.currentIndex().row()] == 0
    assert went == []


def test_arrow_keys_walk_the_rows(qtbot: QtBot, table: ResultsTable) -> None:
    went: list[int] = []
    table.chosen.connect(went.append)
    table.choose(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert went == [1]


def test_other_values_stay_where_they_are_until_sorted_again(table: ResultsTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.put(replace(rows()[0], values=(Value("0.8", 0.8), Value("0.99", 0.99))))
    assert table.shown == (0, 2, 1)
    index = table.model().index(0, 1)
    assert index.data() == "0.99"


def test_the_bar_stands_in_the_column_of_the_measure(table: ResultsTable) -> None:
    def has_bar(column: int) -> bool:
        box = table.visualRect(table.model().index(2, column))
        image = table.viewport().grab(box).toImage()
        y = image.height() // 2
        return any(image.pixelColor(x, y) == QColor(LIGHT.data) for x in range(image.width()))

    assert [has_bar(column) for column in (0, 1)] == [False, True]
    table.set_measure("axis:0")
    assert [has_bar(column) for column in (0, 1)] == [True, False]
    table.set_measure("unknown")
    assert [has_bar(column) for column in (0, 1)] == [False, False]


def test_other_columns_forget_the_order(table: ResultsTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.show_rows(COLUMNS[:1], [Row(0, (Value("b"),)), Row(1, (Value("a"),))], "")
    table.set_theme(DARK)
    assert table.shown == (0, 1)
