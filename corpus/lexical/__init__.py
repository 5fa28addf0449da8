"""The lexical index: postings, their segments, BM25, searching."""
