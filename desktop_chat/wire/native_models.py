"""What local servers tell of their models in their own words, beside the list that all have.

Sources: Ollama's /api/tags and /api/show, LM Studio's /api/v0/models and /api/v1/models,
llama.cpp's /props. vLLM and LiteLLM put all they know into the list itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from desktop_chat.core.provider import Endpoint
from desktop_chat.wire.model_requests import build_get
from desktop_chat.wire.transport import WireRequest
from desktop_chat.wire.values import as_count, as_dict, as_dicts, as_text, decode_json


class NativeServer(Enum):
    """A server that knows more than its list says; the values are ids of ready endpoints."""

    OLLAMA = "ollama"
    LM_STUDIO = "lmstudio"
    LLAMA_CPP = "llamacpp"


_OWNERS = {
    "library": NativeServer.OLLAMA,
    "organization_owner": NativeServer.LM_STUDIO,
    "llamacpp": NativeServer.LLAMA_CPP,
}

Details = dict[str, dict[str, Any]]
"""Fields by the id of their model; "" for every model of the server."""


def native_server(endpoint: Endpoint, body: bytes) -> NativeServer | None:
    """Return which server answers, by the endpoint's id or by whom its models are owned."""
    if not endpoint.is_local:
        return None
    for server in NativeServer:
        if endpoint.id == server.value:
            return server
    owners = {as_text(row.get("owned_by")) for row in _rows(body)}
    return next((server for owner, server in _OWNERS.items() if owner in owners), None)


def build_native_requests(server: NativeServer, endpoint: Endpoint) -> tuple[WireRequest, ...]:
    """Return the requests for what a server says of all its models; the first answer serves."""
    paths = {
        NativeServer.OLLAMA: ("/api/tags",),
        NativeServer.LM_STUDIO: ("/api/v1/models", "/api/v0/models"),
        NativeServer.LLAMA_CPP: ("/props",),
    }
    root = _at_root(endpoint)
    return tuple(build_get(root, path) for path in paths[server])


def build_show_request(endpoint: Endpoint, model_id: str) -> WireRequest:
    """Return the request for what Ollama knows of one model."""
    url = f"{_at_root(endpoint).base_url}/api/show"
    body = msgspec.json.encode({"model": model_id})
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    return WireRequest("POST", url, headers, body)


def parse_native(server: NativeServer, body: bytes) -> Details:
    """Return what a server said of its models; nothing from a body that is something else."""
    if server is NativeServer.LLAMA_CPP:
        return _props(_object(body))
    details: Details = {}
    for row in _rows(body):
        names = (row.get(name) for name in ("id", "key", "name", "model"))
        if model_id := next((text for name in names if (text := as_text(name))), ""):
            details[model_id] = _fields_of(row)
    return details


def parse_show(body: bytes) -> dict[str, Any]:
    """Return the fields that matter of what Ollama said of one model."""
    found = _object(body)
    kept = ("capabilities", "details", "model_info")
    return {name: found[name] for name in kept if found.get(name)}


def with_details(body: bytes, details: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a list of models with these fields in place of what it said itself.

    Models that only the details name are added: Ollama's list is null while none is loaded.
    """
    shared = details.get("", {})
    rows: dict[str, dict[str, Any]] = {}
    for row in _rows(body):
        model_id = as_text(row.get("id")) or as_text(row.get("name"))
        rows[model_id] = {**row, **shared, **details.get(model_id, {})}
    for model_id, fields in details.items():
        if model_id and model_id not in rows:
            rows[model_id] = {"id": model_id, **fields}
    return msgspec.json.encode({"data": list(rows.values())})


def _fields_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the length of the context that is loaded, which is what holds."""
    loaded = as_count(row.get("loaded_context_length"))
    for instance in as_dicts(row.get("loaded_instances")):
        loaded = as_count(as_dict(instance.get("config")).get("context_length")) or loaded
    return row | ({"context_length": loaded} if loaded else {})


def _props(found: dict[str, Any]) -> Details:
    settings = as_dict(found.get("default_generation_settings"))
    fields: dict[str, Any] = {}
    if context := as_count(settings.get("n_ctx")) or as_count(found.get("n_ctx")):
        fields["context_length"] = context
    if modalities := as_dict(found.get("modalities")):
        fields["capabilities"] = [name for name, can in modalities.items() if can is True]
    return {"": fields} if fields else {}


def _at_root(endpoint: Endpoint) -> Endpoint:
    return msgspec.structs.replace(endpoint, base_url=endpoint.base_url.removesuffix("/v1"))


def _object(body: bytes) -> dict[str, Any]:
    try:
        return as_dict(decode_json(body))
    except ValueError:
        return {}


def _rows(body: bytes) -> list[dict[str, Any]]:
    found = _object(body)
    return as_dicts(found.get("data")) or as_dicts(found.get("models"))
