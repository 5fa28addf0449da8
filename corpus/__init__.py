"""Articles: read, cleaned, split and stored. Everything here works with no model loaded."""
