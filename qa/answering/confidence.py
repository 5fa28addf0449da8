"""How likely it is that a passage answers, and the threshold below which there is no answer.

A logistic regression over the reranker's score of the best sentence and of the passage, the reader's of there being an answer
and of the likeliest one, the share of the question's words that are in the passage, weighted by their rarity in the archive, and
whether the thing asked for (a number, a time, somebody's words) is missing there. The share distinguishes "Who is the
president of Georgia?" from a question about the one sentence that names Georgia; the reader, what is said about somebody from
what was asked about them.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article
from corpus.text.terms import content_terms
from embeddings.retriever import WordStatistics
from qa.answering.dates import TimeFrame
from qa.answering.expected import expected, names_it, speaker_asked
from qa.answering.rerank import Judged
from qa.answering.retrieve import Candidate
from qa.answering.speakers import AskedSpeaker
from qa.answering.spelling import Spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the confidence in a passage is computed from.

    Attributes:
        sentence, passage: the reranker's scores of the best sentence and of the whole.
        answers: the reader's logit of the passage answering at all, within `READ`; 0 where it was not read.
        span: how much the likeliest answer's score is above that of none, likewise.
        coverage: the share of the question's words that the passage has.
        missing: whether the thing asked for is neither in the best sentence nor in those before and after it, the time
            asked for is neither the article's nor in the passage, or the article never names whose words are asked for.
    """

    sentence: float
    passage: float
    answers: float
    span: float
    coverage: float
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """The weights of the features in a logistic regression; more than `enough` of the question's words count no more."""

    sentence: float
    passage: float
    answers: float = 0.0
    span: float = 0.0
    coverage: float
    enough: float = 1.0
    missing: float = -2.5
    constant: float

    def logit(self, features: Features) -> float:
        """Return the sum."""
        return (
            self.sentence * features.sentence
            + self.passage * features.passage
            + self.answers * features.answers
            + self.span * features.span
            + self.coverage * min(features.coverage, self.enough)
            + self.missing * features.missing
            + self.constant
        )


READ = (-8.0, 6.0)
"""Between these the reader's scores count: beyond, they say no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceOptions:
    """The regressions, and the lowest confidence of an answer.

    Attributes:
        read: where the reader read the passage.
        unread: where it did not, or there is none.
        above_reranker: the sum is at most this much above the higher of the reranker's two scores, so that having all of
            the question's words never outweighs a reranker that sees no answer.
        threshold: from which on the passage answers.
        perhaps: from which on it may answer: it is quoted, and said to be unsure.
        guessed: weight of a word that replaced a misspelt one.
        anothers: the most where somebody's words are asked for, and the best sentence quotes somebody else.
    """

    read: Regression = Regression(
        sentence=0.0, passage=0.084, answers=0.583, span=0.141, coverage=2.24, enough=0.5, constant=0.82
    )
    unread: Regression = Regression(sentence=0.277, passage=0.089, coverage=5.36, constant=-1.53)
    above_reranker: float = 3.0
    threshold: float = 0.75
    perhaps: float = 0.5
    guessed: float = 0.7
    anothers: float = 0.6

    def highest(self, features: Features) -> float:
        """Return the logit that a regression's is cut at."""
        return max(features.sentence, features.passage) + self.above_reranker


class Confidence:
    """The confidence of passages as answers to one question.

    Args:
        spelling: the question as it was searched.
        time_frame: that it means; its words count as present in an article of that time.
        speaker: whose words are asked for, if they are quoted in the archive.
    """

    def __init__(
        self,
        spelling: Spelling,
        time_frame: TimeFrame,
        statistics: WordStatistics,
        options: ConfidenceOptions,
        speaker: AskedSpeaker | None = None,
    ) -> None:
        self._statistics = statistics
        self._options = options
        self._weights = rarity(content_terms(spelling.question), statistics)
        self._question = spelling.question
        self._expected = expected(spelling.question)
        self._name = speaker_asked(spelling.question)
        self._speaker = speaker
        self._time_frame = time_frame
        self._days = frozenset(content_terms(time_frame.phrase))
        self._guessed = frozenset(word.casefold() for word in spelling.corrected)

    def of(self, judged: Judged) -> float:
        """Return the probability, 0 to 1, that the passage answers the question."""
        features = self.features(judged)
        if features is None:
            return 0.0
        logit = (self._options.read if judged.reading else self._options.unread).logit(features)
        found = probability(min(logit, self._options.highest(features)))
        return min(found, self._options.anothers) if self._quotes_another(judged) else found

    def features(self, judged: Judged) -> Features | None:
        """Return what the confidence in a passage is computed from; None where it was not judged."""
        if judged.passage_score is None or not judged.sentence_scores:
            return None
        answers, span = 0.0, 0.0
        if judged.reading:
            start = judged.candidate.passage.start
            found = judged.answer_in((start, start + len(judged.candidate.passage.text)))
            answers, span = (_within(score, READ) for score in (judged.reading.answers, found[0] if found else READ[0]))
        return Features(
            sentence=max(judged.sentence_scores),
            passage=judged.passage_score,
            answers=answers,
            span=span,
            coverage=self.coverage(judged.candidate),
            missing=self._is_missing(judged),
        )

    def _quotes_another(self, judged: Judged) -> bool:
        if self._speaker is None:
            return False
        best = judged.sentence_scores.index(max(judged.sentence_scores))
        return self._speaker.is_anothers(judged.candidate, judged.sentences[best])

    def _is_missing(self, judged: Judged) -> bool:
        """Tell whether what is asked for is not there.

        That is the time, the name of the speaker in the whole article, or the thing in the best sentence and its neighbours.
        """
        if not self._days <= self._present(judged.candidate):
            return True
        if self._name and not _is_named(self._name, judged.candidate.article):
            return True
        if self._expected is None:
            return False
        best = judged.sentence_scores.index(max(judged.sentence_scores))
        start = judged.sentences[max(0, best - 1)][0]
        end = judged.sentences[min(best + 1, len(judged.sentences) - 1)][1]
        return not names_it(self._expected, self._question, judged.candidate.text((start, end)))

    def coverage(self, candidate: Candidate) -> float:
        """Return the share of the question's words, by weight, that are in the passage or its headline.

        0 where the question has no such words: a greeting is not answered with news.
        """
        total = sum(self._weights.values())
        if not total:
            return 0.0
        present = self._present(candidate)
        found = sum(self._weights[word] * (self._options.guessed if word in self._guessed else 1) for word in present)
        return found / total

    def _present(self, candidate: Candidate) -> set[str]:
        """Return the words of the question that the passage or its headline has; those of a time also by the article's day."""
        present = self._statistics.words_in(candidate.passage.id, list(self._weights))
        if self._days and self._time_frame.filters.fit(candidate.article.published):
            present |= self._days & self._weights.keys()
        return present


def probability(logit: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-logit))


def _is_named(name: str, article: Article) -> bool:
    """Tell whether a name is anywhere in an article or its byline, ignoring case and accents."""
    within = (article.title, article.byline or "", article.text)
    return any(name in text for text in within) or any(_folded(name) in _folded(text) for text in within)


def _folded(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])


def rarity(words: Sequence[str], statistics: WordStatistics) -> dict[str, float]:
    """Return the inverse document frequency of each word, as in BM25."""
    passages = statistics.searched_passages()
    found = statistics.passages_with(words)
    return {word: math.log(1 + (passages - found[word] + 0.5) / (found[word] + 0.5)) for word in words}
