"""A question as it was meant to be typed."""

import unicodedata

_STRAIGHT = str.maketrans("‘’“”‐‑", "''\"\"--")
_SHOUTED = 0.8
_LETTERS = 8


def tidy(question: str) -> str:
    """Return `question` with plain characters and single spaces, not in capitals, with a question mark at its end.

    The reranker was trained on such questions; what is shown stays as it was asked.
    """
    text = " ".join(unicodedata.normalize("NFKC", question).translate(_STRAIGHT).split())
    letters = [character for character in text if character.isalpha()]
    if len(letters) > _LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = text.lower()
    return f"{text}?" if text and text[-1].isalnum() else text
