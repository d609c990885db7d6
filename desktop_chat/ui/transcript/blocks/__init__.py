"""Strips for the blocks of a Markdown text."""
