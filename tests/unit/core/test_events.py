"""Tests of desktop_chat.core.events: each event is a value, and the reducer knows each."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest

from desktop_chat.core import events as ev
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.core.usage import Usage
from desktop_chat.errors import RateLimited, StreamCut

EVENTS: tuple[ev.TurnEvent, ...] = (
    ev.Opened("gen-1"),
    ev.KeptAlive("OPENROUTER PROCESSING"),
    ev.Identified("a/b", "Provider", "gen-1"),
    ev.BackendNamed("fp_1", "flex", 7),
    ev.TextAdded("text"),
    ev.ReasoningAdded("thought"),
    ev.ReasoningDetailsAdded(({"type": "reasoning.text", "text": "thought"},)),
    ev.ToolCallAdded(0, "id", "name", "{}"),
    ev.AnnotationsAdded(({"type": "file"},)),
    ev.ImagesAdded(("data:image/png;base64,AAAA",)),
    ev.RefusalAdded("no"),
    ev.LogprobsAdded(({"token": "a"},)),
    ev.UsageReported(Usage(total_tokens=3)),
    ev.FinishReported("stop"),
    ev.Retrying(RateLimited("Wait."), 1.5),
    ev.Finished(),
    ev.Failed(StreamCut("Cut.")),
)


def test_every_kind_of_event_is_among_the_examples() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(ev.TurnEvent))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_cannot_be_changed(event: Any) -> None:
    for field in dataclasses.fields(event):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(event, field.name, None)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_the_reducer_knows_every_event(event: ev.TurnEvent) -> None:
    assert apply(Draft(), event).revision == 1
