"""What cannot be seen in a message is shown, the same while it grows and when it has ended."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

TEXTS = {
    "Trojan source": "if access_level != 'user\u202e \u2066// only admins\u2069 \u2066':",
    "Trojan source in code": "```c\nif (a) {\u202e } \u2066begin admins only\u2069 \u2066 {\n```",
    "Trojan source inline": "run `rm\u202e -rf` now",
    "zero width in a word": "pay\u200bpal, pay\u200dpal and a\u2060b",
    "zero width in code": "`می\u200cخ` and\n\n```\na\u200bb\ufe0f\n```",
    "needed joiners": "می\u200cخواهم 👩\u200d👩\u200d👧 ❤\ufe0f क्\u200dष",
    "escapes": "\x1b[31mred\x1b[0m \x07 \x9b2J",
    "in a table": "| a\u202eb | c |\n|---|---|\n| pay\u200bpal | می\u200cخ |",
    "in a heading and a list": "# a\u202eb\n\n1. c\u200bd\n2. e\u2066f",
    "in a refused link": "[a](javascript:x\u202ey) and ![b\u202ec](file:///x)",
}


def shown(view: TranscriptView) -> list[str]:
    """Return what the strips of the last turn show."""
    view.grab()
    texts: list[str] = []
    for piece in view.layout_.turns[-1].pieces:
        area = getattr(piece, "area", None)
        if area is not None:
            texts.append(area.shown_text)
        elif piece.length:
            texts.append(piece.text_between(0, piece.length))
    return texts


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    made = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_growing_text_shows_the_same_signs_as_the_ended_one(
    qtbot: QtBot, view: TranscriptView, text: str
) -> None:
    view.set_rows([turn_row("a", "assistant", text)])
    ended = shown(view)
    assert ended
    view.set_rows([growing_row("b", "")])
    for end in range(1, len(text) + 1):
        view.update_row(growing_row("b", text[:end]))
        qtbot.wait(0)
    qtbot.waitUntil(lambda: shown(view) == ended)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("pay\u200bpal", "pay⟨U+200B⟩pal"),
        ("`x\u200dy`", "x⟨U+200D⟩y"),
        ("```\nf\u200c\n```", "f⟨U+200C⟩"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("می\u200cخ 👩\u200d👧", "می\u200cخ 👩\u200d👧"),
    ],
)
def test_a_sign_stands_for_what_deceives(view: TranscriptView, text: str, expected: str) -> None:
    view.set_rows([turn_row("a", "assistant", text)])
    assert expected in "".join(shown(view))
