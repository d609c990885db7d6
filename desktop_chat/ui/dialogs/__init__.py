"""Pages and windows beside the chat: first run, endpoints and keys, settings, shortcuts, about."""
