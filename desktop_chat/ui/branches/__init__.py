"""The map of a conversation's branches, and two of them side by side."""
