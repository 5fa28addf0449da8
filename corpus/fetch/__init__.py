"""Fetching pages and feeds over http(s): politely, within limits, and only from public machines."""

from corpus.fetch.cache import Memory, Validators
from corpus.fetch.client import Fetched, Fetcher
from corpus.fetch.transport import FetchError, FetchOptions

__all__ = ["FetchError", "FetchOptions", "Fetched", "Fetcher", "Memory", "Validators"]
