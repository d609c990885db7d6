"""The model that a page is about: what its endpoint lists, and what the archive knows of its use.

Must not know how any of it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote, urlsplit

import msgspec

from desktop_chat.app.services import Services
from desktop_chat.core.catalog import Model, free_text_model
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.model_activity import names_of
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.variants import VARIANTS, Form, forms_of
from desktop_chat.wire.transport import WireRequest

_SITE = "openrouter.ai"
# The model and its prices are the same.
_VARIANTS = tuple(each.suffix for each in VARIANTS.values() if each.is_for_all)


@dataclass(frozen=True, slots=True)
class ModelSubject:
    """One model of one endpoint."""

    services: Services
    endpoint: Endpoint
    model_id: str

    @property
    def model(self) -> Model:
        """All that the endpoint's list says of it; its id alone where the list has none of it."""
        found = self.services.catalog.model(self.endpoint.id, self.model_id)
        return found or free_text_model(self.model_id)

    @property
    def is_listed(self) -> bool:
        """Whether the endpoint's list, as far as it is known, has the model."""
        return self.services.catalog.model(self.endpoint.id, self.model_id) is not None

    @property
    def names(self) -> frozenset[str]:
        """The names under which public statistics know it."""
        return names_of(self.model)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The ways in which it and its variants can be asked, nothing where there is one only."""
        if not self.services.models.tells_of(self.endpoint):
            return ()
        models = self.services.catalog.models(self.endpoint.id).models
        return forms_of(self.model_id, {each.id for each in models})

    @property
    def site_url(self) -> str:
        """The model's page on the router's own site, "" where the endpoint has none."""
        host = urlsplit(self.endpoint.base_url).hostname or ""
        return f"https://{_SITE}/{quote(self.model_id, safe='/:~.')}" if host == _SITE else ""

    async def own_requests(self, *, since_us: int = 0) -> list[MeasuredRequest]:
        """Return the user's own requests to it, in their order.

        Raises:
            ArchiveError: They cannot be read.
        """
        asked = self.names | {f"{self.model_id}:{variant}" for variant in _VARIANTS}
        found = await self.services.archive.measures.requests(since_us=since_us, models=asked)
        return [each for each in found if each.spent.endpoint_id in ("", self.endpoint.id)]


def for_model(request: WireRequest, model_id: str) -> WireRequest:
    """Return a chat request as it is with another model in its place."""
    body = cast("dict[str, Any]", msgspec.json.decode(request.body))
    return replace(request, body=msgspec.json.encode(body | {"model": model_id}))
