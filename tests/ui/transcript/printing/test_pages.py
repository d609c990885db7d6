"""Strips on pages: everything once and in order, cut only where it may be, headings not alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.piece import Piece, breaks_between
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.printing.pages import Pages, Slice

HEIGHT = 100.0


class Block(Piece):
    """A strip of so many pixels that may be cut at some."""

    def __init__(self, height: int, *breaks: float, gap: int = 0, heads: bool = False) -> None:
        super().__init__(Look(LIGHT), gap)
        self.height = height
        self.is_kept_with_next = heads
        self._breaks = [*breaks]

    @override
    def breaks(self) -> list[float]:
        return self._breaks


def laid(*pieces: Piece) -> list[list[Slice]]:
    """Return the slices of each page of a height of 100, from 10 to 110."""
    pages: list[list[Slice]] = [[]]

    def turn() -> tuple[float, float]:
        pages.append([])
        return 10, 10 + HEIGHT

    def draw(part: Slice) -> None:
        pages[-1].append(part)

    layout = Pages(draw, turn, 10, 10 + HEIGHT)
    for piece in pieces:
        layout.add(piece)
    layout.finish()
    return pages


def heights(pages: list[list[Slice]]) -> list[list[float]]:
    return [[part.bottom - part.top for part in page] for page in pages]


def test_what_fits_stands_on_one_page_with_its_distances(qtbot: QtBot) -> None:
    (page,) = laid(Block(20, gap=7), Block(30, gap=10))
    assert [(part.y, part.above) for part in page] == [(10, 0), (40, 10)]


def test_what_cannot_be_cut_goes_to_the_next_page_without_its_distance(qtbot: QtBot) -> None:
    first, second = laid(Block(60), Block(50, gap=10))
    assert len(first) == len(second) == 1
    assert second[0].y == 10


def test_a_text_is_cut_at_the_last_line_that_fits(qtbot: QtBot) -> None:
    pages = laid(Block(70), Block(60, 10, 20, 30, 40))
    assert heights(pages) == [[70, 30], [30]]


def test_no_page_ends_with_a_heading_or_a_chain_of_them(qtbot: QtBot) -> None:
    pages = laid(Block(60), Block(15, heads=True), Block(15, heads=True), Block(30, 20))
    assert heights(pages) == [[60], [15, 15, 30]]


def test_a_heading_stays_above_as_many_lines_as_are_kept_together(qtbot: QtBot) -> None:
    pages = laid(Block(60), Block(15, heads=True), Block(60, 20, 40))
    assert heights(pages) == [[60, 15, 20], [40]]


def test_the_last_heading_of_all_is_printed(qtbot: QtBot) -> None:
    assert heights(laid(Block(15, heads=True))) == [[15]]


def test_what_is_higher_than_a_page_and_cannot_be_cut_is_cut_anyway(qtbot: QtBot) -> None:
    assert heights(laid(Block(250))) == [[100], [100], [50]]


def test_a_tables_header_stands_over_its_rows_on_every_page(qtbot: QtBot) -> None:
    table = Block(200, *range(20, 200, 10))
    table.repeated_px = 10
    pages = laid(table)
    assert heights(pages) == [[100], [10, 90], [10, 10]]
    assert all(page[0].top == 0 for page in pages)


def test_a_header_higher_than_half_a_page_is_not_repeated(qtbot: QtBot) -> None:
    table = Block(200, 70, 90, 110, 150)
    table.repeated_px = 60
    assert heights(laid(table)) == [[90], [60], [50]]


def test_no_line_of_a_text_stands_alone(qtbot: QtBot) -> None:
    assert breaks_between([1, 2, 3]) == []
    assert breaks_between([1, 2, 3, 4]) == [2]
    assert breaks_between([1, 2, 3, 4, 5]) == [2, 3]


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    height = draw(st.integers(1, 320))
    breaks = draw(st.lists(st.integers(1, height), unique=True).map(sorted))
    return Block(height, *breaks, gap=draw(st.integers(0, 30)), heads=draw(st.booleans()))


@given(st.lists(blocks(), max_size=12))
def test_everything_is_printed_once_in_order_and_within_the_pages(pieces: list[Block]) -> None:
    pages = laid(*pieces)
    parts = [part for page in pages for part in page]
    seen: dict[int, float] = {}
    for part in parts:
        assert part.top == seen.get(id(part.piece), 0)
        assert part.bottom > part.top
        seen[id(part.piece)] = part.bottom
        assert part.y >= 10
        assert part.y + part.bottom - part.top <= 10 + HEIGHT + 1e-9
    assert [seen.get(id(piece)) for piece in pieces] == [piece.height for piece in pieces]
    order = [id(part.piece) for part in parts]
    assert list(dict.fromkeys(order)) == [id(piece) for piece in pieces]
    assert all(pages) or not pieces
