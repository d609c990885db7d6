"""The choice of a model: a list to search in, with what each model costs and takes."""
