"""Logging in at a provider of identities by OpenID Connect: the way there and back, and what is believed of what it says."""
