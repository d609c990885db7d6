"""Every sample can be made, and none holds more than the name of the key's variable."""

from __future__ import annotations

from support.sample_requests import asked

from desktop_chat.app.code_samples.registry import SAMPLES


def test_names_are_unique_and_every_sample_names_the_variable() -> None:
    assert [sample.name for sample in SAMPLES.values()] == list(SAMPLES)
    assert len(SAMPLES) == 9
    for sample in SAMPLES.values():
        code = sample.write(asked())
        assert "HOST_KEY" in code
        assert code.endswith("\n")
