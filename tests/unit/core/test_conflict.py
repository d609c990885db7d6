"""Tests of desktop_chat.core.conflict: what rules are told, and which fixes can be made."""

from __future__ import annotations

from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.conflict import Case, Fix, entries
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS
from desktop_chat.core.sampling import Sampling


def test_what_is_inherited_cannot_be_taken_away() -> None:
    fix = Fix("Unset Top P", {"top_p": UNSET})
    assert fix.ends_in(Sampling(top_p=0.5), Sampling())
    assert not fix.ends_in(Sampling(), Sampling(top_p=0.5))
    # Taken away here, the inherited value comes forth.
    assert not fix.ends_in(Sampling(top_p=0.5), Sampling(top_p=0.4))


def test_what_is_inherited_can_be_overruled() -> None:
    assert Fix("Set 16", {"max_tokens": 16}).ends_in(Sampling(), Sampling(max_tokens=1))


def test_parts_are_read_from_objects_alone() -> None:
    case = Case(Sampling(reasoning={"effort": "low"}, tool_choice="auto"))
    assert case.part("reasoning", "effort") == "low"
    assert case.part("reasoning", "exclude") is None
    assert case.part("tool_choice", "function") is None
    assert case.part("response_format", "type") is None


def test_what_is_no_object_has_no_entries() -> None:
    assert entries({"a": 1}) == {"a": 1}
    assert entries(["a"]) == entries(None) == entries("a") == {}


def test_an_alias_is_its_authors() -> None:
    assert Case(Sampling(), Model("~anthropic/claude-sonnet-latest")).author == "anthropic"
    assert Case(Sampling()).author == ""


def test_who_is_unknown_counts_as_a_service() -> None:
    openrouter = next(each for each in READY_ENDPOINTS if each.id == "openrouter")
    assert Case(Sampling()).is_hosted
    assert Case(Sampling(), endpoint=openrouter).is_hosted
    assert not Case(Sampling(), endpoint=PRACTICE).is_hosted
