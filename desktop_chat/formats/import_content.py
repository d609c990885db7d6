"""Gathers what a message of a source says: words, reasoning, tools, pictures, and what is lost.

Whatever cannot be kept leaves a sign in the text and a reason for the audit. Must not know a
format's own names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop_chat.core.conflict import entries
from desktop_chat.formats.import_values import list_of, text_of

MOST_PICTURE_CHARACTERS = 8 << 20
"""Of one picture, as its address holds it; a larger one is left out."""

_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,")
_TEXTS = frozenset({"text", "input_text", "output_text", "summary_text"})
_REASONING = frozenset({"thinking", "reasoning", "reasoning_text", "think"})


@dataclass(slots=True)
class Content:
    """What a message says, piece by piece, in the source's order."""

    texts: list[str] = field(default_factory=list[str])
    thoughts: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])
    reason: str = ""
    """The first thing that could not be kept, "" where all was."""

    @property
    def text(self) -> str:
        """The words, with signs for what is no text."""
        return "\n\n".join(filter(None, (text.strip() for text in self.texts)))

    @property
    def reasoning(self) -> str:
        """The reasoning."""
        return "\n\n".join(filter(None, (text.strip() for text in self.thoughts)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.text or self.reasoning or self.pictures)

    def lack(self, reason: str) -> None:
        """Note that something could not be kept; the first reason is the one that is told."""
        self.reason = self.reason or reason

    def call(self, name: str, arguments: object) -> None:
        """Add what a tool was asked: a JSON text, or a value of JSON."""
        self.texts.append(_fenced(f"Tool {name or 'without a name'}", _json(arguments)))

    def result(self, name: str, given: object) -> None:
        """Add what a tool gave: a text, or a value of JSON."""
        self.texts.append(_fenced(f"Result of {name or 'tool'}", _json(given)))

    def attachment(self, name: str) -> None:
        """Add a sign for a file that is named and not in the source."""
        self.texts.append(f"[Attachment: {name or 'without a name'}]")
        self.lack("its attachment is not in the file")

    def picture(self, url: str) -> None:
        """Add a picture by its address; what cannot be shown leaves a sign."""
        is_inside = _PICTURE.match(url) is not None
        if url.startswith("https://") or (is_inside and len(url) <= MOST_PICTURE_CHARACTERS):
            self.pictures.append(url)
            return
        is_far = url.startswith("http://")
        self.texts.append(f"[Picture: {url[:2_000]}]" if is_far else "[Picture]")
        if not is_far:
            where = "is too large" if is_inside else "is not in the file"
            self.lack(f"a picture of it {where}")

    def unknown(self, kind: str) -> None:
        """Add a sign for content of a kind that is not known."""
        self.texts.append(f"[{kind[:60] or 'unknown content'}]")
        self.lack(f"its content {kind[:60]!r} is unknown" if kind else "a part of it is unknown")

    def parts(self, content: object) -> None:
        """Add what stands in OpenAI's form: a text, or a list of parts."""
        if isinstance(content, str):
            self.texts.append(content)
            return
        for part in list_of(content):
            if isinstance(part, str):
                self.texts.append(part)
            else:
                self._part(entries(part))

    def _part(self, part: dict[str, Any]) -> None:
        kind = text_of(part.get("type"))
        words = _words(part)
        if kind in _REASONING:
            self.thoughts.append(words)
        elif words or kind in _TEXTS or kind == "refusal":
            self.texts.append(words)
        elif kind in ("image_url", "input_image", "image"):
            place = part.get("image_url")
            self.picture(text_of(place) or text_of(entries(place).get("url")))
        elif kind in ("file", "input_file"):
            file = entries(part.get("file")) or part
            self.attachment(text_of(file.get("filename")) or text_of(file.get("name")))
        elif kind == "tool_use":
            self.call(text_of(part.get("name")), part.get("input"))
        elif kind == "tool_result":
            inner = Content()
            inner.parts(part.get("content"))
            self.result(text_of(part.get("name")), inner.text)
        else:
            self.unknown(kind)


def _words(part: dict[str, Any]) -> str:
    names = ("text", "refusal", "thinking", "think", "reasoning")
    inner = next((part[name] for name in names if part.get(name)), "")
    return text_of(inner) or text_of(entries(inner).get("value"))


def _json(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _fenced(title: str, text: str) -> str:
    fence = "~" * max([4, *(len(run) + 1 for run in re.findall("~{4,}", text))])
    return f"[{title}]" + (f"\n\n{fence}\n{text}\n{fence}" if text else "")
