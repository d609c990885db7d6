"""Headless commands over the use cases."""
