"""Our own addresses."""
