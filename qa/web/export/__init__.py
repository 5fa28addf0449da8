"""Exporting quotes and conversations, and verifying an exported file against the archive."""
