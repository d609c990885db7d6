"""The report is one file without a script; nothing that was written becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import msgspec
import pytest
from support.experiments import ended_document, plan, question
from typing_extensions import override

from desktop_chat.core.experiment import Assertion, CellState
from desktop_chat.core.message import Failure
from desktop_chat.core.sampling import Sampling
from desktop_chat.formats.experiment_document import ExperimentDocument
from desktop_chat.formats.experiment_html import write

EVIL = '</div></style></title><script>alert(1)</script><img src=x onerror="alert(2)">\'"&'
ALLOWED = {
    "body",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "head",
    "html",
    "meta",
    "p",
    "rect",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
}
VOID = {"meta", "rect"}


class Tags(HTMLParser):
    """Notes tags and attributes, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def evil_document() -> ExperimentDocument:
    asked = plan(
        title=EVIL,
        messages=(question(EVIL),),
        model=EVIL,
        system_prompt=EVIL,
        sampling=Sampling(stop=(EVIL,)),
    )
    document = ended_document(asked, (EVIL, "fine"))
    failed = msgspec.structs.replace(
        document.heads[1], state=CellState.FAILED, failure=Failure("X", EVIL)
    )
    return ExperimentDocument(document.head, document.heads | {1: failed}, document.answers)


def test_what_was_written_becomes_no_markup() -> None:
    tags = Tags(write(evil_document()))
    assert tags.open == []
    assert tags.names <= ALLOWED
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert not tags.attributes & {"src", "href", "srcdoc", "action"}
    assert tags.texts.count(EVIL) >= 3


def test_the_file_forbids_scripts_and_anything_from_elsewhere() -> None:
    text = write(ended_document(plan(), ("a",)))
    assert "default-src 'none'" in text
    assert "http://" not in text
    assert "https://" not in text
    assert "prefers-color-scheme: dark" in text


def test_it_tells_all_that_was_asked_measured_and_answered() -> None:
    asked = plan(repeats=2, seeds=(4, 5), assertions=(Assertion("contains", "a"),))
    text = write(ended_document(asked, ("a cat", "a dog", "none")))
    for part in (
        "Temperature and top P",
        "3 of 12 answers",
        "$0.0040",
        "Temperature: 0.0, 0.5, 1.0",
        "Seeds: 4, 5",
        "What does temperature do?",
        "Cheapest place that passes all assertions: Temperature 0.0, Top P 0.5",
        "Answer 2, seed 5: done",
        "a dog",
        "queued",
    ):
        assert part in text, part
    assert text.count("<svg") == len(set(ended_document(asked, ("a cat", "a dog")).measured))


@pytest.mark.parametrize("count", [0, 1])
def test_an_experiment_that_has_hardly_begun_has_a_report(count: int) -> None:
    text = write(ended_document(plan(axes=(), repeats=2, seeds=(1, 2)), ("a",) * count))
    assert Tags(text).open == []
    assert ("Nothing has been measured yet." in text) is (count == 0)
