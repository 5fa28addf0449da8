"""How many tokens a model reads of a text, without making the tokens again for each text.

A tokenizer of BERT's kind cuts at white space first, and nothing of a word depends on the words beside it; so a text has the
tokens of its words, and each word is counted once. That is a tenth of the time of the tokenizer. Others (one that normalises
over spaces, or has tokens with spaces in them) count whole texts.
"""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

_MOST_WORDS = 1 << 15
"""So many words are remembered (some 4 MB); then it begins anew."""

_LONGEST_WORD = 60
_SIGNS = ",.;:!?()\"'"


class TokenCounter:
    """Counts tokens, prefix and special tokens included. Safe to use from several threads.

    Args:
        path: of the model's `tokenizer.json`.
        prefix: what the model expects before each text.
    """

    def __init__(self, path: "Path", prefix: str = "") -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._prefix = prefix
        self._by_word = _cuts_at_spaces(self._tokenizer) and (not prefix or prefix.endswith((" ", "\n")))
        self._vocabulary = frozenset(self._tokenizer.get_vocab()) if self._by_word else frozenset()
        self._lowers = self._by_word and self._tokenizer.normalizer.lowercase
        self._around = len(self._tokenizer.encode(prefix).ids)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._tokenizer.encode_batch_fast(
            ["a", "b"]
        )  # starts the threads of the tokenizers, at the priority of who loads

    def counts(self, texts: list[str]) -> list[int]:
        """Return how many tokens each text has."""
        if not self._by_word:
            return self._of_whole([self._prefix + text for text in texts])
        split = [text.replace("\n", " ").split(" ") for text in texts]
        with self._lock:
            long = self._remember(split)
            counts = [self._around + sum(map(self._counts.__getitem__, words)) for words in split]
            for word in long:
                del self._counts[word]
        return counts

    def _remember(self, split: list[list[str]]) -> list[str]:
        """Count those of these words that are not known; return those that are too long to be remembered."""
        known = self._counts
        missing = {word for words in split for word in words if word not in known}
        if len(known) + len(missing) > _MOST_WORDS:
            known.clear()
            missing = {word for words in split for word in words}
        rare = []
        for word in missing:
            bare = word.strip(_SIGNS)
            if (bare.lower() if self._lowers else bare) in self._vocabulary and bare.isascii() and bare.isalnum():
                known[word] = 1 + len(word) - len(bare)  # each sign is a token
            else:
                rare.append(word)
        if rare:
            known.update(zip(rare, self._of_whole(rare, special=False), strict=True))
        return [word for word in missing if len(word) > _LONGEST_WORD]

    def _of_whole(self, texts: list[str], *, special: bool = True) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=special)
        return [len(encoding.ids) for encoding in encodings]


def _cuts_at_spaces(tokenizer: "Tokenizer") -> bool:
    """Whether the tokens of a text are those of the words between its spaces and line ends."""
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    added = tokenizer.get_added_tokens_decoder().values()
    return (
        isinstance(tokenizer.model, WordPiece)
        and isinstance(tokenizer.normalizer, BertNormalizer)
        and isinstance(tokenizer.pre_tokenizer, BertPreTokenizer)
        and not any(char.isspace() for token in added for char in token.content)
    )
