"""The page of an experiment: its plan, its grid of answers, its table and its pictures."""
