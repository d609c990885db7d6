"""A growing text has the blocks of the whole one, wherever it is cut."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.conformance import conformance_path

from desktop_chat.markup.blocks import Block, CodeBlock, ListBlock, Paragraph, Table
from desktop_chat.markup.incremental import IncrementalParser
from desktop_chat.markup.parser import MAX_CHARACTERS, Parser

PARSER = Parser()


class CountingParser(Parser):
    """Notes the length of the longest piece that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0

    def parse_piece(self, source: str, env: Any, base: int) -> list[Block]:
        self.longest = max(self.longest, len(source))
        return super().parse_piece(source, env, base)


class Example(msgspec.Struct):
    markdown: str


def follow(text: str, cuts: Iterator[int]) -> Iterator[tuple[int, tuple[Block, ...]]]:
    """Feed a text in parts of the given lengths; return each length and the blocks so far."""
    follower = IncrementalParser(PARSER)
    finished: tuple[Block, ...] = ()
    position = 0
    while position < len(text):
        part = text[position : position + next(cuts)]
        progress = follower.feed(part)
        position += len(part)
        finished += progress.finished
        yield position, finished + progress.open
    assert follower.finish() == PARSER.parse(text)


def random_cuts(seed: int, longest: int) -> Iterator[int]:
    generator = random.Random(seed)
    while True:
        yield generator.choice((1, 2, 3, longest // 2 + 1, longest))


@pytest.mark.parametrize("suite", ["commonmark", "gfm"])
def test_examples_of_the_specification_are_followed_exactly(suite: str) -> None:
    data = conformance_path(f"{suite}/spec.json").read_bytes()
    for number, example in enumerate(msgspec.json.decode(data, type=list[Example])):
        text = example.markdown
        for length, blocks in follow(text, random_cuts(number, 12)):
            # What is defined further down is set right at the end only.
            if "]:" not in text and not text[:length].endswith("\r"):
                assert blocks == PARSER.parse(text[:length]), text[:length]


def fixtures() -> list[Path]:
    return sorted(conformance_path("markdown-it").rglob("*.txt"))


def test_fixture_files_end_as_the_whole_parse() -> None:
    for number, path in enumerate(fixtures()):
        text = path.read_text(encoding="utf-8")
        for _ in follow(text, random_cuts(number, len(text) // 20 + 40)):
            pass


WORDS = st.sampled_from(
    [
        "word",
        "Zeit ",
        "世界",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "  ",
        "    ",
        "> ",
        "**",
        "_",
        "`",
        "```\n",
        "| a | b |\n|---|---|\n",
        "| c | d |\n",
        "# ",
        "$x$ ",
        "$5 ",
        "https://x.example",
        "[a](b)",
        "<b>",
        "---\n",
        ", ",
        "\\",
        "~~",
        "*",
        "\t",
        "$$\n",
        "[x] ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40), st.integers(0, 9))
def test_generated_documents_are_followed_exactly(words: list[str], seed: int) -> None:
    text = "".join(words)
    for length, blocks in follow(text, random_cuts(seed, 9)):
        assert blocks == PARSER.parse(text[:length]), text[:length]


SETTLED = (
    "word ",
    "and so on. ",
    "**bold** ",
    "**bold with *it* inside** ",
    "*it* ",
    "`code` ",
    "[link](https://x.example) ",
    "https://x.example ",
    "$x$ ",
    r"\(x\) ",
    "世界，你好。",
    "`a | b` or c | d and ",
    "snake_case and 2 * 3, really! ",
    "see [1] for R&D. ",
    "\n",
)
WAITING = (
    "**never closed ",
    "a_b ",
    "_c ",
    "| ",
    "$5 ",
    "~6 ",
    "[open ",
    r"\[ ",
    "shut](https://x.example) ",
    r"\( ",
    r"\) ",
    "` ",
    "<a ",
    "> ",
    "5$ ",
    "**strong with [inside** ",
    "\n---|---\n",
    "\n===\n",
)


@pytest.mark.parametrize("seed", range(12))
def test_a_long_paragraph_is_followed_though_its_beginning_is_kept(seed: int) -> None:
    generator = random.Random(seed)
    rare = generator.choice([0.0, 0.01, 0.1])
    parts: list[str] = []
    for _ in range(240):
        phrases = WAITING if generator.random() < rare else SETTLED
        parts.append(generator.choice(phrases))
    text = "".join(parts)
    for number, (length, blocks) in enumerate(follow(text, random_cuts(seed, 60))):
        if number % 7 == 0:
            assert blocks == PARSER.parse(text[:length])


@pytest.mark.parametrize("phrase", SETTLED[:-1])
def test_a_long_paragraph_is_parsed_in_small_parts(phrase: str) -> None:
    parser = CountingParser()
    follower = IncrementalParser(parser)
    for _ in range(600):
        follower.feed(f"{phrase}and more ")
    assert parser.longest < 1_000


def test_finished_blocks_are_handed_out_once() -> None:
    follower = IncrementalParser(PARSER)
    assert follower.feed("one\n\ntwo").finished == ()
    first = follower.feed(" more\n\n# three\n").finished
    assert [block.start for block in first] == [0, 5]
    assert follower.feed("four\n\nfive\n").finished != first


def test_plain_words_extend_the_open_paragraph() -> None:
    follower = IncrementalParser(PARSER)
    follower.feed("Some **bold** words")
    (block,) = follower.feed(" and more, ").open
    assert isinstance(block, Paragraph)
    assert block.end == len("Some **bold** words and more, ")


def test_unchanged_items_of_an_open_list_stay_the_same_objects() -> None:
    follower = IncrementalParser(PARSER)
    (before,) = follower.feed("- one\n- two\n- three\n").open
    (after,) = follower.feed("- four\n- fi").open
    assert isinstance(before, ListBlock)
    assert isinstance(after, ListBlock)
    assert len(after.items) == 5
    assert after.items[0] is before.items[0]
    assert after.items[1] is before.items[1]


def test_unchanged_rows_of_an_open_table_stay_the_same_objects() -> None:
    follower = IncrementalParser(PARSER)
    (before,) = follower.feed("| a |\n|---|\n| 1 |\n| 2 |\n").open
    (after,) = follower.feed("| 3 |\n| 4").open
    assert isinstance(before, Table)
    assert isinstance(after, Table)
    assert len(after.rows) == 4
    assert after.rows[0] is before.rows[0]


def test_an_open_fence_takes_lines_and_closes() -> None:
    follower = IncrementalParser(PARSER)
    follower.feed("```py\na\n")
    (growing,) = follower.feed("b = '``'\n").open
    (closed,) = follower.feed("```\n").open
    assert isinstance(growing, CodeBlock)
    assert isinstance(closed, CodeBlock)
    assert (growing.text, growing.is_closed) == ("a\nb = '``'\n", False)
    assert (closed.text, closed.is_closed) == ("a\nb = '``'\n", True)


def test_a_long_fence_is_closed_without_being_parsed_again() -> None:
    parser = CountingParser()
    follower = IncrementalParser(parser)
    follower.feed("text\n\n```py\na\n")
    for _ in range(200):
        follower.feed("x = [1, 'a']\n")
    parser.longest = 0
    progress = follower.feed("\n```\n\n[a]: https://x.example\n\nand [a]\n")
    assert parser.longest < 100
    assert progress.blocks == PARSER.parse(follower.text)[1:]


@pytest.mark.parametrize("mark", ["`", "~"])
@given(st.data())
@settings(max_examples=60)
def test_fences_are_followed_exactly_wherever_they_are_cut(mark: str, data: st.DataObject) -> None:
    lines = ["a", "", "  ", f"{mark * 3}", f"{mark * 3}x", f" {mark * 4}", f"    {mark * 3}", "- b"]
    body = data.draw(st.lists(st.sampled_from(lines), max_size=12))
    text = f"{mark * 3} py\n" + "\n".join(body)
    for length, blocks in follow(text, random_cuts(len(body), 6)):
        assert blocks == PARSER.parse(text[:length]), text[:length]


def test_a_line_break_cut_in_two_is_one_line_break() -> None:
    follower = IncrementalParser(PARSER)
    follower.feed("a\r")
    follower.feed("\nb")
    assert follower.text == "a\nb"
    assert follower.finish() == PARSER.parse("a\r\nb")


def test_a_link_target_defined_late_is_set_right_at_the_end() -> None:
    follower = IncrementalParser(PARSER)
    text = "see [this]\n\nand\n\n[this]: https://x.example\n"
    for character in text:
        follower.feed(character)
    assert follower.finish() == PARSER.parse(text)


def test_a_text_that_grows_above_the_limit_becomes_plain() -> None:
    follower = IncrementalParser(PARSER)
    follower.feed("start\n\nopen\nand ")
    progress = follower.feed("*x* " * (MAX_CHARACTERS // 4))
    assert progress.open[0].start == 7
    assert progress.open[-1].end == len(follower.text)
