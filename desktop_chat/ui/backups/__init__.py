"""Backups: those there are, writing one, putting one back."""
