"""From sentences to passages: what is embedded and searched."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.sentences import Span, sentence_spans

CountTokens = Callable[[list[str]], list[int]]
"""How many tokens a model reads for each text, special tokens included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkOptions:
    """How passages are cut.

    Attributes:
        min_words: a passage of at least this many words ends where its paragraph ends.
        max_words: a passage takes no further sentence that would carry it past this.
        max_tokens: no passage is longer than this, counted with the model's own tokenizer.
    """

    min_words: int = 60
    max_words: int = 120
    max_tokens: int = 256


def passage_spans(text: str, count_tokens: CountTokens, options: ChunkOptions) -> list[Span]:
    """Return the passages of `text` as `(start, end)`: whole sentences, in order, none left out, none in two.

    A sentence that alone is longer than the model reads is cut between words, and a word between characters: the only
    passages that are not whole sentences.
    """
    sentences = _fitting(text, sentence_spans(text), count_tokens, options.max_tokens)
    if not sentences:
        return []
    words = [len(text[start:end].split()) for start, end in sentences]
    tokens = count_tokens([text[start:end] for start, end in sentences])
    groups: list[list[int]] = [[]]
    for index in range(len(sentences)):
        group = groups[-1]
        if group and _is_full(text, sentences, words, tokens, group, index, options):
            groups.append([index])
        else:
            group.append(index)
    return [(sentences[group[0]][0], sentences[group[-1]][1]) for group in groups]


def _is_full(
    text: str,
    sentences: list[Span],
    words: list[int],
    tokens: list[int],
    group: list[int],
    index: int,
    options: ChunkOptions,
) -> bool:
    """Tell whether the passage `group` ends before the sentence `index`."""
    held = sum(words[i] for i in group)
    if held + words[index] > options.max_words:
        return True
    # Joined sentences need at most the sum of their tokens: special tokens are counted with each.
    if sum(tokens[i] for i in group) + tokens[index] > options.max_tokens:
        return True
    paragraph_ends = "\n\n" in text[sentences[index - 1][1] : sentences[index][0]]
    return paragraph_ends and held >= options.min_words


def _fitting(text: str, spans: list[Span], count_tokens: CountTokens, limit: int) -> list[Span]:
    """Cut the spans that are longer than `limit` tokens; leave the others alone."""
    counts = count_tokens([text[start:end] for start, end in spans])
    fitting: list[Span] = []
    for span, count in zip(spans, counts, strict=True):
        fitting.extend([span] if count <= limit else _cut(text, span, count_tokens, limit))
    return fitting


def _cut(text: str, span: Span, count_tokens: CountTokens, limit: int) -> list[Span]:
    start, end = span
    if end - start <= 1 or count_tokens([text[start:end]])[0] <= limit:
        return [span]
    middle = (start + end) // 2
    gaps = [start + match.start() for match in re.finditer(r"\s+", text[start:end])]
    cut = min(gaps, key=lambda gap: abs(gap - middle)) if gaps else middle
    if not start < cut < end:
        cut = middle
    right = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    return _cut(text, (start, cut), count_tokens, limit) + _cut(text, (right, end), count_tokens, limit)
