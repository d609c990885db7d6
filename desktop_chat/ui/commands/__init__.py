"""What each command of `app.commands` does in the window, by the room it belongs to."""
