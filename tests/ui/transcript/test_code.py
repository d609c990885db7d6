"""Code on its card: languages, colours, wrapping, saving, folding, and the header that stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot
from support.scripted import ScriptedTransport, says
from support.turn_rows import turn_row
from support.window import desktop

from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.highlight import spans_of
from desktop_chat.ui.transcript.blocks.languages import file_name, language_of
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

LONG = "```rust\n" + "".join(f"let x{n} = {n};\n" for n in range(214)) + "```\n\nThe end."
_WORDS = """
python py py3 javascript js mjs node jsx typescript ts tsx java kotlin kt scala groovy c h c++ cpp
cc hpp c# cs csharp f# vb vbnet go golang rust rs swift objective-c objc dart php ruby rb perl lua
r julia matlab haskell hs ocaml elixir erlang clojure lisp scheme fortran cobol pascal zig nim
solidity html xml svg css scss less vue svelte json json5 jsonc jsonl yaml yml toml ini env
properties sql mysql postgresql sqlite plsql graphql protobuf proto bash sh shell zsh fish console
terminal powershell ps1 pwsh bat dockerfile docker makefile cmake nginx hcl terraform tf nix vim
diff patch markdown md latex tex asm nasm wat cuda glsl verilog vhdl http jinja2 handlebars gradle
"""
COLOURED = _WORDS.split()
SAMPLE = """<a b="c">
"text" 'text' 1 2.5 true null return if def class function int void let var SELECT FROM echo
# one
// two
/* three */
-- four
% five
; six
key = "value"
{"key": [1, "two"]}
- key: value
@x @@ +y
-z
.method mov eax, 1
$ ls -l
query { a }
FROM alpine
set x 1
\\section{x}
**bold**
GET / HTTP/1.1
"""
Opener = Callable[[str], TranscriptView]
_CODE = Place(0, 1)


@pytest.fixture
def open_answer(qtbot: QtBot) -> Opener:
    """Return what shows one answer in a view, from its beginning."""

    def show(text: str) -> TranscriptView:
        view = TranscriptView(LIGHT)
        qtbot.addWidget(view)
        view.resize(640, 480)
        view.show()
        view.set_rows([turn_row("a", "assistant", text)])
        view.scroll_to(0)
        return view

    return show


def code_of(view: TranscriptView, place: Place = _CODE) -> CodePiece:
    view.layout_.turns[0].measure(place.piece, view.layout_.width)
    piece = view.layout_.piece(place)
    assert isinstance(piece, CodePiece)
    return piece


def press(view: TranscriptView, name: str) -> None:
    """Click the target of a name where it is on screen."""
    (target,) = (t for t in code_of(view).targets() if t.name == name)
    place = view.rect_of(_CODE).topLeft() + target.rect.center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QGuiApplication.processEvents()


@pytest.mark.parametrize("word", COLOURED)
def test_a_language_that_models_write_has_colours_a_title_and_a_file(word: str) -> None:
    assert any(spans_of(word, SAMPLE)), word
    assert language_of(word).title
    assert file_name(word) == "Dockerfile" or file_name(word).startswith("code.")


def test_there_are_at_least_forty_languages() -> None:
    assert len({language_of(word).title for word in COLOURED}) >= 40


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("", "Code"),
        ("py", "Python"),
        ("PYTHON", "Python"),
        ("language-js", "JavaScript"),
        ("{.rust", "Rust"),
        ("python:main.py", "Python"),
        ("ts,linenos", "TypeScript"),
        ("c++", "C++"),
        ("f#", "F#"),
        ("mermaid", "Mermaid"),
        ("klingon", "Klingon"),
        ("x" * 500, "X" + "x" * 39),
    ],
)
def test_a_fence_names_its_language_in_many_ways(word: str, title: str) -> None:
    assert language_of(word).title == title


@pytest.mark.parametrize(
    "word", ["../../etc/passwd", "a/b", "con", ".bashrc", "\\\\host\\x", "\x00"]
)
def test_a_foreign_word_never_becomes_part_of_a_files_name(word: str) -> None:
    assert file_name(word) == "code.txt"


def test_code_is_offered_for_saving_as_it_was_written(open_answer: Opener) -> None:
    view = open_answer("```py\nx = 1\n```")
    spy = QSignalSpy(view.save_requested)
    press(view, "Save Python code…")
    assert spy.at(0) == ["x = 1\n", "code.py"]


def test_wrapping_shows_the_whole_of_a_long_line_and_can_be_undone(open_answer: Opener) -> None:
    view = open_answer("```\n" + "word " * 100 + "\n```")
    before = code_of(view).height
    assert code_of(view).max_scroll_x > 0
    press(view, "Wrap lines")
    assert code_of(view).height > before
    assert code_of(view).max_scroll_x == 0
    press(view, "Do not wrap lines")
    assert code_of(view).height == before


def test_copying_says_so_in_the_button_and_then_no_more(open_answer: Opener, qtbot: QtBot) -> None:
    view = open_answer("```py\nx = 1\n```")
    press(view, "Copy Python code")
    assert code_of(view).header.is_copied
    qtbot.waitUntil(lambda: not code_of(view).header.is_copied)


def test_a_fold_cuts_no_line_and_opens(open_answer: Opener) -> None:
    view = open_answer(LONG)
    piece = code_of(view)
    folded = piece.height
    body = folded - view.look.px(32 + 9 + 11 + 32)
    assert body % view.look.code_line_px == 0
    assert body <= view.look.px(480)
    press_fold(view, "Show all 214 lines")
    assert code_of(view).height > 214 * view.look.code_line_px
    assert "Show less" in [target.name for target in code_of(view).targets()]


def press_fold(view: TranscriptView, name: str) -> None:
    names = [target.name for target in code_of(view).targets()]
    view.pointer.activate(_CODE, names.index(name))


def test_the_header_stays_in_sight_and_its_buttons_work_there(open_answer: Opener) -> None:
    view = open_answer(LONG)
    press_fold(view, "Show all 214 lines")
    view.scroll_to(1_500)
    seen = painted(view)
    top = [seen.pixelColor(x, 20).name() for x in range(view.column_left + 20, 400, 2)]
    assert LIGHT.bg_code.lower() in top
    (copy,) = (t for t in code_of(view).targets() if t.name == "Copy Rust code")
    assert view.rect_of(_CODE).y() + copy.rect.y() in range(32)
    press(view, "Copy Rust code")
    assert QGuiApplication.clipboard().text().startswith("let x0 = 0;")


def painted(view: TranscriptView) -> QImage:
    return view.viewport().grab().toImage()


def test_nothing_of_the_code_is_painted_outside_of_its_card(open_answer: Opener) -> None:
    view = open_answer("```\n" + "█" * 400 + "\n```")
    seen = painted(view)
    right = view.column_left + view.layout_.width
    assert {seen.pixelColor(right + 2, y).name() for y in range(20, 120)} == {"#ffffff"}


async def test_a_saved_file_holds_the_code(tmp_path: Path) -> None:
    async with desktop(ScriptedTransport(says("```sh\nx\n```"))) as opened:
        await opened.say("Write")
        opened.window.chat.transcript.save_requested.emit("echo 'é'\n", "code.sh")
        (dialog,) = opened.window.findChildren(SaveDialog)
        assert Path(dialog.selectedFiles()[0]).name == "code.sh"
        file = tmp_path / "mine.sh"
        dialog.chosen.emit(file)
        dialog.close()
        await opened.settled()
        assert file.read_text(encoding="utf-8") == "echo 'é'\n"
