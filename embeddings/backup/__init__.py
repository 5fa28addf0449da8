"""An archive into one file and out of it."""
