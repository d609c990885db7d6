"""Databases of other programs, in the tables that those programs make."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw

Row = dict[str, Any]


def made(path: Path, *statements: str) -> Path:
    """Write a database by statements; it is closed, and so whole without a log."""
    connection: Any = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement).fetchall()
    connection.close()
    return path


def filled(path: Path, schema: str, **tables: Iterable[Row]) -> Path:
    """Write a database of a schema with rows by their tables."""
    connection: Any = apsw.Connection(str(path))
    connection.execute(schema).fetchall()
    for table, rows in tables.items():
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f'INSERT INTO "{table}"({names}) VALUES({marks})', tuple(row.values())
            ).fetchall()
    connection.close()
    return path


WEBUI_SCHEMA = """
CREATE TABLE "user"(id VARCHAR NOT NULL, name VARCHAR, email VARCHAR, PRIMARY KEY (id));
CREATE TABLE "folder"(id TEXT NOT NULL, parent_id TEXT, user_id TEXT, name TEXT, items JSON,
  meta JSON, is_expanded BOOLEAN, created_at BIGINT, updated_at BIGINT, PRIMARY KEY (id, user_id));
CREATE TABLE "chat"(id VARCHAR NOT NULL, user_id VARCHAR, title TEXT, chat JSON,
  created_at BIGINT, updated_at BIGINT, share_id VARCHAR, archived BOOLEAN, pinned BOOLEAN,
  meta JSON, folder_id TEXT, PRIMARY KEY (id), UNIQUE (share_id));
CREATE TABLE chat_message(id TEXT NOT NULL PRIMARY KEY, chat_id TEXT, user_id TEXT, role TEXT,
  parent_id TEXT, content JSON, output JSON, model_id TEXT, files JSON, sources JSON, embeds JSON,
  meta JSON, done BOOLEAN, status_history JSON, error JSON, usage JSON, context_summary TEXT,
  created_at BIGINT, updated_at BIGINT);
CREATE INDEX chat_message_chat ON chat_message(chat_id);
"""

LLM_OLD_SCHEMA = """
CREATE TABLE "_llm_migrations"("name" TEXT PRIMARY KEY, "applied_at" TEXT);
CREATE TABLE "conversations"("id" TEXT PRIMARY KEY, "name" TEXT, "model" TEXT);
CREATE TABLE "responses"("id" TEXT PRIMARY KEY, "model" TEXT, "prompt" TEXT, "system" TEXT,
  "prompt_json" TEXT, "options_json" TEXT, "response" TEXT, "response_json" TEXT,
  "conversation_id" TEXT REFERENCES "conversations"("id"), "duration_ms" INTEGER,
  "datetime_utc" TEXT, "input_tokens" INTEGER, "output_tokens" INTEGER, "token_details" TEXT,
  "schema_id" TEXT, "resolved_model" TEXT, "reasoning" TEXT);
CREATE VIRTUAL TABLE "responses_fts" USING FTS5("prompt", "response", content="responses");
CREATE TRIGGER "responses_ai" AFTER INSERT ON "responses" BEGIN
  INSERT INTO "responses_fts"(rowid, "prompt", "response")
  VALUES (new.rowid, new."prompt", new."response"); END;
CREATE TABLE "attachments"("id" TEXT PRIMARY KEY, "type" TEXT, "path" TEXT, "url" TEXT,
  "content" BLOB);
CREATE TABLE "prompt_attachments"("response_id" TEXT, "attachment_id" TEXT, "order" INTEGER,
  PRIMARY KEY ("response_id", "attachment_id"));
CREATE TABLE "fragments"("id" INTEGER PRIMARY KEY, "hash" TEXT, "content" TEXT,
  "datetime_utc" TEXT, "source" TEXT);
CREATE TABLE "prompt_fragments"("response_id" TEXT, "fragment_id" INTEGER, "order" INTEGER,
  PRIMARY KEY ("response_id", "fragment_id", "order"));
CREATE TABLE "system_fragments"("response_id" TEXT, "fragment_id" INTEGER, "order" INTEGER,
  PRIMARY KEY ("response_id", "fragment_id", "order"));
CREATE TABLE "tool_calls"("id" INTEGER PRIMARY KEY, "response_id" TEXT, "tool_id" INTEGER,
  "name" TEXT, "arguments" TEXT, "tool_call_id" TEXT);
CREATE TABLE "tool_results"("id" INTEGER PRIMARY KEY, "response_id" TEXT, "tool_id" INTEGER,
  "name" TEXT, "output" TEXT, "tool_call_id" TEXT, "instance_id" INTEGER, "exception" TEXT);
CREATE TABLE "tool_results_attachments"("tool_result_id" INTEGER, "attachment_id" TEXT,
  "order" INTEGER, PRIMARY KEY ("tool_result_id", "attachment_id"));
"""
LLM_NEW_SCHEMA = """
CREATE TABLE "messages"("hash" TEXT PRIMARY KEY, "parent_hash" TEXT, "role" TEXT,
  "provider_metadata" TEXT);
CREATE TABLE "parts"("id" INTEGER PRIMARY KEY, "message_hash" TEXT, "position" INTEGER,
  "type" TEXT, "tool_name" TEXT, "text" TEXT, "payload" TEXT);
CREATE TABLE "part_attachments"("part_id" INTEGER, "attachment_id" TEXT, "order" INTEGER,
  PRIMARY KEY ("part_id", "attachment_id"));
CREATE TABLE "part_fragments"("part_id" INTEGER, "fragment_id" INTEGER, "order" INTEGER,
  PRIMARY KEY ("part_id", "fragment_id", "order"));
CREATE TABLE "threads"("id" TEXT PRIMARY KEY, "name" TEXT, "tip_message_hash" TEXT,
  "forked_from" TEXT, "datetime_utc" TEXT);
CREATE TABLE "turns"("id" TEXT PRIMARY KEY, "thread_id" TEXT, "parent_message_hash" TEXT,
  "tip_message_hash" TEXT, "model" TEXT, "resolved_model" TEXT, "options_json" TEXT,
  "schema_id" TEXT, "input_tokens" INTEGER, "output_tokens" INTEGER, "token_details" TEXT,
  "duration_ms" INTEGER, "datetime_utc" TEXT);
CREATE VIEW "message_tree" AS SELECT hash FROM messages;
"""
