r"""Formulas in Markdown: rules for markdown-it that find `$..$`, `$$..$$`, `\(..\)` and `\[..\]`.

The dollar follows Pandoc's tex_math_dollars: the opening one has no space to its right, the closing
one no space to its left and no digit to its right, so that prices are never formulas. Must not know
how formulas are drawn.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from desktop_chat.markup.effort import EFFORT

_CLOSERS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_MAX_BLOCK_LINES = 200
_CHARACTERS_PER_STEP = 64
_HAS_CONTENT = re.compile(r"[^\W_]")


def add_math(md: MarkdownIt) -> None:
    """Teach the parser formulas: tokens `math_inline` (meta display), `math_block` (closed)."""
    md.inline.ruler.before("escape", "math", _inline_rule)
    md.block.ruler.before(
        "fence", "math", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _inline_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    source, start = state.src, state.pos
    opener = source[start : start + 2]
    if opener in _CLOSERS:
        end = _closing_pair(state, start + 2, _CLOSERS[opener])
        width = 2
    elif source[start] == "$":
        end = _closing_dollar(state, start)
        width = 1
    else:
        return False
    if end < 0:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = source[start + width : end].strip()
        token.markup = source[start : start + width]
        token.meta = {"display": opener in ("$$", r"\[")}
    state.pos = end + width
    return True


def _closing_pair(state: StateInline, start: int, closer: str) -> int:
    """Return where the closing pair stands, -1 for none or with nothing to set before it."""
    # The state keeps where a mark stands last, so that openers without end cost nothing.
    if state.html_terminator_last(closer) < start:
        return -1
    source, limit = state.src, state.posMax
    end = source.find(closer, start, limit)
    while end >= 0 and _is_escaped(source, end):
        end = source.find(closer, end + 1, limit)
    state.env[EFFORT].spend(((end if end >= 0 else limit) - start) // _CHARACTERS_PER_STEP)
    return end if end >= 0 and _HAS_CONTENT.search(source, start, end) else -1


def _closing_dollar(state: StateInline, start: int) -> int:
    """Return where the one at `start` is closed, or -1; the next unescaped dollar decides."""
    source, limit = state.src, state.posMax
    before = source[start - 1] if start else " "
    if start + 1 >= limit or source[start + 1] in " \t\n$" or before.isalnum() or before == "$":
        return -1
    end = source.find("$", start + 1, limit)
    while end >= 0 and _is_escaped(source, end):
        end = source.find("$", end + 1, limit)
    state.env[EFFORT].spend(((end if end >= 0 else limit) - start) // _CHARACTERS_PER_STEP)
    after = source[end + 1] if end + 1 < limit else " "
    if end < 0 or source[end - 1] in " \t\n" or after.isdigit():
        return -1
    return end


def _is_escaped(source: str, position: int) -> bool:
    slashes = 0
    while source[position - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
    if state.is_code_block(start_line):
        return False
    first = _line(state, start_line)
    opener = first[:2]
    if opener not in ("$$", r"\["):
        return False
    closer = _CLOSERS[opener]
    rest = first[2:].strip()
    if rest.endswith(closer) and len(rest) > len(closer):
        text = rest[: -len(closer)]
        return _push_block(state, (start_line, start_line), text, closed=True, silent=silent)
    if closer in rest:
        return False
    lines = [rest]
    last_line = min(end_line, start_line + _MAX_BLOCK_LINES)
    for line in range(start_line + 1, last_line):
        state.env[EFFORT].spend(1)
        text = _line(state, line).rstrip()
        if not text or state.sCount[line] < state.blkIndent:
            return False
        if text.endswith(closer):
            lines.append(text[: -len(closer)])
            found = (start_line, line)
            return _push_block(state, found, "\n".join(lines), closed=True, silent=silent)
        lines.append(text)
    if rest or last_line < end_line:
        return False
    found = (start_line, end_line - 1)
    return _push_block(state, found, "\n".join(lines), closed=False, silent=silent)


def _push_block(
    state: StateBlock, lines: tuple[int, int], text: str, *, closed: bool, silent: bool
) -> bool:
    if closed and not _HAS_CONTENT.search(text):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.content = text.strip()
        token.map = [lines[0], lines[1] + 1]
        token.meta = {"closed": closed}
        state.line = lines[1] + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
