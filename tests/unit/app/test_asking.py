"""What is left out of a request is named, and nothing is sent that nobody set."""

from __future__ import annotations

import msgspec

from desktop_chat.app.asking import compose
from desktop_chat.core.catalog import Model
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.core.provider import READY_ENDPOINTS
from desktop_chat.core.sampling import Sampling

ENDPOINTS = {endpoint.id: endpoint for endpoint in READY_ENDPOINTS}
ASKED = [Message("1", "c", Role.USER, "Hi")]
UNSET = Sampling()


def test_later_layers_win_and_nothing_unset_is_sent() -> None:
    conversation = Conversation("c", model="m", sampling=Sampling(temperature=0.5, seed=7))
    layers = (Sampling(temperature=1.5, top_p=0.9), Sampling(seed=8))
    question = compose(conversation, ASKED, ENDPOINTS["openrouter"], None, layers)
    expected = Sampling(temperature=0.5, top_p=0.9, seed=8)
    assert question.record.sampling == expected
    body = msgspec.json.decode(question.request.body)
    assert {name: body[name] for name in expected.values()} == expected.values()
    assert "max_tokens" not in body


def test_what_the_model_does_not_support_is_named_and_not_sent() -> None:
    model = Model("m", supported_parameters=frozenset({"temperature"}))
    conversation = Conversation("c", model="m", sampling=Sampling(temperature=0.5, seed=7))
    question = compose(conversation, ASKED, ENDPOINTS["openrouter"], model, (UNSET, UNSET))
    assert question.record.dropped == ("seed",)
    assert "seed" not in msgspec.json.decode(question.request.body)


def test_what_the_endpoint_does_not_know_is_named_and_not_sent() -> None:
    conversation = Conversation("c", model="m", sampling=Sampling(temperature=0.5, top_k=3))
    question = compose(conversation, ASKED, ENDPOINTS["openai"], None, (UNSET, UNSET))
    assert question.record.dropped == ("top_k",)
    assert question.record.sampling == Sampling(temperature=0.5)


def test_the_record_holds_the_exact_body() -> None:
    question = compose(
        Conversation("c", model="m"), ASKED, ENDPOINTS["openai"], None, (UNSET, UNSET)
    )
    assert question.record.request_body == question.request.body.decode()
    assert (question.record.endpoint_id, question.record.model) == ("openai", "m")
