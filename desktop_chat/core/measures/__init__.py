"""What can be measured of answers: documented pure functions, and their registry."""
