"""Fetching pages and feeds over http(s): politely, within limits, and only from public machines."""
