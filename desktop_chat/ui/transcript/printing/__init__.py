"""The conversation on paper: the strips of the view, painted on pages."""
