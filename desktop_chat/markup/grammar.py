"""The dialect: CommonMark, GitHub's extensions, footnotes and formulas, on markdown-it.

Owns which rules are on and the two that differ from markdown-it: emphasis beside Chinese, Japanese
and Korean text, and a limit on work. Must not know the block model.
"""

from __future__ import annotations

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from typing_extensions import override

from desktop_chat.markup.math_rules import add_math

MAX_NESTING = 100
COSTLY_TOKEN = "too_costly"
"""Stands alone among an inline token's children where the text was not worth parsing."""
_MAX_INLINE_CHARACTERS = 64_000
# About a quarter of a second. Prose takes one step per four characters, images up to ten per
# character.
_MAX_STEPS = 60_000
_STEPS = "desktop_chat_steps"


class _TooCostly(Exception):
    """The inline text takes more steps than a reader would wait for."""


def new_grammar() -> MarkdownIt:
    """Return a parser whose tokens the builder understands; it lets every target through."""
    md = MarkdownIt("zero")
    md.inline = _Inlines()
    md.configure("commonmark")
    md.enable(["table", "strikethrough"])
    md.options["maxNesting"] = MAX_NESTING
    md.options["tasklists"] = True
    md.options["alerts"] = True
    md.options["strikethrough_single_tilde"] = True
    md.use(gfm_autolink_plugin)
    md.use(footnote_plugin, inline=False)
    add_math(md)
    md.inline.ruler.before("text", "step_limit", _count_step)
    # The builder sorts targets, and shows what it refuses instead of dropping it.
    md.validateLink = lambda url: True  # noqa: ARG005 - called by the library
    return md


class _Inlines(ParserInline):
    """Parses inline text with this module's state and with a limit on steps."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        env[_STEPS] = _MAX_STEPS if len(src) <= _MAX_INLINE_CHARACTERS else 0
        try:
            state = _State(src, md, env, tokens)
            self.tokenize(state)
            for rule in self.ruler2.getRules(""):
                rule(state)
        except _TooCostly:
            tokens[:] = [Token(COSTLY_TOKEN, "", 0)]
        return tokens


def _count_step(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - the library's call
    state.env[_STEPS] -= 1
    if state.env[_STEPS] < 0:
        raise _TooCostly
    return False


class _State(StateInline):
    """Decides which `*`, `_` and `~` open and close, also beside CJK characters.

    CommonMark asks for a space or punctuation outside where punctuation stands inside. These
    scripts are written without spaces, so that `**你好。**世界` would not close. As the proposal
    markdown-cjk-friendly amends it: CJK punctuation does not count as punctuation, and a CJK
    neighbour counts as a boundary.
    """

    @override
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        source = self.src
        end = start
        while end < self.posMax and source[end] == source[start]:
            end += 1
        before = source[start - 1] if start > 0 else " "
        after = source[end] if end < self.posMax else " "
        if before < "\u1100" and after < "\u1100":
            return super().scanDelims(start, canSplitWord)
        before_space, after_space = before.isspace(), after.isspace()
        before_cjk, after_cjk = _is_cjk(before), _is_cjk(after)
        before_mark = not before_cjk and _is_punctuation(before)
        after_mark = not after_cjk and _is_punctuation(after)
        opens = not after_space and (not after_mark or before_space or before_mark or before_cjk)
        closes = not before_space and (not before_mark or after_space or after_mark or after_cjk)
        if canSplitWord:
            return Scanned(opens, closes, end - start)
        before_any = before_mark or (before_cjk and _is_punctuation(before))
        after_any = after_mark or (after_cjk and _is_punctuation(after))
        return Scanned(
            opens and (not closes or before_any), closes and (not opens or after_any), end - start
        )


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_cjk(character: str) -> bool:
    """Tell whether a character belongs to Chinese, Japanese or Korean text or punctuation."""
    code = ord(character)
    return (
        0x1100 <= code <= 0x11FF
        or 0x2E80 <= code <= 0xA4CF
        or 0xA960 <= code <= 0xA97F
        or 0xAC00 <= code <= 0xD7FF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF01 <= code <= 0xFFEE
        or 0x1F200 <= code <= 0x1F2FF
        or 0x20000 <= code <= 0x3FFFF
    )
