"""Models as an endpoint lists them; no figure comes from this code."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from desktop_chat.core.pricing import Pricing
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.usage import Usage


class ReasoningSupport(Struct, frozen=True, omit_defaults=True):
    """What a model says of its reasoning; `supported_efforts` None means all of them."""

    mandatory: bool = False
    supported_efforts: tuple[str, ...] | None = None
    default_effort: str = ""
    default_enabled: bool = False
    supports_max_tokens: bool = False


class ArenaScore(Struct, frozen=True):
    """How a model stands in one arena of Design Arena.

    Attributes:
        win_rate: In percent, as the source gives it.
        rank: 1 is the best.
    """

    arena: str
    category: str = ""
    elo: float | None = None
    win_rate: float | None = None
    rank: int | None = None


class Benchmarks(Struct, frozen=True, omit_defaults=True):
    """What others measured of a model; None: not measured.

    Attributes:
        intelligence, coding, agentic: Indices of Artificial Analysis.
        arenas: Of Design Arena, in the order of the source.
    """

    intelligence: float | None = None
    coding: float | None = None
    agentic: float | None = None
    arenas: tuple[ArenaScore, ...] = ()

    @property
    def best_elo(self) -> float | None:
        """The highest rating in any arena."""
        return max((each.elo for each in self.arenas if each.elo is not None), default=None)


class Model(Struct, frozen=True, omit_defaults=True):
    """One model of an endpoint.

    Attributes:
        id: The name that requests carry.
        context_length: Tokens of prompt and answer together, None unknown.
        supported_parameters: API names, None where the endpoint gives no list.
        created: Unix time in seconds, 0 unknown.
        expiration_date, knowledge_cutoff: YYYY-MM-DD, "" unknown or none.
        canonical_slug: The name that stays when the id is given to a newer model.
        alias_of: The id of the model that this one stands for, "" for itself.
        max_prompt_tokens, max_answer_tokens: What one request may carry at most, None: no limit.
        is_moderated: None where the endpoint does not say.
        capabilities: What a server without `supported_parameters` says that the model can do:
            "tools", "vision", "thinking", "embedding" ...
        quantization: Of its weights, "" unknown.
        size_bytes: Of its file on this computer, None unknown.
    """

    id: str
    name: str = ""
    description: str = ""
    context_length: int | None = None
    max_completion_tokens: int | None = None
    pricing: Pricing = field(default_factory=Pricing)
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    supported_parameters: frozenset[str] | None = None
    default_parameters: Sampling = field(default_factory=Sampling)
    reasoning: ReasoningSupport | None = None
    tokenizer: str = ""
    created: int = 0
    expiration_date: str = ""
    knowledge_cutoff: str = ""
    canonical_slug: str = ""
    alias_of: str = ""
    hugging_face_id: str = ""
    instruct_type: str = ""
    max_prompt_tokens: int | None = None
    max_answer_tokens: int | None = None
    is_moderated: bool | None = None
    supported_voices: tuple[str, ...] = ()
    benchmarks: Benchmarks | None = None
    capabilities: frozenset[str] = frozenset()
    quantization: str = ""
    size_bytes: int | None = None

    @property
    def title(self) -> str:
        """The name on screen, without the author before its colon; the id where there is none."""
        return self.name.partition(": ")[2] or self.name or plain_line(self.id)

    @property
    def author(self) -> str:
        """The part of the id before the slash, "" where there is none."""
        return self.id.partition("/")[0] if "/" in self.id else ""


class ListGaps(Struct, frozen=True, omit_defaults=True):
    """What of a list of models could not be taken.

    Attributes:
        broken: How many models could not be read.
        is_cut: Whether there is more of it, and how much is unknown.
    """

    broken: int = 0
    is_cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, so that what is not listed is not there."""
        return not self.broken and not self.is_cut


NO_GAPS = ListGaps()


class ListChange(Struct, frozen=True, omit_defaults=True):
    """How a list of models differs from the one before it; all by the models' ids.

    Attributes:
        repriced: The prices before and now.
    """

    added: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    repriced: dict[str, tuple[Pricing, Pricing]] = field(
        default_factory=dict[str, tuple[Pricing, Pricing]]
    )


def list_change(
    before: Iterable[Model], now: Iterable[Model], gaps: ListGaps = NO_GAPS
) -> ListChange:
    """Return how a list differs from the one before; nothing, where there was none before.

    Args:
        before: The models of the list before.
        now: Those of this one.
        gaps: What is missing from this one: of it nothing has vanished.
    """
    old = {model.id: model for model in before}
    new = {model.id: model for model in now}
    if not old:
        return ListChange()
    return ListChange(
        added=tuple(id_ for id_ in new if id_ not in old),
        vanished=tuple(id_ for id_ in old if id_ not in new) if gaps.is_whole else (),
        repriced={
            id_: (old[id_].pricing, model.pricing)
            for id_, model in new.items()
            if id_ in old and old[id_].pricing != model.pricing
        },
    )


def estimated_usage(model: Model | None, prompt_tokens: int, completion_tokens: int) -> Usage:
    """Return our own count of an answer whose endpoint gave none, priced where prices are known."""
    cost = model.pricing.cost_usd(prompt_tokens, completion_tokens) if model else None
    return Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        total_tokens=prompt_tokens + completion_tokens,
        cost_usd=cost,
        is_estimate=True,
    )


def free_text_model(model_id: str) -> Model:
    """Return a model named by hand: nothing is known of it, so nothing is held back from it."""
    return Model(id=model_id)
