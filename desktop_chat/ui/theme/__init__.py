"""The look of the window: colours, sizes, fonts, style sheet and icons."""
