"""Pictures: nothing is loaded without a click, embedded ones within limits, nothing jumps."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot
from support.demonstration import picture, picture_url
from support.scripted import ScriptedReply, ScriptedTransport, says
from support.turn_rows import growing_row, turn_row
from support.window import Desktop, desktop

from desktop_chat.ui.theme.tokens import DARK
from desktop_chat.ui.transcript.blocks.picture import PicturePiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.pictures import MAX_PIXELS, Pictures, Stage, decoded
from desktop_chat.ui.transcript.view import TranscriptView

URL = "https://pictures.example/a.png"
REMOTE = f"![A plot]({URL})"
PARAGRAPHS = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))
Opener = Callable[..., TranscriptView]


def encoded(kind: str, width: int = 30, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF3366)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())


def data_url(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def stage_after(qtbot: QtBot, source: str) -> Stage:
    pictures = Pictures()
    pictures.find(source)
    qtbot.waitUntil(lambda: not pictures.is_busy)
    return pictures.find(source).stage


def piece_in(view: TranscriptView, number: int = 1) -> PicturePiece:
    view.layout_.turns[-1].measure(number, view.layout_.width)
    piece = view.layout_.piece(Place(len(view.layout_.turns) - 1, number))
    assert isinstance(piece, PicturePiece)
    return piece


def activate(view: TranscriptView, name: str) -> None:
    names = [target.name for target in piece_in(view).targets()]
    view.pointer.activate(Place(len(view.layout_.turns) - 1, 1), names.index(name))


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_the_usual_kinds_are_decoded(kind: str) -> None:
    found = decoded(encoded(kind))
    assert isinstance(found, QImage)
    assert (found.width(), found.height()) == (30, 20)


def test_of_a_gif_the_first_frame_is_shown() -> None:
    content = base64.b64decode("R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")
    found = decoded(content)
    assert isinstance(found, QImage)
    assert found.pixelColor(0, 0).name() == "#ff0000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"<?xml version='1.0'?><svg/>",
        encoded("bmp"),
        encoded("ppm"),
        picture(10, 10)[:40],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\xff\xd8\xff\xe0" + b"\xff" * 200,
    ],
)
@pytest.mark.qt_log_ignore("libpng", "JPEG", "QImage")
def test_anything_else_and_damaged_pictures_are_refused_in_a_sentence(content: bytes) -> None:
    found = decoded(content)
    assert isinstance(found, str)
    assert found.endswith(".")


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    head = picture(4, 4)
    huge = (MAX_PIXELS // 1_000).to_bytes(4, "big") + (1_001).to_bytes(4, "big")
    found = decoded(png_with_size(head, huge))
    assert isinstance(found, str)
    assert "million pixels" in found


def png_with_size(content: bytes, size: bytes) -> bytes:
    head = b"IHDR" + size + content[24:29]
    return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


def test_a_picture_larger_than_a_screen_is_made_smaller() -> None:
    found = decoded(encoded("png", 5_000, 100))
    assert isinstance(found, QImage)
    assert (found.width(), found.height()) == (2_000, 40)


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "picture.png",
        "//host/share/x.png",
        "\\\\host\\x.png",
        "ftp://host/x.png",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "data:text/html,<b>",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:,x",
        "data:image/png" + "A" * 15_000_000,
        "https://user:pass\\@host/x.png",
        "",
    ],
)
def test_no_other_address_can_be_loaded(qtbot: QtBot, source: str) -> None:
    pictures = Pictures()
    spy = QSignalSpy(pictures.wanted)
    pictures.load(source)
    assert pictures.find(source).stage is Stage.REFUSED
    assert spy.count() == 0
    assert not pictures.is_busy


@pytest.mark.parametrize("body", ["data:image/png;base64,%%%", "data:image/png;base64,AAAA"])
def test_a_damaged_embedded_picture_says_so(qtbot: QtBot, body: str) -> None:
    assert stage_after(qtbot, body) is Stage.FAILED


def test_an_embedded_picture_is_shown_at_once(qtbot: QtBot, open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", f"![x]({data_url(encoded('png'))})"))
    qtbot.waitUntil(lambda: view.pictures.find(data_url(encoded("png"))).stage is Stage.SHOWN)
    assert piece_in(view).height == 20
    assert "#ff3366" in colors(view)


def colors(view: TranscriptView) -> set[str]:
    seen = view.viewport().grab().toImage()
    return {
        seen.pixelColor(x, y).name()
        for x in range(0, seen.width(), 5)
        for y in range(0, seen.height(), 5)
    }


def test_a_models_own_pictures_are_shown_too(qtbot: QtBot, open_view: Opener) -> None:
    row = replace(turn_row("a", "assistant", "Here."), images=(data_url(encoded("png")),))
    view = open_view(row)
    qtbot.waitUntil(lambda: "#ff3366" in colors(view))


def test_a_picture_elsewhere_waits_for_a_click_and_names_its_host(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", REMOTE))
    spy = QSignalSpy(view.pictures.wanted)
    view.viewport().grab()
    view.set_theme(DARK)
    view.resize(500, 300)
    view.viewport().grab()
    assert spy.count() == 0
    (target,) = piece_in(view).targets()
    assert target.name == "Load the image from pictures.example"
    activate(view, target.name)
    assert spy.at(0) == [URL]
    activate(view, "Do not load the image")
    assert view.pictures.find(URL).stage is Stage.WAITING


def test_a_picture_that_comes_after_it_was_given_up_is_not_shown(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", REMOTE))
    activate(view, "Load the image from pictures.example")
    activate(view, "Do not load the image")
    view.pictures.take(URL, picture(10, 10))
    assert view.pictures.find(URL).stage is Stage.WAITING


def test_several_pictures_in_a_paragraph_have_a_line_each(open_view: Opener) -> None:
    view = open_view(turn_row("a", "assistant", f"{REMOTE} {REMOTE}\n{REMOTE}"))
    assert sum(isinstance(p, PicturePiece) for p in view.layout_.turns[0].pieces) == 3


def test_a_picture_is_the_same_whether_it_was_streamed_or_not(
    qtbot: QtBot, open_view: Opener
) -> None:
    view = open_view(growing_row("a", "![A pl"))
    for end in range(8, len(REMOTE) + 1, 5):
        view.update_row(growing_row("a", REMOTE[:end]))
        qtbot.wait(40)
    view.update_row(turn_row("a", "assistant", REMOTE, revision=99))
    qtbot.waitUntil(lambda: view.layout_.turns[0].row.revision == 99)
    assert isinstance(piece_in(view), PicturePiece)


def test_a_picture_that_arrives_moves_nothing_that_is_read_above_it(
    qtbot: QtBot, open_view: Opener
) -> None:
    text = f"{PARAGRAPHS}\n\n{REMOTE}\n\n{PARAGRAPHS}"
    view = open_view(turn_row("a", "assistant", text))
    place = next(
        Place(0, n)
        for n, piece in enumerate(view.layout_.turns[0].pieces)
        if isinstance(piece, PicturePiece)
    )
    view.scroll_to(view.layout_.top_of(place) - 200)
    before = shot(view).copy(0, 0, 600, 190)
    view.pictures.load(URL)
    view.pictures.take(URL, picture(400, 300))
    qtbot.waitUntil(lambda: view.pictures.find(URL).stage is Stage.SHOWN)
    assert view.layout_.piece(place).height == 300
    assert shot(view).copy(0, 0, 600, 190) == before


def test_a_picture_that_arrives_above_the_view_moves_nothing_in_it(
    qtbot: QtBot, open_view: Opener
) -> None:
    text = f"{REMOTE}\n\n{PARAGRAPHS}"
    view = open_view(turn_row("a", "assistant", text))
    view.scroll_to(0)
    view.scroll_to(700)
    before = shot(view).copy(0, 0, 600, 480)
    view.pictures.load(URL)
    view.pictures.take(URL, picture(400, 300))
    qtbot.waitUntil(lambda: view.pictures.find(URL).stage is Stage.SHOWN)
    assert shot(view).copy(0, 0, 600, 480) == before
    for _ in range(20):
        view.scroll_by(-40)
    assert piece_in(view).height == 300


def shot(view: TranscriptView) -> QImage:
    QGuiApplication.processEvents()
    return view.viewport().grab().toImage()


async def loaded(opened: Desktop) -> Stage:
    """Click on the placeholder in the last turn; return what comes of it."""
    view = opened.window.chat.transcript
    activate(view, "Load the image from pictures.example")
    await opened.until(lambda: view.pictures.find(URL).stage not in (Stage.LOADING, Stage.DECODING))
    await opened.settled()
    return view.pictures.find(URL).stage


async def test_in_the_window_a_click_fetches_a_picture_and_only_a_click() -> None:
    reply = ScriptedReply([picture(40, 30)], headers={"content-type": "image/png"})
    transport = ScriptedTransport(says(REMOTE), reply)
    async with desktop(transport) as opened:
        await opened.say("Show me")
        assert len(transport.requests) == 1
        assert await loaded(opened) is Stage.SHOWN
        assert transport.requests[1].url == URL
        assert transport.keys[1] is None


async def test_what_fails_is_said_in_the_placeholder_and_can_be_tried_again() -> None:
    page = ScriptedReply([b"<html>"], headers={"content-type": "text/html"})
    reply = ScriptedReply([picture(40, 30)], headers={"content-type": "image/png"})
    async with desktop(ScriptedTransport(says(REMOTE), page, reply)) as opened:
        await opened.say("Show me")
        assert await loaded(opened) is Stage.FAILED
        view = opened.window.chat.transcript
        assert "no picture" in view.pictures.find(URL).error
        assert await loaded(opened) is Stage.SHOWN


def test_the_demonstrations_picture_is_one() -> None:
    assert isinstance(decoded(picture(8, 8)), QImage)
    assert picture_url().startswith("data:image/png;base64,")
    assert QByteArray(picture(2, 2)).startsWith(b"\x89PNG")
