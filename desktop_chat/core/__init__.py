"""Pure values and functions: no input, no output, no clock but where one is passed in."""
