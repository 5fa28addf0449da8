"""The dense index: segments, searching, writing, merging."""
