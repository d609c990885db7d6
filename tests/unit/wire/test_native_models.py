"""Local servers' own words are joined with the list that all servers have."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.core.catalog import Model
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint, custom_endpoint
from desktop_chat.wire.models import parse_models
from desktop_chat.wire.native_models import (
    NativeServer,
    build_native_requests,
    build_show_request,
    native_server,
    parse_native,
    parse_show,
    with_details,
)


def ready(endpoint_id: str) -> Endpoint:
    return next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == endpoint_id)


def encoded(value: Any) -> bytes:
    return msgspec.json.encode(value)


def listed(server: NativeServer, listing: Any, native: Any) -> tuple[Model, ...]:
    return parse_models(with_details(encoded(listing), parse_native(server, encoded(native))))


def test_a_server_is_known_by_its_endpoint_or_by_who_owns_its_models() -> None:
    assert native_server(ready("ollama"), b"") is NativeServer.OLLAMA
    own = custom_endpoint("http://localhost:9999")
    assert native_server(own, b'{"data":[{"owned_by":"llamacpp"}]}') is NativeServer.LLAMA_CPP
    assert native_server(own, b'{"data":[{"owned_by":"vllm"}]}') is None
    far = custom_endpoint("https://far.example")
    assert native_server(far, b'{"data":[{"owned_by":"llamacpp"}]}') is None


def test_native_routes_stand_beside_the_one_that_all_servers_have() -> None:
    (request,) = build_native_requests(NativeServer.OLLAMA, ready("ollama"))
    assert request.url == "http://localhost:11434/api/tags"
    shown = build_show_request(ready("ollama"), "m:latest")
    assert (shown.method, shown.url) == ("POST", "http://localhost:11434/api/show")
    assert shown.body == b'{"model":"m:latest"}'


def test_ollama_gives_size_quantization_and_after_a_question_the_rest() -> None:
    tags = {"models": [{"name": "m", "size": 7, "details": {"quantization_level": "Q4_K_M"}}]}
    (model,) = listed(NativeServer.OLLAMA, {"data": None}, tags)
    assert (model.id, model.size_bytes, model.quantization) == ("m", 7, "Q4_K_M")
    shown = parse_show(
        encoded(
            {"capabilities": ["tools"], "model_info": {"x.context_length": 4096}, "license": "…"}
        )
    )
    (model,) = parse_models(with_details(b'{"data":[{"id":"m"}]}', {"m": shown}))
    assert (model.context_length, model.capabilities) == (4096, {"tools"})


def test_lm_studio_s_loaded_context_is_the_one_that_holds() -> None:
    older = {
        "data": [{"id": "m", "type": "vlm", "max_context_length": 9, "loaded_context_length": 4}]
    }
    (model,) = listed(NativeServer.LM_STUDIO, {"data": [{"id": "m"}]}, older)
    assert (model.context_length, model.capabilities) == (4, {"vision"})
    newer = {
        "models": [
            {
                "key": "m",
                "max_context_length": 9,
                "loaded_instances": [{"id": "m", "config": {"context_length": 5}}],
                "quantization": {"name": "Q8_0"},
                "capabilities": {"vision": False, "trained_for_tool_use": True},
            }
        ]
    }
    (model,) = listed(NativeServer.LM_STUDIO, {"data": [{"id": "m"}]}, newer)
    assert (model.context_length, model.quantization) == (5, "Q8_0")
    assert "tools" in model.capabilities
    assert "vision" not in model.capabilities


def test_llama_cpp_s_settings_hold_for_its_model() -> None:
    props = {"default_generation_settings": {"n_ctx": 2048}, "modalities": {"vision": True}}
    listing = {"data": [{"id": "/m.gguf", "meta": {"n_ctx_train": 8192}}]}
    (model,) = listed(NativeServer.LLAMA_CPP, listing, props)
    assert (model.context_length, model.capabilities) == (2048, {"vision"})


@pytest.mark.parametrize("server", NativeServer)
@pytest.mark.parametrize("body", [b"", b"[]", b'{"models":5}', b"<html>"])
def test_what_is_something_else_says_nothing(server: NativeServer, body: bytes) -> None:
    assert parse_native(server, body) == {}
    assert parse_show(body) == {}
