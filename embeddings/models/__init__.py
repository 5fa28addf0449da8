"""Models: the registry, their files, and text to vectors."""
