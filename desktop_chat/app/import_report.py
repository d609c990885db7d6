"""The audit of an import: every conversation and node of the source, and what became of it.

Owns the sums and their words. Must not know files or the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct, field

from desktop_chat.core.figures import count_text

_MOST_NAMED = 3


class ImportedConversation(Struct, frozen=True, omit_defaults=True):
    """One conversation of the source.

    Attributes:
        file: Where it stands in the source.
        format: The id of its format.
        id: Of the conversation in the archive, "" where it was left out.
        problem: Why it was left out as a whole, "" otherwise.
        is_new: Whether it was not in the archive before.
        source_nodes: What the source has, counted apart from the figures below.
        added: Nodes that are new messages.
        known: Nodes whose messages were in the archive already and were not changed.
        merged: Nodes that became part of another message.
        hidden: Nodes that the source does not show either.
        skipped: Nodes that could not be imported.
        reasons: Why nodes were not imported or were changed, with how many of them.
        lacking: What imported nodes lack of what the source had, with how many of them.
    """

    file: str
    format: str
    title: str = ""
    id: str = ""
    problem: str = ""
    is_new: bool = False
    source_nodes: int = 0
    added: int = 0
    known: int = 0
    merged: int = 0
    hidden: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    lacking: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def adds_up(self) -> bool:
        """Whether what became of the nodes is what the source has."""
        return self.source_nodes == (
            self.added + self.known + self.merged + self.hidden + self.skipped
        )


class LeftOut(Struct, frozen=True, omit_defaults=True):
    """Records of a file, or a whole file, that hold no conversation or cannot be read.

    Attributes:
        is_damage: Whether something is lost; else it is no conversation, such as a list of users.
    """

    file: str
    reason: str
    is_damage: bool
    count: int = 1


class ImportReport(Struct, frozen=True):
    """What one import did.

    Attributes:
        source: The file or folder.
        is_dry: Whether it was only tried: nothing was written then.
        import_id: Takes it back, "" where it was only tried.
        ended_us: UTC microseconds, 0 where an older version wrote it.
        was_stopped: Whether it ended before the source did.
        experiments: Ids of those that it added; a backup alone has any.
    """

    source: str
    started_us: int
    is_dry: bool
    conversations: tuple[ImportedConversation, ...]
    left_out: tuple[LeftOut, ...]
    import_id: str = ""
    ended_us: int = 0
    was_stopped: bool = False
    experiments: tuple[str, ...] = ()

    def total(self, name: str) -> int:
        """Return the sum of a figure over all conversations: "added", "known" and so on."""
        return sum(getattr(conversation, name) for conversation in self.conversations)

    @property
    def adds_up(self) -> bool:
        """Whether every node of every conversation is accounted for."""
        return all(conversation.adds_up for conversation in self.conversations)

    @property
    def is_whole(self) -> bool:
        """Whether there were conversations, all adds up, and nothing was skipped or damaged."""
        damaged = self.was_stopped or any(found.is_damage for found in self.left_out)
        return bool(self.conversations) and self.adds_up and not damaged and not self.problems

    @property
    def problems(self) -> int:
        """How many conversations or nodes could not be imported."""
        whole = sum(1 for conversation in self.conversations if conversation.problem)
        return whole + self.total("skipped")


class Gap(Struct, frozen=True):
    """Something of a source that was not imported.

    Attributes:
        where: A conversation with its file, or a file.
        reason: Why, without a full stop.
        count: How many nodes or records.
        is_loss: Whether it is missing now; else it is no conversation, such as a list of users.
    """

    where: str
    reason: str
    count: int
    is_loss: bool


def gaps_of(report: ImportReport) -> Iterator[Gap]:
    """Give what was not imported, or not all of it; names and reasons are the source's own text."""
    for conversation in report.conversations:
        name = f"{conversation.title or 'Untitled'} ({conversation.file})"
        if conversation.problem:
            nodes = conversation.source_nodes
            yield Gap(name, f"left out, because {conversation.problem}", nodes, is_loss=True)
        elif not conversation.adds_up or conversation.skipped:
            for reason, number in conversation.reasons.items():
                yield Gap(name, reason, number, is_loss=True)
        else:
            for reason, number in conversation.lacking.items():
                yield Gap(name, f"in part only: {reason}", number, is_loss=True)
    harmless: dict[str, list[LeftOut]] = {}
    for found in report.left_out:
        if found.is_damage:
            yield Gap(found.file, found.reason, found.count, is_loss=True)
        else:
            harmless.setdefault(found.reason, []).append(found)
    for reason, files in harmless.items():
        yield from _harmless(reason, files)


def _harmless(reason: str, files: Sequence[LeftOut]) -> Iterator[Gap]:
    """Give files that hold no conversation; many, as pictures are, as one."""
    if len(files) <= _MOST_NAMED:
        for found in files:
            yield Gap(found.file, reason, found.count, is_loss=False)
        return
    where = f"{count_text(len(files))} files, such as {files[0].file}"
    yield Gap(where, reason, sum(found.count for found in files), is_loss=False)


def lines_of(report: ImportReport) -> Iterator[str]:
    """Give the report as lines for a person; names and reasons are the source's own text."""
    verb = "Would import" if report.is_dry else "Imported"
    new = sum(1 for conversation in report.conversations if conversation.is_new)
    yield (
        f"{verb} from {report.source}. Conversations: {count_text(len(report.conversations))}, "
        f"new: {count_text(new)}."
    )
    figures = {
        "added": "added",
        "known": "already there",
        "merged": "merged into others",
        "hidden": "hidden in the source",
        "skipped": "skipped",
    }
    parts = [f"{words}: {count_text(report.total(name))}" for name, words in figures.items()]
    yield f"Messages of the source: {count_text(report.total('source_nodes'))}. " + (
        ", ".join(parts).capitalize() + "."
    )
    if report.was_stopped:
        yield "It was stopped before its end. Importing the same again goes on."
    if not report.conversations:
        yield "No conversation of a known form was found."
    yield "The sums add up." if report.adds_up else "THE SUMS DO NOT ADD UP: see the report."
    for gap in gaps_of(report):
        yield f"{gap.where}: {gap.reason} ({count_text(gap.count)})."
    if report.import_id:
        yield f"To take it back: desktop-chat-cli import --undo {report.import_id}"


def written(reports: Sequence[ImportReport], *, is_json: bool) -> str:
    """Return reports as a file: a JSON array of them, or lines for a person."""
    if is_json:
        return msgspec.json.format(msgspec.json.encode(reports), indent=2).decode() + "\n"
    return "".join(f"{line}\n" for report in reports for line in lines_of(report))
