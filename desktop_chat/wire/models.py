"""Lists of models and states of keys, from every shape in which servers give them.

Sources: OpenRouter's /models and /key, and the model lists of OpenAI, Mistral, Groq, Ollama,
LM Studio, llama.cpp and vLLM.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from itertools import islice
from typing import Any

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from desktop_chat.core.account import KeyInfo
from desktop_chat.core.catalog import ArenaScore, Benchmarks, ListGaps, Model, ReasoningSupport
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.errors import BadField, NotJson
from desktop_chat.wire.faults import fault_of
from desktop_chat.wire.json_rows import MAX_ROW_BYTES, JsonRows
from desktop_chat.wire.pricing import parse_pricing
from desktop_chat.wire.redaction import detail_text, one_line
from desktop_chat.wire.tokens import as_money
from desktop_chat.wire.values import (
    as_count,
    as_dict,
    as_dicts,
    as_figure,
    as_list,
    as_text,
    decode_json,
    mended_value,
)

MOST_MODELS = 5_000
"""What a list has beyond so many rows is not read: it is twice of what the longest known one has,
and as many as the window can search and order between two frames."""
STEP_ROWS = 100
"""So many models take some milliseconds to read."""

_ID_NAMES = ("id", "name", "key", "model")
_CONTEXT_NAMES = ("context_length", "max_model_len", "max_context_length", "context_window")
_NAME_LIMIT = 200


class ModelReader:
    """Reads a list of models in steps, none of which holds the interpreter for long.

    Args:
        body: The list, as the server gave it; it may be cut off anywhere.

    Attributes:
        models: What was read so far in the list's order, by id; the first of each id counts. What
            has no id is passed over.
    """

    def __init__(self, body: bytes) -> None:
        self.models: dict[str, Model] = {}
        self._body = body
        self._rows = JsonRows(body)
        self._coming = iter(self._rows)
        self._taken = self._broken = 0
        self._has_more = False

    @property
    def gaps(self) -> ListGaps:
        """What is missing from `models`; known when all was read."""
        return ListGaps(self._broken + self._rows.broken, self._rows.is_cut or self._has_more)

    @property
    def is_damaged(self) -> bool:
        """Whether anything could not be read; known when all was read."""
        return self._rows.is_cut or self.gaps.broken > 0

    def step(self, rows: int = STEP_ROWS) -> bool:
        """Read so many rows on; return whether there may be more.

        Raises:
            NotJson: The body is not JSON.
            RequestError: The body is an error.
        """
        for body in islice(self._coming, rows):
            if self._taken >= MOST_MODELS:
                self._has_more = True
                return False
            self._taken += 1
            self._take(body)
            rows -= 1
        if rows and not self._taken:
            self._check_emptiness()
        return not rows

    def _take(self, body: bytes) -> None:
        try:
            row = as_dict(_mended_json(body))
        except ValueError:
            self._broken += 1
            return
        model_id = next((text for name in _ID_NAMES if (text := as_text(row.get(name)))), "")
        if model_id and model_id not in self.models:
            self.models[model_id] = _model_of(model_id, row)

    def _check_emptiness(self) -> None:
        """Raise what a body without any row says, if it says anything."""
        payload = json_of(self._body[:MAX_ROW_BYTES], "list of models")
        if as_dict(payload).get("error"):
            raise fault_of(200, {}, self._body)


def parse_models(body: bytes) -> tuple[Model, ...]:
    """Return the models of a list in its order, each id once: of a damaged list none.

    It is for whoever could not say that some are missing.

    Raises:
        NotJson: The body is not JSON, or not all of it.
        RequestError: The body is an error.
    """
    reader = ModelReader(body)
    while reader.step():
        pass
    if reader.is_damaged:
        raise _not_json(body, "list of models")
    return tuple(reader.models.values())


class _Named(Struct):
    id: str = ""
    name: str = ""


class _NamedList(Struct):
    data: tuple[_Named, ...] = ()


_NAMES = Decoder(_NamedList)
_NAME = Decoder(_Named)
_NAMES_AT_ONCE_BYTES = 8 << 20
"""Longer lists are read row by row: at once, they would hold the interpreter for too long."""


class ModelNames:
    """The names of the models of a list, each made fit to be shown when it is asked for.

    Reading them takes a fiftieth of the time of `parse_models`. It reads the common fields alone:
    there are none where a list has others, or is none.

    Args:
        body: The list, as the server gave it.
    """

    def __init__(self, body: bytes = b"{}") -> None:
        self._names = {each.id: each.name for each in _named(body)}

    def name(self, model_id: str) -> str:
        """Return the name of a model, "" where the list has none."""
        return one_line(self._names.get(model_id, ""), _NAME_LIMIT)


def _named(body: bytes) -> Iterable[_Named]:
    if len(body) <= _NAMES_AT_ONCE_BYTES:
        with contextlib.suppress(DecodeError, ValueError):
            return _NAMES.decode(body).data
    found: list[_Named] = []
    for row in islice(JsonRows(body), MOST_MODELS):
        with contextlib.suppress(DecodeError, ValueError):
            found.append(_NAME.decode(row))
    return found


def parse_key_info(body: bytes) -> KeyInfo:
    """Return the state of a key; an empty one from a server that answers with something else.

    Raises:
        NotJson: The body is not JSON.
    """
    data = as_dict(as_dict(json_of(body, "answer")).get("data"))
    management = data.get("is_management_key")
    return KeyInfo(
        label=one_line(as_text(data.get("label"))),
        limit_usd=as_money(data.get("limit")),
        limit_remaining_usd=as_money(data.get("limit_remaining")),
        limit_reset=one_line(as_text(data.get("limit_reset"))),
        usage_usd=as_money(data.get("usage")),
        usage_daily_usd=as_money(data.get("usage_daily")),
        usage_weekly_usd=as_money(data.get("usage_weekly")),
        usage_monthly_usd=as_money(data.get("usage_monthly")),
        expires_at=one_line(as_text(data.get("expires_at"))),
        is_free_tier=data.get("is_free_tier") is True,
        is_management=management if isinstance(management, bool) else None,
    )


def json_of(body: bytes, what: str) -> Any:
    """Return the value of a body, its texts mended.

    Raises:
        NotJson: It is none; `what` names it in the sentence.
    """
    try:
        return _mended_json(body)
    except ValueError as error:
        raise _not_json(body, what) from error


def _not_json(body: bytes, what: str) -> NotJson:
    detail = detail_text(body[:4_096].decode("utf-8", "replace"))
    return NotJson(f"The endpoint's {what} is not JSON.", detail=detail)


def _mended_json(body: bytes) -> Any:
    payload = decode_json(body)
    # To look through all texts of a long list takes time that almost no list needs.
    return mended_value(payload) if rb"\ud" in body.lower() else payload


def _model_of(model_id: str, row: dict[str, Any]) -> Model:
    architecture = as_dict(row.get("architecture"))
    top_provider = as_dict(row.get("top_provider"))
    limits = as_dict(row.get("per_request_limits"))
    supported = row.get("supported_parameters")
    moderated = top_provider.get("is_moderated")
    return Model(
        id=model_id,
        name=one_line(as_text(row.get("name")) or as_text(row.get("display_name")), _NAME_LIMIT),
        description=as_text(row.get("description")),
        context_length=_context_length(row),
        max_completion_tokens=as_count(top_provider.get("max_completion_tokens")),
        pricing=parse_pricing(row.get("pricing")),
        input_modalities=_texts(architecture.get("input_modalities")),
        output_modalities=_texts(architecture.get("output_modalities")),
        supported_parameters=frozenset(_texts(supported)) if isinstance(supported, list) else None,
        default_parameters=_defaults_of(row),
        reasoning=_reasoning_of(as_dict(row.get("reasoning"))),
        tokenizer=as_text(architecture.get("tokenizer")),
        created=as_count(row.get("created")) or 0,
        expiration_date=as_text(row.get("expiration_date")) or as_text(row.get("deprecation")),
        knowledge_cutoff=as_text(row.get("knowledge_cutoff")),
        canonical_slug=as_text(row.get("canonical_slug")),
        alias_of=as_text(as_dict(row.get("alias_target")).get("slug")),
        hugging_face_id=as_text(row.get("hugging_face_id")),
        instruct_type=as_text(architecture.get("instruct_type")),
        max_prompt_tokens=as_count(limits.get("prompt_tokens")),
        max_answer_tokens=as_count(limits.get("completion_tokens")),
        is_moderated=moderated if isinstance(moderated, bool) else None,
        supported_voices=_texts(row.get("supported_voices")),
        benchmarks=_benchmarks_of(as_dict(row.get("benchmarks"))),
        capabilities=_capabilities(row.get("capabilities"), as_text(row.get("type"))),
        quantization=_quantization(row),
        size_bytes=_size(row),
    )


def _context_length(row: dict[str, Any]) -> int | None:
    for name in _CONTEXT_NAMES:
        if length := as_count(row.get(name)):
            return length
    if length := as_count(as_dict(row.get("meta")).get("n_ctx_train")):
        return length
    for name, value in as_dict(row.get("model_info")).items():
        if name.endswith(".context_length"):
            return as_count(value)
    return None


def _defaults_of(row: dict[str, Any]) -> Sampling:
    defaults = as_dict(row.get("default_parameters"))
    temperature = row.get("default_model_temperature")
    if temperature is not None:
        defaults = {"temperature": temperature, **defaults}
    sampling = Sampling()
    for name, value in defaults.items():
        if name in PARAMETERS and value is not None:
            try:
                sampling = sampling.set(name, value)
            except BadField:
                continue
    return sampling


def _reasoning_of(found: dict[str, Any]) -> ReasoningSupport | None:
    if not found:
        return None
    efforts = found.get("supported_efforts")
    return ReasoningSupport(
        mandatory=found.get("mandatory") is True,
        supported_efforts=_texts(efforts) if isinstance(efforts, list) else None,
        default_effort=as_text(found.get("default_effort")),
        default_enabled=found.get("default_enabled") is True,
        supports_max_tokens=found.get("supports_max_tokens") is True,
    )


def _benchmarks_of(found: dict[str, Any]) -> Benchmarks | None:
    if not found:
        return None
    indices = as_dict(found.get("artificial_analysis"))
    return Benchmarks(
        intelligence=as_figure(indices.get("intelligence_index")),
        coding=as_figure(indices.get("coding_index")),
        agentic=as_figure(indices.get("agentic_index")),
        arenas=tuple(
            ArenaScore(
                arena=as_text(each.get("arena")),
                category=as_text(each.get("category")),
                elo=as_figure(each.get("elo")),
                win_rate=as_figure(each.get("win_rate")),
                rank=as_count(each.get("rank")),
            )
            for each in as_dicts(found.get("design_arena"))
        ),
    )


def _capabilities(found: Any, kind: str) -> frozenset[str]:
    """Return what a server says that a model can do: a list of words, or switches by name."""
    if isinstance(found, dict):
        names = {name for name, value in as_dict(found).items() if value is True}
        if "trained_for_tool_use" in names or "function_calling" in names:
            names.add("tools")
        return frozenset(names)
    return frozenset({*_texts(found), *(("vision",) if kind == "vlm" else ())})


def _quantization(row: dict[str, Any]) -> str:
    quantization = row.get("quantization")
    named = as_text(quantization) or as_text(as_dict(quantization).get("name"))
    return named or as_text(as_dict(row.get("details")).get("quantization_level"))


def _size(row: dict[str, Any]) -> int | None:
    places = (row.get("size_bytes"), row.get("size"), as_dict(row.get("meta")).get("size"))
    return next((size for place in places if (size := as_count(place))), None)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in as_list(value) if isinstance(item, str))
