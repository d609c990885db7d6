"""What is copied says all parameters and nothing of the conversation, and can be pasted again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from support.samplings import SAMPLINGS

from desktop_chat.app.parameter_copies import as_code, as_json
from desktop_chat.app.pasted_parameters import read_parameters
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, Endpoint
from desktop_chat.core.sampling import Sampling

OPENAI = next(each for each in READY_ENDPOINTS if each.id == "openai")
SOME = Sampling(temperature=0.7, top_k=3, stop=("END",))


@given(sampling=SAMPLINGS)
def test_json_holds_every_value(sampling: Sampling) -> None:
    assert json.loads(as_json(sampling)).keys() == sampling.values().keys()


@pytest.mark.parametrize("sample", ["curl", "python-openai"])
@pytest.mark.parametrize("endpoint", [OPENAI, PRACTICE], ids=lambda each: each.id)
def test_code_can_be_pasted_again(sample: str, endpoint: Endpoint) -> None:
    code = as_code(sample, endpoint, "a/b", SOME)
    assert read_parameters(code).sampling == SOME
    assert "session_id" not in code
    assert "stream" not in code
    assert ("OPENAI_API_KEY" in code) is (endpoint is OPENAI)
