"""The list of conversations, and the search that takes its place."""
