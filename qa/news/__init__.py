"""News sense: what articles have to do with each other. All of it is derived from the catalogue and may be made anew."""
