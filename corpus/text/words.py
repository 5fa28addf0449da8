"""How many words a text has, also in the scripts that put no spaces between them."""

import re

_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_IDEOGRAPHS_A_WORD, _LETTERS_A_WORD = 2, 5


def is_unspaced(text: str) -> bool:
    """Return whether a text is in a script that puts no spaces between words."""
    return 2 * (len(_IDEOGRAPHS.findall(text)) + len(_UNSPACED.findall(text))) > sum(map(str.isalnum, text))


def word_count(text: str) -> int:
    """Return about how many words a text has: two Chinese or Japanese characters, or five Thai letters, count as one."""
    spaced = len(text.split())
    if text.isascii():
        return spaced
    return (
        spaced + len(_IDEOGRAPHS.findall(text)) // _IDEOGRAPHS_A_WORD + len(_UNSPACED.findall(text)) // _LETTERS_A_WORD
    )
