"""Endpoint profiles: where requests go and in which dialect. Ready ones are data; a person may add others."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from desktop_chat.errors import BadField


class Endpoint(Struct, frozen=True, omit_defaults=True):
    """An address that answers chat requests.

    Attributes:
        id: Short stable name, the user name in the keyring.
        base_url: Normalised, without a trailing slash: requests go to base_url + "/chat/completions".
        dialect: Name in `wire.dialects`' registry.
        needs_key: Whether it answers without a key at all.
        is_local: On this computer or network: longer time limits, never a cost, probed only after a click.
        sends_extras: Whether parameters beyond OpenAI's own are sent (top_k, min_p ...).
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
    Endpoint(id="ollama", title="Ollama", base_url="http://localhost:11434/v1", is_local=True),
    Endpoint(id="lmstudio", title="LM Studio", base_url="http://localhost:1234/v1", is_local=True),
    Endpoint(
        id="llamacpp",
        title="llama.cpp",
        base_url="http://localhost:8080/v1",
        is_local=True,
        sends_extras=True,
    ),
    Endpoint(
        id="vllm",
        title="vLLM",
        base_url="http://localhost:8000/v1",
        is_local=True,
        sends_extras=True,
    ),
    Endpoint(id="litellm", title="LiteLLM", base_url="http://localhost:4000/v1", is_local=True),
)
"""The endpoints the program knows of by itself; addresses are the servers' documented defaults."""

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_OPERATIONS = ("/chat/completions", "/completions", "/models", "/responses")


def normalise_base_url(text: str) -> str:
    """Return a base URL in the form that endpoints keep, from whatever a person pasted.

    A trailing slash, an operation such as /chat/completions, a query and a fragment are taken off; a bare
    host gets "/v1", OpenRouter's gets "/api/v1".

    Raises:
        BadField: It has no http or https scheme, no host, or carries a user name or password.
    """
    stripped = text.strip()
    try:
        parts = urlsplit(stripped)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadField(
            "The address is not a URL.", advice=_URL_ADVICE, detail=str(error)
        ) from error
    if parts.scheme not in ("http", "https"):
        raise BadField("The address has no http:// or https:// in front.", advice=_URL_ADVICE)
    if not host:
        raise BadField("The address names no host.", advice=_URL_ADVICE)
    if parts.username is not None or parts.password is not None:
        raise BadField(
            "The address carries a user name or a password.",
            advice="Take it out; the key has its own field.",
        )
    path = _without_operation(parts.path.rstrip("/"))
    if not path:
        path = "/api/v1" if host == "openrouter.ai" else "/v1"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))


def custom_endpoint(text: str) -> Endpoint:
    """Return the endpoint for an address that a person gave; a ready one where the address is the same.

    Raises:
        BadField: As `normalise_base_url`.
    """
    base_url = normalise_base_url(text)
    for endpoint in READY_ENDPOINTS:
        if endpoint.base_url == base_url:
            return endpoint
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    speaks_openrouter = host.endswith("openrouter.ai") or parts.path.endswith("/api/v1")
    return Endpoint(
        id=f"custom:{base_url}",
        title=parts.netloc,
        base_url=base_url,
        dialect="openrouter" if speaks_openrouter else "openai_compatible",
        is_local=host in _LOCAL_HOSTS,
        sends_extras=speaks_openrouter,
    )


_URL_ADVICE = "Write it like https://openrouter.ai/api/v1 or http://localhost:11434/v1."


def _without_operation(path: str) -> str:
    for operation in _OPERATIONS:
        if path.endswith(operation):
            return path.removesuffix(operation).rstrip("/")
    return path
