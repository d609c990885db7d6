"""What a message says is kept, and what cannot be kept leaves a sign and a reason."""

from __future__ import annotations

import pytest

from desktop_chat.formats.import_content import MOST_PICTURE_CHARACTERS, Content

PICTURE = "data:image/png;base64,AAAA"


def said(parts: object) -> Content:
    content = Content()
    content.parts(parts)
    return content


@pytest.mark.parametrize(
    "parts", [None, 5, {}, [], [{"type": "text"}], [{"type": "text", "text": None}], "", " \n"]
)
def test_nothing_is_empty(parts: object) -> None:
    content = said(parts)
    assert content.is_empty
    assert not content.reason


def test_parts_of_every_service_are_read() -> None:
    content = said(
        [
            "Bare",
            {"type": "text", "text": {"value": "Inner"}},
            {"type": "output_text", "text": "Out"},
            {"type": "refusal", "refusal": "No."},
            {"type": "thinking", "thinking": "Hm."},
            {"type": "tool_use", "name": "f", "input": {"a": 1}},
            {"type": "tool_result", "content": [{"type": "text", "text": "42"}]},
        ]
    )
    assert content.text == (
        'Bare\n\nInner\n\nOut\n\nNo.\n\n[Tool f]\n\n~~~~\n{\n  "a": 1\n}\n~~~~\n\n'
        "[Result of tool]\n\n~~~~\n42\n~~~~"
    )
    assert content.reasoning == "Hm."
    assert not content.reason


def test_what_is_lost_has_its_first_reason() -> None:
    content = said([{"type": "hologram"}, {"type": "file", "file": {"filename": "a.pdf"}}, {}, 7])
    assert content.text == (
        "[hologram]\n\n[Attachment: a.pdf]\n\n[unknown content]\n\n[unknown content]"
    )
    assert content.reason == "its content 'hologram' is unknown"
    assert said([{}]).reason == "a part of it is unknown"


@pytest.mark.parametrize(
    ("url", "text", "reason"),
    [
        (PICTURE, "", ""),
        ("https://a.x/b.png", "", ""),
        ("http://a.x/b.png", "[Picture: http://a.x/b.png]", ""),
        ("data:image/svg+xml;base64,AAAA", "[Picture]", "a picture of it is not in the file"),
        ("javascript:alert(1)", "[Picture]", "a picture of it is not in the file"),
        ("", "[Picture]", "a picture of it is not in the file"),
        (PICTURE + "A" * MOST_PICTURE_CHARACTERS, "[Picture]", "a picture of it is too large"),
    ],
    ids=["inside", "https", "http", "svg", "script", "none", "large"],
)
def test_pictures_are_kept_or_leave_a_sign(url: str, text: str, reason: str) -> None:
    content = said([{"type": "image_url", "image_url": {"url": url}}])
    assert (content.text, content.reason) == (text, reason)
    assert content.pictures == ([] if text else [url])
    assert not content.is_empty


def test_a_fence_is_longer_than_what_it_holds() -> None:
    content = Content()
    content.result("f", "~~~~~\nx")
    content.call("", None)
    assert content.text == "[Result of f]\n\n~~~~~~\n~~~~~\nx\n~~~~~~\n\n[Tool without a name]"


def test_deep_results_of_tools_end() -> None:
    part: object = "x"
    for _ in range(90):
        part = [{"type": "tool_result", "content": part}]
    assert "x" in said(part).text
