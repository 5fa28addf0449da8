"""The file of derived news: all SQL of `news.sqlite3`. Everything else asks `NewsReader` and `NewsWriter` with typed values."""

from qa.news.store.file import EDITION, NewsStore, discard
from qa.news.store.reads import NewsReader
from qa.news.store.writes import NewsWriter

__all__ = ["EDITION", "NewsReader", "NewsStore", "NewsWriter", "discard"]
