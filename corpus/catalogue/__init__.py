"""The catalogue of an archive: the SQLite file that is the truth."""
