"""`llm`'s log: prompts and responses of a conversation in the order of their times.

Must not know the database that they come from.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core.conflict import entries
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.sampling_reading import read_sampling
from desktop_chat.core.usage import Usage
from desktop_chat.formats.import_format import Brought, Fate, ImportFormat
from desktop_chat.formats.import_tree import SourceNode, assemble
from desktop_chat.formats.import_values import count_of, list_of, text_of, time_us


def recognises(value: dict[str, Any]) -> bool:
    """Return whether it is a conversation as `archive.foreign` gives it."""
    return isinstance(value.get("llm"), dict) and isinstance(value.get("responses"), list)


def count(value: dict[str, Any]) -> int:
    """Return how many prompts and responses the source has."""
    return 2 * len(value["responses"])


def read(value: dict[str, Any]) -> Brought:
    """Return the conversation.

    Raises:
        ValueError: It has no id.
    """
    about = entries(value["llm"])
    source_id = text_of(about.get("id"))
    if not source_id:
        raise ValueError("it has no id")
    responses = [entries(each) for each in list_of(value["responses"])]
    prompts = list(dict.fromkeys(filter(None, (text_of(r.get("system")) for r in responses))))
    head = Conversation(
        source_id,
        title=text_of(about.get("name")),
        system_prompt=prompts[0] if len(prompts) == 1 else "",
    )
    nodes: list[SourceNode] = []
    before = ""
    for number, response in enumerate(responses):
        own = text_of(response.get("id")) or f"{number}"
        nodes += _nodes(own, before, response)
        before = f"{own}/response"
    return assemble(head, LLM.id, nodes, before)


def _nodes(own: str, before: str, response: dict[str, Any]) -> list[SourceNode]:
    asked, said = text_of(response.get("prompt")), text_of(response.get("response"))
    reasoning = text_of(response.get("reasoning"))
    at_us = time_us(response.get("datetime_utc"))
    prompt_id, answer_id = f"{own}/prompt", f"{own}/response"
    empty = "it is empty"
    prompt = SourceNode(prompt_id, before, Fate.HIDDEN, reason=empty)
    if asked:
        prompt.fate, prompt.reason = Fate.IMPORTED, ""
        prompt.message = Message("", "", Role.USER, text=asked, created_us=at_us)
    answer = SourceNode(answer_id, prompt_id, Fate.HIDDEN, reason=empty)
    if said or reasoning:
        answer.fate, answer.reason = Fate.IMPORTED, ""
        answer.message = Message(
            "",
            "",
            Role.ASSISTANT,
            text=said,
            reasoning=reasoning,
            created_us=at_us,
            record=_record(response),
        )
    return [prompt, answer]


def _record(response: dict[str, Any]) -> TurnRecord:
    prompt, completion = (count_of(response.get(f"{way}_tokens")) for way in ("input", "output"))
    usage = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )
    return TurnRecord(
        model=text_of(response.get("model")),
        resolved_model=text_of(response.get("resolved_model")),
        sampling=read_sampling(entries(response.get("options_json"))).sampling,
        usage=usage if prompt or completion else None,
    )


LLM = ImportFormat("llm", "llm", recognises, count, read)
