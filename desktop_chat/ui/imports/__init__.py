"""Imports: bringing conversations in, and the audit of each time it was done."""
