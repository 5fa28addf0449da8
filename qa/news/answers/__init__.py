"""Answers to what is no look-up: summaries, what is new, comparisons, lists; all of it quoted or out of the catalogue."""
