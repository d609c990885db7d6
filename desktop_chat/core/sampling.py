"""Every parameter of a request that shapes sampling or output, as one annotated field each.

Forms, checks, command line flags and tables derive from these fields. Unset means absent from the
request; no default is ever sent.

Source: OpenRouter's API, state of August 2026 (ranges and conventional defaults of POST
/chat/completions). Left out are fields of one message alone (prediction, modalities, audio), those
that others set (session_id, user, trace), and those of tools and plugins that run on the server.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from desktop_chat.core.fields import Kind, short_text
from desktop_chat.core.parameter import About, Group, Parameter, parameters_of
from desktop_chat.core.reasoning import Effort, Reasoning
from desktop_chat.core.routing import Routing, WebSearch
from desktop_chat.errors import BadField

__all__ = ["PARAMETERS", "Group", "Kind", "Parameter", "Sampling", "is_supported", "merge"]

Strings = tuple[str, ...]
JsonObject = dict[str, Any]


class Sampling(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=False):
    """A sparse set of parameters; UNSET is absent. The constructor checks no types and ranges."""

    temperature: Annotated[
        Annotated[float, Meta(ge=0, le=2)] | UnsetType,
        About(
            "Temperature",
            Group.SAMPLING,
            "Divides the scores of the next tokens before one is drawn. Low values repeat the "
            "likeliest wording, 0 always takes it; high values give variety and, near 2, noise.",
            slider=(0, 2),
            step=0.01,
            default=1.0,
        ),
    ] = UNSET
    top_p: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | UnsetType,
        About(
            "Top P",
            Group.SAMPLING,
            "Keeps the likeliest tokens whose probabilities add up to P and drops the rest. Low "
            "values allow only safe words, 1 allows all.",
            slider=(0.01, 1),
            step=0.01,
            default=1.0,
        ),
    ] = UNSET
    top_k: Annotated[
        Annotated[int, Meta(ge=0)] | UnsetType,
        About(
            "Top K",
            Group.SAMPLING,
            "Keeps the K likeliest tokens and drops the rest. 1 always takes the likeliest, 0 "
            "turns the limit off.",
            slider=(0, 200),
            step=1,
            default=0,
            is_standard=False,
        ),
    ] = UNSET
    min_p: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | UnsetType,
        About(
            "Min P",
            Group.SAMPLING,
            "Drops tokens less likely than this share of the likeliest token. 0 turns it off; 0.1 "
            "drops whatever is ten times less likely than the best.",
            slider=(0, 1),
            step=0.01,
            default=0.0,
            is_standard=False,
        ),
    ] = UNSET
    top_a: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | UnsetType,
        About(
            "Top A",
            Group.SAMPLING,
            "Drops tokens less likely than A times the square of the best probability. It bites "
            "when the model is sure and hardly acts when many tokens are equal.",
            slider=(0, 1),
            step=0.01,
            default=0.0,
            is_standard=False,
        ),
    ] = UNSET
    seed: Annotated[
        Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | UnsetType,
        About(
            "Seed",
            Group.SAMPLING,
            "Starts the random draw at a fixed point, so that the same request gives the same "
            "answer where the provider can. Unset, every answer is drawn anew.",
            step=1,
        ),
    ] = UNSET
    max_tokens: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        About(
            "Max tokens",
            Group.LENGTH,
            "Cuts the answer after this many tokens. Unset, the model ends by itself or at its "
            "own limit.",
            slider=(1, 32768),
            step=1,
            unit="tokens",
            uses_log_scale=True,
        ),
    ] = UNSET
    max_completion_tokens: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        About(
            "Max completion tokens",
            Group.LENGTH,
            "Cuts the answer, its reasoning included, after this many tokens. Newer models ask "
            "for it in place of Max tokens.",
            slider=(1, 32768),
            step=1,
            unit="tokens",
            uses_log_scale=True,
        ),
    ] = UNSET
    stop: Annotated[
        Annotated[Strings, Meta(max_length=32)] | UnsetType,
        About(
            "Stop",
            Group.LENGTH,
            "Ends the answer where any of these strings would appear; the string itself is left "
            "out. Services take four, servers of your own mostly more.",
            example=r"\n\n##",
        ),
    ] = UNSET
    frequency_penalty: Annotated[
        Annotated[float, Meta(ge=-2, le=2)] | UnsetType,
        About(
            "Frequency penalty",
            Group.PENALTIES,
            "Lowers a token's score each time it has occurred. High values avoid repetition, "
            "negative ones invite it.",
            slider=(-2, 2),
            step=0.01,
            default=0.0,
        ),
    ] = UNSET
    presence_penalty: Annotated[
        Annotated[float, Meta(ge=-2, le=2)] | UnsetType,
        About(
            "Presence penalty",
            Group.PENALTIES,
            "Lowers a token's score once it has occurred at all. High values move on to new "
            "words, negative ones stay with the old.",
            slider=(-2, 2),
            step=0.01,
            default=0.0,
        ),
    ] = UNSET
    repetition_penalty: Annotated[
        Annotated[float, Meta(ge=0, le=2)] | UnsetType,
        About(
            "Repetition penalty",
            Group.PENALTIES,
            "Divides the score of tokens that occurred in the prompt or the answer. 1 does "
            "nothing, above 1 avoids repetition.",
            slider=(0, 2),
            step=0.01,
            default=1.0,
            is_standard=False,
        ),
    ] = UNSET
    logit_bias: Annotated[
        dict[str, Annotated[float, Meta(ge=-100, le=100)]] | UnsetType,
        About(
            "Logit bias",
            Group.PENALTIES,
            "Adds a number to the score of single tokens, named by their ids in the model's "
            "vocabulary. 100 all but forces a token, -100 forbids it.",
        ),
    ] = UNSET
    response_format: Annotated[
        JsonObject | UnsetType,
        About(
            "Response format",
            Group.OUTPUT,
            "Makes the answer a JSON object, or JSON that fits a schema. Say in the prompt, too, "
            "that JSON is wanted.",
            aliases=("structured_outputs",),
        ),
    ] = UNSET
    structured_outputs: Annotated[
        bool | UnsetType,
        About(
            "Structured outputs",
            Group.OUTPUT,
            "Asks for endpoints that enforce a JSON schema strictly, with Response format.",
            is_standard=False,
        ),
    ] = UNSET
    verbosity: Annotated[
        Literal["low", "medium", "high", "xhigh", "max"] | UnsetType,
        About(
            "Verbosity",
            Group.OUTPUT,
            "How much the model says: low gives short answers, max gives full ones.",
            default="medium",
        ),
    ] = UNSET
    logprobs: Annotated[
        bool | UnsetType,
        About(
            "Log probabilities",
            Group.OUTPUT,
            "Returns the probability of every token of the answer. Needed for the token view.",
        ),
    ] = UNSET
    top_logprobs: Annotated[
        Annotated[int, Meta(ge=0, le=20)] | UnsetType,
        About(
            "Top log probabilities",
            Group.OUTPUT,
            "Returns, for every token, this many of its likeliest alternatives. Needs Log "
            "probabilities.",
            slider=(0, 20),
            step=1,
        ),
    ] = UNSET
    reasoning: Annotated[
        JsonObject | UnsetType,
        About(
            "Reasoning",
            Group.REASONING,
            "How much the model thinks before it answers: an effort, or a budget in tokens. More "
            "thinking costs time and tokens.",
            is_standard=False,
            parts=Reasoning,
        ),
    ] = UNSET
    reasoning_effort: Annotated[
        Effort | UnsetType,
        About(
            "Reasoning effort",
            Group.REASONING,
            "The short form of Reasoning: how hard the model thinks. Do not set both.",
            aliases=("reasoning",),
        ),
    ] = UNSET
    include_reasoning: Annotated[
        bool | UnsetType,
        About(
            "Include reasoning",
            Group.REASONING,
            "Whether the reasoning is returned with the answer. An older switch; Reasoning has "
            "its own.",
            is_standard=False,
        ),
    ] = UNSET
    tools: Annotated[
        tuple[JsonObject, ...] | UnsetType,
        About(
            "Tools",
            Group.TOOLS,
            "Functions that the model may ask to call, each with a JSON schema. Nothing is run "
            "by itself.",
        ),
    ] = UNSET
    tool_choice: Annotated[
        str | JsonObject | UnsetType,
        About(
            "Tool choice",
            Group.TOOLS,
            "Whether a tool is called: none, auto, required, or one function by name. auto leaves "
            "it to the model.",
            default="auto",
        ),
    ] = UNSET
    parallel_tool_calls: Annotated[
        bool | UnsetType,
        About(
            "Parallel tool calls",
            Group.TOOLS,
            "Whether the model may ask for several calls at once. Off, it asks for one at a time.",
            default=True,
        ),
    ] = UNSET
    web_search_options: Annotated[
        JsonObject | UnsetType,
        About(
            "Web search",
            Group.TOOLS,
            "How much of the web a model that searches by itself reads for an answer. A large "
            "context costs more.",
            is_standard=False,
            parts=WebSearch,
        ),
    ] = UNSET
    provider: Annotated[
        JsonObject | UnsetType,
        About(
            "Provider",
            Group.ROUTING,
            "Which of a model's providers answer, and what they may cost and keep. Unset, "
            "OpenRouter prefers cheap ones that are up.",
            is_standard=False,
            is_listed=False,
            is_routing=True,
            parts=Routing,
        ),
    ] = UNSET
    models: Annotated[
        Annotated[Strings, Meta(max_length=16)] | UnsetType,
        About(
            "Fallback models",
            Group.ROUTING,
            "The models that are tried in this order where the first one cannot answer. The record "
            "of an answer names the one that did.",
            example="author/name",
            is_standard=False,
            is_listed=False,
            is_routing=True,
        ),
    ] = UNSET
    service_tier: Annotated[
        Literal["auto", "default", "fast", "flex", "priority", "scale"] | UnsetType,
        About(
            "Service tier",
            Group.ROUTING,
            "What the answer may cost against how soon it comes: flex is cheaper and slower, "
            "priority dearer and faster, where a provider has them.",
            default="auto",
            is_listed=False,
        ),
    ] = UNSET

    def set(self, name: str, value: object) -> Sampling:
        """Return a copy with one parameter set, its type and range checked.

        Raises:
            BadField: The value does not fit; the text names the parameter and its range.
            KeyError: There is no such parameter.
        """
        parameter = PARAMETERS[name]
        try:
            checked = msgspec.convert(value, parameter.value_type, strict=True)
        except msgspec.ValidationError as error:
            raise BadField(
                f"{parameter.title} cannot be {short_text(value)}.",
                advice=f"It takes {parameter.expectation}.",
                detail=str(error),
            ) from error
        return msgspec.structs.replace(self, **{name: checked})

    def unset(self, name: str) -> Sampling:
        """Return a copy without the parameter."""
        return msgspec.structs.replace(self, **{name: UNSET})

    def values(self) -> dict[str, Any]:
        """Return the parameters that are set, by API name, in the panel's order."""
        return {name: value for name in PARAMETERS if (value := getattr(self, name)) is not UNSET}

    def supported_by(self, supported: frozenset[str] | None) -> tuple[Sampling, tuple[str, ...]]:
        """Return the parameters a model supports, and the names of those it does not.

        Args:
            supported: The model's own list; None when it gives none, and then everything is kept.
        """
        if supported is None:
            return self, ()
        dropped = tuple(
            name for name in self.values() if not is_supported(PARAMETERS[name], supported)
        )
        return msgspec.structs.replace(self, **dict.fromkeys(dropped, UNSET)), dropped


def is_supported(parameter: Parameter, supported: frozenset[str] | None) -> bool:
    """Return whether a model takes the parameter, by its list; one without a list takes all."""
    if supported is None or not parameter.is_listed:
        return True
    return not supported.isdisjoint((parameter.name, *parameter.aliases))


def merge(*layers: Sampling) -> Sampling:
    """Return the layers merged to the right: a later layer's set parameters win."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer.values())
    return Sampling(**merged)


PARAMETERS: dict[str, Parameter] = parameters_of(Sampling)
"""Every parameter by its API name, in the panel's order."""
