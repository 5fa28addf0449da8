"""An answer or a conversation taken along: citations, files, and checking such a file against the archive."""
