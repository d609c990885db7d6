"""Compressed bodies are inflated in bounded pieces, and only in the ways that are known."""

from __future__ import annotations

import gzip
import itertools
import zlib

import pytest
from support.pieces import cut, cut_all

from desktop_chat.errors import NotAnEventStream
from desktop_chat.net.inflate import MAX_PIECE_BYTES, Inflater

TEXT = b"data: hello\n\n" * 1_000


def inflated(pieces: list[bytes], encoding: str) -> bytes:
    inflater = Inflater(encoding)
    return b"".join(plain for piece in pieces for plain in inflater.feed(piece))


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_plain_bodies_pass_as_they_are(encoding: str) -> None:
    assert list(Inflater(encoding).feed(TEXT)) == [TEXT]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
    ],
)
def test_compressed_bodies_are_inflated_at_any_cut(encoding: str, packed: bytes) -> None:
    assert inflated([packed], encoding) == TEXT
    assert inflated(cut_all(packed), encoding) == TEXT
    assert inflated(cut(packed, [7]), encoding) == TEXT


def test_a_bomb_comes_in_small_pieces_that_can_be_left() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    pieces = itertools.islice(Inflater("gzip").feed(bomb), 10)
    assert all(len(piece) <= MAX_PIECE_BYTES for piece in pieces)


@pytest.mark.parametrize(
    ("encoding", "body"), [("br", b"x"), ("gzip", b"no gzip"), ("gzip, br", b"")]
)
def test_what_cannot_be_inflated_fails_with_a_sentence(encoding: str, body: bytes) -> None:
    with pytest.raises(NotAnEventStream, match="compress"):
        inflated([body], encoding)
