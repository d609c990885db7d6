"""What a model costs: prices per unit, and the circumstances under which others hold.

Exact decimals throughout; rounding is the screen's affair. No figure comes from this code.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from msgspec import Struct, field

_SECOND_US = 1_000_000


class PriceOverride(Struct, frozen=True, omit_defaults=True):
    """Prices that hold in place of the plain ones while every stated condition is met.

    Attributes:
        min_prompt_tokens: From this length of the prompt on; 0 for any.
        utc_start, utc_end: Between these times of day, HHMM in UTC, the end left out; it may pass
            midnight. None for all day.
        prices: By the endpoint's own name of each price.
    """

    min_prompt_tokens: int = 0
    utc_start: int | None = None
    utc_end: int | None = None
    prices: dict[str, Decimal] = field(default_factory=dict[str, Decimal])

    def holds(self, prompt_tokens: int, now_us: int | None) -> bool:
        """Return whether it holds; one bound to a time of day does not while no time is given."""
        if prompt_tokens < self.min_prompt_tokens:
            return False
        if self.utc_start is None or self.utc_end is None:
            return True
        if now_us is None:
            return False
        moment = datetime.fromtimestamp(now_us / _SECOND_US, UTC)
        time = moment.hour * 100 + moment.minute
        if self.utc_start <= self.utc_end:
            return self.utc_start <= time < self.utc_end
        return time >= self.utc_start or time < self.utc_end


class Pricing(Struct, frozen=True, omit_defaults=True):
    """What a model costs, in USD; None: not stated, negative: varies from request to request.

    Attributes:
        prompt, completion: Per token, any discount taken off.
        request: Per request, beside its tokens.
        other: Every further price, by the endpoint's own name for it.
        discount: The share that was taken off every price, 0 to 1.
        overrides: In their order; a later one wins.
    """

    prompt: Decimal | None = None
    completion: Decimal | None = None
    request: Decimal | None = None
    other: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    discount: Decimal = Decimal(0)
    overrides: tuple[PriceOverride, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether prompt and completion are both stated and cost nothing."""
        return self.prompt == 0 and self.completion == 0

    @property
    def varies(self) -> bool:
        """Whether a price depends on the model that a router chooses."""
        return any(price is not None and price < 0 for price in (self.prompt, self.completion))

    @property
    def components(self) -> dict[str, Decimal]:
        """Every stated price by the endpoint's own name for it."""
        named = {"prompt": self.prompt, "completion": self.completion, "request": self.request}
        stated = {name: price for name, price in named.items() if price is not None}
        return stated | self.other

    def at(self, prompt_tokens: int, now_us: int | None = None) -> Pricing:
        """Return the prices of a request of this length, at a moment in UTC microseconds."""
        holding = [each for each in self.overrides if each.holds(prompt_tokens, now_us)]
        if not holding:
            return self
        prices = self.components
        for each in holding:
            prices |= each.prices
        return Pricing(
            prompt=prices.pop("prompt", None),
            completion=prices.pop("completion", None),
            request=prices.pop("request", None),
            other=prices,
            discount=self.discount,
        )

    def cost_usd(
        self,
        prompt_tokens: int,
        completion_tokens: int,
        cached_tokens: int = 0,
        now_us: int | None = None,
    ) -> Decimal | None:
        """Return the price of a request, None where a price that it needs is unknown or varies.

        Args:
            prompt_tokens: All of the prompt, whatever came from the cache included.
            completion_tokens: All of the answer, its reasoning included.
            cached_tokens: The part of the prompt that was read from the cache.
            now_us: When it is sent, for prices by the time of day.
        """
        prices = self.at(prompt_tokens, now_us)
        request = prices.request or Decimal(0)
        if prices.prompt is None or prices.completion is None:
            return None
        if min(prices.prompt, prices.completion, request) < 0:
            return None
        cached = min(cached_tokens, prompt_tokens)
        cache_price = prices.other.get("input_cache_read", prices.prompt)
        if cache_price < 0:
            cache_price = prices.prompt
        prompt = prices.prompt * (prompt_tokens - cached) + cache_price * cached
        return prompt + prices.completion * completion_tokens + request


class EstimatedPrice(Struct, frozen=True, omit_defaults=True):
    """What a model cost when an estimate was made."""

    endpoint_id: str
    model: str
    pricing: Pricing
