"""Replaying a conversation: what is changed is chosen, and both branches are compared by turns."""
