"""Desktop Chat: a desktop client, archive and parameter bench for language models."""

__version__ = "0.1.0"
