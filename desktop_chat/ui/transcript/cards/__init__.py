"""Strips around a text: headers, actions, folds, notices, the user's words."""
