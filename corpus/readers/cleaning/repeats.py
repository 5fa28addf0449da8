"""Paragraphs that say again, word for word, what a sentence of the running text says.

Linear in the length of the article: each candidate is compared only with the few sentences that hold its rarest word.
"""

import re
from bisect import bisect_left
from collections import defaultdict

_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_SENTENCE = re.compile(r"[.!?։。…]+[\"'”’»)\]]*(?=\s|$)")
_NEGATION = re.compile(r"^(?:not?|never|none|nor|neither|without|cannot|\w+n[’']t)$")
_FEWEST, _MOST = 5, 60  # words of a pull quote
_LONGEST_SENTENCE = 400
_COMPARED = 24  # sentences looked at for one candidate


def repeats(paragraphs: list[str]) -> set[int]:
    """Return the numbers of the paragraphs that repeat a sentence of a longer paragraph."""
    candidates = {
        number: found for number, paragraph in enumerate(paragraphs) if (found := _only_sentence(paragraph)) is not None
    }
    if not candidates:
        return set()
    wanted = {word for found in candidates.values() for word in found}
    sentences: list[tuple[int, list[str]]] = []
    where: dict[str, list[int]] = defaultdict(list)
    lengths: dict[int, int] = {}
    for number, paragraph in enumerate(paragraphs):
        lengths[number] = 0
        for sentence in sentences_of(paragraph):
            lengths[number] += len(sentence)
            if len(sentence) > _LONGEST_SENTENCE:
                continue
            for word in wanted.intersection(sentence):
                where[word].append(len(sentences))
            sentences.append((number, sentence))
    return {
        number
        for number, words in candidates.items()
        if any(
            lengths[sentences[at][0]] > len(words) and _same(words, sentences[at][1])
            for at in _worth_comparing(words, where, number, sentences)
        )
    }


def sentences_of(paragraph: str) -> list[list[str]]:
    """Return the sentences of a paragraph, each as its words, case folded; full stops in abbreviations split too."""
    pieces = (paragraph[start:end] for start, end in _spans(paragraph))
    return [[word.casefold().replace("’", "'") for word in _WORD.findall(piece)] for piece in pieces]


def _spans(paragraph: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE.finditer(paragraph)]
    if not ends or ends[-1] < len(paragraph):
        ends.append(len(paragraph))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _only_sentence(paragraph: str) -> list[str] | None:
    """Return the words of a paragraph that is one sentence on one line, long enough to be worth a quote."""
    if "\n" in paragraph or len(paragraph) > 600:
        return None
    sentences = [words for words in sentences_of(paragraph) if words]
    if len(sentences) != 1 or not _FEWEST <= len(sentences[0]) <= _MOST:
        return None
    ended = paragraph.rstrip().endswith((".", "!", "?", "…", "։", '"', "”", "»", "’"))
    return sentences[0] if ended or len(sentences[0]) >= 2 * _FEWEST else None  # else: a subheading


def _worth_comparing(
    words: list[str], where: dict[str, list[int]], number: int, sentences: list[tuple[int, list[str]]]
) -> list[int]:
    """Return the sentences that hold one of the two rarest words of a candidate: one word may be missing."""
    rarest = sorted(set(words), key=lambda word: (len(where[word]), word))[:2]
    found = dict.fromkeys(at for word in rarest for at in where[word][: _COMPARED + 1])
    return [at for at in found if sentences[at][0] != number]


def _same(words: list[str], sentence: list[str]) -> bool:
    """Tell whether nearly all of `words` are in `sentence`, in order and close together."""
    if len(words) > len(sentence) + 1:
        return False
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(sentence):
        places[word].append(place)
    allowed = len(words) // 9
    starts = places.get(words[0]) or places.get(words[1]) or []
    return any(_follows(words, sentence, places, start, allowed) for start in starts[:8])


def _follows(words: list[str], sentence: list[str], places: dict[str, list[int]], start: int, allowed: int) -> bool:
    matched: list[int] = []
    here = start
    for word in words:
        later = places.get(word, [])
        position = bisect_left(later, here)
        if position < len(later) and later[position] - start < 2 * len(words):
            matched.append(later[position])
            here = later[position] + 1
    if len(words) - len(matched) > allowed or not matched:
        return False
    span = sentence[matched[0] : matched[-1] + 1]
    return len(span) <= len(words) * 1.5 + 1 and _weight(words) == _weight(span)


def _weight(words: list[str]) -> list[str]:
    """Return the words that turn a sentence round when they are left out: numbers and negations."""
    return sorted(word for word in words if word[0].isdigit() or _NEGATION.match(word))
