"""Who offers a model: each provider's own price, limits, speed and uptime, as the router lists it.

"Offering" because "endpoint" means an address here (`core.provider.Endpoint`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from desktop_chat.core.pricing import Pricing


class Percentiles(Struct, frozen=True):
    """A measure over the last 30 minutes: half the requests did not pass p50, and so on."""

    p50: float
    p75: float
    p90: float
    p99: float


class Offering(Struct, frozen=True, omit_defaults=True):
    """One provider's offering of a model; None: the router does not say.

    Attributes:
        tag: What routing names it by: "deepinfra/turbo".
        provider_name: As it is shown.
        quantization: Of the weights, "" unknown.
        status: 0 is normal; the router does not document the negative ones.
        uptime_5m, uptime_30m, uptime_1d: In percent.
        latency_s: Seconds to the first token. Only told to who brings a key.
        throughput: Tokens per second. Only told to who brings a key.
        is_zero_retention: Whether it keeps nothing of what it is sent; None where it was not asked.
    """

    tag: str
    provider_name: str = ""
    name: str = ""
    model_id: str = ""
    model_name: str = ""
    context_length: int | None = None
    max_completion_tokens: int | None = None
    max_prompt_tokens: int | None = None
    pricing: Pricing = field(default_factory=Pricing)
    quantization: str = ""
    supported_parameters: frozenset[str] = frozenset()
    status: int | None = None
    uptime_5m: float | None = None
    uptime_30m: float | None = None
    uptime_1d: float | None = None
    latency_s: Percentiles | None = None
    throughput: Percentiles | None = None
    has_implicit_caching: bool | None = None
    has_voice_cloning: bool | None = None
    is_zero_retention: bool | None = None

    @property
    def provider_slug(self) -> str:
        """The provider's own slug, which stands for all its offerings."""
        return self.tag.partition("/")[0]


class ProviderInfo(Struct, frozen=True, omit_defaults=True):
    """A provider, as the router lists it; "" where it gives nothing.

    Attributes:
        headquarters: Country code of two letters.
        datacenters: Country codes of two letters.
    """

    slug: str
    name: str = ""
    privacy_policy_url: str = ""
    terms_url: str = ""
    status_url: str = ""
    headquarters: str = ""
    datacenters: tuple[str, ...] = ()


def provider_of(offering: Offering, providers: Iterable[ProviderInfo]) -> ProviderInfo | None:
    """Return the provider of an offering, found by slug and else by name."""
    known = tuple(providers)
    by_slug = (each for each in known if each.slug == offering.provider_slug)
    by_name = (each for each in known if each.name == offering.provider_name)
    return next(by_slug, None) or next(by_name, None)
