"""From sentences to passages: what is embedded and searched.

A paragraph is what its writer meant to be read together, so it stays whole if the model can read it; short ones are joined, long
ones cut into equal parts at sentence ends. Measured in docs/evaluation.md.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from corpus.text.sentences import Span, sentence_spans

CountTokens = Callable[[list[str]], list[int]]
"""How many tokens a model reads for each text, special tokens included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkOptions:
    """How passages are cut.

    Attributes:
        min_words: a passage of at least this many words ends where its paragraph ends.
        joined_words: paragraphs are joined up to this many words.
        part_words: about how long the parts of a paragraph are that has to be cut.
        max_words: a longer paragraph is cut.
        rest_words: a remainder at the end that is shorter than this joins the passage before it.
        max_tokens: no passage is longer than this, counted with the model's own tokenizer.
    """

    min_words: int = 60
    joined_words: int = 120
    part_words: int = 160
    max_words: int = 200
    rest_words: int = 30
    max_tokens: int = 256


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of sentences.

    Attributes:
        tokens: without the special tokens around a text.
        closes: whether a paragraph ends with it.
    """

    span: Span
    words: int
    tokens: int
    closes: bool


def passage_spans(text: str, count_tokens: CountTokens, options: ChunkOptions) -> list[Span]:
    """Return the passages of `text` as `(start, end)`: whole sentences, in order, each in exactly one passage.

    A sentence that is longer than the model reads is cut between words, and such a word between characters: only these
    passages are not whole sentences.
    """
    around = count_tokens([""])[0]  # special tokens and prefix, once per passage
    options = replace(options, max_tokens=options.max_tokens - around)
    sentences = _sentences(text, lambda texts: [n - around for n in count_tokens(texts)], options.max_tokens)
    parts = [part for paragraph in _paragraphs(sentences) for part in _parts(paragraph, options)]
    passages: list[_Piece] = []
    for part in parts:
        if passages and _joins(passages[-1], part, options):
            passages[-1] = _merged([passages[-1], part])
        else:
            passages.append(part)
    if len(passages) > 1 and passages[-1].words < options.rest_words and _fits(passages[-2:], options):
        passages[-2:] = [_merged(passages[-2:])]
    return [passage.span for passage in passages]


def _joins(passage: _Piece, part: _Piece, options: ChunkOptions) -> bool:
    if passage.words + part.words > options.joined_words or passage.tokens + part.tokens > options.max_tokens:
        return False
    return not (passage.closes and passage.words >= options.min_words)


def _fits(pieces: Sequence[_Piece], options: ChunkOptions) -> bool:
    words, tokens = sum(piece.words for piece in pieces), sum(piece.tokens for piece in pieces)
    return words <= options.max_words and tokens <= options.max_tokens


def _merged(pieces: Sequence[_Piece]) -> _Piece:
    return _Piece(
        (pieces[0].span[0], pieces[-1].span[1]),
        sum(piece.words for piece in pieces),
        sum(piece.tokens for piece in pieces),
        pieces[-1].closes,
    )


def _paragraphs(sentences: Sequence[_Piece]) -> list[list[_Piece]]:
    paragraphs: list[list[_Piece]] = [[]]
    for sentence in sentences:
        paragraphs[-1].append(sentence)
        if sentence.closes:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _parts(paragraph: Sequence[_Piece], options: ChunkOptions) -> list[_Piece]:
    """Return a paragraph whole, or in about equal parts where it is too long for one passage."""
    if _fits(paragraph, options):
        return [_merged(paragraph)]
    words, tokens = sum(piece.words for piece in paragraph), sum(piece.tokens for piece in paragraph)
    wanted = max(2, ceil(words / options.part_words), ceil(tokens / (0.8 * options.max_tokens)))
    parts: list[list[_Piece]] = [[]]
    for sentence in paragraph:
        full = sum(piece.words for piece in parts[-1]) + sentence.words / 2 > words / wanted
        if parts[-1] and (full or not _fits([*parts[-1], sentence], options)):
            parts.append([])
        parts[-1].append(sentence)
    return [_merged(part) for part in parts]


def _sentences(text: str, count_tokens: CountTokens, limit: int) -> list[_Piece]:
    """Return the sentences of `text`, cutting those that are longer than `limit` tokens."""
    spans = sentence_spans(text)
    counts = count_tokens([text[start:end] for start, end in spans])
    fitting: list[tuple[Span, int]] = []
    for span, count in zip(spans, counts, strict=True):
        if count <= limit:
            fitting.append((span, count))
        else:
            cuts = _cut(text, span, count_tokens, limit)
            fitting += zip(cuts, count_tokens([text[start:end] for start, end in cuts]), strict=True)
    starts = [span[0] for span, _ in fitting][1:] + [len(text)] * bool(fitting)
    return [
        _Piece(
            (start, end), len(text[start:end].split()), tokens, following == len(text) or "\n\n" in text[end:following]
        )
        for ((start, end), tokens), following in zip(fitting, starts, strict=True)
    ]


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
