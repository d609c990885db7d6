"""Links are opened for three schemes and with a host, and no others."""

from __future__ import annotations

import pytest

from desktop_chat.ui.links import is_allowed


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b#c", "http://127.0.0.1:8000/", "mailto:a@example.org"]
)
def test_web_and_mail_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "smb://host/share",
        "vscode://run",
        "https:///no-host",
        "//host/share",
        "C:\\Windows\\calc.exe",
        "http://a b/",
        "",
    ],
)
def test_everything_else_is_not(address: str) -> None:
    assert not is_allowed(address)
