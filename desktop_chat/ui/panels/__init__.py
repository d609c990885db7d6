"""The inspector beside the transcript: parameters, model, information."""
