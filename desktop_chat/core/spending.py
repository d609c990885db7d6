"""What requests cost, as values: a row of the ledger, sums of rows, and the caps on them.

Money is Decimal throughout; a sum says how much of it is our own estimate. Must not know where the
rows are kept, nor when a request is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

_SECOND_US = 1_000_000


class CostSource(StrEnum):
    """Where a cost comes from."""

    USAGE = "usage"
    """The endpoint said it with the answer."""
    GENERATION = "generation"
    """The endpoint said it when it was asked afterwards."""
    PRICES = "prices"
    """The endpoint counted the tokens; the listed prices make the cost."""
    ESTIMATE = "estimate"
    """Our own count of tokens at the listed prices."""

    @property
    def is_exact(self) -> bool:
        """Whether the endpoint said what it takes."""
        return self in (CostSource.USAGE, CostSource.GENERATION)


class Spent(Struct, frozen=True, omit_defaults=True):
    """What one request cost: a row of the ledger, which stays when its message is deleted.

    Attributes:
        id: Of the request.
        sent_us: When it was sent, UTC microseconds.
        tokenizer: What the estimates of its tokens are calibrated by: the model's tokenizer where
            it is known, else the model.
        message_id: The message that it answered, or that it went on with.
        generation_id: The endpoint's id of the answer, "" where it gave none.
        guessed_prompt, guessed_completion: Our own count of the tokens, before any calibration.
        cost_usd: None where nobody knows.
        provider: Who answered, as the message says while it is there; the ledger does not keep it.
    """

    id: str
    sent_us: int
    endpoint_id: str = ""
    model: str = ""
    tokenizer: str = ""
    conversation_id: str = ""
    message_id: str = ""
    experiment_id: str = ""
    generation_id: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    guessed_prompt: int = 0
    guessed_completion: int = 0
    cost_usd: Decimal | None = None
    source: CostSource = CostSource.ESTIMATE
    provider: str = ""


class SpentOf(Struct, frozen=True, omit_defaults=True):
    """Which requests are meant: since a time, and of one of these; "" leaves it open.

    Attributes:
        since_us: UTC microseconds.
    """

    since_us: int = 0
    conversation_id: str = ""
    message_id: str = ""
    experiment_id: str = ""

    def takes(self, spent: Spent) -> bool:
        """Return whether a request is one of those that are meant."""
        return (
            spent.sent_us >= self.since_us
            and self.conversation_id in ("", spent.conversation_id)
            and self.message_id in ("", spent.message_id)
            and self.experiment_id in ("", spent.experiment_id)
        )


class SpentSum(Struct, frozen=True, omit_defaults=True):
    """What many requests cost together.

    Attributes:
        cost_usd: Exact, as far as the costs are known.
        estimated_usd: The part of it that is our own estimate.
        requests: How many there are.
        unpriced: How many of them have no known cost.
    """

    cost_usd: Decimal = Decimal(0)
    estimated_usd: Decimal = Decimal(0)
    requests: int = 0
    unpriced: int = 0

    def plus(self, cost_usd: Decimal | None, source: CostSource) -> SpentSum:
        """Return the sum with one request more."""
        cost = cost_usd or Decimal(0)
        return SpentSum(
            cost_usd=self.cost_usd + cost,
            estimated_usd=self.estimated_usd + (Decimal(0) if source.is_exact else cost),
            requests=self.requests + 1,
            unpriced=self.unpriced + (cost_usd is None),
        )

    def with_rows(self, rows: Iterable[Spent]) -> SpentSum:
        """Return the sum with these requests, too."""
        total = self
        for row in rows:
            total = total.plus(row.cost_usd, row.source)
        return total


class SpentBy(StrEnum):
    """What requests are put together by."""

    DAY = "day"
    MODEL = "model"
    PROVIDER = "provider"
    CONVERSATION = "conversation"

    def name_of(self, spent: Spent, zone: tzinfo | None = None) -> str:
        """Return where a request belongs; days are YYYY-MM-DD in `zone` or the computer's own."""
        match self:
            case SpentBy.DAY:
                return day_name(spent.sent_us, zone)
            case SpentBy.MODEL:
                return spent.model
            case SpentBy.PROVIDER:
                return spent.provider
            case SpentBy.CONVERSATION:
                return spent.conversation_id


class SpentShare(Struct, frozen=True):
    """What the requests of one day, model, provider or conversation took.

    Attributes:
        name: Which; "" where it is not known.
    """

    name: str
    total: SpentSum = SpentSum()
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def with_share(self, other: SpentShare) -> SpentShare:
        """Return the share with all of another one, whatever that is called."""
        mine, its = self.total, other.total
        total = SpentSum(
            mine.cost_usd + its.cost_usd,
            mine.estimated_usd + its.estimated_usd,
            mine.requests + its.requests,
            mine.unpriced + its.unpriced,
        )
        return SpentShare(
            self.name,
            total,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


class Shares:
    """Puts requests together by names, one by one; in place, as there may be very many."""

    def __init__(self) -> None:
        self._sums: dict[str, _Sums] = {}

    def add(
        self,
        name: str,
        cost_usd: Decimal | None,
        source: CostSource,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        """Count a request."""
        sums = self._sums.get(name)
        if sums is None:
            sums = self._sums[name] = _Sums()
        sums.requests += 1
        sums.prompt_tokens += prompt_tokens
        sums.completion_tokens += completion_tokens
        if cost_usd is None:
            sums.unpriced += 1
            return
        sums.cost_usd += cost_usd
        if not source.is_exact:
            sums.estimated_usd += cost_usd

    def found(self, by: SpentBy) -> tuple[SpentShare, ...]:
        """Return the shares: days in their order, everything else the dearest first."""
        return _in_order([sums.share(name) for name, sums in self._sums.items()], by)


@dataclass(slots=True)
class _Sums:
    cost_usd: Decimal = Decimal(0)
    estimated_usd: Decimal = Decimal(0)
    requests: int = 0
    unpriced: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def share(self, name: str) -> SpentShare:
        total = SpentSum(self.cost_usd, self.estimated_usd, self.requests, self.unpriced)
        return SpentShare(name, total, self.prompt_tokens, self.completion_tokens)


def shares(
    rows: Iterable[Spent], by: SpentBy, zone: tzinfo | None = None
) -> tuple[SpentShare, ...]:
    """Return requests put together: days in their order, everything else the dearest first."""
    found = Shares()
    for row in rows:
        name = by.name_of(row, zone)
        found.add(name, row.cost_usd, row.source, row.prompt_tokens, row.completion_tokens)
    return found.found(by)


def joined_shares(parts: Iterable[SpentShare], by: SpentBy) -> tuple[SpentShare, ...]:
    """Return shares with those of one name put together, in the order of `shares`."""
    found: dict[str, SpentShare] = {}
    for part in parts:
        found[part.name] = found.get(part.name, SpentShare(part.name)).with_share(part)
    return _in_order(found.values(), by)


def _in_order(found: Iterable[SpentShare], by: SpentBy) -> tuple[SpentShare, ...]:
    if by is SpentBy.DAY:
        return tuple(sorted(found, key=lambda share: share.name))
    return tuple(sorted(found, key=lambda share: (-share.total.cost_usd, share.name)))


class CapKind(StrEnum):
    """What a cap is on; the names are those of the settings."""

    MESSAGE = "message"
    CONVERSATION = "conversation"
    DAY = "day"
    MONTH = "month"


class Allowance(Struct, frozen=True):
    """How much a request may cost until the nearest cap is reached.

    Attributes:
        cap: The nearest cap.
        cap_usd: What it is set to.
        spent_usd: What was spent of it before.
    """

    cap: CapKind
    cap_usd: Decimal
    spent_usd: Decimal

    @property
    def left_usd(self) -> Decimal:
        """What is left of the cap; below zero where it was passed."""
        return self.cap_usd - self.spent_usd


def day_name(time_us: int, zone: tzinfo | None = None) -> str:
    """Return the day of a UTC time, YYYY-MM-DD, in `zone` or the computer's own."""
    return _local(time_us, zone).date().isoformat()


def day_start_us(now_us: int, zone: tzinfo | None = None) -> int:
    """Return when the day began that a UTC time is in, in `zone` or the computer's own."""
    now = _local(now_us, zone)
    return _us(now.replace(hour=0, minute=0, second=0, microsecond=0))


def month_start_us(now_us: int, zone: tzinfo | None = None) -> int:
    """Return when the month began that a UTC time is in, in `zone` or the computer's own."""
    now = _local(now_us, zone)
    return _us(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def _local(now_us: int, zone: tzinfo | None) -> datetime:
    # A naive time means the computer's own zone, with the offset that held on that day.
    return datetime.fromtimestamp(now_us / _SECOND_US, zone)


def _us(moment: datetime) -> int:
    return round(moment.timestamp() * _SECOND_US)
