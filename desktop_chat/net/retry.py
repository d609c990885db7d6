"""When a failed attempt is tried again, and how long to wait first; a pure rule without a clock.

Sources: OpenRouter's advice and the behaviour of OpenAI's client: two more attempts, full jitter.
"""

from __future__ import annotations

import random

from desktop_chat.errors import (
    AppError,
    Offline,
    ProviderFailed,
    RateLimited,
    RequestError,
    StreamCut,
    TimedOut,
)

MAX_RETRIES = 2
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 8.0
LONGEST_ASKED_DELAY_S = 120.0

_TRANSIENT = (RateLimited, ProviderFailed, Offline, TimedOut, StreamCut)


def retry_delay_s(error: AppError, attempt: int, rng: random.Random) -> float | None:
    """Return how long to wait before the next attempt, None where there should be none.

    Only for a failure before the first token: later ones keep what came and ask the person. A wait
    that the server asks for is kept to, and where it is longer than two minutes nothing is retried.

    Args:
        error: Why the attempt failed.
        attempt: The number of the failed attempt, from 1.
        rng: Spreads the waits of many clients.
    """
    if attempt > MAX_RETRIES or not error.may_retry:
        return None
    # A refusal is retried only where the server itself said so: then `may_retry` differs from
    # what its kind has by default.
    if not isinstance(error, (*_TRANSIENT, RequestError)):
        return None
    if error.retry_after_s is not None:
        return error.retry_after_s if error.retry_after_s <= LONGEST_ASKED_DELAY_S else None
    longest = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** (attempt - 1))
    return rng.uniform(0, longest)
