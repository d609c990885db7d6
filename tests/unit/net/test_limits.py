"""Servers on this computer and its network are given more time."""

from __future__ import annotations

import pytest

from desktop_chat.net.limits import DEFAULT_LIMITS, TimeLimits


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1/models",
        "http://127.0.0.1/v1",
        "http://[::1]:8080/v1",
        "http://192.168.1.20:1234/v1",
        "https://box.local/v1",
    ],
)
def test_a_local_server_may_be_silent_for_five_minutes(url: str) -> None:
    limits = DEFAULT_LIMITS.at(url)
    assert (limits.first_byte_s, limits.idle_s) == (300, 300)
    assert (limits.connect_s, limits.write_s) == (10, 30)


@pytest.mark.parametrize("url", ["https://openrouter.ai/api/v1", "http://8.8.8.8/v1", "odd"])
def test_others_keep_the_ordinary_limits(url: str) -> None:
    assert DEFAULT_LIMITS.at(url) == TimeLimits(10, 30, 120, 60)


def test_a_longer_limit_that_the_user_set_holds_for_local_servers_too() -> None:
    limits = TimeLimits(first_byte_s=900, idle_s=5).at("http://localhost/v1")
    assert (limits.first_byte_s, limits.idle_s) == (900, 300)
