"""A line for each answer, and nothing that a spreadsheet would carry out."""

from __future__ import annotations

import csv
import io

from support.talks import answer, document

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import TurnRecord
from desktop_chat.formats.document import Document
from desktop_chat.formats.usage_csv import COLUMNS, CSV


def rows(document_: Document) -> list[dict[str, str]]:
    text = CSV.whole(document_)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_answer_of_every_branch_is_a_line() -> None:
    found = rows(document())
    assert tuple(found[0]) == COLUMNS
    assert [row["message_id"] for row in found] == ["a", "b", "call", "end"]
    first = found[0]
    assert first["time"] == "2023-11-14T22:13:22+00:00"
    assert (first["prompt_tokens"], first["completion_tokens"]) == ("5", "7")
    assert (first["cost_usd"], first["is_estimate"]) == ("0.00012", "0")
    assert found[1]["state"] == "interrupted"


def test_formulas_stay_text_and_unknown_figures_stay_empty() -> None:
    message = answer("a", "", "x", record=TurnRecord(model="=1+1"))
    (row,) = rows(Document(Conversation("c", title="@SUM(A1)"), (message,)))
    assert (row["conversation"], row["model"]) == ("'@SUM(A1)", "'=1+1")
    assert (row["cost_usd"], row["prompt_tokens"], row["is_estimate"]) == ("", "", "")
