"""Reading in a separate process, within limits."""
