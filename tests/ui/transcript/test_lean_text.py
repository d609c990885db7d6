"""A text without a document looks like one with it, pixel by pixel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QTextCharFormat
from pytestqt.qtbot import QtBot
from support.work import calls_of

from desktop_chat.markup.blocks import Code, Emphasis, Inline, Link, Math, Strike, Strong, Text
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.lean_text import MOST_CHARACTERS, LeanText, lean_text
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import PaintState
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.look import Look

TEXTS: tuple[tuple[Inline, ...], ...] = (
    (),
    (Text("1"),),
    (Text("some words and more, that go on and on until a line has to break"),),
    (Text("plain "), Strong((Text("strong "), Emphasis((Text("both"),)))), Text(" rest")),
    (Strike((Text("struck out words that take several lines in a narrow column"),)),),
    (Text("世界和平 と 한국어"),),
    (Text("नमस्ते दुनिया, Ελληνικά, кириллица"),),
    (Text("👩\u200d👧 family and 😀 a face"),),
    (Text("averyveryverylongwordthatfitsinnocolumnofanywidthwhatsoever"),),
    (Text("trailing blanks   "),),
)
FONTS = ("body", "cell", "head_cell", "code")
ALIGNMENTS = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignHCenter,
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
)


def painted(text: LeanText | TextArea, look: Look) -> QImage:
    image = QImage(420, 260, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    color = look.color("text")
    if isinstance(text, LeanText):
        text.paint(painter, QPointF(8, 20), color)
    else:
        text.paint(painter, QPointF(8, 20), color, PaintState())
    painter.end()
    return image


def in_document(inlines: tuple[Inline, ...], look: Look, font: str) -> TextArea:
    area = TextArea(look, MathImages(), getattr(look, font), look.line_px)
    with area.writer.one_change():
        area.writer.write(inlines, QTextCharFormat())
    return area


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_looks_as_in_a_document(qtbot: QtBot, font: str, scale: float) -> None:
    look = Look(LIGHT, scale)
    compared = 0
    for inlines in TEXTS:
        for alignment in ALIGNMENTS:
            lean = lean_text(inlines, getattr(look, font), look.line_px, alignment)
            if lean is None:
                continue
            compared += 1
            area = in_document(inlines, look, font)
            option = area.document.defaultTextOption()
            option.setAlignment(alignment)
            area.document.setDefaultTextOption(option)
            assert lean.natural_width() == area.natural_width(), inlines
            assert lean.length == area.length
            for width in (400, 200, 90, 400):
                assert lean.height(width) == area.height(width), (inlines, width)
                assert painted(lean, look) == painted(area, look), (inlines, width, alignment)
    assert compared > len(TEXTS) * 2


def test_other_texts_look_otherwise(qtbot: QtBot) -> None:
    look = Look(LIGHT)
    plain, strong = (
        lean_text(inlines, look.body, look.line_px)
        for inlines in ((Text("words"),), (Strong((Text("words"),)),))
    )
    assert plain is not None
    assert strong is not None
    for text in (plain, strong):
        text.height(200)
    assert painted(plain, look) != painted(strong, look)


@pytest.mark.parametrize(
    "inlines",
    [
        (Code("x"),),
        (Link("https://x.example", "", (Text("x"),)),),
        (Math("x", False),),
        (Strong((Code("x"),)),),
        (Text("\u05d0\u05d1"),),
        (Text("a\u202eb"),),
        (Text("pay\u200bpal"),),
        (Text("a\tb"),),
        (Text("a\u2028b"),),
        (Text("x" * (MOST_CHARACTERS + 1)),),
    ],
)
def test_what_needs_a_document_gets_none_of_this(qtbot: QtBot, inlines: tuple[Inline, ...]) -> None:
    look = Look(LIGHT)
    assert lean_text(inlines, look.body, look.line_px) is None


def test_it_is_a_fraction_of_the_work(qtbot: QtBot) -> None:
    look = Look(LIGHT)
    words = (Text("some words"),)
    in_document(words, look, "body")
    lean = calls_of(lambda: lean_text(words, look.body, look.line_px))
    assert 2 * lean < calls_of(lambda: in_document(words, look, "body"))
