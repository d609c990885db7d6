"""What is said of a turn and of each kind of strip: role, name and text.

Owns the words for the ear. Must not know the tree that they stand in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.figures import clock_text
from desktop_chat.core.message import MessageState, Role
from desktop_chat.markup.blocks import Heading, Table, spoken_text
from desktop_chat.markup.links import host_of
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.flow import LIST, QUOTE, REASONING, leaf_text
from desktop_chat.ui.transcript.blocks.formula import FormulaPiece
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece, RulePiece
from desktop_chat.ui.transcript.blocks.piece import IN_TEXT, LINK, Piece, Target
from desktop_chat.ui.transcript.blocks.plain import PlainPiece
from desktop_chat.ui.transcript.blocks.table import TablePiece
from desktop_chat.ui.transcript.cards.notice import NoticePiece
from desktop_chat.ui.transcript.cards.strips import (
    ActionsPiece,
    CaretPiece,
    DayPiece,
    FoldPiece,
    HeaderPiece,
)
from desktop_chat.ui.transcript.cards.user import UserPiece

_BEGINNING_UNITS = 240

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a strip.

    Attributes:
        name: What it is called, "" where its text says all.
        text: What it says; None where it has nothing to be read by characters.
        level: Rank of a heading, 0 for anything else.
        lead: UTF-16 units at the beginning of the text that the strip shows beside its own text.
        is_exact: Whether the text follows what is shown character by character.
    """

    role: QAccessible.Role
    name: str = ""
    text: str | None = None
    description: str = ""
    level: int = 0
    lead: int = 0
    is_exact: bool = True


def _author(role: Role) -> str:
    match role:
        case Role.ASSISTANT:
            return translate("Spoken", "Assistant")
        case Role.USER:
            return translate("Spoken", "You")
        case Role.SYSTEM:
            return translate("Spoken", "System")
        case Role.TOOL:
            return translate("Spoken", "Tool")


def _state(state: MessageState) -> str:
    match state:
        case MessageState.STREAMING:
            return translate("Spoken", "writing")
        case MessageState.STOPPED:
            return translate("Spoken", "stopped")
        case MessageState.FAILED:
            return translate("Spoken", "failed")
        case MessageState.INTERRUPTED:
            return translate("Spoken", "interrupted")
        case _:
            return ""


def turn_name(row: TurnRow, *, is_waiting: bool = False) -> str:
    """Return who wrote a turn, and when: "Assistant, MODEL, 14:03"; what is waited for, without."""
    parts = [row.author if row.role is Role.TOOL and row.author else _author(row.role)]
    if row.role is Role.ASSISTANT and row.author and not is_waiting:
        parts.append(row.author)
    if row.created_us:
        parts.append(clock_text(row.created_us))
    if is_waiting:
        parts.append(translate("Spoken", "loading"))
    else:
        parts.append(_state(row.state))
    return ", ".join(filter(None, parts))


def beginning(units: bytes) -> str:
    """Return the first words of a text in UTF-16, on one line.

    Whoever steps through turns hears what each is about.
    """
    text = units[: 2 * _BEGINNING_UNITS].decode("utf-16-le", "ignore")
    words = " ".join(text.split())
    return f"{words.rpartition(' ')[0] or words}…" if len(units) > 2 * _BEGINNING_UNITS else words


def end_announcement(row: TurnRow) -> str:
    """Return the one sentence that tells that an answer has ended, and how."""
    author = row.author or translate("Spoken", "The assistant")
    if row.notice is not None and row.state is not MessageState.COMPLETE:
        said = " ".join(filter(None, (row.notice.text, row.notice.advice)))
        return translate("Spoken", "{0}: {1}").format(author, said)
    return translate("Spoken", "{0} has answered").format(author)


def target_role(kind: str) -> QAccessible.Role:
    """Return what a kind of target is to a screen reader."""
    return QAccessible.Role.Link if kind in IN_TEXT else QAccessible.Role.Button


def target_description(target: Target) -> str:
    """Return where a link leads; other targets need no more than their names."""
    if target.kind != LINK:
        return ""
    return host_of(target.value) or target.value


@singledispatch
def spoken(piece: Piece) -> Spoken:
    """Return what is said of a strip; of an unknown kind, the text that it would copy."""
    if piece.is_text:
        text = piece.text_between(0, piece.length)
        return Spoken(QAccessible.Role.Paragraph, text=text)
    return Spoken(QAccessible.Role.Grouping)


@spoken.register
def _of_leaf(piece: LeafPiece) -> Spoken:
    leaf = piece.leaf
    text = leaf_text(leaf)
    if isinstance(leaf.block, Heading):
        return Spoken(QAccessible.Role.Heading, text, text, level=leaf.block.level)
    lead = len(leaf.marker) + 1 if leaf.marker else 0
    role, name = QAccessible.Role.Paragraph, ""
    for level in leaf.indents:
        if level.kind == QUOTE:
            role, name = QAccessible.Role.BlockQuote, translate("Spoken", "Quote")
        elif level.kind == REASONING:
            name = translate("Spoken", "Reasoning")
        elif level.kind != LIST:
            role, name = QAccessible.Role.Note, _alert(level.kind)
    if leaf.is_done is not None:
        name = translate("Spoken", "Done") if leaf.is_done else translate("Spoken", "To do")
    return Spoken(role, name, text, lead=lead)


def _alert(kind: str) -> str:
    match kind:
        case "tip":
            return translate("Spoken", "Tip")
        case "important":
            return translate("Spoken", "Important")
        case "warning":
            return translate("Spoken", "Warning")
        case "caution":
            return translate("Spoken", "Caution")
        case _:
            return translate("Spoken", "Note")


@spoken.register
def _(piece: PlainPiece) -> Spoken:
    return replace(_of_leaf(piece), description=piece.note)


@spoken.register
def _(piece: CodePiece) -> Spoken:
    lines = piece.code.count("\n")
    name = translate("Spoken", "Code")
    if piece.language:
        name = translate("Spoken", "Code, {0}").format(piece.title)
    size = translate("Spoken", "{0} lines").format(lines)
    if lines == 1:
        size = translate("Spoken", "1 line")
    text = piece.code.removesuffix("\n")
    return Spoken(QAccessible.Role.Section, name, text, size)


@spoken.register
def _(piece: TablePiece) -> Spoken:
    block = piece.leaf.block
    if not isinstance(block, Table):
        return Spoken(QAccessible.Role.Grouping)
    columns, rows = len(block.header), len(block.rows)
    name = translate("Spoken", "Table, {0}, {1}").format(_columns(columns), _rows(rows))
    return Spoken(QAccessible.Role.Grouping, name, table_text(block), is_exact=False)


def table_text(table: Table) -> str:
    """Return a table as it is read aloud: row by row, each cell after its column's name."""
    titles = [spoken_text(cell).strip() for cell in table.header]
    no_name, empty = translate("Spoken", "no name"), translate("Spoken", "empty")
    named = ", ".join(title or no_name for title in titles)
    lines = [translate("Spoken", "Columns: {0}").format(named)]
    for number, row in enumerate(table.rows, start=1):
        cells = (spoken_text(cell).strip() or empty for cell in row)
        said = (
            f"{title}: {cell}" if title else cell for title, cell in zip(titles, cells, strict=True)
        )
        lines.append(translate("Spoken", "Row {0}: {1}").format(number, "; ".join(said)))
    return "\n".join(lines)


def _columns(count: int) -> str:
    if count == 1:
        return translate("Spoken", "1 column")
    return translate("Spoken", "{0} columns").format(count)


def _rows(count: int) -> str:
    if count == 1:
        return translate("Spoken", "1 row")
    return translate("Spoken", "{0} rows").format(count)


@spoken.register
def _(piece: FormulaPiece) -> Spoken:
    name = translate("Spoken", "Formula")
    return Spoken(QAccessible.Role.Equation, name, leaf_text(piece.leaf), is_exact=False)


@spoken.register
def _(piece: UserPiece) -> Spoken:
    return Spoken(QAccessible.Role.Paragraph, text=piece.text)


@spoken.register
def _(piece: NoticePiece) -> Spoken:
    text = "\n".join(filter(None, (piece.text, piece.details)))
    return Spoken(QAccessible.Role.AlertMessage, piece.text, text, is_exact=False)


@spoken.register
def _(piece: FoldPiece) -> Spoken:
    state = piece.state.name if piece.state is not None else ""
    title = f"{piece.title}, {state}" if state else piece.title
    said = f"{title}: {piece.note}" if piece.note else title
    description = ", ".join(filter(None, (state, piece.note)))
    return Spoken(QAccessible.Role.Button, piece.title, said, description, is_exact=False)


@spoken.register
def _(piece: HeaderPiece) -> Spoken:
    return Spoken(QAccessible.Role.StaticText, piece.title)


@spoken.register
def _(piece: DayPiece) -> Spoken:
    return Spoken(QAccessible.Role.StaticText, piece.text)


@spoken.register(RulePiece)
@spoken.register(ActionsPiece)
@spoken.register(CaretPiece)
def _(piece: Piece) -> Spoken:
    match piece:
        case RulePiece():
            return Spoken(QAccessible.Role.Separator)
        case ActionsPiece():
            return Spoken(QAccessible.Role.ToolBar, translate("Spoken", "Actions"))
        case _:
            return Spoken(QAccessible.Role.StaticText, translate("Spoken", "Writing"))
