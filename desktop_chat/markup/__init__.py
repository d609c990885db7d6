"""Markdown to a block model, without Qt."""
