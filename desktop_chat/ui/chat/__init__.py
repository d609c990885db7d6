"""The conversation on screen: transcript, composer, and what stands around them."""
