"""The page that searches everything: the query, what was found, and one hit in its place."""
