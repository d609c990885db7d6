"""What the window shows of the probabilities of an answer's tokens."""
