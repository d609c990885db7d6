"""Colours of code: pygments in a thread of its own, asked at most every quarter second per block.

Owns when code is lexed and which of our six colours a token has. Must not know how code is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol, TypeAlias
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop_chat.ui.transcript.blocks.languages import language_of
from desktop_chat.ui.transcript.worker import Worker

Spans: TypeAlias = tuple[tuple[tuple[int, int, str], ...], ...]
"""Per line of code: start, length and colour token of each coloured stretch, in UTF-16 units."""

_INTERVAL_MS = 250
_REST = 9
_MAX_CHARACTERS = 200_000


class Colored(Protocol):
    """What receives the colours of its code."""

    def apply_spans(self, spans: Spans) -> None:
        """Take the colours of the code that was asked for last, or of its beginning."""
        ...


class Highlighter(QObject):
    """Finds the colours of code.

    Signals:
        colored: There are new colours to paint.
    """

    colored = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: WeakKeyDictionary[Colored, tuple[str, str]] = WeakKeyDictionary()
        self._worker = Worker("highlighter", self)
        self._is_busy = False
        self._has_begun = False
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._begin)

    def request(self, piece: Colored, language: str, code: str) -> None:
        """Ask for the colours of a piece's code; the latest request of a piece counts."""
        if not language or len(code) > _MAX_CHARACTERS:
            return
        self._wanted[piece] = (language, code)
        if not self._timer.isActive() and not self._is_busy:
            self._timer.start(self._timer.interval() if self._has_begun else 0)

    def _begin(self) -> None:
        pieces = [ref(piece) for piece in self._wanted]
        codes = list(self._wanted.values())
        self._wanted.clear()
        if not codes:
            return
        self._is_busy = self._has_begun = True
        self._elapsed.start()
        self._worker.submit(partial(_all_spans, codes), partial(self._hand_out, pieces))

    def _hand_out(self, pieces: Sequence[ref[Colored]], found: Sequence[Spans]) -> None:
        self._is_busy = False
        for reference, spans in zip(pieces, found, strict=True):
            piece = reference()
            if piece is not None and spans:
                piece.apply_spans(spans)
                self.colored.emit()
        # Long code that grows is lexed again and again: that takes a tenth of the time at most.
        self._timer.setInterval(_INTERVAL_MS + _REST * self._elapsed.elapsed())
        if self._wanted:
            self._timer.start()


def _all_spans(codes: Sequence[tuple[str, str]]) -> list[Spans]:
    return [spans_of(language, code) for language, code in codes]


def spans_of(language: str, code: str) -> Spans:
    """Return the colours of code; nothing for a language that has none."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        name = language_of(language).lexer
        # PHP stands without its opening tag in most answers.
        options = {"startinline": True} if name == "php" and "<?" not in code else {}
        lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False, **options)
    except ClassNotFound:
        return ()
    lines: list[list[tuple[int, int, str]]] = [[]]
    column = 0
    for kind, text in lexer.get_tokens(code):
        token = _color_token(str(kind))
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                column = 0
            length = len(part) if part.isascii() else len(part.encode("utf-16-le")) // 2
            if token and length:
                _add_span(lines[-1], column, length, token)
            column += length
    return tuple(tuple(line) for line in lines)


def _add_span(line: list[tuple[int, int, str]], start: int, length: int, token: str) -> None:
    """Add a stretch to a line's colours, as part of the one before where both look alike."""
    if line and line[-1][2] == token and sum(line[-1][:2]) == start:
        start, length = line[-1][0], line[-1][1] + length
        line.pop()
    line.append((start, length, token))


_COLORS = (
    ("Token.Comment", "syntax_comment"),
    ("Token.Keyword.Type", "syntax_type"),
    ("Token.Keyword.Constant", "syntax_number"),
    ("Token.Keyword", "syntax_keyword"),
    ("Token.Operator.Word", "syntax_keyword"),
    ("Token.Name.Function", "syntax_function"),
    ("Token.Name.Decorator", "syntax_function"),
    ("Token.Name.Class", "syntax_type"),
    ("Token.Name.Builtin", "syntax_type"),
    ("Token.Name.Tag", "syntax_keyword"),
    ("Token.Name.Attribute", "syntax_function"),
    ("Token.Name.Exception", "syntax_type"),
    ("Token.Literal.String", "syntax_string"),
    ("Token.Literal.Number", "syntax_number"),
    ("Token.Literal.Date", "syntax_number"),
    ("Token.Generic.Inserted", "syntax_string"),
    ("Token.Generic.Deleted", "syntax_number"),
    ("Token.Generic.Heading", "syntax_function"),
    ("Token.Generic.Subheading", "syntax_keyword"),
    ("Token.Generic.Prompt", "syntax_comment"),
)


def _color_token(kind: str) -> str:
    return next((token for prefix, token in _COLORS if kind.startswith(prefix)), "")
