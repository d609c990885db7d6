"""The inspector's tabs show the same model, with foreign words as they are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import context_text
from desktop_chat.core.layers import Layers
from desktop_chat.core.pricing import Pricing
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.panels.inspector import Inspector
from desktop_chat.ui.theme.themed import spread_theme
from desktop_chat.ui.theme.tokens import DARK, LIGHT
from desktop_chat.ui.undo_history import UndoHistory

MODEL = Model(
    "maker/large-2",
    name="Maker: Large 2",
    description='<b>Good</b> <img src="http://example.invalid/x.png">',
    context_length=131072,
    max_completion_tokens=8192,
    pricing=Pricing(
        Decimal("0.000002"), Decimal("0.000006"), other={"web_search": Decimal("0.004")}
    ),
    input_modalities=("text", "image"),
    output_modalities=("text",),
    supported_parameters=frozenset({"temperature", "top_p", "zeal"}),
    created=1732000000,
)


@pytest.fixture
def inspector(qtbot: QtBot) -> Iterator[Inspector]:
    history = UndoHistory()
    made = Inspector(LIGHT, history)
    qtbot.addWidget(made)
    made.resize(300, 800)
    made.show()
    yield made
    made.close()


def test_the_tabs_are_named_and_turn_the_pages(qtbot: QtBot, inspector: Inspector) -> None:
    tabs = inspector.findChildren(QTabBar)[0]
    names = ["Parameters", "Model", "Info", "Tokens"]
    assert [tabs.tabText(index) for index in range(tabs.count())] == names
    assert [tabs.isTabVisible(index) for index in range(tabs.count())] == [True] * 3 + [False]
    assert inspector.parameters.isVisible()
    tabs.setCurrentIndex(2)
    assert inspector.info.isVisible()
    assert not inspector.parameters.isVisible()


def test_a_model_is_described_with_what_the_endpoint_states(inspector: Inspector) -> None:
    inspector.set_layers(Layers(model=MODEL))
    facts = dict(inspector.model.facts.rows)
    assert facts["Context"] == f"{context_text(131072)} (131\u202f072)"
    assert plain_line(facts["Input, per million tokens"]) == "$2"
    assert plain_line(facts["Output, per million tokens"]) == "$6"
    assert plain_line(facts["Web search, per search"]) == "$0.004"
    assert facts["Input modalities"] == "text, image"
    assert facts["Parameters"] == "temperature, top_p, zeal"
    assert "2024" in facts["Released"]
    assert "Tokenizer" not in facts


def test_foreign_words_are_never_markup(inspector: Inspector) -> None:
    inspector.set_layers(Layers(model=MODEL))
    inspector.info.set_info([("File", "<i>archive.db</i>")])
    labels = inspector.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    texts = [label.text() for label in labels]
    assert MODEL.description in texts
    assert "<i>archive.db</i>" in texts


def test_without_a_model_the_tab_says_so(inspector: Inspector) -> None:
    inspector.set_layers(Layers(model=MODEL))
    inspector.set_layers(Layers(model=None))
    assert inspector.model.facts.rows == ()
    texts = [label.text() for label in inspector.model.findChildren(QLabel)]
    assert "No model chosen" in texts


def test_an_endpoint_without_a_list_says_that(inspector: Inspector) -> None:
    inspector.set_layers(Layers(model=Model("local")))
    assert dict(inspector.model.facts.rows) == {"Parameters": "The endpoint gives no list"}


def test_every_control_has_a_name(inspector: Inspector) -> None:
    stops = [
        each
        for each in inspector.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is inspector
    ]
    assert len(stops) > 40
    nameless = [each for each in stops if not (each.accessibleName() or words(each))]
    assert not nameless


def words(widget: QWidget) -> str:
    """Return the text of a button, which serves as its name."""
    text = widget.property("text")
    return text if isinstance(text, str) else ""


def test_another_theme_reaches_everything(inspector: Inspector) -> None:
    inspector.set_layers(Layers(model=MODEL))
    light = inspector.grab().toImage()
    spread_theme(inspector, DARK)
    assert inspector.grab().toImage() != light
    spread_theme(inspector, LIGHT)
    assert inspector.grab().toImage() == light
