"""Pure values and functions: they read and write nothing outside themselves."""
