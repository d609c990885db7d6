"""Which targets may be opened: asked when a text is parsed and again when a link is activated.

Must not know how links are drawn or opened.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_ADDRESS = re.compile(
    r"(?:https?://)?((?:[^\s/?#@]*@)?[^\s/?#@.]+(?:\.[^\s/?#@.]+)+\.?(?::\d+)?(?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_OPENABLE = re.compile(r"(?:https?://[^/\s]|mailto:[^\s])", re.IGNORECASE)
# Controls, spaces, backslashes, and what cannot be seen or turns the order of what can be seen.
_UNSEEN = (
    "\\s\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
_TRICK = re.compile(f"[{_UNSEEN}\\\\]")
_TRICK_IN_HOST = re.compile(r"[%<>\"'`{}|^]")
_RECIPIENTS = frozenset({"to", "cc", "bcc"})
# Any other field, such as the attachment that some mail programs obey, makes a link refused.
_MAIL_FIELDS = _RECIPIENTS | {"subject", "body"}


def is_openable(target: str) -> bool:
    """Tell whether a target may be handed to the system: http, https or mailto, and no tricks."""
    if _OPENABLE.match(target) is None or _TRICK.search(target) is not None:
        return False
    parts = _split(target)
    if parts is None:
        return False
    if parts.scheme == "mailto":
        return _is_plain_mail(parts)
    return bool(_host(parts)) and _TRICK_IN_HOST.search(parts.netloc.rpartition("@")[2]) is None


def host_of(target: str) -> str:
    """Return what a reader must see of a target: where it really leads; "" for nowhere.

    For a web address that is its host, without the user name that may disguise it. A host in other
    letters than ASCII is given in both forms, "xn--bcher-kva.example (bücher.example)", because
    letters of one script can pass for those of another. For mail it is every recipient.
    """
    parts = _split(target)
    if parts is None:
        return ""
    if parts.scheme == "mailto":
        return ", ".join(_recipients(parts))
    host = _host(parts)
    ascii_host, readable = _ascii(host), _readable(host)
    return ascii_host if ascii_host == readable else f"{ascii_host} ({readable})"


def _split(target: str) -> SplitResult | None:
    try:
        parts = urlsplit(target)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    return parts.hostname or ""


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ".".join(_ascii_label(label) for label in host.split("."))


def _ascii_label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _readable(host: str) -> str:
    return ".".join(map(_readable_label, host.split(".")))


def _readable_label(label: str) -> str:
    """Return a part of a host in its own letters, if they are letters and can be seen."""
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return decoded if decoded.isprintable() and not _TRICK.search(decoded) else label


def _recipients(parts: SplitResult) -> list[str]:
    found = [address for address in unquote(parts.path).split(",") if address]
    for name, value in parse_qsl(parts.query):
        if name.lower() in _RECIPIENTS:
            found += value.split(",")
    return found


def _is_plain_mail(parts: SplitResult) -> bool:
    fields = parse_qsl(parts.query, keep_blank_values=True)
    recipients = _recipients(parts)
    return (
        bool(recipients)
        and all(name.lower() in _MAIL_FIELDS for name, _ in fields)
        and not any(_TRICK.search(recipient) for recipient in recipients)
    )


def other_host(text: str, target: str) -> str:
    """Return the host of a link whose text names another one, "" where it names none or the same.

    A text names a host where it is a web address, with or without its scheme.
    """
    named = _ADDRESS.fullmatch(text.strip())
    host = host_of(target)
    if named is None or not host or target[:7].lower() == "mailto:":
        return ""
    spoken = host_of(f"https://{named[1]}").lower().removeprefix("www.")
    return "" if spoken == host.lower().removeprefix("www.") else host
