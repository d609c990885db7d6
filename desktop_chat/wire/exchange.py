"""One request with one whole answer, for everything that does not stream.

Model lists, keys, generations.
"""

from __future__ import annotations

from desktop_chat.core.secret import Secret
from desktop_chat.errors import TooLarge
from desktop_chat.wire.faults import fault_of
from desktop_chat.wire.redaction import without_key
from desktop_chat.wire.transport import Transport, WireRequest

MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024


async def fetch(
    transport: Transport,
    request: WireRequest,
    key: Secret | None = None,
    *,
    beginning_bytes: int = 0,
) -> bytes:
    """Send a request and return the body of its answer.

    Args:
        transport: Carries it.
        request: What is asked.
        key: Goes along with it.
        beginning_bytes: Of a longer body only so many are read and returned; 0 for the whole body.

    Raises:
        RequestError: The endpoint refused.
        TransportError: It was not reached, or a web page came in its place.
        TooLarge: The body passes 64 MiB.
    """
    async with transport.open(request, key) as reply:
        body = bytearray()
        is_error = not 200 <= reply.status < 300
        async for piece in reply.body():
            body += piece
            if is_error and len(body) > MAX_ERROR_BYTES:
                break
            if beginning_bytes and len(body) >= beginning_bytes:
                del body[beginning_bytes:]
                break
            if len(body) > MAX_BODY_BYTES:
                raise TooLarge("The endpoint's answer is larger than 64 MB.")
        content_type = reply.headers.get("content-type", "")
        if is_error or content_type.partition(";")[0].strip() == "text/html":
            raise without_key(fault_of(reply.status, reply.headers, bytes(body)), key)
        return bytes(body)
