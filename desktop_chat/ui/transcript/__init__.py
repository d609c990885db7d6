"""The conversation on screen: a virtual view that lays out and paints what is in sight."""
