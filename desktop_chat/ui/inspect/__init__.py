"""The dialog that shows all of one answer, or of the next request: facts, request, timing, code."""
