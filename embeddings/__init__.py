"""Text to vectors to neighbours: models, the embedding cache, the dense index, back-ups, and the seam to what answers."""
