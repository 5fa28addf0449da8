"""Webhooks: what saved questions find is sent to addresses that their users name, signed, until it is accepted."""
