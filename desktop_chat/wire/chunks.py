"""One decoded chunk of a chat completion to turn events, in every form that servers send.

A chunk is any JSON value. Unknown fields are passed over, and a known field of the wrong type reads
as absent. Sources: OpenRouter's API documentation and recorded traffic of OpenRouter, OpenAI,
Mistral, DeepSeek, Groq, Perplexity, Ollama and llama.cpp.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core import events as ev
from desktop_chat.wire.faults import fault_in_chunk
from desktop_chat.wire.thinking import ThinkingSplitter
from desktop_chat.wire.tokens import read_usage
from desktop_chat.wire.toolcalls import ToolCallAssembler
from desktop_chat.wire.values import (
    TextJoiner,
    as_dict,
    as_dicts,
    as_list,
    as_seed,
    as_text,
    mended,
    mended_value,
)

_DETAIL_TEXTS = {"reasoning.text": "text", "reasoning.summary": "summary"}
_GROWING_KEYS = ("text", "summary", "data")


class ChunkDecoder:
    """Decodes the chunks of one answer, in order.

    Args:
        splits_thinking: Whether `<think>...</think>` at the start of the content is reasoning.
    """

    def __init__(self, *, splits_thinking: bool = False) -> None:
        self._texts = TextJoiner()
        self._tool_calls = ToolCallAssembler(self._texts)
        self._thinking = ThinkingSplitter() if splits_thinking else None
        self._names = ("", "")
        self._backend = ev.BackendNamed()
        self._generation_id = ""
        self._source_urls: set[str] = set()
        self._has_message = False

    def decode(self, chunk: Any) -> list[ev.TurnEvent]:
        """Return what the chunk says; Failed comes last where it reports an error."""
        found: list[ev.TurnEvent] = []
        payload = as_dict(chunk)
        choice = _first_choice(payload)
        self._identify(payload, found)
        self._add_sources(payload, found)
        self._add_message(self._message_of(choice), found)
        if items := as_dicts(as_dict(choice.get("logprobs")).get("content")):
            found.append(ev.LogprobsAdded(tuple(mended_value(items))))
        if reason := as_text(choice.get("finish_reason")):
            native_reason = as_text(choice.get("native_finish_reason"))
            found.append(ev.FinishReported(mended(reason), mended(native_reason)))
        if usage := read_usage(payload, choice):
            found.append(ev.UsageReported(usage))
        self._name_backend(payload, choice, found)
        if fault := fault_in_chunk(payload, choice):
            if fault.annotations:
                found.append(ev.AnnotationsAdded(fault.annotations))
            found.append(ev.Failed(fault.error))
        return found

    def close(self) -> list[ev.TurnEvent]:
        """Return the text that waited for a second half which never came."""
        found: list[ev.TurnEvent] = []
        if reasoning := self._texts.rest("reasoning"):
            found.append(ev.ReasoningAdded(reasoning))
        self._add_content(self._texts.rest("content"), found)
        if self._thinking:
            found.extend(self._thinking.close())
        if refusal := self._texts.rest("refusal"):
            found.append(ev.RefusalAdded(refusal))
        found.extend(self._tool_calls.close())
        return found

    def _identify(self, payload: dict[str, Any], found: list[ev.TurnEvent]) -> None:
        """Pass on the names that are new; the first id stands, Groq sends a stub later."""
        names = (as_text(payload.get("model")), as_text(payload.get("provider")))
        generation_id = "" if self._generation_id else as_text(payload.get("id"))
        if generation_id or (any(names) and names != self._names):
            self._names = names
            self._generation_id = self._generation_id or generation_id
            found.append(ev.Identified(*(mended(name) for name in (*names, generation_id))))

    def _name_backend(
        self, payload: dict[str, Any], choice: dict[str, Any], found: list[ev.TurnEvent]
    ) -> None:
        """Pass on what is new of how the answer is made; some servers name the seed by choice."""
        named = ev.BackendNamed(
            mended(as_text(payload.get("system_fingerprint"))),
            mended(as_text(payload.get("service_tier"))),
            as_seed(choice.get("seed", payload.get("seed"))),
        )
        if named not in (self._backend, ev.BackendNamed()):
            self._backend = named
            found.append(named)

    def _add_sources(self, payload: dict[str, Any], found: list[ev.TurnEvent]) -> None:
        """Add Perplexity's sources, which every chunk repeats, as the citations they are."""
        sources: list[dict[str, Any]] = as_dicts(payload.get("search_results")) or [
            {"url": url} for url in as_list(payload.get("citations")) if isinstance(url, str)
        ]
        new: list[dict[str, Any]] = []
        for source in sources:
            url, title = as_text(source.get("url")), as_text(source.get("title"))
            if url and url not in self._source_urls:
                self._source_urls.add(url)
                citation = {"url": url, "title": title} if title else {"url": url}
                new.append({"type": "url_citation", "url_citation": mended_value(citation)})
        if new:
            found.append(ev.AnnotationsAdded(tuple(new)))

    def _message_of(self, choice: dict[str, Any]) -> dict[str, Any]:
        """Return the delta, or the whole message of an answer that did not stream.

        Perplexity repeats the message so far beside each delta, and some servers close a stream
        with the whole of it, so a message counts only where no delta came before.
        """
        if delta := as_dict(choice.get("delta")):
            self._has_message = True
            return delta
        if self._has_message:
            return {}
        message = as_dict(choice.get("message"))
        self._has_message = bool(message)
        return message

    def _add_message(self, message: dict[str, Any], found: list[ev.TurnEvent]) -> None:
        self._add_reasoning(message, found)
        content = message.get("content")
        if isinstance(content, list):
            self._add_parts(as_dicts(content), found)
        else:
            self._add_content(self._texts.add("content", as_text(content)), found)
        if refusal := self._texts.add("refusal", as_text(message.get("refusal"))):
            found.append(ev.RefusalAdded(refusal))
        found.extend(self._tool_calls.add(as_dicts(message.get("tool_calls"))))
        if annotations := as_dicts(message.get("annotations")):
            found.append(ev.AnnotationsAdded(tuple(mended_value(annotations))))
        _add_images(as_list(message.get("images")), found)

    def _add_content(self, text: str, found: list[ev.TurnEvent]) -> None:
        if not text:
            return
        if self._thinking:
            found.extend(self._thinking.add(text))
        else:
            found.append(ev.TextAdded(text))

    def _add_parts(self, parts: list[dict[str, Any]], found: list[ev.TurnEvent]) -> None:
        """Add content that is a list of parts, as Mistral sends it."""
        for part in parts:
            match part.get("type"):
                case "text":
                    text = self._texts.add("content", as_text(part.get("text")))
                    self._add_content(text, found)
                case "thinking":
                    self._add_reasoning_text(_text_of_parts(part.get("thinking")), found)
                case "image_url":
                    _add_images([part], found)
                case _:
                    pass

    def _add_reasoning(self, message: dict[str, Any], found: list[ev.TurnEvent]) -> None:
        """Add reasoning once: details and plain text of one chunk carry the same words."""
        details = as_dicts(message.get("reasoning_details"))
        shown = "".join(
            as_text(item.get(_DETAIL_TEXTS.get(as_text(item.get("type")), ""))) for item in details
        )
        plain = as_text(message.get("reasoning")) or as_text(message.get("reasoning_content"))
        self._add_reasoning_text(shown or plain, found)
        if details:
            items = tuple(self._mended_detail(item) for item in details)
            found.append(ev.ReasoningDetailsAdded(items))

    def _add_reasoning_text(self, piece: str, found: list[ev.TurnEvent]) -> None:
        if text := self._texts.add("reasoning", piece):
            found.append(ev.ReasoningAdded(text))

    def _mended_detail(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item with halves of characters kept back for the next item of its place."""
        place = f"{item.get('type')} {item.get('index')}"
        growing = {
            key: self._texts.add(f"{place} {key}", value)
            for key in _GROWING_KEYS
            if isinstance(value := item.get(key), str)
        }
        return mended_value({**item, **growing})


def _first_choice(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the choice of index 0: the program never asks for more than one answer."""
    for choice in as_dicts(payload.get("choices")):
        if choice.get("index") in (0, None):
            return choice
    return {}


def _text_of_parts(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "".join(as_text(part.get("text")) for part in as_dicts(value))


def _add_images(images: list[Any], found: list[ev.TurnEvent]) -> None:
    urls: list[str] = []
    for image in images:
        source = as_dict(image).get("image_url", image)
        if url := as_text(source) or as_text(as_dict(source).get("url")):
            urls.append(mended(url))
    if urls:
        found.append(ev.ImagesAdded(tuple(urls)))
