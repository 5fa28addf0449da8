"""Questions in SQuAD's format to pairs for the reader: half with their answer in the text, half without.

Of the second half, most texts are about the very subject: the passage with the answer's sentences taken out, another
paragraph of the same document or one with the question's words, or the passage with a question about another name or number
(after SQuAD 2.0, Rajpurkar et al. 2018, where people wrote such questions; here they are made).
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text.sentences import Span, sentence_spans
from corpus.text.terms import content_terms

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_OPPOSITES = [
    tuple(pair.split("/"))
    for pair in (
        "first/last before/after more/less most/least largest/smallest highest/lowest oldest/youngest best/worst north/south"
        " east/west increase/decrease increased/decreased started/ended beginning/end men/women father/mother son/daughter"
        " brother/sister husband/wife early/late enemy/ally won/lost bought/sold"
    ).split()
]
_SWAPPED = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question and a text.

    Attributes:
        head: what stands before the text, as the headline of an article does.
        answers: spans in the text, one per annotator; none where it does not answer.
        kind: how it was made.
        group: document or paragraph, which is never in two parts.
    """

    question: str
    head: str
    text: str
    answers: tuple[Span, ...]
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    answers: tuple[Span, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    title: str
    group: str
    domain: str


def pairs(files: Sequence[Path], seed: int) -> list[Pair]:
    """Return the pairs of all questions: with an answer one each, without one where one of the ways succeeds."""
    chance = random.Random(seed)  # noqa: S311 -- a seed, no secret
    paragraphs, asked = _read(files)
    other = _OtherTexts(paragraphs)
    names = [match[0] for one in asked for match in _NAME.finditer(one.question)]
    made: list[Pair] = []
    for one in asked:
        answering = _with_answer(one, paragraphs[one.paragraph], chance)
        if answering is None:
            continue
        made.append(answering)
        without = _without_answer(one, answering, paragraphs, other, names, chance)
        if without is not None:
            made.append(without)
    return made


def _read(files: Sequence[Path]) -> tuple[list[_Paragraph], list[_Asked]]:
    paragraphs: list[_Paragraph] = []
    asked: list[_Asked] = []
    for file in files:
        for document in json.loads(file.read_text("utf-8"))["data"]:
            titled = file.name.startswith("new_wiki")
            for read in document["paragraphs"]:
                text = read["context"].rstrip()
                group = document["title"] if titled else f"{file.stem}-{len(paragraphs)}"
                title = document["title"].replace("_", " ") if titled else ""
                paragraphs.append(_Paragraph(text, title, group, file.stem))
                for question in read["qas"]:
                    spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]}
                    right = tuple(sorted(span for span in spans if span[1] <= len(text)))
                    if right:
                        asked.append(_Asked(question["question"].strip(), right, len(paragraphs) - 1))
    return paragraphs, asked


def _with_answer(one: _Asked, paragraph: _Paragraph, chance: random.Random) -> Pair | None:
    """Return the question with one to eight sentences around its answer, or None where the annotators do not agree at all."""
    sentences = sentence_spans(paragraph.text)
    votes = Counter(
        at for start, end in one.answers for at, span in enumerate(sentences) if span[0] < end and start < span[1]
    )
    if not votes:
        return None
    chosen = votes.most_common(1)[0][0]
    length = chance.choice((1, 2, 3, 4, 5, 6, 8))
    first = max(0, min(chosen - chance.randrange(length), len(sentences) - length))
    last = min(len(sentences), first + length) - 1
    start, end = sentences[first][0], sentences[last][1]
    inside = tuple((low - start, high - start) for low, high in one.answers if start <= low and high <= end)
    head = f"{paragraph.title}. " if paragraph.title and chance.random() < 0.5 else ""
    if not inside:
        return None
    return Pair(
        question=one.question,
        head=head,
        text=paragraph.text[start:end],
        answers=inside,
        kind="answer",
        group=paragraph.group,
    )


def _without_answer(
    one: _Asked,
    answering: Pair,
    paragraphs: Sequence[_Paragraph],
    other: "_OtherTexts",
    names: Sequence[str],
    chance: random.Random,
) -> Pair | None:
    draw = chance.random()
    ways = ("removed", "edited", "other") if draw < 0.5 else ("edited", "removed", "other")
    if draw >= 0.75:
        ways = ("other", "removed", "edited")
    paragraph = paragraphs[one.paragraph]
    for way in ways:
        question, text = answering.question, answering.text
        if way == "removed":
            text = _removed(one, paragraph, chance)
        elif way == "edited":
            question = _edited(question, answering, names, chance)
        else:
            text = other.like(one, chance)
        if text and question:
            return Pair(question=question, head=answering.head, text=text, answers=(), kind=way, group=answering.group)
    return None


def _removed(one: _Asked, paragraph: _Paragraph, chance: random.Random) -> str:
    """Return up to eight sentences of the paragraph without those of any answer; "" where what is left could answer."""
    sentences = sentence_spans(paragraph.text)
    hit = [any(a < end and start < b for a, b in one.answers) for start, end in sentences]
    kept = [paragraph.text[a:b] for (a, b), answers in zip(sentences, hit, strict=True) if not answers]
    length = chance.choice((2, 3, 4, 6, 8))
    at = hit.index(True) if True in hit else 0
    first = max(0, min(at - length // 2, len(kept) - length))
    text = " ".join(kept[first : first + length])
    answers = {paragraph.text[a:b].casefold() for a, b in one.answers}
    return "" if len(kept) < 2 or any(answer in text.casefold() for answer in answers) else text


def _edited(question: str, answering: Pair, names: Sequence[str], chance: random.Random) -> str:
    """Return the question about another name, number or opposite; "" where it has none."""
    found = [*_NAME.finditer(question), *_NUMBER.finditer(question)]
    if found:
        match = chance.choice(found)
        if match.re is _NUMBER:
            number = int(re.sub(r"\D", "", match[0]))
            new = str(chance.randrange(2, 40) if len(match[0]) < 3 else number + chance.randrange(1, 30))
        else:
            near = [name[0] for name in _NAME.finditer(answering.text) if name[0] not in question]
            answers = [answering.text[a:b] for a, b in answering.answers]
            near = [name for name in near if not any(name in answer or answer in name for answer in answers)]
            new = chance.choice(near if near and chance.random() < 0.5 else names)
        return (
            "" if new.casefold() in question.casefold() else question[: match.start()] + new + question[match.end() :]
        )
    words = [match for match in re.finditer(r"[a-z]+", question) if match[0] in _SWAPPED]
    if not words:
        return ""
    match = chance.choice(words)
    return question[: match.start()] + _SWAPPED[match[0]] + question[match.end() :]


class _OtherTexts:
    """Finds paragraphs with a question's words that are not its own."""

    def __init__(self, paragraphs: Sequence[_Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, paragraph in enumerate(paragraphs):
            for word in set(content_terms(paragraph.text)):
                self._having[paragraph.domain, word].append(at)

    def like(self, one: _Asked, chance: random.Random) -> str:
        """Return sentences of one of the five best such paragraphs without the answer; "" where there is none."""
        own = self._paragraphs[one.paragraph]
        scores: Counter[int] = Counter()
        for word in content_terms(one.question):
            having = self._having[own.domain, word]
            for at in having:
                scores[at] += 1000 // (10 + len(having))
        answers = {own.text[a:b].casefold() for a, b in one.answers}
        best = [at for at, _ in scores.most_common(12) if at != one.paragraph and self._lacks(at, answers)][:5]
        return "".join(_some_sentences(self._paragraphs[chance.choice(best)].text, chance)) if best else ""

    def _lacks(self, at: int, answers: set[str]) -> bool:
        text = self._paragraphs[at].text.casefold()
        return not any(answer in text for answer in answers)


def _some_sentences(text: str, chance: random.Random) -> Iterator[str]:
    sentences = sentence_spans(text)
    length = chance.choice((2, 3, 4, 6, 8))
    first = chance.randrange(max(1, len(sentences) - length + 1))
    yield text[sentences[first][0] : sentences[min(len(sentences), first + length) - 1][1]]
