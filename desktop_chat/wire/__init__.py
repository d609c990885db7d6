"""Bytes to core values and back, without any socket."""
