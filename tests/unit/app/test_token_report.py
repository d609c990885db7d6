"""Tests of desktop_chat.app.token_report."""

from __future__ import annotations

from desktop_chat.app.token_report import UNKNOWN, token_report
from desktop_chat.core.token_probabilities import tokens_of


def test_everything_is_worked_out_token_by_token() -> None:
    tokens = tokens_of(
        [
            {"token": "A", "logprob": -0.1, "top_logprobs": [{"token": "A", "logprob": -0.1}]},
            {"token": " gull", "logprob": -3.0},
            {"token": "."},
            {"token": "<|end|>", "logprob": 0.0},
        ]
    )
    report = token_report("m", "A gull.", tokens)
    assert report.spans == ((0, 1), (1, 6), (6, 7), None)
    assert report.probability_steps == bytes([0, 4, UNKNOWN, 0])
    assert report.entropy_steps == bytes([0, UNKNOWN, UNKNOWN, UNKNOWN])
    assert report.summary.least_likely == 1
    assert [sentence.text for sentence in report.sentences] == ["A gull.<|end|>"]


def test_an_answer_without_tokens_has_an_empty_report() -> None:
    report = token_report("m", "A gull.", ())
    assert (report.spans, report.sentences, report.summary.count) == ((), (), 0)
