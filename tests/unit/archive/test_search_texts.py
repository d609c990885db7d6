"""What the index reads of a row beside its text."""

from __future__ import annotations

import pytest

from desktop_chat.archive.search_texts import SQL_FUNCTIONS, parts_text, prompt_text


def test_tool_calls_refusals_files_and_sources_are_read() -> None:
    parts = (
        '{"tool_calls":[{"id":"1","name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}],'
        '"refusal":"I cannot.","annotations":[{"type":"file","file":{"name":"plan.pdf"}},'
        '{"type":"url_citation","url_citation":{"url":"https://h1.example/","title":"Fjords"}}]}'
    )
    words = parts_text(parts)
    for said in ("weather", "Oslo", "I cannot.", "plan.pdf", "Fjords", "https://h1.example/"):
        assert said in words


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"tool_calls":7}', "null", "\x00"])
def test_a_damaged_row_has_no_such_texts(damaged: str) -> None:
    assert parts_text(damaged) == ""
    assert prompt_text(damaged) == ""


def test_the_system_prompt_is_read() -> None:
    assert prompt_text('{"model":"m","system_prompt":"Be brief."}') == "Be brief."
    assert prompt_text("{}") == ""


def test_sql_knows_them_by_their_names() -> None:
    assert set(SQL_FUNCTIONS) == {"searchable", "parts_text", "prompt_text"}
