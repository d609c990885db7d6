"""The encrypted archive: the page that unlocks it, the window that sets it up, the idle lock."""
