"""Reads the texts the practice model learns from: documents with their language and key words.

In a file of `resources/practice`, a line that begins with `%%` opens a document and lists the words
of a message that call for it. A header without text below lists words by which the language itself
is recognised. The file's name begins with the language.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.practice.tokens import words
from desktop_chat.resources import read_text

# Listed, not searched for: a frozen program has no folder to search.
FILES = (
    "en-conversation.txt",
    "en-parameters.txt",
    "en-prose.txt",
    "en-markdown.txt",
    "fr.txt",
    "de.txt",
    "es.txt",
    "it.txt",
    "pt.txt",
    "ar.txt",
    "hi.txt",
    "ru.txt",
    "zh.txt",
    "ja.txt",
    "ko.txt",
)

HEADER = "%%"


@dataclass(frozen=True, slots=True)
class Document:
    """A text to learn from.

    Attributes:
        language: Two-letter code.
        keywords: Words of a message that call for this document, in lower case.
        text: The text, "" where the document only tells its language's words.
    """

    language: str
    keywords: frozenset[str]
    text: str


def parse(language: str, source: str) -> list[Document]:
    """Return the documents of a file's text, in their order."""
    documents: list[Document] = []
    for block in source.split(f"\n{HEADER}"):
        header, _, body = block.removeprefix(HEADER).partition("\n")
        keywords = frozenset(header.casefold().split())
        documents.append(Document(language, keywords, body.strip()))
    return documents


def load_documents() -> list[Document]:
    """Return all documents the program brings along, English first."""
    return [
        document for name in FILES for document in parse(name[:2], read_text(f"practice/{name}"))
    ]


def words_of(document: Document) -> set[str]:
    """Return every word the document knows, in its text or as a key word."""
    return {*document.keywords, *words(document.text)}
