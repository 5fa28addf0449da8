"""Question to answer: finding, judging, quoting and citing."""
