"""From a question and one state of the archive to an answer."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from corpus.filters import Filters
from corpus.messages import message
from embeddings.models.encoder import Encoder, Reranker
from embeddings.retriever import RetrievalState
from qa.answering.answer import Answer, FoundPassage, Quote, Step, Turn
from qa.answering.citations import Citations, field_of
from qa.answering.confidence import Confidence, ConfidenceOptions, probability
from qa.answering.dates import TimeFrame, time_frame
from qa.answering.from_metadata import MetadataOptions, Metadatum, about_topic, by_name, by_topic
from qa.answering.intents import asks_how_things_stand
from qa.answering.interpret import FollowUp, Interpreted, follow_up, in_conversation, normalize, standalone
from qa.answering.metadata import AskedField, asked_field
from qa.answering.quotes import Chosen, QuoteOptions, choose_quotes
from qa.answering.rerank import Judged, RerankOptions, judge_windows, rerank
from qa.answering.retrieve import Candidate, RetrieveOptions, collapse_near_duplicates, retrieve
from qa.answering.speakers import AskedSpeaker, SpeakerOptions, Speakers, person_asked
from qa.answering.spelling import Spelling, corrected

SHOWN_PASSAGES = 10

EMPTY_ARCHIVE, EMPTY_QUESTION = message("empty_archive"), message("empty_question")
SMALL_TALK, OUT_OF_TIME = message("small_talk"), message("out_of_time")
STANDALONE_SCORE = 5.0
STANDALONE_COVERAGE = 0.7
"""A question of few words is standalone if a passage scores this much and has this share of its words."""

NEWER_COVERAGE = 0.7
"""Share of the question's words, weighted by their rarity, with which a newer article is on the same matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """All options of asking.

    Attributes:
        history: whether the turns before a question count.
        max_question: a longer question is cut there, in characters.
    """

    history: bool = True
    max_question: int = 2000
    retrieve: RetrieveOptions = field(default_factory=RetrieveOptions)
    rerank: RerankOptions = field(default_factory=RerankOptions)
    quotes: QuoteOptions = field(default_factory=QuoteOptions)
    confidence: ConfidenceOptions = field(default_factory=ConfidenceOptions)
    metadata: MetadataOptions = field(default_factory=MetadataOptions)
    speakers: SpeakerOptions = field(default_factory=SpeakerOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskContext:
    """What a question is answered with.

    Attributes:
        speakers: who is quoted where in the archive; None where that is not known.
        preferred: ids of articles that are searched once more by themselves, so that their passages are among the candidates.
        stage: returns what is entered for a stage of the answer, by its name (`search`, `judge`, `quotes`), to measure it.
    """

    state: RetrievalState
    encoder: Encoder
    reranker: Reranker
    settings: AskOptions
    preferred: tuple[str, ...] = ()
    speakers: Speakers | None = None
    stage: Callable[[str], AbstractContextManager[object]] = nullcontext


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """The passages that a search found, before they are judged; `meant` is the time frame that it could keep to."""

    spelling: Spelling
    found: list[Candidate]
    meant: TimeFrame
    out_of_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one interpretation of a question found: passages, best first, and the confidence of each.

    Attributes:
        names: of which an answer has to have one; empty where it need not.
        speaker: whose words are asked for, if they are quoted in the archive.
        out_of_time: whether no article is from the time frame of the question, so that all were searched.
    """

    spelling: Spelling
    judged: list[Judged]
    confidence: Confidence
    names: tuple[str, ...]
    speaker: AskedSpeaker | None
    out_of_time: bool

    def confidence_of(self, judged: Judged) -> float:
        """Return the probability, 0 to 1, that the passage answers: none where it is not about what was asked about."""
        return self.confidence.of(judged) if _is_about(judged.candidate, self.names) else 0.0

    @property
    def best_confidence(self) -> float:
        """The probability that the best passage answers; 0 where none was found."""
        return self.confidence_of(self.judged[0]) if self.judged else 0.0


def answer_question(
    question: str,
    history: Sequence[Turn],
    context: AskContext,
    filters: Filters,
    *,
    imply: bool = True,
    today: date | None = None,
    on_progress: Callable[[Step], None] = lambda _: None,
) -> Answer:
    """Answer a question from one state of the archive.

    Args:
        question: as asked; if it is longer than the settings allow, its beginning is searched.
        history: the turns before it, oldest first.
        filters: what the user restricts the search to; days given here take precedence over days that the question means.
        imply: whether days that the question means are taken into account.
        today: the day on which it is asked; by default the current one.
        on_progress: called with what was found, before it is judged.
    """
    started = time.perf_counter()
    whole = " ".join(question.split())
    searched = whole[: context.settings.max_question]
    asked = normalize(searched)
    meant = TimeFrame()
    if imply and not (filters.since or filters.until):
        meant = time_frame(asked, *context.state.first_and_last_day(), today or datetime.now(UTC).date())

    if history:
        # what a conversation is about is not all in its last question, so the order of the searches says less
        rerank_options = replace(context.settings.rerank, rank_penalty=0.0)
        context = replace(context, settings=replace(context.settings, rerank=rerank_options))
    found = None
    reading = standalone(asked)
    asked_as = follow_up(asked) if history and context.settings.history else FollowUp.NO
    if asked_as is not FollowUp.YES:
        found = _find(reading, context, filters, meant, on_progress)
        if asked_as is FollowUp.MAYBE and not _is_standalone(found):
            asked_as = FollowUp.YES
    if found is None or asked_as is FollowUp.YES:
        together = in_conversation(asked, history)
        found_together = _find(together, context, filters, meant, on_progress)
        if found is None or found_together.best_confidence >= found.best_confidence:
            reading, found = together, found_together

    confidence, judged = found.best_confidence, found.judged
    citations = Citations()
    with context.stage("quotes"):
        quotes = tuple(_quote(chosen, citations) for chosen in _chosen(found, confidence, context))
    asked_of_article = asked_field(asked)
    if asked_of_article and not (quotes and asked_of_article.is_said_in(quotes[0].text)):
        is_answered = _answers(quotes, confidence, context.settings)
        metadata, about_it = _from_metadata(asked_of_article, is_answered, context, filters, meant)
        if metadata:
            confidence, citations, judged = metadata[0].confidence, Citations(), about_it or judged
            quotes = tuple(_metadata_quote(one, citations) for one in metadata)
    passages = tuple(_passages(judged[:SHOWN_PASSAGES], citations))
    changed = reading.judged != asked or found.spelling.corrected
    return Answer(
        question=question,
        answered=_answers(quotes, confidence, context.settings),
        confidence=round(confidence, 4),
        quotes=quotes,
        passages=passages,
        citations=citations.listed(),
        took_ms=(time.perf_counter() - started) * 1000,
        interpreted=found.spelling.question if changed else None,
        implied=None if found.out_of_time else meant.filters or None,
        note=_note(found, meant, context.state, len(searched) if len(searched) < len(whole) else None),
        as_of=_as_of(found, citations) if quotes and asks_how_things_stand(asked) else None,
    )


def _note(found: _Found, meant: TimeFrame, state: RetrievalState, cut: int | None) -> str | None:
    """Return the sentence for the reader: that the question was cut, or that its time is not that of the articles."""
    if cut is not None:
        return message("long_question", number=cut)
    if meant.later:
        return message("later_time", day=state.first_and_last_day()[1])
    return OUT_OF_TIME if found.out_of_time else None


def _as_of(found: _Found, citations: Citations) -> str | None:
    """Return the day of the first quote, where an article with most of the question's words is newer; else None."""
    day = (citations.listed()[0].article.published or "")[:10]
    newer = (one.candidate for one in found.judged if day and (one.candidate.article.published or "")[:10] > day)
    is_there = any(found.confidence.coverage(one) >= NEWER_COVERAGE for one in newer if _is_about(one, found.names))
    return day if is_there else None


def _answers(quotes: Sequence[Quote], confidence: float, settings: AskOptions) -> bool:
    """Tell whether the quotes answer, and not only may."""
    return bool(quotes) and confidence >= settings.confidence.threshold


def _search(reading: Interpreted, context: AskContext, filters: Filters, meant: TimeFrame) -> _Searched:
    state, settings = context.state, context.settings
    wanted = replace(filters, since=meant.filters.since, until=meant.filters.until) if meant.filters else None
    strict = wanted if meant.strict else None
    spelling = corrected(reading.judged, state.words)
    texts = [spelling.apply(text) for text in reading.searched]
    preferred = None if strict else wanted
    if context.preferred:
        preferred = replace(wanted or filters, within=context.preferred)
    found = retrieve(texts, state, context.encoder, strict or filters, settings.retrieve, preferred=preferred)
    out_of_time = strict is not None and not found
    if out_of_time:
        found = retrieve(texts, state, context.encoder, filters, settings.retrieve)
        meant = TimeFrame()
    return _Searched(spelling=spelling, found=found, meant=meant, out_of_time=out_of_time)


def _find(
    reading: Interpreted, context: AskContext, filters: Filters, meant: TimeFrame, on_progress: Callable[[Step], None]
) -> _Found:
    state, settings = context.state, context.settings
    with context.stage("search"):
        searched = _search(reading, context, filters, meant)
    spelling, meant = searched.spelling, searched.meant
    names = tuple(spelling.apply(name) for name in reading.names)
    candidates = sorted(
        collapse_near_duplicates(searched.found, settings.retrieve.passages), key=lambda one: not _is_about(one, names)
    )
    on_progress(Step(passages=len(candidates), articles=len({one.article.id for one in candidates})))
    speaker = _speaker(spelling.question, context)
    confidence = Confidence(spelling, meant, state.words, settings.confidence, speaker)
    with context.stage("judge"):
        judged = rerank(
            spelling.question,
            candidates,
            context.reranker,
            settings.rerank,
            time_frame=meant,
            coverage=confidence.coverage,
            speaker=speaker,
        )
    judged.sort(key=lambda one: one.passage_score is None or not _is_about(one.candidate, names))
    gone = searched.out_of_time
    return _Found(
        spelling=spelling, judged=judged, confidence=confidence, names=names, speaker=speaker, out_of_time=gone
    )


def _speaker(question: str, context: AskContext) -> AskedSpeaker | None:
    name = person_asked(question) if context.speakers else None
    quotations = context.speakers(name) if name and context.speakers else None
    return AskedSpeaker(quotations, context.settings.speakers) if quotations else None


def _from_metadata(
    asked: AskedField, is_answered: bool, context: AskContext, filters: Filters, meant: TimeFrame
) -> tuple[list[Metadatum], list[Judged]]:
    """Return what the metadata of articles answer, and the passages that were searched for it; none where they do not.

    Args:
        is_answered: whether the text of an article answers; what it says of somebody comes before what they wrote.
    """
    state, settings = context.state, context.settings
    if asked.name:
        return ([] if is_answered else by_name(asked, state, filters, settings.metadata)), []
    searched = _search(standalone(asked.topic), context, filters, meant)
    candidates = about_topic(asked, searched.found)[: settings.retrieve.passages]
    topic = searched.spelling.question
    options = replace(settings.rerank, sentences_of=0, others=0, read=False)
    judged = rerank(topic, candidates, context.reranker, options, time_frame=searched.meant, coverage=lambda _: 0.0)
    metadata = by_topic(replace(asked, topic=topic), judged, state.words, settings.metadata)
    if not metadata or metadata[0].confidence < settings.confidence.threshold:
        return [], []
    judged.sort(key=lambda one: one.candidate.article.id != metadata[0].article.id)
    return metadata, judged


def _is_about(candidate: Candidate, names: Sequence[str]) -> bool:
    """Tell whether a passage or its headline has one of the names, and not only what belongs to it.

    "And what did Poe say about it?" is answered neither by what others said about it nor by what Poe's lawyer said.
    """
    text = f"{candidate.article.title} {candidate.passage.text}"
    return not names or any(re.search(_mention(name), text, re.IGNORECASE) for name in names)


def _mention(name: str) -> str:
    bare = re.sub(r"['’]s?$", "", name)
    return rf"\b{re.escape(bare)}" + (r"(?!\w*['’]s\b)" if bare == name else "")


def _is_standalone(found: _Found) -> bool:
    """Tell whether a question of few words is answered well enough without the turns before it."""
    if not found.judged or found.judged[0].passage_score is None:
        return False
    best = found.judged[0]
    return best.score >= STANDALONE_SCORE and found.confidence.coverage(best.candidate) >= STANDALONE_COVERAGE


def _chosen(found: _Found, confidence: float, context: AskContext) -> list[Chosen]:
    """Return the quotes: none where the best passage does not even perhaps answer, and of the others none that are less sure."""
    settings, options = context.settings, context.settings.confidence
    if confidence < options.perhaps:
        return []
    least = options.threshold if confidence >= options.threshold else options.perhaps
    question, first = found.spelling.question, found.judged[0]
    judge_windows(question, first, context.reranker, settings.rerank, speaker=found.speaker)
    chosen = choose_quotes(found.judged, settings.quotes)
    return [quote for quote in chosen if found.confidence_of(quote.judged) >= least]


def _quote(chosen: Chosen, citations: Citations) -> Quote:
    candidate, (start, end) = chosen.judged.candidate, chosen.span
    text = candidate.text(chosen.span)
    number = citations.number(candidate.article, chosen.span)
    elsewhere = {copy.article.id: copy.article for copy in candidate.copies}.values()
    places = [(article, article.text.find(text)) for article in elsewhere]
    also = tuple(citations.number(article, (at, at + len(text))) for article, at in places if at >= 0)
    return Quote(text=text, start=start, end=end, citation=number, also=also, words=chosen.words)


def _metadata_quote(one: Metadatum, citations: Citations) -> Quote:
    text = field_of(one.article, one.field)
    number = citations.number(one.article, (0, len(text)), one.field)
    return Quote(text=text, start=0, end=len(text), citation=number)


def _passages(judged: Sequence[Judged], citations: Citations) -> Iterator[FoundPassage]:
    for one, score in zip(judged, _scores(judged), strict=True):
        passage, copies = one.candidate.passage, one.candidate.copies
        number = citations.number(one.candidate.article, (passage.start, passage.end))
        also = tuple(citations.number(copy.article, (copy.passage.start, copy.passage.end)) for copy in copies)
        yield FoundPassage(
            text=passage.text, start=passage.start, end=passage.end, score=score, citation=number, also=also
        )


def _scores(judged: Sequence[Judged]) -> list[float]:
    """Return a score of 0 to 1 for each passage, falling; those that were not judged share what is left by rank."""
    scores: list[float] = []
    for one in judged:
        if one.passage_score is None:
            scores.append(round(0.9 * scores[-1], 4) if scores else 0.0)
        else:
            scores.append(round(probability(one.score), 4))
    return scores
