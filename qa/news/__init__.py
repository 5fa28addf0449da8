"""Derived news: what articles have to do with each other. All of it comes from the catalogue and can be derived again."""
