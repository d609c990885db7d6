"""Which endpoints there are and what was chosen: a section of the settings without a page."""

from __future__ import annotations

from msgspec import Struct, field

from desktop_chat.core.provider import PRACTICE, Endpoint


class EndpointSettings(Struct, frozen=True, omit_defaults=True):
    """Which endpoints there are and what was chosen; keys are never here.

    Attributes:
        custom: The user's own endpoints, beside the ready ones.
        active_id: The endpoint of new conversations.
        models: The model of new conversations, by endpoint id.
        with_key: Ids of the endpoints whose key was put into the keyring.
        first_run_done: Whether the first choice of an endpoint was made or skipped.
    """

    custom: tuple[Endpoint, ...] = ()
    active_id: str = PRACTICE.id
    models: dict[str, str] = field(default_factory=dict[str, str])
    with_key: tuple[str, ...] = ()
    first_run_done: bool = False
