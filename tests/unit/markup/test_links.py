"""The allow-list of link targets."""

from __future__ import annotations

import pytest

from desktop_chat.markup.links import host_of, is_openable


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "smb://host/share",
        "//host/share",
        "\\\\host\\share",
        "https:\\\\host",
        "https:///path",
        "https:host",
        "calculator://",
        "/relative",
        "#fragment",
        "",
        "mailto:",
        " https://x.example",
        "https://x.example\x00",
        "ftp://x.example",
    ],
)
def test_anything_but_web_and_mail_addresses_is_refused(target: str) -> None:
    assert not is_openable(target)


@pytest.mark.parametrize(
    "target", ["https://x.example/a?b#c", "HTTP://x.example", "mailto:a@b.example"]
)
def test_web_and_mail_addresses_are_openable(target: str) -> None:
    assert is_openable(target)


def test_the_host_is_the_real_one() -> None:
    assert host_of("https://bank.example@evil.example/login") == "evil.example"
    assert host_of("mailto:a@b.example") == "a@b.example"
    assert host_of("https://[bad") == ""
    assert host_of("relative") == ""
