"""The form in which an experiment is planned: what varies, how often, what it may cost."""
