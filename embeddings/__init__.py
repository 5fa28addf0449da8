"""Text to vectors to neighbours: models, kept vectors, the dense index and how it grows."""
