"""Measuring answers against question sets with known answers."""
