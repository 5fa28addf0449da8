"""Text as such: sentences, words, lines, dates, languages, bytes to characters."""
