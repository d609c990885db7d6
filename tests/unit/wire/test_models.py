"""Model lists and key states are read in every shape, and fail soft."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import openrouter_bodies
from support.conformance import conformance_path
from support.openapi import answers

from desktop_chat.core.account import KeyInfo
from desktop_chat.core.catalog import ListGaps, Model
from desktop_chat.errors import NotJson, ProviderFailed
from desktop_chat.wire.models import ModelNames, ModelReader, parse_key_info, parse_models

OPENROUTER_MODEL: dict[str, Any] = {
    "id": "maker/large",
    "canonical_slug": "maker/large-2407",
    "name": "Maker: Large",
    "created": 1721859062,
    "description": "A model.",
    "context_length": 128000,
    "architecture": {
        "modality": "text+image->text",
        "input_modalities": ["text", "image"],
        "output_modalities": ["text"],
        "tokenizer": "Maker",
        "instruct_type": None,
    },
    "pricing": {
        "prompt": "0.000002",
        "completion": "0.000006",
        "request": "0",
        "image": "0.001",
        "input_cache_read": "0.0000002",
        "overrides": [{"min_prompt_tokens": 200000, "prompt": "0.000004"}],
    },
    "top_provider": {
        "context_length": 128000,
        "max_completion_tokens": 8192,
        "is_moderated": False,
    },
    "per_request_limits": None,
    "supported_parameters": ["temperature", "top_p", "tools"],
    "default_parameters": {"temperature": 0.3, "top_p": None, "frequency_penalty": "odd"},
    "reasoning": {"mandatory": True, "supported_efforts": ["low", "high"], "default_effort": "low"},
    "expiration_date": "2027-01-01",
    "something_new": {"x": 1},
}


def parsed(payload: Any) -> tuple[Model, ...]:
    return parse_models(msgspec.json.encode(payload))


def test_all_that_openrouter_says_of_a_model_is_read() -> None:
    (model,) = parsed({"data": [OPENROUTER_MODEL], "total_count": 1})
    assert (model.id, model.title, model.author) == ("maker/large", "Large", "maker")
    assert (model.context_length, model.max_completion_tokens) == (128000, 8192)
    assert model.input_modalities == ("text", "image")
    assert model.supported_parameters == frozenset({"temperature", "top_p", "tools"})
    assert model.default_parameters.values() == {"temperature": 0.3}
    assert model.reasoning is not None
    assert model.reasoning.mandatory
    assert model.reasoning.supported_efforts == ("low", "high")
    assert (model.tokenizer, model.created, model.expiration_date) == (
        "Maker",
        1721859062,
        "2027-01-01",
    )


def test_prices_are_exact() -> None:
    (model,) = parsed({"data": [OPENROUTER_MODEL]})
    assert model.pricing.prompt == Decimal("0.000002")
    assert model.pricing.completion == Decimal("0.000006")
    assert model.pricing.other == {
        "image": Decimal("0.001"),
        "input_cache_read": Decimal("0.0000002"),
    }


def test_prices_and_lengths_that_cannot_be_are_unknown() -> None:
    (model,) = parsed([{"id": "a", "context_length": 1e300, "pricing": {"prompt": "1e999999999"}}])
    assert (model.context_length, model.pricing.prompt) == (None, None)


def test_halves_of_characters_are_mended_in_every_text() -> None:
    (model,) = parse_models(rb'[{"id": "a\uD83D", "description": "\ud83d\ude00"}]')
    assert (model.id, model.description) == ("a\ufffd", "\U0001f600")


def test_a_discount_lowers_every_price() -> None:
    (model,) = parsed([{"id": "a", "pricing": {"prompt": "0.4", "image": "2", "discount": 0.25}}])
    assert model.pricing.prompt == Decimal("0.3")
    assert model.pricing.other == {"image": Decimal("1.5")}


@pytest.mark.parametrize(
    ("payload", "model_id", "context_length"),
    [
        ({"object": "list", "data": [{"id": "gpt", "owned_by": "x"}]}, "gpt", None),
        ({"data": [{"id": "m", "max_context_length": 32768, "capabilities": {}}]}, "m", 32768),
        ({"data": [{"id": "v", "max_model_len": 4096}]}, "v", 4096),
        ({"data": [{"id": "g", "context_window": 8192}]}, "g", 8192),
        ({"models": [{"name": "llama3:8b", "model": "llama3:8b"}]}, "llama3:8b", None),
        ({"models": [{"key": "qwen", "display_name": "Qwen", "max_context_length": 9}]}, "qwen", 9),
        ({"models": [{"name": "x"}], "data": [{"id": "y", "meta": {"n_ctx_train": 7}}]}, "y", 7),
        ({"models": [{"model": "z", "model_info": {"llama.context_length": 5}}]}, "z", 5),
        ([{"id": "bare"}], "bare", None),
    ],
)
def test_every_servers_list_is_read(
    payload: Any, model_id: str, context_length: int | None
) -> None:
    (model,) = parsed(payload)
    assert (model.id, model.context_length) == (model_id, context_length)
    assert model.supported_parameters is None


@pytest.mark.parametrize(
    "payload", [{"data": None}, {"data": []}, {}, [], None, "x", {"data": "x"}]
)
def test_an_empty_list_has_no_models(payload: Any) -> None:
    assert parsed(payload) == ()


def test_rows_without_an_id_and_repeated_ids_are_passed_over() -> None:
    rows = [{"name": 5}, None, "x", {"id": ""}, {"id": "a", "name": "first"}, {"id": "a"}]
    assert [(model.id, model.name) for model in parsed({"data": rows})] == [("a", "first")]


def test_a_servers_own_default_temperature_is_a_default() -> None:
    (model,) = parsed({"data": [{"id": "m", "default_model_temperature": 0.7}]})
    assert model.default_parameters.values() == {"temperature": 0.7}


def test_names_are_made_fit_to_show() -> None:
    (model,) = parsed({"data": [{"id": "m", "name": "A\u202e\x1b[1m\nB"}]})
    assert model.name == "A[1m B"


def test_a_list_of_five_thousand_is_read_whole() -> None:
    rows = [OPENROUTER_MODEL | {"id": f"maker/{number}"} for number in range(5_000)]
    assert len(parsed({"data": rows})) == 5_000


def test_a_body_that_is_no_list_fails_with_a_sentence() -> None:
    with pytest.raises(NotJson, match="list of models is not JSON"):
        parse_models(b"{broken")
    with pytest.raises(ProviderFailed, match="database is down"):
        parsed({"error": {"message": "database is down"}})


def test_captured_lists_are_read() -> None:
    body = conformance_path("captures/aimock-or-models.json").read_bytes()
    assert all(model.id for model in parse_models(body.partition(b"\r\n\r\n")[2] or body))


def test_the_state_of_a_key_is_read() -> None:
    data = {
        "label": "sk-or-v1-abc...123",
        "limit": 10,
        "limit_remaining": 7.25,
        "limit_reset": "weekly",
        "usage": 2.75,
        "usage_daily": 0.1,
        "usage_weekly": 0.25,
        "usage_monthly": 1,
        "is_free_tier": True,
        "expires_at": "2027-12-31T23:59:59Z",
        "rate_limit": {"requests": -1},
    }
    assert parse_key_info(msgspec.json.encode({"data": data})) == KeyInfo(
        label="sk-or-v1-abc...123",
        limit_usd=Decimal(10),
        limit_remaining_usd=Decimal("7.25"),
        limit_reset="weekly",
        usage_usd=Decimal("2.75"),
        usage_daily_usd=Decimal("0.1"),
        usage_weekly_usd=Decimal("0.25"),
        usage_monthly_usd=Decimal(1),
        is_free_tier=True,
        expires_at="2027-12-31T23:59:59Z",
    )


@pytest.mark.parametrize(
    ("said", "known"), [(True, True), (False, False), ("yes", None), (1, None)]
)
def test_a_key_says_whether_it_is_for_management(said: object, known: bool | None) -> None:
    body = msgspec.json.encode({"data": {"is_management_key": said}})
    assert parse_key_info(body).is_management is known


@given(data=st.data())
def test_whatever_the_schema_allows_is_read_as_the_state_of_a_key(data: st.DataObject) -> None:
    info = parse_key_info(msgspec.json.encode(data.draw(answers("/key"))))
    assert info.limit_usd is None or info.limit_usd.is_finite()


@given(st.binary(max_size=40))
def test_what_is_no_state_of_a_key_is_told_or_reads_as_empty(body: bytes) -> None:
    with contextlib.suppress(NotJson):
        assert parse_key_info(body) == KeyInfo()


@pytest.mark.parametrize("payload", [{"data": [{"id": "gpt"}]}, {}, [], {"data": {"limit": None}}])
def test_a_server_without_key_states_gives_an_empty_one(payload: Any) -> None:
    assert parse_key_info(msgspec.json.encode(payload)) == KeyInfo()


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [*OPENROUTER_MODEL, "data", "models", "prompt", "temperature", "meta"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_no_list_breaks_the_reader(payload: Any) -> None:
    try:
        parsed({"data": payload})
    except ProviderFailed:
        assert payload is not None


def test_models_of_every_kind_are_told_apart() -> None:
    found = {model.id: model for model in parsed({"data": openrouter_bodies.special_models()})}
    assert found["northwind/heron:free"].pricing.is_free
    assert found["openrouter/auto"].pricing.varies
    assert found["harbour/basalt-long"].pricing.overrides[0].min_prompt_tokens == 200_000
    assert found["lantern/ember-night"].pricing.prompt == Decimal("0.00000075")
    assert found["quarry/willow-old"].expiration_date == "2027-01-31"
    assert found["tidal/comet-audio"].supported_voices == ("alba", "bruno")
    assert found["~northwind/heron-latest"].alias_of == "northwind/heron"
    thinking = found["quarry/juniper-think"]
    assert thinking.reasoning is not None
    assert thinking.reasoning.mandatory
    assert thinking.benchmarks is not None
    assert (thinking.benchmarks.intelligence, thinking.benchmarks.agentic) == (61.5, None)
    assert thinking.benchmarks.best_elo == 1287.5
    assert found["meadow/nothing-known"].context_length is None
    assert found["meadow/nothing-known"].is_moderated is True


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_every_list_of_the_schema_and_beyond_is_read(data: st.DataObject) -> None:
    body = data.draw(answers("/models"))
    ids = {row["id"] or row["name"] for row in body["data"]} - {""}
    assert {model.id for model in parsed(body)} == ids


def test_names_are_read_alone_and_of_another_shape_none() -> None:
    body = msgspec.json.encode({"data": [OPENROUTER_MODEL | {"name": "Maker:\n Large\u202e"}, {}]})
    names = ModelNames(body)
    assert names.name("maker/large") == "Maker: Large"
    assert names.name("") == names.name("other") == ""
    for other in (b"", b"{", b"[]", b'{"data":3}', b'{"models":[{"name":"x"}]}', b"\xff"):
        assert ModelNames(other).name("x") == ""


def test_names_of_a_list_that_is_cut_off_are_read_as_far_as_it_goes() -> None:
    body = msgspec.json.encode({"data": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]})
    names = ModelNames(body[:-8])
    assert (names.name("a"), names.name("b")) == ("A", "")


def read(body: bytes) -> tuple[list[str], ListGaps]:
    reader = ModelReader(body)
    while reader.step(1):
        pass
    return [*reader.models], reader.gaps


def test_a_step_reads_no_more_than_its_rows() -> None:
    reader = ModelReader(msgspec.json.encode([{"id": "a"}, {"id": "b"}, {"id": "c"}]))
    assert reader.step(2)
    assert [*reader.models] == ["a", "b"]
    assert not reader.step(2)
    assert [*reader.models] == ["a", "b", "c"]
    assert reader.gaps.is_whole


def test_models_that_are_broken_are_counted_and_the_others_read() -> None:
    body = b'{"data":[{"id":"a"},{"id":"x","n":1 2},{"id":"b"},{"id":"y","n":[}},{"id":"c"}]}'
    assert read(body) == (["a", "b", "c"], ListGaps(broken=2))


def test_a_list_that_is_cut_off_keeps_what_was_whole_and_says_so() -> None:
    body = msgspec.json.encode({"data": [OPENROUTER_MODEL | {"id": each} for each in "abc"]})
    assert read(body[:-30]) == (["a", "b"], ListGaps(is_cut=True))


@pytest.mark.parametrize("body", [b'{"data":[{"id":"a"},{"id":"b', b'[{"id":"a"},{"id":x}]'])
def test_who_cannot_say_what_is_missing_gets_nothing_of_a_damaged_list(body: bytes) -> None:
    with pytest.raises(NotJson, match="list of models is not JSON"):
        parse_models(body)
