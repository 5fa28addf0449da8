"""Exporting an archive to one file, and restoring it."""
