"""Use cases over the lower floors, without Qt."""
