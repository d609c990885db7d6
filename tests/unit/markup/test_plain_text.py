"""Text shown as it is written, in pieces."""

from __future__ import annotations

from desktop_chat.markup.plain_text import plain_pieces


def test_one_endless_line_is_cut_anyway() -> None:
    pieces = plain_pieces("x" * 50_000, 7)
    assert len(pieces) > 1
    assert pieces[0].start == 7
    assert pieces[-1].end == 50_007


def test_lines_are_kept_whole_and_the_first_piece_alone_says_why() -> None:
    pieces = plain_pieces("line\n" * 5_000, 0, "size")
    assert [piece.reason for piece in pieces] == ["size", ""]
    assert pieces[0].text.endswith("line\n")


def test_blank_lines_alone_are_nothing_to_show() -> None:
    assert plain_pieces("\n\n", 0) == ()
