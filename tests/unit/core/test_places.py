"""Folders are paths, tags are names; what a person types becomes one or is refused in words."""

from __future__ import annotations

import pytest

from desktop_chat.core.places import (
    MOST_DEPTH,
    MOST_NAME,
    folder_path,
    is_within,
    moved,
    name_of,
    parent_of,
    tag_name,
    with_parents,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Work", "Work"),
        (" Work / Clients ", "Work/Clients"),
        ("//a///b/", "a/b"),
        ("a\nb\u202e", "a b"),
        ("مشاريع/عمل", "مشاريع/عمل"),
        ("x" * 200, "x" * MOST_NAME),
    ],
)
def test_a_folder_is_a_path_of_plain_names(text: str, path: str) -> None:
    assert folder_path(text) == path
    assert folder_path(path) == path


@pytest.mark.parametrize("text", ["", " ", "/", " / ", "\n"])
def test_a_folder_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        folder_path(text)


def test_folders_lie_only_so_deep() -> None:
    folder_path("/".join("a" * MOST_DEPTH))
    with pytest.raises(ValueError, match="at most"):
        folder_path("/".join("a" * (MOST_DEPTH + 1)))


@pytest.mark.parametrize(
    ("text", "tag"),
    [("todo", "todo"), ("#to do ", "to do"), ("a,b", "a b"), ("", ""), ("#", ""), (" ", "")],
)
def test_a_tag_is_one_plain_name(text: str, tag: str) -> None:
    assert tag_name(text) == tag


def test_a_path_knows_what_is_above_it_and_inside_it() -> None:
    assert (parent_of("a/b/c"), name_of("a/b/c")) == ("a/b", "c")
    assert (parent_of("a"), name_of("a")) == ("", "a")
    assert is_within("a/b", "a")
    assert is_within("a", "a")
    assert not is_within("ab", "a")


@pytest.mark.parametrize(
    ("path", "old", "new", "after"),
    [
        ("a/b", "a", "c", "c/b"),
        ("a", "a", "c/d", "c/d"),
        ("ab", "a", "c", "ab"),
        ("a/b", "a", "", "b"),
        ("a", "a", "", ""),
    ],
)
def test_what_is_inside_moves_along(path: str, old: str, new: str, after: str) -> None:
    assert moved(path, old, new) == after


def test_a_folder_counts_what_lies_deeper_and_comes_before_it() -> None:
    counts = {"b": 1, "a/x/y": 2, "a": 3}
    found = with_parents(counts, {"c/empty", "a"})
    assert found == {"a": 5, "a/x": 2, "a/x/y": 2, "b": 1, "c": 0, "c/empty": 0}
    assert list(found) == ["a", "a/x", "a/x/y", "b", "c", "c/empty"]
