"""Import and export formats, one file each."""
