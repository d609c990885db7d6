"""What is known of an answer, as lists of facts: names and values, in the order of reading.

Owns the words. Must not know a widget.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_chat.app.inspection import Inspection
from desktop_chat.core.fallback import fallback_of
from desktop_chat.core.figures import count_text, rate_text, seconds_text
from desktop_chat.core.message import Failure, Message, MessageState, Prefill, TurnRecord
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.usage import Usage

Facts = list[tuple[str, str]]


def _words(text: str) -> str:
    return QCoreApplication.translate("Inspect", text)


def sections(inspection: Inspection) -> list[tuple[str, Facts]]:
    """Return each section's title and facts; those that hold nothing are left out."""
    message, record = inspection.message, inspection.record
    found = [(_words("Message"), _message(message))]
    if record is not None:
        found += [
            (_words("Asked"), _asked(inspection, record)),
            (_words("Answered"), _answered(record)),
            (_words("Parameters sent"), _parameters(record)),
            (_words("Tokens and cost"), _usage(record.usage) if record.usage else []),
            (
                _words("Headers of the reply"),
                [(name, text) for name, text in record.headers.items()],
            ),
            (_words("Failure"), _failure(record.failure) if record.failure else []),
        ]
    return [(title, rows) for title, facts in found if (rows := _filled(facts))]


def timing_facts(inspection: Inspection) -> Facts:
    """Return when things happened."""
    record = inspection.record
    if record is None:
        return []
    timings = record.timings
    tokens = record.usage.completion_tokens if record.usage else 0
    rate = timings.tokens_per_s(tokens)
    pieces = len(inspection.arrivals)
    return _filled(
        [
            (_words("Sent"), moment(timings.started_us, is_exact=True)),
            (_words("First token after"), _span(timings.first_token_after_us)),
            (_words("Reasoning ended after"), _span(timings.reasoning_ended_after_us)),
            (_words("Ended after"), _span(timings.finished_after_us)),
            (_words("Rate"), "" if rate is None else rate_text(rate)),
            (_words("Pieces"), count_text(pieces) if pieces else ""),
            (_words("Longest gap"), _span(inspection.longest_gap_us or None)),
        ]
    )


def moment(time_us: int, *, is_exact: bool = False) -> str:
    """Return a UTC time in microseconds in the computer's zone and form, "" for 0."""
    if not time_us:
        return ""
    when = QDateTime.fromMSecsSinceEpoch(time_us // 1000)
    if is_exact:
        return when.toString("yyyy-MM-dd HH:mm:ss.zzz t")
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def _filled(facts: Facts) -> Facts:
    return [(name, value) for name, value in facts if value]


def _span(time_us: int | None) -> str:
    return "" if time_us is None else seconds_text(time_us / 1e6)


def _message(message: Message) -> Facts:
    states = {
        MessageState.STREAMING: _words("Being made"),
        MessageState.COMPLETE: _words("Complete"),
        MessageState.STOPPED: _words("Stopped by you"),
        MessageState.INTERRUPTED: _words("Interrupted"),
        MessageState.FAILED: _words("Failed"),
    }
    return [
        (_words("State"), states[message.state]),
        (_words("Written"), moment(message.created_us)),
        (_words("Characters"), count_text(len(message.text)) if message.text else ""),
        (_words("Id"), message.id),
    ]


def _asked(inspection: Inspection, record: TurnRecord) -> Facts:
    endpoint = inspection.endpoint
    address = record.url or (endpoint.base_url if endpoint else "")
    return [
        (_words("Endpoint"), endpoint.title if endpoint else record.endpoint_id),
        (_words("Address"), address),
        (_words("Model asked"), record.model),
        (_words("Preset"), record.preset),
        (_words("Begun with"), _beginning(record.prefill) if record.prefill else ""),
        (_words("Body"), _bytes(inspection.body)),
    ]


def _beginning(prefill: Prefill) -> str:
    told = _words("{0} characters of {1}, with “{2}” in the place of “{3}”")
    tokens = (plain_line(prefill.token), plain_line(prefill.instead_of))
    return told.format(count_text(prefill.characters), prefill.message_id, *tokens)


def _bytes(body: str) -> str:
    if not body:
        return ""
    return _words("{0} bytes").format(count_text(len(body.encode("utf-8", "replace"))))


def _answered(record: TurnRecord) -> Facts:
    reason = record.finish_reason
    native = record.native_finish_reason
    return [
        (_words("Model"), plain_line(record.resolved_model)),
        (_words("Provider"), plain_line(record.provider)),
        (_words("Fallback"), _fallback(record)),
        (_words("Generation"), plain_line(record.generation_id)),
        (_words("Finish reason"), plain_line(f"{reason} ({native})" if native else reason)),
        (_words("Seed taken"), "" if record.seed is None else str(record.seed)),
        (_words("Fingerprint"), plain_line(record.system_fingerprint)),
        (_words("Service tier"), plain_line(record.service_tier)),
    ]


def _fallback(record: TurnRecord) -> str:
    found = fallback_of(record)
    if found is None:
        return ""
    words = _words("{0} was asked first, {1} answered")
    return words.format(plain_line(found.first), plain_line(found.answered))


def _parameters(record: TurnRecord) -> Facts:
    facts = [
        (name, _with_origin(_json(value), record.origins.get(name, "")))
        for name, value in record.sampling.values().items()
    ]
    not_sent = _words("set, but not sent: unknown to the endpoint or the model")
    facts += [
        (name, _with_origin(not_sent, record.origins.get(name, ""))) for name in record.dropped
    ]
    return facts or [(_words("None"), _words("Everything was left to the model's defaults."))]


def _with_origin(value: str, origin: str) -> str:
    kind, _, name = origin.partition(":")
    words = {
        "settings": _words("from the settings"),
        "preset": _words("from the preset {0}").format(plain_line(name)),
        "conversation": _words("from the conversation"),
        "one-off": _words("for this answer alone"),
    }
    return f"{value}  ·  {words.get(kind, origin)}" if origin else value


def _usage(usage: Usage) -> Facts:
    about = "≈ " if usage.is_estimate else ""
    counts = (
        (_words("Prompt"), usage.prompt_tokens),
        (_words("Completion"), usage.completion_tokens),
        (_words("Of it reasoning"), usage.reasoning_tokens),
        (_words("From the cache"), usage.cached_tokens),
    )
    facts = [(name, f"{about}{count_text(count)}") for name, count in counts if count]
    facts.append((_words("Cost"), _cost(usage.cost_usd, is_estimate=usage.is_estimate)))
    return [*facts, (_words("As reported"), _json(usage.raw) if usage.raw else "")]


def _cost(cost_usd: Decimal | None, *, is_estimate: bool) -> str:
    if cost_usd is None:
        return ""
    amount = f"${cost_usd:f}"
    if is_estimate:
        return _words("≈ {0}, estimated from the prices").format(amount)
    return _words("{0}, as the endpoint says").format(amount)


def _failure(failure: Failure) -> Facts:
    return [
        (_words("What"), f"{failure.text} {failure.advice}".strip()),
        (_words("Kind"), failure.kind),
        (_words("Code"), "" if failure.code is None else str(failure.code)),
        (_words("Detail"), failure.detail),
    ]


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=-1).decode()
