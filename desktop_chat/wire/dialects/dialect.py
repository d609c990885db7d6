"""What sets one server's requests apart from OpenAI's own: a few facts, no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import PARAMETERS


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests are written for a kind of server.

    Attributes:
        name: The name that `Endpoint.dialect` carries.
        headers: Sent with every request.
        renames: The server's names of parameters that it calls otherwise.
        refuses: Parameters that make the server refuse a request.
        asks_for_usage: Whether `stream_options` must ask for the usage of a stream.
        knows_sessions: Whether requests of one conversation carry its id as `session_id`.
        takes_back_reasoning: Whether reasoning and parsed files return with the assistant's
            message.
        has_key_info: Whether `/key` tells the state of a key.
        has_login: Whether a key can be had by a login in the browser (OAuth with PKCE).
        has_generations: Whether `/generation` tells afterwards what an answer cost.
        is_router: Whether the server chooses among providers, and takes wishes about them.
    """

    name: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    refuses: frozenset[str] = frozenset()
    asks_for_usage: bool = True
    knows_sessions: bool = False
    takes_back_reasoning: bool = False
    has_key_info: bool = False
    has_login: bool = False
    has_generations: bool = False
    is_router: bool = False

    def parameters_of(self, endpoint: Endpoint) -> frozenset[str]:
        """Return the names of the parameters that requests to the endpoint may carry."""
        return frozenset(
            name
            for name, parameter in PARAMETERS.items()
            if (parameter.is_standard or endpoint.sends_extras)
            and (self.is_router or not parameter.is_routing)
            and name not in self.refuses
        )
