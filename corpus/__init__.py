"""Articles: read, cleaned, split and kept. Everything here works with no model loaded."""
