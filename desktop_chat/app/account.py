"""Endpoints and their keys: which there are, which is chosen, whether a key works."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from desktop_chat.app.login import CodeLogin, log_in
from desktop_chat.app.transports import Transports
from desktop_chat.core.account import KeyInfo
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, Endpoint, custom_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.signal import Signal
from desktop_chat.errors import NoKey, UsageError
from desktop_chat.net.probe import LocalServer, find_local_servers
from desktop_chat.settings.secrets import BackendInfo, Kept, KeyStore
from desktop_chat.settings.store import SettingsStore
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.login import can_log_in
from desktop_chat.wire.models import parse_key_info
from desktop_chat.wire.request import build_key_request


class Account:
    """Knows the ready endpoints and the user's own, and gets their keys; holds no key itself."""

    def __init__(self, settings: SettingsStore, keys: KeyStore, transports: Transports) -> None:
        self.changed: Signal[None] = Signal()
        self.key_changed: Signal[str] = Signal()
        """Carries the id of the endpoint whose key is another one, or gone."""
        self._settings = settings
        self._keys = keys
        self._transports = transports
        self._visiting: dict[str, Endpoint] = {}
        self._visited_id = ""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """All endpoints: the ready ones, the user's own, then those known for this run only."""
        kept = (*READY_ENDPOINTS, *self._settings.settings.endpoints.custom)
        known = {endpoint.id: endpoint for endpoint in kept} | self._visiting
        return tuple(known.values())

    def endpoint(self, endpoint_id: str) -> Endpoint:
        """Return an endpoint by its id.

        Raises:
            UsageError: There is none of that id.
        """
        for endpoint in self.endpoints:
            if endpoint.id == endpoint_id:
                return endpoint
        raise UsageError(
            f"There is no endpoint {endpoint_id!r} any more.", advice="Choose another endpoint."
        )

    def find(self, name_or_url: str) -> Endpoint:
        """Return an endpoint by id, or the one for an address.

        Raises:
            UsageError: It is neither a known id nor a URL.
            BadField: The URL cannot be used.
        """
        for endpoint in self.endpoints:
            if name_or_url in (endpoint.id, endpoint.base_url):
                return endpoint
        if not any(sign in name_or_url for sign in ":/."):
            known = ", ".join(endpoint.id for endpoint in self.endpoints)
            raise UsageError(
                f"There is no endpoint {name_or_url!r}.", advice=f"Known: {known}; or give a URL."
            )
        return custom_endpoint(name_or_url)

    def add(self, endpoint: Endpoint) -> None:
        """Keep an endpoint of the user's in the settings; a ready or known one changes nothing."""
        settings = self._settings.settings
        kept = (*READY_ENDPOINTS, *settings.endpoints.custom)
        if any(known.id == endpoint.id for known in kept):
            return
        custom = (*settings.endpoints.custom, endpoint)
        self._settings.update(
            msgspec.structs.replace(
                settings, endpoints=msgspec.structs.replace(settings.endpoints, custom=custom)
            )
        )
        self.changed.emit(None)

    async def remove(self, endpoint: Endpoint) -> None:
        """Forget an endpoint of the user's and its key; what was asked of it keeps its name.

        Raises:
            SecretError: Its key cannot be taken out of the keyring; it stays then.
            Unwritable: It is gone until the program ends only.
        """
        await self.forget_key(endpoint)
        self._visiting.pop(endpoint.id, None)
        settings = self._settings.settings
        custom = tuple(each for each in settings.endpoints.custom if each.id != endpoint.id)
        endpoints = msgspec.structs.replace(settings.endpoints, custom=custom)
        self._settings.update(msgspec.structs.replace(settings, endpoints=endpoints))
        self.changed.emit(None)

    def use(self, endpoint: Endpoint) -> None:
        """Know an endpoint until the program ends, without keeping it in the settings."""
        self._visiting[endpoint.id] = endpoint

    @property
    def chosen(self) -> tuple[Endpoint, str]:
        """The endpoint and model of new conversations; the model "" where none is known."""
        chosen = self._settings.settings.endpoints
        try:
            endpoint = self.endpoint(self._visited_id or chosen.active_id)
        except UsageError:
            endpoint = PRACTICE
        return endpoint, chosen.models.get(endpoint.id, endpoint.default_model)

    def visit(self, endpoint: Endpoint) -> None:
        """Ask an endpoint in new conversations until the program ends."""
        self.use(endpoint)
        self._visited_id = endpoint.id

    def choose(self, endpoint: Endpoint, model: str) -> None:
        """Ask an endpoint and a model in new conversations from now on.

        Raises:
            Unwritable: The choice holds until the program ends only.
        """
        self.use(endpoint)
        self._visited_id = ""
        settings = self._settings.settings
        endpoints = msgspec.structs.replace(
            settings.endpoints,
            active_id=endpoint.id,
            models=settings.endpoints.models | ({endpoint.id: model} if model else {}),
            first_run_done=True,
        )
        self._settings.update(msgspec.structs.replace(settings, endpoints=endpoints))
        self.changed.emit(None)

    async def find_local_servers(self) -> tuple[LocalServer, ...]:
        """Return the servers that answer on this computer; only to be asked for by a person."""
        local = [endpoint for endpoint in self.endpoints if endpoint.id != PRACTICE.id]
        return await find_local_servers(self._transports.network, local)

    async def key(self, endpoint: Endpoint) -> Secret | None:
        """Return the key of an endpoint, None where it needs none and has none.

        Raises:
            NoKey: It needs one and none is kept.
            SecretError: The keyring is locked or fails.
        """
        if endpoint.is_local and not endpoint.needs_key and not self._has_kept_key(endpoint):
            return None
        secret = await self._keys.get(endpoint)
        if secret is None and endpoint.needs_key:
            variable = f", set {endpoint.key_variable}" if endpoint.key_variable else ""
            raise NoKey(
                f"{endpoint.title} needs an API key, and none is kept.",
                advice=f"Add a key under Endpoints and keys{variable}, or choose another endpoint.",
            )
        return secret

    async def key_place(self, endpoint: Endpoint) -> Kept | None:
        """Return where an endpoint's key is, None where there is none.

        Raises:
            SecretError: The keyring is locked or fails.
        """
        return await self._keys.where(endpoint)

    async def keep_key(self, endpoint: Endpoint, secret: Secret) -> Kept:
        """Keep a key in the keyring and say where it is.

        Raises:
            SecretError: The keyring cannot take it; offer `keep_key_for_session`.
        """
        kept = await self._keys.put(endpoint, secret)
        self._note_key(endpoint, is_kept=True)
        return kept

    def keep_key_for_session(self, endpoint: Endpoint, secret: Secret) -> None:
        """Keep a key in memory until the program ends."""
        self._keys.remember_for_session(endpoint, secret)
        self.key_changed.emit(endpoint.id)
        self.changed.emit(None)

    async def forget_key(self, endpoint: Endpoint) -> None:
        """Remove an endpoint's key from the keyring and from memory."""
        await self._keys.delete(endpoint)
        self._note_key(endpoint, is_kept=False)

    async def describe_keyring(self) -> BackendInfo:
        """Return where keys would be kept, and whether that works."""
        return await self._keys.describe_backend()

    async def check_key(self, endpoint: Endpoint, secret: Secret) -> KeyInfo:
        """Ask the endpoint whether a key works, with one request.

        Raises:
            AppError: It does not, or the endpoint was not reached.
        """
        transport = self._transports.for_endpoint(endpoint)
        body = await fetch(transport, build_key_request(endpoint), secret)
        return parse_key_info(body)

    @staticmethod
    def can_log_in(endpoint: Endpoint) -> bool:
        """Return whether a key for an endpoint can be had by a login in the browser."""
        return can_log_in(endpoint)

    async def log_in(
        self, endpoint: Endpoint, show: Callable[[str], None], *, port: int | None = None
    ) -> Secret:
        """Return a new key by a login in the browser; as `app.login.log_in`, and as that raises."""
        transport = self._transports.for_endpoint(endpoint)
        return await log_in(endpoint, transport, show, port=port)

    def log_in_with_code(self, endpoint: Endpoint) -> CodeLogin:
        """Begin a login whose code is pasted.

        Raises:
            UsageError: The endpoint knows no login.
        """
        return CodeLogin(endpoint, self._transports.for_endpoint(endpoint))

    def _has_kept_key(self, endpoint: Endpoint) -> bool:
        return endpoint.id in self._settings.settings.endpoints.with_key or self._keys.has_session(
            endpoint
        )

    def _note_key(self, endpoint: Endpoint, *, is_kept: bool) -> None:
        settings = self._settings.settings
        ids = {*settings.endpoints.with_key}
        ids = ids | {endpoint.id} if is_kept else ids - {endpoint.id}
        endpoints = msgspec.structs.replace(settings.endpoints, with_key=tuple(sorted(ids)))
        self._settings.update(msgspec.structs.replace(settings, endpoints=endpoints))
        self.key_changed.emit(endpoint.id)
        self.changed.emit(None)
