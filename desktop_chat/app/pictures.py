"""Fetches a picture that the reader has asked for: one host, one kind of content, limits on all.

Nothing here is called but after a click. Owns what of the network's answer is taken for a picture.
Must not know how pictures are decoded or drawn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from desktop_chat.errors import AppError, TimedOut
from desktop_chat.wire.transport import Reply, Transport, WireRequest

MAX_BYTES = 10 * 1024 * 1024
LIMIT_S = 30.0
_MAX_REDIRECTIONS = 3
_KINDS = frozenset({"image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif"})
_ACCEPT = {"Accept": "image/png, image/jpeg, image/webp, image/gif"}

Progress = Callable[[int, int | None], None]
"""Takes the bytes that have come, and how many there will be, None where that is not known."""


class PictureRefused(AppError):
    """What came, or where it would come from, is not taken for a picture."""


async def fetch_picture(
    transport: Transport, url: str, progress: Progress, *, limit_s: float = LIMIT_S
) -> bytes:
    """Return the bytes of a picture at an http or https address.

    A redirection is followed on the same host alone.

    Raises:
        PictureRefused: It is no picture, too large, or elsewhere.
        TransportError: The host was not reached or fell silent.
    """
    try:
        async with asyncio.timeout(limit_s):
            for _ in range(_MAX_REDIRECTIONS):
                found = await _fetch(transport, url, progress)
                if isinstance(found, bytes):
                    return found
                url = found
    except TimeoutError as error:
        host = urlsplit(url).hostname
        raise TimedOut(f"{host} did not send the picture within {limit_s:g} seconds.") from error
    raise PictureRefused(f"{urlsplit(url).hostname} sends the picture's address in a circle.")


async def _fetch(transport: Transport, url: str, progress: Progress) -> bytes | str:
    """Return the bytes, or the address on the same host to which the host redirects."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise PictureRefused("Only pictures at web addresses can be loaded.")
    async with transport.open(WireRequest("GET", url, _ACCEPT)) as reply:
        if 300 <= reply.status < 400:
            return _redirected(url, reply.headers.get("location", ""))
        if reply.status != 200:
            raise PictureRefused(f"{urlsplit(url).hostname} answers with status {reply.status}.")
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _KINDS:
            shown = kind if kind.isascii() and len(kind) < 60 else "something else"
            raise PictureRefused(
                f"What came is no picture that can be shown: {shown or 'unnamed'}."
            )
        return await _read(reply, progress)


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    here, there = urlsplit(url), urlsplit(target)
    is_same = (there.hostname, there.port) == (here.hostname, here.port)
    is_upgrade = (here.scheme, there.scheme) == ("http", "https")
    if is_same and there.scheme == here.scheme:
        return target
    if is_upgrade and there.hostname == here.hostname and not there.port and not here.port:
        return target
    elsewhere = there.hostname or "another place"
    raise PictureRefused(f"{here.hostname} redirects to {elsewhere}, which was not followed.")


async def _read(reply: Reply, progress: Progress) -> bytes:
    declared = reply.headers.get("content-length", "")
    total = int(declared) if declared.isascii() and declared.isdigit() else None
    if total is not None and total > MAX_BYTES:
        raise _too_large()
    body = bytearray()
    async for piece in reply.body():
        body += piece
        if len(body) > MAX_BYTES:
            raise _too_large()
        progress(len(body), total)
    return bytes(body)


def _too_large() -> PictureRefused:
    return PictureRefused(f"The picture is larger than {MAX_BYTES // 1024 // 1024} MB.")
