"""Removing what is not the article: boilerplate, repeats, tracking in addresses."""
