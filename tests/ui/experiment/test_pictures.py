"""The heat map and the line plot: what they show, how they are walked, what goes into files."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.figures import figure

from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.experiment.figure import Figure
from desktop_chat.ui.experiment.heat_map import HeatMap
from desktop_chat.ui.experiment.line_plot import LinePlot
from desktop_chat.ui.experiment.picture_files import png_of, svg_of
from desktop_chat.ui.theme.tokens import DARK, LIGHT

VALUES = [0.31, 0.52, 0.84, None, None, 0.31, 0.48, 0.66, 0.79, None]
WIDTH = 300


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(WIDTH, widget.sizeHint().height())
    widget.show()


@pytest.fixture
def heat(qtbot: QtBot) -> HeatMap:
    widget = HeatMap(LIGHT, figure(VALUES, running={8}))
    shown(qtbot, widget)
    return widget


@pytest.fixture
def lines(qtbot: QtBot) -> LinePlot:
    widget = LinePlot(LIGHT, figure(VALUES, spread=0.05))
    shown(qtbot, widget)
    return widget


def said(widget: HeatMap, row: int, column: int) -> str:
    table = QAccessible.queryAccessibleInterface(widget.view)
    # A line of column headers, and a header before each row.
    columns = widget.view.model().columnCount() + 1
    return table.child((row + 1) * columns + column + 1).text(QAccessible.Text.Name)


def colour_in(widget: HeatMap, row: int, column: int) -> QColor:
    """Return the colour in a corner of a cell, where no text and no frame is."""
    index = widget.view.model().index(row, column)
    corner = widget.view.visualRect(index).topLeft() + QPoint(5, 5)
    return widget.view.grab().toImage().pixelColor(corner)


def test_the_names_below_the_lines_stand_within_the_picture(
    lines: LinePlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("mistralai/mistral-large-2407", "meta-llama/llama-3.1-405b")
    boxes: dict[str, QRectF] = {}

    def write(_canvas: Canvas, box: QRectF, text: str, *_: object, **__: object) -> None:
        boxes[text] = box

    monkeypatch.setattr(Canvas, "write", write)
    lines.show_figure(replace(figure(VALUES[:4], 2), columns=names))
    lines.grab()
    shown = [boxes[name] for name in names if name in boxes]
    assert shown
    assert all(box.left() >= 0 and box.right() <= WIDTH for box in shown)


def test_every_cell_is_named_with_its_value(heat: HeatMap) -> None:
    assert said(heat, 0, 2) == "Temperature 0.8, Top P 1.00: 0.84"
    assert said(heat, 1, 3) == "Temperature 1.2, Top P 0.95: 0.79, still running"
    assert said(heat, 0, 4) == "Temperature 1.6, Top P 1.00: no value yet"


def test_a_missing_value_never_looks_like_the_least(heat: HeatMap) -> None:
    assert colour_in(heat, 0, 0) == QColor(LIGHT.data_1)
    assert colour_in(heat, 0, 2) == QColor(LIGHT.data_6)
    index = heat.view.model().index(0, 4)
    box = heat.view.visualRect(index)
    image = heat.view.grab().toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(box.left() + 3, box.right() - 3)
        for y in range(box.top() + 3, box.bottom() - 3)
    }
    assert QColor(LIGHT.data_1).name() not in colours
    assert len(colours) > 1


def test_arrow_keys_walk_the_map_and_tell_where(qtbot: QtBot, heat: HeatMap) -> None:
    went: list[int] = []
    heat.chosen.connect(went.append)
    heat.choose(0)
    qtbot.keyClick(heat.view, Qt.Key.Key_Right)
    qtbot.keyClick(heat.view, Qt.Key.Key_Down)
    qtbot.keyClick(heat.view, Qt.Key.Key_Down)
    assert went == [1, 6]


def test_a_click_chooses_a_cell(qtbot: QtBot, heat: HeatMap) -> None:
    index = heat.view.model().index(1, 2)
    place = heat.view.visualRect(index).center()
    with qtbot.waitSignal(heat.chosen) as signal:
        qtbot.mouseClick(heat.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == [7]


def test_other_values_keep_the_chosen_cell_and_say_nothing(heat: HeatMap) -> None:
    heat.choose(7)
    went: list[int] = []
    heat.chosen.connect(went.append)
    heat.show_figure(figure([*VALUES[:9], 1.5]))
    assert heat.view.number == 7
    assert went == []
    assert said(heat, 1, 4) == "Temperature 1.6, Top P 0.95: 1.50"
    assert colour_in(heat, 0, 2) != QColor(LIGHT.data_6)


def test_another_plane_and_another_theme_are_taken(heat: HeatMap) -> None:
    heat.show_figure(figure([0.1, 0.2], columns=2))
    heat.set_theme(DARK)
    assert heat.view.model().columnCount() == 2
    assert colour_in(heat, 0, 1) == QColor(DARK.data_6)


def test_cells_fill_the_width_whatever_it_is(heat: HeatMap) -> None:
    for width in (200, 333, 1001):
        heat.resize(width, heat.height())
        last = heat.view.visualRect(heat.view.model().index(0, 4))
        assert last.right() + 1 == heat.view.viewport().width()
        assert heat.view.geometry().right() + 1 == width


def test_mirrored_the_first_column_is_at_the_right(heat: HeatMap) -> None:
    heat.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    heat.resize(WIDTH + 1, heat.height())
    model = heat.view.model()
    first, last = (heat.view.visualRect(model.index(0, column)) for column in (0, 4))
    assert first.left() > last.right()
    assert heat.view.x() == 0


def test_a_map_of_nothing_is_all_hatching(qtbot: QtBot) -> None:
    widget = HeatMap(LIGHT, figure([None], columns=1, is_bare=True))
    shown(qtbot, widget)
    assert not widget.grab().isNull()


def test_the_plot_says_what_it_shows(lines: LinePlot) -> None:
    assert lines.accessibleDescription().startswith("Distinct-2. Temperature 0.0, Top P 1.00: 0.31")
    lines.choose(8)
    assert lines.accessibleDescription().endswith("0.79, 0.74 to 0.84")
    lines.choose(9)
    assert lines.accessibleDescription().endswith("no value yet")


def test_arrow_keys_walk_the_points_and_the_lines(qtbot: QtBot, lines: LinePlot) -> None:
    went: list[int] = []
    lines.chosen.connect(went.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(lines, key)
    assert went == [1, 6]


def test_a_click_chooses_the_nearest_point(qtbot: QtBot, lines: LinePlot) -> None:
    with qtbot.waitSignal(lines.chosen) as signal:
        qtbot.mouseClick(
            lines, Qt.MouseButton.LeftButton, pos=QPoint(lines.width() // 2, lines.height() - 60)
        )
    assert signal.args is not None
    assert signal.args[0] % 5 == 2


@pytest.mark.parametrize(
    "shape",
    [
        figure([None, None], columns=2),
        figure([0.5], columns=1),
        figure([0.5], columns=1, spread=0.1, is_bare=True),
        figure([0.5, 0.5, 0.5], columns=3, spread=0.0),
        replace(figure([0.1, 0.2], columns=2), positions=(3.0, 3.0)),
    ],
    ids=["nothing", "one value", "no axis", "all equal", "one position"],
)
def test_the_plot_draws_every_shape(qtbot: QtBot, shape: Figure) -> None:
    widget = LinePlot(LIGHT, shape)
    shown(qtbot, widget)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    assert not widget.grab().isNull()


@pytest.mark.parametrize("is_lines", [False, True], ids=["heat", "lines"])
def test_an_svg_holds_lines_and_texts_and_no_raster(is_lines: bool) -> None:
    svg = svg_of(figure(VALUES, running={8}), is_lines=is_lines, row=1, running_text="running")
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("}text")]
    assert "image" not in tags
    assert "Distinct-2: Top P × Temperature" in texts
    assert ("0.79*" in texts) is not is_lines
    assert "1.2" in texts
    assert root.attrib["viewBox"].startswith("0 0 640 ")


def test_a_hatched_cell_in_an_svg_is_made_of_lines_inside_it() -> None:
    svg = svg_of(figure([None, 0.5], columns=2), is_lines=False, row=0, running_text="")
    root = ET.fromstring(svg)
    lines = [element for element in root.iter() if element.tag.endswith("}polyline")]
    assert len(lines) > 20


@pytest.mark.parametrize("is_lines", [False, True], ids=["heat", "lines"])
def test_a_png_has_twice_the_pixels_and_a_light_ground(is_lines: bool) -> None:
    png = png_of(figure(VALUES), is_lines=is_lines, row=0, running_text="")
    image = QImage.fromData(png)
    assert image.width() == 1280
    assert image.pixelColor(0, 0) == QColor(LIGHT.bg_content)
