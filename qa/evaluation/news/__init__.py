"""Measuring how real news is read, on gold that others made: quotations, stories, days and names."""
