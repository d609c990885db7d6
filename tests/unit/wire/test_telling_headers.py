"""Of a reply's headers those are kept that tell of the answer."""

from __future__ import annotations

from desktop_chat.wire.telling_headers import telling_headers


def test_they_are_kept_on_one_short_line_each_and_no_others() -> None:
    headers = {
        "x-openrouter-cache-status": "HIT\u202e\x07\r\n now",
        "x-request-id": "r" * 5_000,
        "cf-ray": "",
        "set-cookie": "session=1",
        "authorization": "Bearer x",
    }
    assert dict(telling_headers(headers)) == {
        "x-request-id": "r" * 200,
        "x-openrouter-cache-status": "HIT now",
    }
