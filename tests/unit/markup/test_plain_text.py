"""Text shown as it is written, in pieces."""

from __future__ import annotations

import pytest

from desktop_chat.markup.plain_text import PIECE_LINES, plain_pieces


def test_one_endless_line_is_cut_anyway() -> None:
    pieces = plain_pieces("x" * 50_000, 7)
    assert len(pieces) > 1
    assert pieces[0].start == 7
    assert pieces[-1].end == 50_007


def test_lines_are_kept_whole_and_the_first_piece_alone_says_why() -> None:
    pieces = plain_pieces("line\n" * 5_000, 0, "size")
    assert [piece.reason for piece in pieces] == ["size", *[""] * (len(pieces) - 1)]
    assert all(piece.text.endswith("line\n") for piece in pieces[:-1])


@pytest.mark.parametrize("line", ["x\n", "\n\nx\n", "some words and more\n"])
def test_no_piece_has_more_lines_than_are_laid_out_at_one_go(line: str) -> None:
    source = (line * 3_000).lstrip("\n")
    pieces = plain_pieces(source, 0)
    assert max(piece.text.count("\n") for piece in pieces) <= PIECE_LINES
    assert "".join(piece.text for piece in pieces) == source.removesuffix("\n")


def test_blank_lines_alone_are_nothing_to_show() -> None:
    assert plain_pieces("\n\n", 0) == ()
