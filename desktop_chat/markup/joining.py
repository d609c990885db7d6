"""Long lists and tables that are parsed in parts: where a part may end, and one block of all parts.

Owns what makes several blocks one. Must not know why a text is taken in parts, nor how much of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from desktop_chat.markup.blocks import Block, ListBlock, Table

_LISTS = ("bullet_list_open", "ordered_list_open")
_HEAD_LINES = 2


def cut_off_last(tokens: list[Token], first: int = 0) -> int:
    """Take the last item of a list, or the last row of a table, out of an outline.

    An item is final when another has begun below it, and so is a row: nothing reaches up to them.

    Args:
        tokens: An outline; shortened where its last block has at least three items or rows.
        first: Where that block begins in it.

    Returns:
        The line where the item or row began, 0 where nothing was taken out.
    """
    if is_table(tokens, first):
        return _cut_off(tokens, first, "tr_open", level=2, closing=2)
    if first < len(tokens) and tokens[first].type in _LISTS:
        return _cut_off(tokens, first, "list_item_open", level=1, closing=1)
    return 0


def _cut_off(tokens: list[Token], first: int, opening: str, *, level: int, closing: int) -> int:
    opens = [n for n in range(first, len(tokens)) if _opens(tokens[n], opening, level)]
    line = tokens[opens[-1]].map if len(opens) > _HEAD_LINES else None
    if line is None:
        return 0
    del tokens[opens[-1] : len(tokens) - closing]
    return line[0]


def _opens(token: Token, opening: str, level: int) -> bool:
    return token.level == level and token.type == opening


def is_table(tokens: Sequence[Token], first: int = 0) -> bool:
    """Tell whether a block of an outline, which begins at a token, is a table."""
    return first < len(tokens) and tokens[first].type == "table_open"


def table_head(source: str, start: int) -> str:
    """Return the two lines with which a table begins at an offset."""
    body = start
    for _ in range(_HEAD_LINES):
        body = source.find("\n", body) + 1
    return source[start:body]


def is_below_blank_line(source: str, place: int) -> bool:
    """Tell whether the line above the one that begins at a place is blank."""
    start = source.rfind("\n", 0, place - 1) + 1
    return not source[start : place - 1].strip()


def joined_parts(above: Block, below: Block, *, is_spaced: bool) -> ListBlock | Table | None:
    """Return one list or table of two parts, None where they are none.

    Args:
        above: The first part; its items or rows are kept as they are.
        below: What was parsed by itself, of a table under its head once more.
        is_spaced: Whether a blank line stands between them.
    """
    match above, below:
        case ListBlock(), ListBlock() if above.is_ordered == below.is_ordered:
            first = replace(below.items[0], is_spaced=is_spaced)
            added = (first, *below.items[1:])
            is_tight = below.is_tight and not any(item.is_spaced for item in added)
            is_tight = above.is_tight and is_tight
            return replace(above, end=below.end, is_tight=is_tight, items=above.items + added)
        case Table(), Table():
            return replace(above, end=below.end, rows=above.rows + below.rows)
        case _:
            return None
