"""The conversation as a screen reader sees it: turns, their parts, and what acts in them."""
