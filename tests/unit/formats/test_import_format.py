"""The ids of what is imported."""

from __future__ import annotations

from desktop_chat.core.ids import packed_id
from desktop_chat.formats.import_format import stable_id


def test_the_same_source_always_gets_the_same_id() -> None:
    assert stable_id("chatgpt", "c", "m") == stable_id("chatgpt", "c", "m")
    assert packed_id(stable_id("chatgpt", "c")) is not None


def test_parts_are_kept_apart() -> None:
    ids = {stable_id("ab", "c"), stable_id("a", "bc"), stable_id("a", "b", "c"), stable_id("abc")}
    assert len(ids) == 4


def test_a_lone_surrogate_in_a_source_id_is_no_obstacle() -> None:
    assert packed_id(stable_id("chatgpt", "\ud800")) is not None
