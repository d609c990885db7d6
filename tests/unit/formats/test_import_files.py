"""Pictures beside a conversation are found by how their names begin, and shown if they can."""

from __future__ import annotations

import base64
from collections.abc import Callable

import msgspec
import pytest

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.formats import import_files
from desktop_chat.formats.import_files import (
    MISSING,
    MOST_PICTURE_BYTES,
    SourceFiles,
    illustrated,
)
from desktop_chat.formats.import_format import Brought, Fate, FilePicture, NodeFate, NodePictures

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
URL = "data:image/png;base64," + base64.b64encode(PNG).decode()


def files(**contents: bytes | Exception) -> SourceFiles:
    """Return files by their names, in which "__" stands for a hyphen and "_DOT_" for a dot."""

    def reading(content: bytes | Exception) -> Callable[[], bytes]:
        def read() -> bytes:
            if isinstance(content, Exception):
                raise content
            return content

        return read

    names = {name.replace("__", "-").replace("_DOT_", "."): c for name, c in contents.items()}
    return SourceFiles(lambda: [(name, reading(content)) for name, content in names.items()])


def brought(*names: str, text: str = "") -> Brought:
    """Return a conversation of one message that points to pictures; "[NAME]" is the sign of one."""
    text = text or "\n\n".join([*(f"[{name}]" for name in names), "And this?"])
    message = Message("m", "c", Role.USER, text=text)
    pictures = tuple(FilePicture(name, (f"[{name}]",)) for name in names)
    nodes = (NodeFate("n", Fate.IMPORTED), NodeFate("other", Fate.HIDDEN, "it is empty"))
    return Brought(
        Conversation("c"), (message,), nodes, (NodePictures("n", "m", pictures),) if names else ()
    )


@pytest.mark.parametrize("name", ["file__a__sky_DOT_png", "file__a_DOT_dat", "file__a"])
def test_a_picture_is_found_by_the_beginning_of_its_name(name: str) -> None:
    found = files(file__aa=b"no", aaa=b"no", zzz=b"no", **{name: PNG}).picture("file-a")
    assert found == URL


@pytest.mark.parametrize(
    "there",
    [
        {},
        {"file__ab_DOT_png": PNG},
        {"file__a_DOT_png": b"<svg onload=x>"},
        {"file__a_DOT_png": PNG + bytes(MOST_PICTURE_BYTES)},
        {"file__a_DOT_png": OSError("gone")},
        {"file__a_DOT_png": ValueError("encrypted")},
    ],
)
def test_what_is_not_there_or_no_picture_keeps_its_sign_and_says_so(
    there: dict[str, bytes | Exception],
) -> None:
    before = brought("file-a")
    after = illustrated(before, files(**there))
    assert after.messages == before.messages
    assert after.nodes == (NodeFate("n", Fate.IMPORTED, MISSING), before.nodes[1])
    assert illustrated(before, None).nodes == after.nodes


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
    ],
)
def test_a_picture_is_known_by_what_it_holds(begins: bytes, kind: str | None) -> None:
    found = files(a=begins).picture("a")
    assert found == (kind and f"data:image/{kind};base64,{base64.b64encode(begins).decode()}")


def test_a_picture_takes_the_place_of_its_sign() -> None:
    (message,) = illustrated(brought("a", "b"), files(a_DOT_png=PNG)).messages
    assert (message.images, message.text) == ((URL,), "[b]\n\nAnd this?")


def test_without_pictures_nothing_changes() -> None:
    assert illustrated(brought(), files()) == brought()


def test_too_many_to_be_held_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "_MOST_HELD", len(URL))
    monkeypatch.setattr(import_files, "_PART_CHARACTERS", 1)
    before = brought("a", "b", "c")
    other = msgspec.structs.replace(before.messages[0], id="m2")
    before = msgspec.structs.replace(before, messages=(*before.messages, other))
    after = illustrated(before, files(a_DOT_png=PNG, b_DOT_png=PNG))
    assert after.messages == ()
    assert after.nodes[0].reason == MISSING
    first, second, rest = after.later
    assert [(each.id, each.images, each.text) for each in first] == [
        ("m", (URL, URL), "[c]\n\nAnd this?")
    ]
    assert second == (other,)
    assert rest == ()


def test_one_file_that_is_shown_again_and_again_ends_somewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_files, "_MOST_SHOWN", 3 * len(URL))
    there = files(a_DOT_png=PNG)
    assert illustrated(brought("a", "a"), there).messages[0].images == (URL, URL)
    assert illustrated(brought("a", "a"), there).messages[0].images == ()
