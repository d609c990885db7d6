"""What an endpoint tells of a key: its label, its limits and what was used."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class KeyInfo(Struct, frozen=True, omit_defaults=True):
    """The state of a key, amounts in USD; None means no limit, or not stated.

    Attributes:
        is_management: Whether it looks and cannot chat, None not stated.
    """

    label: str = ""
    limit_usd: Decimal | None = None
    limit_remaining_usd: Decimal | None = None
    usage_usd: Decimal | None = None
    is_free_tier: bool = False
    is_management: bool | None = None
