"""Endpoints: where requests go and in which dialect. The ready ones are data; users add others.

It reads addresses and looks up nothing: neither a host nor a key.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from desktop_chat.errors import BadField

LONGEST_ACCOUNT = 40
_ACCOUNT_SIGN = "#"


class Endpoint(Struct, frozen=True, omit_defaults=True):
    """An address that answers chat requests.

    Attributes:
        id: Short stable name, the user name in the keyring.
        base_url: Normalised, without a trailing slash: requests go to base_url +
            "/chat/completions".
        dialect: Name in `wire.dialects`' registry.
        needs_key: Whether it answers only to those who bring a key.
        is_local: On this computer or network: longer time limits, never a cost, probed only after a
            click.
        sends_extras: Whether parameters beyond OpenAI's own are sent (top_k, min_p ...).
        splits_thinking: Whether `<think>` at the start of an answer begins its reasoning.
        default_model: The model of a first conversation, "" to ask the endpoint.
        key_variable: Environment variable read for the key when the keyring has none.
    """

    id: str
    title: str
    base_url: str
    dialect: str = "openai_compatible"
    needs_key: bool = False
    is_local: bool = False
    sends_extras: bool = False
    splits_thinking: bool = False
    default_model: str = ""
    key_variable: str = ""


PRACTICE = Endpoint(
    id="practice",
    title="Practice model",
    base_url="practice://local/v1",
    dialect="openrouter",
    is_local=True,
    sends_extras=True,
    default_model="practice/markov-small",
)

READY_ENDPOINTS: tuple[Endpoint, ...] = (
    PRACTICE,
    Endpoint(
        id="openrouter",
        title="OpenRouter",
        base_url="https://openrouter.ai/api/v1",
        dialect="openrouter",
        needs_key=True,
        sends_extras=True,
        default_model="mistralai/mistral-large-2407",
        key_variable="OPENROUTER_API_KEY",
    ),
    Endpoint(
        id="openai",
        title="OpenAI",
        base_url="https://api.openai.com/v1",
        needs_key=True,
        key_variable="OPENAI_API_KEY",
    ),
    Endpoint(
        id="mistral",
        title="Mistral",
        base_url="https://api.mistral.ai/v1",
        dialect="mistral",
        needs_key=True,
        key_variable="MISTRAL_API_KEY",
    ),
    Endpoint(
        id="ollama",
        title="Ollama",
        base_url="http://localhost:11434/v1",
        is_local=True,
        splits_thinking=True,
    ),
    Endpoint(
        id="lmstudio",
        title="LM Studio",
        base_url="http://localhost:1234/v1",
        is_local=True,
        splits_thinking=True,
    ),
    Endpoint(
        id="llamacpp",
        title="llama.cpp",
        base_url="http://localhost:8080/v1",
        dialect="llamacpp",
        is_local=True,
        sends_extras=True,
        splits_thinking=True,
    ),
    Endpoint(
        id="vllm",
        title="vLLM",
        base_url="http://localhost:8000/v1",
        is_local=True,
        sends_extras=True,
        splits_thinking=True,
    ),
    Endpoint(
        id="litellm",
        title="LiteLLM",
        base_url="http://localhost:4000/v1",
        is_local=True,
        splits_thinking=True,
    ),
)
"""The endpoints the program knows of by itself; addresses are the servers' documented defaults."""

CUSTOM_PREFIX = "custom:"
"""Begins the id of an endpoint whose address a person gave; the address follows."""

MANAGEMENT_SUFFIX = ":management"
"""Ends the name of an endpoint's management key."""

_OPERATIONS = ("/chat/completions", "/completions", "/models", "/responses")
_LOCAL_DOMAINS = (".localhost", ".local", ".lan", ".internal")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[a-z0-9._-]+")
_URL_ADVICE = "Write it like https://openrouter.ai/api/v1 or http://localhost:11434/v1."


def normalise_base_url(text: str) -> str:
    """Return a base URL in the form that endpoints keep, from whatever a person pasted.

    A trailing slash, an operation such as /chat/completions, a query and a fragment are taken off;
    a bare host gets "/v1", OpenRouter's gets "/api/v1". The result is ASCII: a host in another
    script is written in its xn-- form, so that no look-alike letter hides.

    Raises:
        BadField: It has no http or https scheme, no possible host or port, has spaces or invisible
            characters, or carries a user name or password.
    """
    stripped = text.strip()
    if any(character.isspace() or not character.isprintable() for character in stripped):
        raise BadField("The address has spaces or invisible characters.", advice=_URL_ADVICE)
    try:
        parts = urlsplit(stripped)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _not_a_url(error) from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise BadField("The address has no http:// or https:// in front.", advice=_URL_ADVICE)
    if not host:
        raise BadField("The address names no host.", advice=_URL_ADVICE)
    if parts.username is not None or parts.password is not None:
        raise BadField(
            "The address carries a user name or a password.",
            advice="Take it out; the key has its own field.",
        )
    netloc = _ascii_host(host)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    path = _without_operation(quote(parts.path, safe=_PATH_SAFE).strip("/"))
    if not path:
        path = "api/v1" if _is_openrouter(host) else "v1"
    return f"{parts.scheme}://{netloc}/{path}"


def custom_endpoint(text: str) -> Endpoint:
    """Return the endpoint at an address that a person gave: a ready one, where one has it.

    Raises:
        BadField: As `normalise_base_url`.
    """
    base_url = normalise_base_url(text)
    for endpoint in READY_ENDPOINTS:
        if endpoint.base_url == base_url:
            return endpoint
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    speaks_openrouter = _is_openrouter(host) or parts.path.endswith("/api/v1")
    return Endpoint(
        id=f"{CUSTOM_PREFIX}{base_url}",
        title=parts.netloc,
        base_url=base_url,
        dialect="openrouter" if speaks_openrouter else "openai_compatible",
        is_local=is_local_host(host),
        sends_extras=speaks_openrouter,
    )


def management_of(router: Endpoint) -> Endpoint:
    """Return a router as what its management key is for: such a key looks, and cannot chat.

    It has a name of its own in the keyring, beside the key that chats.
    """
    return msgspec.structs.replace(
        router, id=f"{router.id}{MANAGEMENT_SUFFIX}", needs_key=True, key_variable=""
    )


def is_management_endpoint(endpoint: Endpoint) -> bool:
    """Return whether an endpoint is what a management key is for."""
    return endpoint.id.endswith(MANAGEMENT_SUFFIX)


def further_account(endpoint: Endpoint, name: str) -> Endpoint:
    """Return the same endpoint once more, for another key.

    Args:
        endpoint: The one whose address and ways are taken over; not its environment variable.
        name: What the account is called, 1 to `LONGEST_ACCOUNT` characters.

    Raises:
        BadField: The name is empty or too long.
    """
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_ACCOUNT:
        raise BadField(
            f"A name has 1 to {LONGEST_ACCOUNT} characters.", advice="Choose another name."
        )
    return msgspec.structs.replace(
        endpoint,
        id=f"{endpoint.id}{_ACCOUNT_SIGN}{called}",
        title=f"{endpoint.title} ({called})",
        key_variable="",
    )


def is_further_account(endpoint: Endpoint) -> bool:
    """Return whether an endpoint was made by `further_account`."""
    # No address that is normalised has the sign.
    return _ACCOUNT_SIGN in endpoint.id


def _without_operation(path: str) -> str:
    rooted = f"/{path}"
    while operation := next(filter(rooted.endswith, _OPERATIONS), ""):
        rooted = rooted.removesuffix(operation).rstrip("/")
    return rooted.strip("/")


def _ascii_host(host: str) -> str:
    try:
        if ":" in host:
            return f"[{ipaddress.IPv6Address(host)}]"
        name = host.encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise _not_a_url(error) from error
    if not _HOST.fullmatch(name):
        raise BadField("The address has an impossible host name.", advice=_URL_ADVICE)
    return name


def _not_a_url(error: ValueError) -> BadField:
    return BadField("The address is not a URL.", advice=_URL_ADVICE, detail=str(error))


def _is_openrouter(host: str) -> bool:
    return host == "openrouter.ai" or host.endswith(".openrouter.ai")


def is_local_host(host: str) -> bool:
    """Return whether a host is this computer or on its network, by its name or address alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(_LOCAL_DOMAINS)
    return address.is_private or address.is_link_local
