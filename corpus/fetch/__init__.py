"""Getting pages and feeds over http(s): politely, within limits, and never from a machine that is not public."""

from corpus.fetch.client import Fetched, Fetcher
from corpus.fetch.exchange import FetchError, FetchOptions
from corpus.fetch.memory import Memory, Validators

__all__ = ["FetchError", "FetchOptions", "Fetched", "Fetcher", "Memory", "Validators"]
