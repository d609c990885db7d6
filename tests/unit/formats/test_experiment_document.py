"""What an export is given: places with their cells, labels and measures."""

from __future__ import annotations

from support.experiments import ended_document, plan


def test_places_labels_and_what_was_measured() -> None:
    document = ended_document(plan(), ("one", "two"))
    assert list(document.places())[1] == ((0, 1), range(1, 2))
    assert document.labels((2, 0)) == ("1.0", "0.5")
    assert document.measured[0] == "ttft"
    assert "exact_match" not in document.measured
    assert document.plan is document.head.plan
