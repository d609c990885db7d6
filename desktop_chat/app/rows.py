"""The transcript's rows: what the view shows of each message, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from desktop_chat.core.figures import clock_text, cost_text, count_text, rate_text, seconds_text
from desktop_chat.core.message import Citation, Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.reducer import Draft
from desktop_chat.core.stopping import bills_after_stop
from desktop_chat.core.unseen import plain_line
from desktop_chat.core.usage import Timings
from desktop_chat.errors import AppError, CapReached


@dataclass(frozen=True, slots=True)
class RowAction:
    """A button in a row: the id of a command and its title."""

    command_id: str
    title: str


@dataclass(frozen=True, slots=True)
class RowNotice:
    """A card under a row's text.

    Attributes:
        kind: "error", "interrupted", "stopped", "cap", "length", "waiting" or "retrying".
        detail: What the Details fold shows: code, kind, the server's own words; "" for no fold.
        countdown_s: Seconds until the next attempt when it was made, None where there is none.
    """

    kind: str
    text: str
    advice: str = ""
    actions: tuple[RowAction, ...] = ()
    detail: str = ""
    countdown_s: float | None = None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One message as the transcript shows it.

    Attributes:
        revision: Grows with every change while the answer grows; 0 once it has ended.
        author: "You", the model's title, or "Tool" with the tool's name where it is known.
        via: The answering provider, "".
        caption: Time and figures, set only when the answer has ended.
        reasoning_s: How long the model reasoned, None while it does or where it did not.
        branch_index: Place among the alternatives, from 0.
        logprob_count: For how many tokens it is known how likely they were.
    """

    message_id: str
    revision: int
    role: Role
    author: str
    via: str
    created_us: int
    text: str
    reasoning: str
    reasoning_s: float | None
    tool_calls: tuple[ToolCall, ...]
    citations: tuple[Citation, ...]
    images: tuple[str, ...]
    state: MessageState
    caption: str
    notice: RowNotice | None
    branch_index: int = 0
    branch_count: int = 1
    logprob_count: int = 0


CONTINUE = RowAction("message.continue", "Continue")
REGENERATE = RowAction("message.regenerate", "Regenerate")
RETRY = RowAction("message.retry", "Retry")
CHANGE_CAPS = RowAction("spending.caps", "Change caps…")
READ_AGAIN = RowAction("message.read_again", "Try again")


def author_title(model_id: str) -> str:
    """Return a short name for a model known only by its id: the part after the slash."""
    return plain_line(model_id.rpartition("/")[2]) or "Assistant"


def message_row(message: Message, branch: tuple[int, int], author: str = "") -> TurnRow:
    """Return the row of a finished message.

    Args:
        message: What is shown.
        branch: Its place among the alternatives, from 0, and how many there are.
        author: The name of the model or the tool, "" to take it from the record.
    """
    record = message.record
    if message.role is Role.USER:
        author = "You"
    elif message.role is Role.TOOL:
        author = f"Tool: {author}" if author else "Tool"
    elif not author:
        author = author_title(record.resolved_model or record.model if record else "")
    timings = record.timings if record else Timings()
    return TurnRow(
        message_id=message.id,
        revision=0,
        role=message.role,
        author=author,
        via=plain_line(record.provider) if record else "",
        created_us=message.created_us,
        text=message.text or message.refusal,
        reasoning=message.reasoning,
        reasoning_s=_reasoning_s(timings),
        tool_calls=message.tool_calls,
        citations=message.citations,
        images=message.images,
        state=message.state,
        caption=caption(message),
        notice=_ended_notice(message),
        branch_index=branch[0],
        branch_count=branch[1],
        logprob_count=message.logprob_count,
    )


def draft_row(message: Message, draft: Draft, branch: tuple[int, int], author: str) -> TurnRow:
    """Return the row of an answer that is growing; arguments as in `message_row`."""
    return TurnRow(
        message_id=message.id,
        revision=draft.revision + 1,
        role=message.role,
        author=author,
        via=plain_line(draft.provider),
        created_us=message.created_us,
        text=str(draft.text) or str(draft.refusal),
        reasoning=str(draft.reasoning),
        reasoning_s=None,
        tool_calls=draft.finished_tool_calls,
        citations=(),
        images=tuple(draft.images),
        state=MessageState.STREAMING,
        caption="",
        notice=_waiting_notice(draft),
        branch_index=branch[0],
        branch_count=branch[1],
    )


def stub_row(message_id: str, role: Role, created_us: int) -> TurnRow:
    """Return a row of which only this is known: its message is not in memory."""
    return TurnRow(
        message_id=message_id,
        revision=0,
        role=role,
        author="You" if role is Role.USER else author_title(""),
        via="",
        created_us=created_us,
        text="",
        reasoning="",
        reasoning_s=None,
        tool_calls=(),
        citations=(),
        images=(),
        state=MessageState.COMPLETE,
        caption="",
        notice=None,
    )


def unread_row(stub: TurnRow, error: AppError) -> TurnRow:
    """Return the row of a message that could not be read from the archive."""
    notice = RowNotice(
        "error",
        f"This message could not be read. {error.text}",
        error.advice,
        (READ_AGAIN,),
        error.detail,
    )
    return replace(stub, role=Role.SYSTEM, notice=notice)


def caption(message: Message) -> str:
    """Return the line of figures of a message: time, time to first token, rate, tokens, cost."""
    parts = [clock_text(message.created_us)] if message.created_us else []
    if message.record is not None:
        if message.record.prefill is not None:
            parts.append(f"from “{plain_line(message.record.prefill.token)}”")
        parts += figures(message.record)
    return " · ".join(parts)


def figures(record: TurnRecord) -> list[str]:
    """Return time to first token, rate, tokens and cost, each where it is known.

    "≈" stands before our own count.
    """
    parts: list[str] = []
    first_s = record.timings.time_to_first_token_s
    if first_s is not None:
        parts.append(f"{seconds_text(first_s)} to first token")
    usage = record.usage
    if usage is None:
        return parts
    about = "≈ " if usage.is_estimate else ""
    # Who goes on after a stop counts tokens that nobody received.
    is_cut = not record.finish_reason and not usage.is_estimate
    has_rate = not (is_cut and bills_after_stop(record.provider))
    rate = record.timings.tokens_per_s(usage.completion_tokens) if has_rate else None
    if rate is not None:
        parts.append(rate_text(rate))
    if usage.completion_tokens:
        parts.append(f"{about}{count_text(usage.completion_tokens)} tok")
    if usage.cost_usd is not None:
        parts.append(cost_text(usage.cost_usd, is_estimate=usage.is_estimate))
    return parts


def _reasoning_s(timings: Timings) -> float | None:
    first, ended = timings.first_token_after_us, timings.reasoning_ended_after_us
    return None if first is None or ended is None else max(ended - first, 0) / 1e6


def _waiting_notice(draft: Draft) -> RowNotice | None:
    if draft.retrying is not None:
        error = draft.retrying.error
        return RowNotice(
            "retrying",
            error.text,
            "Your message is kept, and nothing was charged.",
            (RowAction("message.retry", "Retry now"), RowAction("message.stop", "Cancel")),
            countdown_s=draft.retrying.delay_s,
        )
    if draft.is_kept_alive and not draft.has_content:
        return RowNotice("waiting", "The provider is working on it.")
    return None


def stop_note(provider: str) -> str:
    """Return what is to know before an answer of a provider is stopped, "" nothing."""
    if not bills_after_stop(provider):
        return ""
    return f"{plain_line(provider)} goes on and bills the whole answer."


def _stopped_notice(record: TurnRecord | None) -> RowNotice:
    usage = record.usage if record else None
    provider = record.provider if record else ""
    if record is None or usage is None or usage.is_estimate:
        tokens = usage.completion_tokens if usage else 0
        after = f" after {count_text(tokens)} tokens" if tokens else ""
        return RowNotice("stopped", f"Stopped by you{after}.", stop_note(provider), (CONTINUE,))
    # What was billed may be more than what had come.
    whole = "the whole answer: " if bills_after_stop(provider) else ""
    cost = "" if usage.cost_usd is None else f", {cost_text(usage.cost_usd)}"
    billed = f"{plain_line(provider) or 'The endpoint'} billed {whole}"
    advice = f"{billed}{count_text(usage.completion_tokens)} tokens{cost}."
    return RowNotice("stopped", "Stopped by you.", advice, (CONTINUE,))


def _ended_notice(message: Message) -> RowNotice | None:
    record = message.record
    failure = record.failure if record else None
    if message.state is MessageState.FAILED:
        return _failure_notice(message)
    if message.state is MessageState.STOPPED and failure and failure.kind == CapReached.__name__:
        title = f"Continue once, up to {cost_text(2 * Decimal(failure.detail or 0))}"
        actions = (RowAction("message.continue_once", title), CHANGE_CAPS)
        return RowNotice("cap", failure.text, failure.advice, actions)
    if message.state is MessageState.STOPPED:
        return _stopped_notice(record)
    if message.state is MessageState.INTERRUPTED:
        text = failure.text if failure else "The answer was interrupted."
        advice = "Everything received is saved."
        return RowNotice("interrupted", text, advice, (CONTINUE, REGENERATE))
    if record and record.finish_reason == "length":
        limit = record.sampling.values().get("max_tokens")
        text = (
            f"Reached max_tokens, {count_text(limit)}." if limit else "Reached the limit of tokens."
        )
        return RowNotice("length", text, actions=(CONTINUE,))
    if record and record.finish_reason == "content_filter":
        return RowNotice(
            "length", "The provider's content filter ended the answer.", actions=(REGENERATE,)
        )
    return None


def _failure_notice(message: Message) -> RowNotice:
    failure = message.record.failure if message.record else None
    if failure is None:
        return RowNotice("error", "The answer failed.", actions=(RETRY,))
    if failure.kind == CapReached.__name__:
        once = RowAction("message.continue_once", "Send once anyway")
        return RowNotice("cap", failure.text, failure.advice, (once, RETRY, CHANGE_CAPS))
    lines = [f"{failure.kind}" + (f", {failure.code}" if failure.code is not None else "")]
    if message.record and message.record.generation_id:
        lines.append(f"Generation {message.record.generation_id}")
    if failure.detail:
        lines.append(failure.detail)
    actions = (CONTINUE, RETRY) if message.text else (RETRY,)
    if failure.kind in ("NoKey", "KeyRejected"):
        actions = (RowAction("endpoint.add_key", "Change key…"), *actions)
    if failure.kind == "UnknownModel":
        actions = (RowAction("model.choose", "Choose a model…"), *actions)
    return RowNotice("error", failure.text, failure.advice, actions, "\n".join(lines))
