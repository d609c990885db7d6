"""The built-in practice model: text in, sampled tokens out, in the API's own shape."""
