"""The SQLite archive on its own thread."""
