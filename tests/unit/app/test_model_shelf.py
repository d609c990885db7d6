"""Favourites and recent models are kept by endpoint, in the order that a person expects."""

from __future__ import annotations

from pathlib import Path

from support.program import program
from support.scripted import ScriptedTransport

from desktop_chat.app.model_shelf import MOST_RECENT


async def test_favourites_are_kept_in_the_order_they_were_chosen(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        shelf = opened.services.shelf
        for model in ("b", "a", "c"):
            shelf.set_favourite("one", model, is_favourite=True)
        shelf.set_favourite("one", "b", is_favourite=False)
        assert shelf.favourites("one") == ("a", "c")
        assert shelf.favourites("two") == ()
        assert shelf.is_favourite("one", "a")
        assert not shelf.is_favourite("two", "a")
        kept = opened.services.settings.settings.models
    assert [model.model_id for model in kept.favourites] == ["a", "c"]


async def test_the_last_used_comes_first_and_once_and_old_ones_leave() -> None:
    async with program(ScriptedTransport()) as opened:
        shelf = opened.services.shelf
        heard: list[None] = []
        shelf.changed.connect(heard.append)
        for number in range(MOST_RECENT + 3):
            shelf.note_use("one", f"m-{number}")
        shelf.note_use("one", "m-5")
        shelf.note_use("one", "m-5")
        shelf.note_use("one", "")
        assert shelf.recent("one")[:2] == ("m-5", f"m-{MOST_RECENT + 2}")
        assert len(shelf.recent("one")) == MOST_RECENT
        assert len(heard) == MOST_RECENT + 4


async def test_sampled_models_are_kept_once_each() -> None:
    async with program(ScriptedTransport()) as opened:
        shelf = opened.services.shelf
        for model in ("a", "b", "a"):
            shelf.set_sampled("one", model, is_sampled=True)
        shelf.set_sampled("one", "b", is_sampled=False)
        assert [each.model_id for each in shelf.sampled] == ["a"]
