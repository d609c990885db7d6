"""What version 3 adds to the schema; part of the file's history, so it is never edited."""

from __future__ import annotations

# `report` is the audit as JSON. `checksum` of an imported message is the one that its row had: one
# that has another now was changed since.
IMPORTS = """
CREATE TABLE imports(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id ANY NOT NULL UNIQUE,
    started_us INTEGER NOT NULL,
    source TEXT NOT NULL,
    report TEXT NOT NULL,
    undone_us INTEGER
) STRICT;

CREATE TABLE imported_messages(
    import INTEGER NOT NULL REFERENCES imports(key) ON DELETE CASCADE,
    message INTEGER NOT NULL REFERENCES messages(key) ON DELETE CASCADE,
    checksum BLOB NOT NULL,
    PRIMARY KEY(import, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_messages_by_message ON imported_messages(message);
"""

# `moment` orders messages by their time, and is their number in the index: what is newest is found
# first, whenever it was brought in. `cost` is in billionths of a US dollar, `has` the bits of
# `facts.Has`; `model`, `provider` and `finish` are keys of names.
SEARCH = """
CREATE TABLE names(key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE facts(
    moment INTEGER PRIMARY KEY,
    message INTEGER NOT NULL UNIQUE REFERENCES messages(key) ON DELETE CASCADE,
    conversation INTEGER NOT NULL,
    role INTEGER NOT NULL,
    has INTEGER NOT NULL,
    model INTEGER,
    provider INTEGER,
    finish INTEGER,
    cost INTEGER,
    tokens INTEGER,
    temp REAL,
    seed INTEGER
) STRICT;
CREATE INDEX facts_by_model ON facts(model) WHERE model IS NOT NULL;
CREATE INDEX messages_by_parent ON messages(parent_id);

DROP TABLE message_search;
DROP VIEW message_search_source;
CREATE VIEW message_search_source AS
    SELECT moment AS key, searchable(text) AS text, searchable(reasoning) AS reasoning,
        parts_text(parts) AS parts
    FROM facts JOIN messages ON messages.key = facts.message;
CREATE VIRTUAL TABLE message_search USING fts5(
    text, reasoning, parts, content = 'message_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

DROP TABLE title_search;
DROP VIEW title_search_source;
CREATE VIEW title_search_source AS
    SELECT key, searchable(title) AS title, prompt_text(rest) AS prompt FROM conversations;
CREATE VIRTUAL TABLE title_search USING fts5(
    title, prompt, content = 'title_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO title_search(title_search) VALUES('rebuild');
"""

# Folder and archive are read from `rest`, which is under the checksum; one that is damaged has
# neither. `folders` has those that were made by hand, which may be empty. `conversation_tags` is
# made of `rest` as well.
PLACES = """
ALTER TABLE conversations ADD COLUMN folder TEXT GENERATED ALWAYS AS
    (CASE WHEN json_valid(rest) THEN rest ->> '$.folder' END) VIRTUAL;
ALTER TABLE conversations ADD COLUMN archived_us INTEGER GENERATED ALWAYS AS
    (CASE WHEN json_valid(rest) THEN rest ->> '$.archived_us' END) VIRTUAL;
DROP INDEX conversations_listed;
CREATE INDEX conversations_listed ON conversations(is_pinned DESC, updated_us DESC)
    WHERE deleted_us IS NULL AND archived_us IS NULL;
CREATE INDEX conversations_by_folder ON conversations(folder, deleted_us, archived_us)
    WHERE folder IS NOT NULL;
CREATE INDEX conversations_archived ON conversations(is_pinned DESC, updated_us DESC)
    WHERE deleted_us IS NULL AND archived_us IS NOT NULL;
CREATE INDEX conversations_trashed ON conversations(deleted_us DESC) WHERE deleted_us IS NOT NULL;
CREATE TABLE folders(path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE conversation_tags(
    tag TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
    PRIMARY KEY(tag, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_conversation ON conversation_tags(conversation);
CREATE TABLE saved_searches(
    name TEXT PRIMARY KEY, query TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
