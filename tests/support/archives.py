"""Archives, conversations and messages for tests, any message at all, and a user without rights."""

from __future__ import annotations

import math
import os
import random
import string
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st

from desktop_chat.archive.database import Database
from desktop_chat.archive.migrations import migrate
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import (
    Failure,
    Message,
    MessageState,
    Role,
    ToolCall,
    TurnRecord,
)
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.core.usage import Timings, Usage

NOBODY = 65534


def new_database(path: Path) -> Database:
    """Return an empty archive at a path, open for writing."""
    path.touch()
    database = Database(path)
    migrate(database, path)
    return database


def conversation(title: str = "", updated_us: int = 0) -> Conversation:
    """Return a conversation with an id of its own."""
    return Conversation(new_id(), title=title, updated_us=updated_us)


def message(
    conversation_id: str,
    text: str = "",
    *,
    parent_id: str | None = None,
    role: Role = Role.USER,
    state: MessageState = MessageState.COMPLETE,
    request_body: str = "",
    arrivals: bytes = b"",
) -> Message:
    """Return a message with an id of its own, with a record where a request body is given."""
    record = TurnRecord(request_body=request_body, arrivals=arrivals) if request_body else None
    return Message(
        new_id(), conversation_id, role, text, parent_id=parent_id, state=state, record=record
    )


def varied_text(number: int, words: int) -> str:
    """Return a text that begins with `text` and a number, and gains little by being packed."""
    letters = random.Random(number)
    made = ("".join(letters.choices(string.ascii_letters, k=8)) for _ in range(words))
    return " ".join(["text", str(number), *made])


@contextmanager
def unprivileged_folder() -> Generator[Path]:
    """Give a folder outside every private one, and run the test as a user whom permissions bind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)


# Any message ------------------------------------------------------------------------------------

_texts = st.text(max_size=40)
_microseconds = st.integers(0, 2**53)
_numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_json_values = st.recursive(
    st.none() | st.booleans() | _numbers | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_json_objects = st.dictionaries(_texts, _json_values, max_size=3)
_several_objects = st.lists(_json_objects, max_size=2).map(tuple)

any_sampling = st.builds(
    Sampling,
    temperature=st.floats(0, 2),
    seed=st.integers(-(2**63), 2**63 - 1),
    stop=st.lists(_texts, max_size=4).map(tuple),
    logit_bias=st.dictionaries(_texts, st.floats(-100, 100), max_size=2),
    response_format=_json_objects,
    tools=_several_objects,
)
_usages = st.builds(
    Usage,
    prompt_tokens=st.integers(0, 10**30),
    completion_tokens=st.integers(0, 10**6),
    cost_usd=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    is_estimate=st.booleans(),
    raw=_json_objects,
)
_timings = st.builds(
    Timings, started_us=_microseconds, first_token_after_us=st.none() | _microseconds
)
_failures = st.builds(
    Failure,
    kind=_texts,
    text=_texts,
    code=st.none() | st.integers() | _texts,
    retry_after_s=st.none() | st.floats(0, 1e6),
)
_records = st.builds(
    TurnRecord,
    model=_texts,
    provider=_texts,
    sampling=st.just(Sampling()) | any_sampling,
    dropped=st.lists(_texts, max_size=2).map(tuple),
    headers=st.dictionaries(_texts, _texts, max_size=2),
    seed=st.none() | st.integers(-(2**63), 2**63 - 1),
    system_fingerprint=_texts,
    finish_reason=_texts,
    usage=st.none() | _usages,
    timings=_timings,
    failure=st.none() | _failures,
)
_logprobs = st.floats(-900, 0)
_outcomes = st.builds(
    lambda text, logprob: Outcome(text, text.encode("utf-8", "replace"), logprob),
    _texts,
    _logprobs | st.just(-math.inf),
)
any_tokens = st.lists(
    st.builds(
        lambda own, others, logprob: TokenProbability(
            own.text, own.data, logprob, tuple(sorted(others, key=lambda o: -o.logprob))
        ),
        _outcomes | st.builds(Outcome, _texts, st.binary(max_size=4), _logprobs),
        st.lists(_outcomes, max_size=4),
        st.none() | _logprobs | st.just(-math.inf),
    ),
    max_size=6,
).map(tuple)
"""The tokens of an answer, some without probability, some that are no UTF-8."""
any_message = st.builds(
    Message,
    id=st.uuids().map(str) | st.text(min_size=1, max_size=40),
    conversation_id=st.just("c"),
    role=st.sampled_from(Role),
    text=_texts,
    created_us=_microseconds,
    state=st.sampled_from(MessageState),
    reasoning=_texts,
    reasoning_details=_several_objects,
    tool_calls=st.lists(st.builds(ToolCall, _texts, _texts, _texts), max_size=2).map(tuple),
    tool_call_id=_texts,
    refusal=_texts,
    images=st.lists(_texts, max_size=2).map(tuple),
    annotations=_several_objects,
    logprob_count=st.integers(0, 2**31),
    record=st.none() | _records,
)
any_conversation = st.builds(
    Conversation,
    id=st.uuids().map(str),
    title=_texts,
    created_us=_microseconds,
    updated_us=_microseconds,
    is_pinned=st.booleans(),
    deleted_us=st.none() | _microseconds,
    archived_us=st.none() | _microseconds,
    active_leaf_id=st.none() | st.just("no such message"),
    endpoint_id=_texts,
    model=_texts,
    system_prompt=_texts,
    sampling=st.just(Sampling()) | any_sampling,
    draft=_texts,
    snippet=_texts,
    state=_texts,
    preset_id=_texts,
    folder=_texts,
    tags=st.lists(_texts, max_size=3, unique=True).map(tuple),
)
