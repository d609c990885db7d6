"""Pictures and attached files are read out of the API's forms, and bad ones are nothing."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from desktop_chat.core.attached import Attachment, Picture, attachments_of, pictures_of
from desktop_chat.core.message import Message, Role

CONTENT = b"\x89PNG content"
CODED = base64.b64encode(CONTENT).decode()


def picture(url: str) -> Picture:
    (found,) = pictures_of(Message("1", "c", Role.ASSISTANT, images=(url,)))
    return found


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_a_picture_in_the_message_is_its_bytes(kind: str) -> None:
    assert picture(f"data:image/{kind};base64,{CODED}") == Picture(kind, CONTENT)
    assert picture(f"DATA:image/{kind.upper()};base64,{CODED[:4]}\n{CODED[4:]}").content == CONTENT


def test_jpg_is_jpeg() -> None:
    assert picture(f"data:image/jpg;base64,{CODED}") == Picture("jpeg", CONTENT)


@pytest.mark.parametrize(
    "url", ["data:image/png;base64,§§", "data:image/svg+xml;base64,AAAA", "file:///etc/passwd", ""]
)
def test_what_is_no_picture_is_neither_bytes_nor_an_address(url: str) -> None:
    assert picture(url) == Picture()


def test_a_picture_elsewhere_is_its_address() -> None:
    assert picture("https://a.example/x.png") == Picture(address="https://a.example/x.png")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ({"name": "a.pdf", "content": [{"type": "text", "text": "one"}]}, ("a.pdf", "one")),
        (
            {"content": [{"type": "text", "text": "one"}, {"type": "image_url"}, 7, None]},
            ("", "one"),
        ),
        ({"name": None, "content": "text"}, ("", "")),
        ({}, ("", "")),
        (None, ("", "")),
    ],
)
def test_an_attached_file_is_its_name_and_what_was_read_in_it(
    file: Any, expected: tuple[str, str]
) -> None:
    annotations: tuple[dict[str, Any], ...] = (
        {"type": "url_citation", "url_citation": {"url": "https://a.example"}},
        {"type": "file", "file": file},
    )
    message = Message("1", "c", Role.ASSISTANT, annotations=annotations)
    assert attachments_of(message) == (Attachment(*expected),)
