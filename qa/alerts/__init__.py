"""Alerts: questions that are kept, and the new articles that answer them."""
