"""All of an answer is put together from wherever its parts are, and damage stays where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import msgspec
import pytest
from support.program import Program, program
from support.scripted import ScriptedReply, ScriptedTransport, chunk, ending, says

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.inspection import Inspection, decoded, endpoint_of, inspect
from desktop_chat.archive import Archive
from desktop_chat.core.arrivals import Arrival, PieceKind
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.provider import PRACTICE
from desktop_chat.errors import ArchiveError, BadField, UsageError

CURL = SAMPLES["curl"]


async def answered(opened: Program) -> Message:
    """Have a question answered; return the answer as the archive gives it."""
    session = opened.session()
    session.send("Hi")
    await opened.ended(session)
    await opened.settled()
    return (await opened.services.archive.messages(session.id))[-1]


async def test_what_was_not_asked_for_here_has_no_parts() -> None:
    async with program(ScriptedTransport()) as opened:
        found = await inspect(Message("m", "c", Role.ASSISTANT, "imported"), opened.services)
    assert found == Inspection(found.message)
    assert found.to_builtins()["record"] is None
    with pytest.raises(UsageError):
        found.code(CURL)


async def test_damaged_parts_are_told_of_and_the_rest_is_there() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        message = await answered(opened)

        class Damaged:
            """An archive in which everything beside messages is damaged."""

            async def request_body(self, _id: str) -> str:
                raise ArchiveError("The body is damaged.")

            async def arrivals(self, _id: str) -> tuple[Arrival, ...]:
                raise ArchiveError("The times are damaged.")

        broken = replace(opened.services, archive=cast("Archive", Damaged()))
        found = await inspect(message, broken)
    assert [error.text for error in found.problems] == [
        "The body is damaged.",
        "The times are damaged.",
    ]
    assert found.record is not None
    assert found.to_builtins()["problems"] == ["The body is damaged.", "The times are damaged."]


async def test_an_answer_of_the_archive_is_whole() -> None:
    reply = ScriptedReply([chunk("one", system_fingerprint="fp_1"), ending()])
    transport = ScriptedTransport(reply)
    async with program(transport) as opened:
        found = await inspect(await answered(opened), opened.services)
    assert decoded(found.body) == transport.bodies[-1]
    assert [piece.size for piece in found.arrivals] == [3]
    assert found.endpoint == PRACTICE
    assert found.usage is not None
    whole = found.to_builtins()
    assert whole["record"]["request"] == transport.bodies[-1]
    assert whole["record"]["system_fingerprint"] == "fp_1"
    assert whole["arrivals"][0]["kind"] == "text"
    assert "127.0.0.1:8000" in found.code(CURL)
    assert msgspec.json.encode(whole)


@pytest.mark.parametrize(
    ("record", "url", "needs_key"),
    [
        (TurnRecord("practice"), PRACTICE.base_url, False),
        (TurnRecord("gone", url="practice://local/v1/chat/completions"), PRACTICE.base_url, False),
        (
            TurnRecord("gone", url="https://h.example/v1/chat/completions"),
            "https://h.example/v1",
            True,
        ),
        (
            TurnRecord("gone", url="http://127.0.0.1:9/v1/chat/completions"),
            "http://127.0.0.1:9/v1",
            False,
        ),
    ],
)
async def test_an_endpoint_is_known_by_its_id_or_its_address(
    record: TurnRecord, url: str, needs_key: bool
) -> None:
    async with program(ScriptedTransport()) as opened:
        found = endpoint_of(record, opened.services.account)
    assert found is not None
    assert (found.base_url, found.needs_key) == (url, needs_key)


async def test_without_an_address_there_is_no_code() -> None:
    message = Message("m", "c", Role.ASSISTANT, record=TurnRecord("gone"))
    async with program(ScriptedTransport()) as opened:
        assert endpoint_of(TurnRecord("gone"), opened.services.account) is None
    with pytest.raises(UsageError):
        Inspection(message, body="{}").code(CURL)


def test_a_body_that_is_no_json_is_told_of() -> None:
    message = Message("m", "c", Role.ASSISTANT, record=TurnRecord("practice"))
    found = Inspection(message, body="{", endpoint=PRACTICE)
    assert found.to_builtins()["record"]["request"] is None
    with pytest.raises(BadField):
        found.code(CURL)


@pytest.mark.parametrize(("times", "gap_us"), [((), 0), ((5,), 0), ((5, 9, 10), 4)])
def test_the_longest_gap_is_between_two_pieces(times: tuple[int, ...], gap_us: int) -> None:
    pieces = tuple(Arrival(after_us, 1, PieceKind.TEXT) for after_us in times)
    message = Message("m", "c", Role.ASSISTANT)
    assert Inspection(message, arrivals=pieces).longest_gap_us == gap_us
