"""Fetching pages and feeds over http(s): politely, within limits, and only from public machines."""

from corpus.fetch.cache import FetchCache, Validators
from corpus.fetch.client import Fetched, Fetcher
from corpus.fetch.transport import FetchError, FetchOptions

__all__ = ["FetchCache", "FetchError", "FetchOptions", "Fetched", "Fetcher", "Validators"]
