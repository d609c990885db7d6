"""Addresses that stand in a text without marks: GitHub's extended autolinks, as inline rules.

Each rule looks at a bounded piece of the text or moves past what it looked at, so that no text
makes them slow. An address also ends before the full-width punctuation of Chinese and Japanese,
which follows it without a space. Must not know which targets may be opened.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_BEFORE = frozenset(" \t\n*_~(")
_WEB_SCHEMES = ("https", "http")
_MAIL_SCHEMES = ("mailto", "xmpp")
_LONGEST_LOCAL_PART = 100
_HOST_END = (
    "\\s\x00-,/:-@\\[-^`{-\x7f\u2000-\u206f\u3000-\u3003\u3008-\u3020\uff00-\uff0f\uff1a-\uff20"
)
_HOST = re.compile(f"[^{_HOST_END}]+")
_URL_END = "\\s<\u3000-\u3003\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
_URL = re.compile(f"[^{_URL_END}]*")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_TRAILING = "?!.,:*_~'\"[]"
_LOCAL_PART = re.compile(r"[A-Za-z0-9.+_-]+$")
_REST_OF_LOCAL_PART = re.compile(r"[A-Za-z0-9.+_-]{0,100}@")
_MAIL_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+(?!@)")
_ADDRESS = re.compile(r"[A-Za-z0-9.+_-]+@" + _MAIL_DOMAIN.pattern)
_RESOURCE = re.compile(r"/[A-Za-z0-9@.]+")


def add_autolinks(md: MarkdownIt) -> None:
    """Teach the parser bare addresses: link tokens of markup "autolink"."""
    stops = md.inline.terminator_re.pattern
    md.inline.terminator_re = re.compile(rf"{stops}|www\.")
    md.inline.ruler.push("bare_www", _www_rule)
    md.inline.ruler.push("bare_scheme", _scheme_rule)
    # Before emphasis, which would take the underscores of an address apart.
    md.inline.ruler.before("emphasis", "bare_mail", _mail_rule)


def _www_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's call
    source, start = state.src, state.pos
    if silent or state.linkLevel or not source.startswith("www.", start):
        return False
    if not _may_begin(source, start):
        return False
    end = _web_end(state, start, start + 4, needs_dot=True)
    return end > 0 and _push(state, start, end, "http://")


def _scheme_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    source, colon = state.src, state.pos
    if source[colon] != ":" or silent or state.linkLevel:
        return False
    before = source[max(0, colon - 6) : colon]
    for scheme in (*_WEB_SCHEMES, *_MAIL_SCHEMES):
        start = colon - len(scheme)
        if before.endswith(scheme) and _may_begin(source, start):
            break
    else:
        return False
    if scheme in _WEB_SCHEMES:
        if not source.startswith("//", colon + 1):
            return False
        end = _web_end(state, start, colon + 3, needs_dot=False)
    else:
        end = _mail_end(state, colon + 1, may_have_resource=scheme == "xmpp")
    return end > 0 and _push(state, start, end, "")


def _mail_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    source, seen = state.src, state.pos
    if source[seen] not in "@_" or silent or state.linkLevel:
        return False
    before = _LOCAL_PART.search(source[max(0, seen - _LONGEST_LOCAL_PART) : seen])
    if before is None or len(before.group()) == _LONGEST_LOCAL_PART:
        return False
    start = seen - len(before.group())
    at = _REST_OF_LOCAL_PART.match(source, seen, state.posMax)
    domain = _MAIL_DOMAIN.match(source, at.end(), state.posMax) if at else None
    if domain is None or domain.group()[-1] in "-_" or not _may_begin(source, start):
        return False
    return _push(state, start, domain.end(), "mailto:")


def _may_begin(source: str, start: int) -> bool:
    return start == 0 or source[start - 1] in _BEFORE


def _web_end(state: StateInline, start: int, host_start: int, *, needs_dot: bool) -> int:
    """Return where a web address ends, 0 if its host is none."""
    host = _HOST.match(state.src, host_start, state.posMax)
    if host is None:
        return 0
    labels = host.group().split(".")
    if (needs_dot and len(labels) == 1) or any("_" in label for label in labels[-2:]):
        return 0
    rest = _URL.match(state.src, host.end(), state.posMax)
    end = rest.end() if rest else host.end()
    end = start + _without_trailing_marks(state.src[start:end])
    return end if end > host_start else 0


def _without_trailing_marks(url: str) -> int:
    """Return the length of an address without the punctuation of the sentence around it."""
    end = len(url)
    surplus = url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(url[max(0, end - 40) : end])
            end -= len(entity.group()) if entity else 1
        else:
            break
    return end


def _mail_end(state: StateInline, start: int, *, may_have_resource: bool) -> int:
    """Return where a mail or chat address ends, 0 if it is none."""
    address = _ADDRESS.match(state.src, start, state.posMax)
    if address is None or address.group()[-1] in "-_":
        return 0
    resource = (
        _RESOURCE.match(state.src, address.end(), state.posMax) if may_have_resource else None
    )
    return resource.end() if resource else address.end()


def _push(state: StateInline, start: int, end: int, scheme: str) -> bool:
    """Make a link of the source between two offsets; its beginning may be pending already."""
    seen = state.pos - start
    if seen:
        if not state.pending.endswith(state.src[start : state.pos]):
            return False
        state.pending = state.pending[:-seen]
    written = state.src[start:end]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(scheme + written)}
    opening.markup = "autolink"
    state.push("text", "", 0).content = written
    state.push("link_close", "a", -1).markup = "autolink"
    state.pos = end
    return True
