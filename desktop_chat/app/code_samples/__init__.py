"""A request as code for other programs: one file a language and library, and their registry."""
