"""What readers make of an archive themselves: collections, stars, tags and notes, dossiers of pinned quotes."""
