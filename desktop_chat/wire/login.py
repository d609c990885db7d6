"""A login in the browser that ends in a key: OAuth with PKCE, as OpenRouter documents it.

Source: OpenRouter's "OAuth PKCE" and POST /auth/keys. The verifier never leaves the program before
the exchange; the browser is given its hash alone. Must not know who opens an address, nor who
waits for the browser's return.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import urlencode, urlsplit

import msgspec

from desktop_chat.core.provider import Endpoint, is_management_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import BadField, LoginFailed
from desktop_chat.wire.dialects.registry import dialect_of
from desktop_chat.wire.models import json_of
from desktop_chat.wire.transport import WireRequest
from desktop_chat.wire.values import as_dict, as_text

KEY_LABEL = "desktop-chat"
_VERIFIER_BYTES = 64  # 86 characters; the standard takes 43 to 128
_LONGEST_CODE = 2_048
_MAIN_HOST = "openrouter.ai"


def can_log_in(endpoint: Endpoint) -> bool:
    """Return whether a key for the endpoint can be had by a login.

    The practice model has no key; of the regional hosts no login is documented, and what a login
    gives is a key that chats, no management key.
    """
    parts = urlsplit(endpoint.base_url)
    is_regional = (parts.hostname or "").endswith(f".{_MAIN_HOST}")
    is_server = parts.scheme in ("http", "https")
    is_usual = not (is_regional or is_management_endpoint(endpoint))
    return is_server and is_usual and dialect_of(endpoint).has_login


def new_verifier() -> Secret:
    """Return a random text that proves who began a login."""
    return Secret(secrets.token_urlsafe(_VERIFIER_BYTES))


def challenge_of(verifier: Secret) -> str:
    """Return the hash of a verifier by the method S256."""
    digest = hashlib.sha256(verifier.reveal().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def login_address(endpoint: Endpoint, verifier: Secret, callback_url: str = "") -> str:
    """Return the address to open in the browser.

    Args:
        endpoint: At which a person logs in.
        verifier: Whose hash goes along.
        callback_url: Where the browser returns to with the code; "" to have the code shown there.
    """
    parts = urlsplit(endpoint.base_url)
    proof = {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    # Where the browser returns, the key is called by the address of the callback.
    way = {"callback_url": callback_url} if callback_url else {"key_label": KEY_LABEL}
    return f"{parts.scheme}://{parts.netloc}/auth?{urlencode(way | proof)}"


def code_from_input(text: str) -> Secret:
    """Return the code that a person pasted, without surrounding white space.

    Raises:
        BadField: It is empty, or cannot be a code.
    """
    try:
        code = Secret.from_input(text)
    except BadField as error:
        raise BadField(
            "That is no code.", advice="Copy the code as the page in the browser shows it."
        ) from error
    if len(code.reveal()) > _LONGEST_CODE:
        raise BadField("That is too long for a code.", advice="Copy the code alone.")
    return code


def build_exchange_request(endpoint: Endpoint, code: Secret, verifier: Secret) -> WireRequest:
    """Return the request that exchanges a code for a key; it carries no key itself."""
    body = {
        "code": code.reveal(),
        "code_verifier": verifier.reveal(),
        "code_challenge_method": "S256",
    }
    own = {"Content-Type": "application/json", "Accept": "application/json"}
    headers = own | dict(dialect_of(endpoint).headers)
    return WireRequest("POST", f"{endpoint.base_url}/auth/keys", headers, msgspec.json.encode(body))


def parse_exchange(body: bytes) -> Secret:
    """Return the key that a code was exchanged for.

    Raises:
        LoginFailed: There is none in the answer.
        NotJson: The answer is not JSON.
    """
    try:
        return Secret.from_input(as_text(as_dict(json_of(body, "answer")).get("key")))
    except BadField as error:
        raise LoginFailed("The endpoint took the code and gave no key for it.") from error
