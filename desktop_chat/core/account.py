"""What an endpoint tells of a key: its label, its limits and what was used."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class KeyInfo(Struct, frozen=True, omit_defaults=True):
    """The state of a key, amounts in USD; None means no limit, or not stated.

    Attributes:
        limit_reset: How often the limit begins anew: "daily", "weekly", "monthly"; "" never.
        usage_daily_usd, usage_weekly_usd, usage_monthly_usd: In the day, the week from Monday and
            the month that it is by UTC.
        is_free_tier: Whether no credit was ever bought.
        expires_at: When the key ends, ISO 8601; "" never.
        is_management: Whether it looks and cannot chat, None not stated.
    """

    label: str = ""
    limit_usd: Decimal | None = None
    limit_remaining_usd: Decimal | None = None
    limit_reset: str = ""
    usage_usd: Decimal | None = None
    usage_daily_usd: Decimal | None = None
    usage_weekly_usd: Decimal | None = None
    usage_monthly_usd: Decimal | None = None
    is_free_tier: bool = False
    expires_at: str = ""
    is_management: bool | None = None

    def is_low(self, least_usd: Decimal | None) -> bool:
        """Return whether less is left of the limit than it should be; never where there is none."""
        if least_usd is None or self.limit_remaining_usd is None:
            return False
        return self.limit_remaining_usd < least_usd
