"""Models and their prices, as an endpoint lists them; no figure comes from this code."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct, field

from desktop_chat.core.sampling import Sampling
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.usage import Usage


class Pricing(Struct, frozen=True, omit_defaults=True):
    """What a model costs, in USD; None: not stated, negative: varies from request to request.

    Attributes:
        prompt, completion: Per token.
        request: Per request, beside its tokens.
        other: Every further price, by the endpoint's own name for it.
    """

    prompt: Decimal | None = None
    completion: Decimal | None = None
    request: Decimal | None = None
    other: dict[str, Decimal] = field(default_factory=dict[str, Decimal])

    @property
    def is_free(self) -> bool:
        """Whether prompt and completion are both stated and cost nothing."""
        return self.prompt == 0 and self.completion == 0

    def cost_usd(self, prompt_tokens: int, completion_tokens: int) -> Decimal | None:
        """Return the price of a request, None where a price that it needs is unknown or varies."""
        request = self.request or Decimal(0)
        if self.prompt is None or self.completion is None:
            return None
        if min(self.prompt, self.completion, request) < 0:
            return None
        return self.prompt * prompt_tokens + self.completion * completion_tokens + request


class ReasoningSupport(Struct, frozen=True, omit_defaults=True):
    """What a model says of its reasoning; `supported_efforts` None means all of them."""

    mandatory: bool = False
    supported_efforts: tuple[str, ...] | None = None
    default_effort: str = ""
    default_enabled: bool = False
    supports_max_tokens: bool = False


class Model(Struct, frozen=True, omit_defaults=True):
    """One model of an endpoint.

    Attributes:
        id: The name that requests carry.
        context_length: Tokens of prompt and answer together, None unknown.
        supported_parameters: API names, None where the endpoint gives no list.
        created: Unix time in seconds, 0 unknown.
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

    @property
    def title(self) -> str:
        """The name on screen, without the author before its colon; the id where there is none."""
        return self.name.partition(": ")[2] or self.name or plain_line(self.id)

    @property
    def author(self) -> str:
        """The part of the id before the slash, "" where there is none."""
        return self.id.partition("/")[0] if "/" in self.id else ""


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
