"""Connections and single exchanges over http(s)."""
