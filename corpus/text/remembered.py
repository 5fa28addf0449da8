"""What is made of a word, made once: an article has each of its words twice on average, and shares most with the next one."""

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")

LONGEST = 60
"""Characters of the longest text that is kept: what a file has in one piece beyond that is hardly read again."""


class Remembered(dict[str, Made], Generic[Made]):
    """What a function makes of short texts, by text: `of[text]` is `function(text)`. Safe to use from several threads.

    Args:
        function: what it returns depends on the text alone, and is not changed.
        most: so many are kept; then it begins anew, so that it does not grow with an archive.
    """

    def __init__(self, function: Callable[[str], Made], most: int = 1 << 14) -> None:
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, text: str) -> Made:
        made = self._function(text)
        if len(text) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = made
        return made
