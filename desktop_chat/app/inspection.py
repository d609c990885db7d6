"""All that is known of one answer, put together: its record, exact request, timings, code.

Owns where each part is found, and that a part that is damaged does not take the others with it.
Must not know how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec

from desktop_chat.app.account import Account
from desktop_chat.app.code_samples.sample import CodeSample, sample_request
from desktop_chat.app.services import Services
from desktop_chat.core.arrivals import Arrival
from desktop_chat.core.arrivals import arrivals as unpacked
from desktop_chat.core.message import Message, TurnRecord
from desktop_chat.core.provider import PRACTICE, Endpoint, custom_endpoint
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError, ArchiveError, BadField, UsageError
from desktop_chat.wire.request import request_with_body


@dataclass(frozen=True, slots=True)
class Inspection:
    """One answer and everything that is kept of how it came about.

    Attributes:
        body: The exact request body, "" where none is kept, or it cannot be read.
        arrivals: When its pieces came, () where that is not kept, or cannot be read.
        endpoint: Where it was asked, None where that is not known any more.
        problems: Why parts of it are missing.
    """

    message: Message
    body: str = ""
    arrivals: tuple[Arrival, ...] = ()
    endpoint: Endpoint | None = None
    problems: tuple[AppError, ...] = ()

    @property
    def record(self) -> TurnRecord | None:
        """How the answer came about, None for what was not asked for here."""
        return self.message.record

    @property
    def usage(self) -> Usage | None:
        """What it consumed."""
        return self.record.usage if self.record else None

    @property
    def longest_gap_us(self) -> int:
        """The longest time between two pieces, 0 where there are fewer."""
        times = [arrival.after_us for arrival in self.arrivals]
        return max((later - one for one, later in pairwise(times)), default=0)

    def code(self, sample: CodeSample) -> str:
        """Return the request as code.

        Raises:
            UsageError: No request is kept, or it is not known any more where it went.
            BadField: The body is no JSON object.
        """
        if not self.body:
            raise UsageError("No request is kept with this message.")
        if self.endpoint is None:
            raise UsageError(
                "The endpoint that was asked is not configured any more.",
                advice="Add it again to get code for its address; the body can be copied.",
            )
        request = request_with_body(self.endpoint, self.body)
        return sample.write(sample_request(request, self.endpoint))

    def to_builtins(self) -> dict[str, Any]:
        """Return everything as JSON values, times in microseconds; for scripts and the clipboard.

        The body stands in it twice where it is JSON: as text, and decoded.
        """
        message = msgspec.structs.replace(self.message, logprobs=(), logprob_count=0, record=None)
        record: dict[str, Any] | None = None
        if self.record is not None:
            bare = msgspec.structs.replace(self.record, arrivals=b"", request_body=self.body)
            record = msgspec.to_builtins(bare) | {"request": decoded(self.body)}
        pieces = [
            {"after_us": one.after_us, "size": one.size, "kind": one.kind.name.lower()}
            for one in self.arrivals
        ]
        return {
            "message": msgspec.to_builtins(message),
            "record": record,
            "endpoint": self.endpoint.base_url if self.endpoint else None,
            "arrivals": pieces,
            "problems": [error.text for error in self.problems],
        }


async def inspect(message: Message, services: Services) -> Inspection:
    """Read what is kept of a message, in memory or in the archive."""
    waiting = services.keeper.waiting_message(message.id)
    message = message if waiting is None else waiting
    record = message.record
    if record is None:
        return Inspection(message)
    problems: list[AppError] = []
    body, arrivals = record.request_body, unpacked(record.arrivals) or ()
    try:
        body = body or await services.archive.request_body(message.id)
    except ArchiveError as error:
        problems.append(error)
    try:
        arrivals = arrivals or await services.archive.arrivals(message.id)
    except ArchiveError as error:
        problems.append(error)
    endpoint = endpoint_of(record, services.account)
    return Inspection(message, body, arrivals, endpoint, tuple(problems))


def endpoint_of(record: TurnRecord, account: Account) -> Endpoint | None:
    """Return where an answer was asked: as it is configured, or by the address in its record."""
    try:
        return account.endpoint(record.endpoint_id)
    except UsageError:
        pass
    if record.url.startswith(PRACTICE.base_url):
        return PRACTICE
    try:
        found = custom_endpoint(record.url)
    except BadField:
        return None
    return msgspec.structs.replace(found, needs_key=not found.is_local)


def decoded(body: str) -> Any:
    """Return the value of a JSON text, None where it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None
