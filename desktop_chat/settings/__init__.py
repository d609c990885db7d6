"""Settings, the folders of a profile, and keys."""
