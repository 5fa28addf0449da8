"""Writing above the quotes of an answer: what an endpoint sends is cut into sentences, and those that quotes bear out are kept.

The numbers that a model cites are a hint where to look, and no more: what is shown cites the quotes that were found to bear the
sentence out.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.errors import WriterError
from corpus.messages import message
from corpus.text.terms import content_terms
from qa.answering.answer import AnswerKind
from qa.written.drafts import Draft, Drafts
from qa.written.endpoint import Endpoint
from qa.written.held import held
from qa.written.material import Material
from qa.written.plain import opens_on_known, plain_checks
from qa.written.prompt import prompt_for
from qa.written.values import Check, CitedQuote, Evidence, Follows, JudgedSentence, Written, WrittenSentence

MOST_SENTENCES = 8
"""That are shown."""

MOST_JUDGED = 40
"""Sentences of a model that has no end."""

_NEAREST = 3
"""Quotes that are tried, by the words they share with a sentence, where those that the model cites do not bear it out."""

logger = logging.getLogger(__name__)

_CUT_OFF = Check(name="whole", passed=False, why="cut off")
_ANY_OF_THEM = Check(name="opening", passed=False, why="which one is meant is not said by the sentence before")

OnWritten = Callable[[Written], None]
OnJudged = Callable[[JudgedSentence], None]


@dataclass(frozen=True, slots=True)
class _Supported:
    """A sentence with the positions of the quotes that bear it out."""

    text: str
    places: tuple[int, ...]
    checks: tuple[Check, ...]


def write(
    kind: AnswerKind,
    question: str,
    material: Material,
    endpoint: Endpoint,
    *,
    on_written: OnWritten,
    gone: Callable[[], bool],
    on_judged: OnJudged | None = None,
    follows: Follows | None = None,
) -> Written:
    """Have a text written from quotes, and return what is borne out of it.

    Args:
        on_written: called with what there is so far, each time that a sentence is added.
        gone: tells whether nobody waits any more.
        on_judged: called with each sentence, whether it is shown or not.
        follows: may refuse what the checks let pass.

    Raises:
        GivenUp: nobody waits any more.
    """
    options = endpoint.options
    text = _Text(material, Written(model=options.model, host=options.host), on_written, on_judged, follows)
    if not material.quotes:
        return text.written
    prompt = prompt_for(kind, question, material, options.context)
    started = time.monotonic()
    note, usage = None, None
    try:
        finish = endpoint.complete(prompt.messages, text.add, most_tokens=prompt.most_tokens, gone=gone)
        usage = finish.usage
        text.end(whole=finish.whole)
    except WriterError as error:
        note = str(error)
        text.end(whole=False)
    if not text.written.sentences and note is None:
        note = message("writer_nothing", host=options.host)
    return replace(
        text.written,
        seconds=round(time.monotonic() - started, 2),
        prompt_tokens=usage.prompt if usage else None,
        completion_tokens=usage.completion if usage else None,
        note=note,
    )


class _Text:
    """The text as it grows: each sentence is judged once, and told only if quotes bear it out."""

    def __init__(
        self,
        material: Material,
        nothing: Written,
        on_written: OnWritten,
        on_judged: OnJudged | None,
        follows: Follows | None,
    ) -> None:
        self._material, self._on_written, self._on_judged, self._follows = material, on_written, on_judged, follows
        self._words = [frozenset(content_terms(quote.evidence.text)) for quote in material.quotes]
        self._drafts = Drafts()
        self._judged: set[str] = set()
        self._shown: list[_Supported] = []
        self._further: dict[int, int] = {}
        self.written = nothing

    def add(self, piece: str) -> bool:
        """Take a piece of what the model writes; return whether there is need of more."""
        for draft in self._drafts.add(piece):
            self._judge(draft)
        return not self._enough()

    def end(self, *, whole: bool) -> None:
        """Take what is left at the end; a sentence that was cut off is not judged: half of one may be false."""
        if whole:
            for draft in self._drafts.rest():
                self._judge(draft)
        elif self._drafts.unfinished() and not self._enough():
            self._drop(Draft(" ".join(one.text for one in self._drafts.rest()), ()), _CUT_OFF)

    def _enough(self) -> bool:
        return len(self._shown) >= MOST_SENTENCES or len(self._judged) >= MOST_JUDGED

    def _judge(self, draft: Draft) -> None:
        alike = " ".join(draft.text.casefold().split())
        if alike in self._judged or self._enough():
            return  # small models say the same again and again
        self._judged.add(alike)
        found = self._supported(draft)
        if isinstance(found, Check):
            self._drop(draft, found)
            return
        self._tell(draft, None)
        self._shown.append(found)
        self.written = self._with_sentences()
        self._on_written(self.written)

    def _drop(self, draft: Draft, failed: Check) -> None:
        logger.debug("not shown: %s (%s)", failed.name, failed.why)
        self._tell(draft, failed)
        self.written = replace(self.written, dropped=self.written.dropped + 1)

    def _tell(self, draft: Draft, failed: Check | None) -> None:
        if self._on_judged is not None:
            quotes = self._material.quotes
            cited = [quotes[number - 1].evidence if 0 < number <= len(quotes) else None for number in draft.cites]
            self._on_judged(JudgedSentence(text=draft.text, cited=tuple(cited), failed=failed))

    def _supported(self, draft: Draft) -> _Supported | Check:
        """Return what bears a sentence out, or the check that failed where it came nearest to being borne out."""
        plain = plain_checks(draft.text)
        if failed := _first_failed(plain):
            return failed
        open_ended = opens_on_known(draft.text)
        places = {quote.evidence.locator: place for place, quote in enumerate(self._material.quotes)}
        nearest: tuple[Check, ...] = (Check(name="evidence", passed=False, why="nothing is cited"),)
        for tried in self._tried(draft):
            found = held(draft.text, tried, self._follows)
            if found.supported:
                rests_on = tuple(places[one] for one in found.citations)
                if open_ended and not self._goes_on(set(rests_on)):
                    return _ANY_OF_THEM
                return _Supported(draft.text, rests_on, (*plain, *found.checks))
            if _passed(found.checks) > _passed(nearest):
                nearest = found.checks
        return _first_failed(nearest) or nearest[0]

    def _goes_on(self, places: set[int]) -> bool:
        """Tell whether these quotes are of the article that the sentence before rests on: it says which "meeting" is meant."""
        articles = {self._material.quotes[place].cited.citation.article.id for place in places}
        before = self._shown[-1].places if self._shown else ()
        return articles <= {self._material.quotes[place].cited.citation.article.id for place in before}

    def _tried(self, draft: Draft) -> list[list[Evidence]]:
        """Return which quotes a sentence may rest on: those that the model cites, then the nearest, one and two at a time."""
        quotes = self._material.quotes
        cited = [quotes[number - 1].evidence for number in draft.cites if 0 < number <= len(quotes)][:_NEAREST]
        words = frozenset(content_terms(draft.text))
        shared = sorted(range(len(quotes)), key=lambda place: -len(words & self._words[place]))
        nearest = [quotes[place].evidence for place in shared[:_NEAREST] if words & self._words[place]]
        tried = [cited, *([one] for one in nearest), nearest[:2]]
        return [list(one) for one in dict.fromkeys(tuple(each) for each in tried if each)]

    def _with_sentences(self) -> Written:
        """Return the text with what it cites, and with the quotes that differ from these or correct them."""
        used: dict[int, CitedQuote] = {}

        def numbers(places: Sequence[int]) -> tuple[int, ...]:
            found = {one.citation.number: one for one in map(self._cited, places)}
            used.update(found)
            return tuple(found)

        sentences = tuple(
            WrittenSentence(
                text=one.text,
                citations=numbers(one.places),
                checks=one.checks,
                differs=numbers(self._otherwise(one.places)),
                corrected=numbers(self._correcting(one.places)),
            )
            for one in self._shown
        )
        return replace(self.written, sentences=sentences, quotes=tuple(used[number] for number in sorted(used)))

    def _cited(self, place: int) -> CitedQuote:
        """Return the quote at a position with its number: that of the answer, or the next one when it is first used."""
        cited = self._material.quotes[place].cited
        number = cited.citation.number
        if number > self._material.cited:
            number = self._further.setdefault(number, self._material.cited + len(self._further) + 1)
        return replace(cited, citation=replace(cited.citation, number=number))

    def _otherwise(self, places: Sequence[int]) -> list[int]:
        """Return the quotes on the other sides of a disagreement that these are on one side of."""
        found = [
            place
            for sides in self._material.differing
            for side in sides
            if not set(side).isdisjoint(places)
            for other in sides
            if other is not side
            for place in other[:1]
        ]
        return [place for place in dict.fromkeys(found) if place not in places]

    def _correcting(self, places: Sequence[int]) -> list[int]:
        articles = {self._material.quotes[place].cited.citation.article.id for place in places}
        return [place for article, place in self._material.corrections if article in articles and place not in places]


def _first_failed(checks: Sequence[Check]) -> Check | None:
    return next((check for check in checks if not check.passed), None)


def _passed(checks: Sequence[Check]) -> int:
    return sum(check.passed for check in checks)
