"""The whole as one object: asking, adding, maintenance, conversations."""
