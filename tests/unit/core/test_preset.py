"""A preset is offered where it fits."""

from __future__ import annotations

from desktop_chat.core.preset import Preset


def test_a_preset_is_for_all_models_or_for_one() -> None:
    assert Preset("p", "Careful").is_for("a/b")
    assert Preset("p", "Careful", model="a/b").is_for("a/b")
    assert not Preset("p", "Careful", model="a/b").is_for("a/c")
    assert not Preset("p", "Careful", model="a/b").is_for("")
