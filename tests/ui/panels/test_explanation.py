"""A parameter is explained beside the panel, with a picture that follows the sliders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot
from support.parameter_bench import ParameterBench

from desktop_chat.app.next_tokens import NextTokens
from desktop_chat.core.catalog import Model
from desktop_chat.core.reshaping import SHAPING
from desktop_chat.core.sampling import PARAMETERS, Parameter, Sampling
from desktop_chat.ui.panels.distribution_picture import DistributionPicture
from desktop_chat.ui.panels.explanation import Explanation
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.facts import FactList

FOUR = NextTokens("Both act on", {"␣the": 0.5, "␣a": 0.3, "␣one": 0.15, "␣both": 0.05})


class Desk:
    """The panel at the edge of a window that has room beside it."""

    def __init__(self, qtbot: QtBot, bench: ParameterBench, direction: Qt.LayoutDirection) -> None:
        self.qtbot = qtbot
        self.bench = bench
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.setLayoutDirection(direction)
        self.window.resize(760, 700)
        bench.panel.setParent(self.window)
        x = 460 if direction is Qt.LayoutDirection.LeftToRight else 0
        bench.panel.setGeometry(x, 0, 300, 700)
        self.window.show()
        bench.panel.show()
        bench.panel.distribution_wanted.connect(lambda: bench.panel.show_next_tokens(FOUR))

    def explain(self, title: str) -> Explanation:
        self.bench.press(self.bench.named(QAbstractButton, f"Explain {title}"))
        (found,) = self.window.findChildren(Explanation)
        return found

    def words(self) -> list[str]:
        (found,) = self.window.findChildren(Explanation)
        captions = [label.text() for label in found.findChildren(QLabel) if label.isVisible()]
        (facts,) = found.findChildren(FactList)
        return [*captions, *(text for fact in facts.rows for text in fact)]

    def spoken(self) -> str:
        (picture,) = self.window.findChildren(DistributionPicture)
        return picture.accessibleDescription() if picture.isVisible() else ""


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def desk(
    qtbot: QtBot, panel_bench: ParameterBench, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    yield Desk(qtbot, panel_bench, request.param)
    panel_bench.panel.setParent(None)


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda each: each.name)
def test_every_parameter_can_be_explained(
    panel_bench: ParameterBench, parameter: Parameter
) -> None:
    wanted: list[None] = []
    panel_bench.panel.distribution_wanted.connect(lambda: wanted.append(None))
    panel_bench.press(panel_bench.named(QAbstractButton, f"Explain {parameter.title}"))
    (found,) = panel_bench.panel.findChildren(Explanation)
    assert found.parameter is parameter
    words = [label.text() for label in found.findChildren(QLabel)]
    assert {parameter.title, parameter.help, parameter.name, parameter.expectation} <= set(words)
    assert len(wanted) == (parameter.name in SHAPING)


def test_the_model_is_asked_what_it_says(desk: Desk) -> None:
    model = Model(
        "a/b",
        supported_parameters=frozenset({"temperature"}),
        default_parameters=Sampling(temperature=0.7),
    )
    desk.bench.show(model=model)
    desk.explain("Temperature")
    assert {"0.7, says the model", "Taken"} <= set(desk.words())
    desk.explain("Top K")
    assert {"0, by convention", "Not taken: not sent"} <= set(desk.words())
    desk.bench.show(model=Model("c/d"))
    assert "The model does not say" in desk.words()


def test_the_picture_follows_the_settings(desk: Desk) -> None:
    desk.explain("Top K")
    assert desk.spoken().startswith("␣the from 50 % to 50 %; ␣a from 30 % to 30 %")
    desk.bench.show(Sampling(top_k=2))
    assert "␣the from 50 % to 62 %" in desk.spoken()
    assert "␣one from 15 % to nothing" in desk.spoken()
    assert any("“Both act on”" in text and "0.95 bits" in text for text in desk.words())
    desk.bench.show(Sampling(top_k=2), Model("a/b", supported_parameters=frozenset()))
    assert "␣the from 50 % to 50 %" in desk.spoken()


def test_the_beginning_of_an_answer_is_named_as_such(desk: Desk) -> None:
    desk.explain("Top K")
    desk.bench.panel.show_next_tokens(NextTokens("", FOUR.shares))
    assert any(text.startswith("The last answer's first token.") for text in desk.words())


def test_where_no_token_is_drawn_there_is_no_picture(desk: Desk) -> None:
    desk.explain("Max tokens")
    assert desk.spoken() == ""


def test_it_stands_beside_the_panel_and_the_panel_can_be_used(desk: Desk) -> None:
    found = desk.explain("Temperature")
    surface = found.geometry().adjusted(12, 12, -12, -12)
    assert not surface.intersects(desk.bench.panel.geometry())
    assert desk.window.rect().contains(surface)
    desk.bench.press(desk.bench.panel)
    assert found.isVisible()
    free = QPoint(380, 695)
    desk.qtbot.mouseClick(desk.window, Qt.MouseButton.LeftButton, pos=free)
    assert not found.isVisible()


def test_the_same_press_and_escape_close_it(desk: Desk) -> None:
    found = desk.explain("Temperature")
    desk.explain("Temperature")
    assert found.parameter is None
    name = desk.bench.named(QAbstractButton, "Explain Temperature")
    desk.qtbot.keyClick(name, Qt.Key.Key_Space)
    assert found.isVisible()
    desk.qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert not found.isVisible()
    desk.explain("Temperature")
    desk.bench.panel.hide()
    assert not found.isVisible()


def test_the_picture_is_painted_without_any_token(qtbot: QtBot) -> None:
    picture = DistributionPicture(LIGHT)
    qtbot.addWidget(picture)
    empty = picture.grab().toImage()
    picture.set_distributions(FOUR.shares, {"␣the": 1.0})
    assert picture.grab().toImage() != empty
    assert picture.accessibleDescription().count("to nothing") == 3
