"""Text in general: sentences, words, lines, dates, languages, bytes to characters."""
