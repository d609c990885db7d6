"""The dialect: CommonMark, GitHub's extensions, footnotes and formulas, on markdown-it.

Owns which rules are on, the two that differ from markdown-it (emphasis beside Chinese, Japanese and
Korean text, and the counting of work), and the two passes over a source: first its blocks, then the
text in them. Must not know the block model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.common import normalize_url
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    lheading,
    list_block,
    paragraph,
    table,
)
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from typing_extensions import override

from desktop_chat.markup.autolink_rules import add_autolinks
from desktop_chat.markup.effort import EFFORT, Effort, TooIntricate
from desktop_chat.markup.math_rules import add_math

MAX_NESTING = 100
UNPARSED = "unparsed"
"""Stands alone among an inline token's children where the text was not parsed; meta: reason."""
_MAX_INLINE_CHARACTERS = 40_000
_MAX_INLINE_CHARACTERS_ASKED_FOR = 200_000
_STEPS_PER_INLINE_RULES = 8
_STEPS_PER_SKIPPED = 2
_STEPS_PER_BLOCK_RULES = 20
_STEPS_PER_QUOTED_LINE = 10
_STEPS_PER_TOKEN = 8
_STEPS_PER_LINE = 20
_STEPS_PER_TARGET = 80
_CHARACTERS_PER_STEP = 8
_COUNTED_RULES: tuple[tuple[str, RuleFuncBlockType, list[str]], ...] = (
    # A rule, and what it interrupts.
    ("table", table, ["paragraph", "reference"]),
    ("list", list_block, ["paragraph", "reference", "blockquote"]),
    ("lheading", lheading, []),
    ("paragraph", paragraph, []),
)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,200}\]")
_PASS = "desktop_chat_pass"


@dataclass(slots=True)
class _Pass:
    """What the rules need to know of the running pass; it travels in the environment."""

    base: int
    # Where the top-level block began that is being parsed: its line, and the tokens before it.
    line: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a source, the text in them not yet parsed.

    Attributes:
        tokens: Of all blocks that were parsed.
        last_line: Where the last top-level block begins, parsed or given up.
        last_token: Number of the first token of that block.
        is_complete: Whether the last block was parsed; if not, it has no tokens.
    """

    tokens: list[Token]
    last_line: int
    last_token: int
    is_complete: bool


class Grammar:
    """Parses sources into tokens that the builder understands; lets every target through."""

    def __init__(self) -> None:
        md = MarkdownIt("zero")
        md.inline = _Inlines()
        md.configure("commonmark")
        md.enable(["table", "strikethrough"])
        md.options["maxNesting"] = MAX_NESTING
        md.options["tasklists"] = True
        md.options["alerts"] = True
        md.options["strikethrough_single_tilde"] = True
        add_autolinks(md)
        md.use(footnote_plugin, inline=False)
        add_math(md)
        md.inline.ruler.before("text", "effort", _count_inline)
        md.block.ruler.before("table", "effort", _count_block)
        interrupts = ["paragraph", "reference", "blockquote", "list"]
        md.block.ruler.at("blockquote", _counted_blockquote, {"alt": interrupts})
        md.inline.ruler.at("footnote_ref", _bounded_footnote_ref)
        for name, rule, alt in _COUNTED_RULES:
            md.block.ruler.at(name, _counted(rule), {"alt": alt})
        # The builder sorts targets, and shows what it refuses instead of dropping it. An address
        # is shown as it is written: decoded, one host could pass for another.
        md.validateLink = lambda url: True  # noqa: ARG005 - called by the library
        md.normalizeLinkText = lambda link: link
        md.normalizeLink = self._normalised_target
        self._md = md
        self._effort = Effort()

    def outline(self, source: str, env: EnvType, base: int, effort: Effort) -> Outline:
        """Parse the blocks of a source; add the link targets and footnotes it defines to `env`.

        Args:
            source: Normalised text.
            env: What the grammar knows so far.
            base: Offset of the source in the whole text.
            effort: What it may cost.
        """
        numbers = _footnote_numbers(env)
        known = dict(numbers)
        running = env[_PASS] = _Pass(base)
        env[EFFORT] = self._effort = effort
        tokens: list[Token] = []
        is_complete = True
        try:
            self._md.block.parse(source, self._md, env, tokens)
        except TooIntricate:
            del tokens[running.tokens :]
            is_complete = False
        finally:
            # A definition that is read again must not take back the number it has.
            numbers.update(known)
        return Outline(tokens, running.line, running.tokens, is_complete)

    def fill(
        self, tokens: list[Token], env: EnvType, starts: Sequence[int], base: int, effort: Effort
    ) -> None:
        """Parse the text in the blocks of an outline.

        Args:
            tokens: Of the outline; its inline tokens get children.
            env: The link targets and footnotes that are known.
            starts: Offset of each line in the source.
            base: Offset of the source in the whole text.
            effort: What it may cost.
        """
        env[EFFORT] = self._effort = effort
        start = base
        is_in_table = False
        for token in tokens:
            # A table is shown as a whole or not at all: its first line stands for all its cells.
            is_in_table = token.type != "table_close" and is_in_table
            if token.map and not is_in_table:
                start = base + starts[min(token.map[0], len(starts) - 1)]
            is_in_table = token.type == "table_open" or is_in_table
            if token.type == "inline" and token.children is None:
                token.children = []
            if token.type == "inline" and token.content:
                token.children = self._inlines(token.content, env, start, effort)
        state = StateCore("", self._md, env)
        state.tokens = tokens
        text_join(state)

    def _normalised_target(self, url: str) -> str:
        self._effort.spend(_STEPS_PER_TARGET + len(url) // 4)
        return normalize_url.normalizeLink(url)

    def _inlines(self, content: str, env: EnvType, start: int, effort: Effort) -> list[Token]:
        effort.begin_words(start, len(content))
        if len(content) > _MAX_INLINE_CHARACTERS_ASKED_FOR:
            return [_unparsed("size")]
        if len(content) > _MAX_INLINE_CHARACTERS and not effort.is_patient:
            return [_unparsed("length")]
        try:
            return self._md.inline.parse(content, self._md, env, [])
        except TooIntricate:
            return [_unparsed("time")]


def _unparsed(reason: str) -> Token:
    token = Token(UNPARSED, "", 0)
    token.meta = {"reason": reason}
    return token


def _footnote_numbers(env: EnvType) -> dict[str, int]:
    footnotes = env.setdefault("footnotes", {})
    footnotes.setdefault("list", {})
    return cast("dict[str, int]", footnotes.setdefault("refs", {}))


class _Inlines(ParserInline):
    """Parses inline text with this module's state, and counts the work."""

    @override
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return tokens

    @override
    def skipToken(self, state: StateInline) -> None:
        effort = state.env[EFFORT]
        effort.left -= _STEPS_PER_SKIPPED
        if effort.left < 0:
            effort.look()
        super().skipToken(state)


def _count_inline(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - the library's call
    effort = state.env[EFFORT]
    effort.left -= _STEPS_PER_INLINE_RULES
    if effort.left < 0:
        effort.look()
    return False


def _count_block(state: StateBlock, line: int, end_line: int, _silent: bool) -> bool:  # noqa: FBT001
    effort: Effort = state.env[EFFORT]
    start = state.bMarks[line]
    if state.level == 0:
        running: _Pass = state.env[_PASS]
        running.line, running.tokens = line, len(state.tokens)
        effort.begin(running.base + start, len(state.src) - start, end_line - line)
    length = state.eMarks[line] - start
    effort.spend(_STEPS_PER_BLOCK_RULES + length // _CHARACTERS_PER_STEP)
    return False


def _counted_blockquote(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """Count the lines that a quotation may continue over: each level of nesting looks at them."""
    if not state.src.startswith(">", state.bMarks[line] + state.tShift[line]):
        return False
    if not silent:
        last = line
        while last < end_line and not state.isEmpty(last):
            last += 1
        state.env[EFFORT].spend(_STEPS_PER_QUOTED_LINE * (last - line))
    return blockquote(state, line, end_line, silent)


def _counted(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """Return a rule that also counts the lines it takes and the tokens it makes of them."""

    def counted(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
        before = len(state.tokens)
        found = rule(state, line, end_line, silent)
        if found and not silent:
            steps = _STEPS_PER_LINE * (state.line - line)
            steps += _STEPS_PER_TOKEN * (len(state.tokens) - before)
            state.env[EFFORT].spend(steps)
        return found

    return counted


def _bounded_footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Leave alone what is no mark of a footnote: the rule looks for its end without a bound."""
    return _FOOTNOTE_MARK.match(state.src, state.pos) is not None and footnote_ref(state, silent)


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
