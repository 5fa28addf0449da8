"""The dense index and the embedding cache of an archive in an engine; see `corpus.engine`."""
