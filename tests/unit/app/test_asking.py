"""What is left out of a request is named, and nothing is sent that nobody set."""

from __future__ import annotations

import msgspec

from desktop_chat.app.asking import compose
from desktop_chat.core.catalog import Model
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, Role
from desktop_chat.core.preset import Preset
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.core.sampling import Sampling

ENDPOINTS = {endpoint.id: endpoint for endpoint in READY_ENDPOINTS}
ASKED = [Message("1", "c", Role.USER, "Hi")]
CONVERSATION = Conversation("c", model="m")


def test_later_layers_win_and_nothing_unset_is_sent() -> None:
    layers = Layers(
        settings=Sampling(temperature=1.5, top_p=0.9),
        conversation=Sampling(temperature=0.5, seed=7),
        one_off=Sampling(seed=8),
    )
    question = compose(CONVERSATION, ASKED, ENDPOINTS["openrouter"], layers)
    expected = Sampling(temperature=0.5, top_p=0.9, seed=8)
    assert question.record.sampling == expected
    body = msgspec.json.decode(question.request.body)
    assert {name: body[name] for name in expected.values()} == expected.values()
    assert "max_tokens" not in body


def test_what_the_model_does_not_support_is_named_and_not_sent() -> None:
    model = Model("m", supported_parameters=frozenset({"temperature"}))
    layers = Layers(conversation=Sampling(temperature=0.5, seed=7), model=model)
    question = compose(CONVERSATION, ASKED, ENDPOINTS["openrouter"], layers)
    assert question.record.dropped == ("seed",)
    assert "seed" not in msgspec.json.decode(question.request.body)


def test_what_the_endpoint_does_not_know_is_named_and_not_sent() -> None:
    layers = Layers(conversation=Sampling(temperature=0.5, top_k=3))
    question = compose(CONVERSATION, ASKED, ENDPOINTS["openai"], layers)
    assert question.record.dropped == ("top_k",)
    assert question.record.sampling == Sampling(temperature=0.5)


def test_the_record_holds_the_exact_body() -> None:
    question = compose(CONVERSATION, ASKED, ENDPOINTS["openai"], Layers())
    assert question.record.request_body == question.request.body.decode()
    assert (question.record.endpoint_id, question.record.model) == ("openai", "m")


def test_the_record_says_where_every_value_came_from() -> None:
    layers = Layers(
        settings=Sampling(top_p=0.9, seed=1),
        preset=Preset("p", "Careful writer", Sampling(frequency_penalty=0.2, seed=2)),
        conversation=Sampling(temperature=0.5, top_k=3),
        one_off=Sampling(max_tokens=9),
    )
    record = compose(CONVERSATION, ASKED, ENDPOINTS["openai"], layers).record
    assert record.dropped == ("top_k",)
    assert record.origins == {
        "top_p": "settings",
        "seed": "preset:Careful writer",
        "frequency_penalty": "preset:Careful writer",
        "temperature": "conversation",
        "top_k": "conversation",
        "max_tokens": "one-off",
    }
    assert record.preset == "Careful writer"
    assert record.origins.keys() == {*record.sampling.values(), *record.dropped}
