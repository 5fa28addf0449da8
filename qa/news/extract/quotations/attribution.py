"""Which speaker each quotation of an article has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.news.extract.names import Mention
from qa.news.extract.quotations.antecedents import Event
from qa.news.extract.quotations.choosing import Pattern, choose
from qa.news.extract.quotations.clauses import clauses, sentence_bounds
from qa.news.extract.quotations.frames import Paragraph, paragraph_tokens
from qa.news.extract.quotations.marks import Quoted
from qa.news.extract.quotations.memory import Memory
from qa.news.extract.quotations.phrases import (
    BODY,
    DOCUMENT,
    OTHER,
    PERSON,
    PRONOUN,
    ROLE,
    Phrase,
    made,
    prefix_phrase,
)
from qa.news.extract.quotations.subjects import Clause, clause_start, front_phrase
from qa.news.extract.quotations.vocabulary import BEFORE_INFINITIVE, DOCUMENTS
from qa.news.extract.tokens import QUOTE, SIGN, WORD, Token
from qa.news.extract.word_lists import word_set

_TERM_BEFORE = word_set("term_nouns")
_SMALL = frozenset("of the a an and in on for to at from with by".split())
_ANSWERS = word_set("answer_nouns")
_LINKING = frozenset("but and then so still yet".split())
_DASHES = frozenset("–—-")
_SIGNATURE = 20
_CLOSING = 5
_SENTENCE_WORDS = 5
_ASKING = frozenset("asked asks pressed questioned quizzed".split())
_FAR = 40
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who a quotation is attributed to, and where; `whole` when they are surely somebody's words."""

    speaker: str | None
    start: int = 0
    end: int = 0
    whole: bool = False
    pattern: Pattern | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    paragraph: int
    sentence: int


def attributed(
    text: str, paragraphs: list[Paragraph], quoted: list[Quoted], names: Sequence[Mention]
) -> list[Attribution | None]:
    """Return for each of `quoted` who said it; None for what is a title, a term or a doubt.

    Args:
        names: of the article, in order.
    """
    reader = _Reader(text, paragraphs, quoted, names)
    last = max((at for at, one in enumerate(paragraphs) if any(t.kind == QUOTE for t in one.tokens)), default=-1)
    for number in range(min(last + 2, len(paragraphs))):  # who signs a quotation may stand in the next
        reader.read(number)
    return reader.said


class _Reader:
    def __init__(self, text: str, paragraphs: list[Paragraph], quoted: list[Quoted], names: Sequence[Mention]) -> None:
        self._text = text
        self._paragraphs = paragraphs
        self._quoted = quoted
        inside = paragraph_tokens(text, [(quote.start, quote.end) for quote in quoted], [], names)
        self._bounds = [sentence_bounds(text, paragraph.tokens) for paragraph in paragraphs]
        mains = [
            [clause_start(paragraph.tokens, low, high) for low, high in bounds]
            for paragraph, bounds in zip(paragraphs, self._bounds, strict=True)
        ]
        self._memory = Memory(paragraphs, mains, inside, names)
        self.said: list[Attribution | None] = [None] * len(quoted)
        self._written: Phrase | None = None
        self._written_in = -2
        self._ended_with_speech: Event | None = None  # the last sentence of the paragraph before

    def read(self, number: int) -> None:
        """Read paragraph `number`; paragraphs are read in order."""
        tokens = self._paragraphs[number].tokens
        last: Event | None = None
        bounds = self._bounds[number]
        for position, (low, high) in enumerate(bounds):
            place = _Place(number, position)
            before = last if position else self._ended_with_speech
            bare = all(token.kind != WORD or token.low in _LINKING for token in tokens[low:high])
            if bare:
                if position and before is None and low:
                    before = self._about(tokens, *bounds[position - 1], place)
                last = self._bare(tokens, low, high, before, alone=position > 0 or len(bounds) == 1)
                last = replace(last, paragraph=number, sentence=position) if last is not None else None
                if last is not None:
                    self._memory.events.append(last)
            else:
                last = self._sentence(tokens, low, high, place, last)
        self._sign(number)
        self._ended_with_speech = last

    def _about(self, tokens: list[Token], low: int, high: int, place: _Place) -> Event | None:
        """Return who the sentence before is about: `Ada Lunt is for it. “We need rain.”`."""
        if any(token.kind == QUOTE for token in tokens[low:high]):
            return None
        phrase = front_phrase(self._text, tokens, low, high)
        if phrase is None or phrase.kind != PERSON:
            return None
        return Event(
            speaker=self._memory.resolve(phrase, place.paragraph),
            kind=phrase.kind,
            start=phrase.start,
            end=phrase.end,
            paragraph=place.paragraph,
            sentence=place.sentence - 1,
        )

    def _sign(self, number: int) -> None:
        """Give a quotation to who signs it after a dash, in its paragraph or the next: `“It rains.” — Ada Lunt, Ely`."""
        tokens = self._paragraphs[number].tokens
        own = tokens[1:] if tokens and tokens[0].kind == QUOTE else tokens
        if len(own) < 2 or own[0].text not in _DASHES or not own[1].capital or len(own) > _SIGNATURE:
            return
        before = tokens if own is not tokens else (self._paragraphs[number - 1].tokens if number else [])
        quote = before[0] if before and before[0].kind == QUOTE else None
        if quote is None or (own is tokens and any(token.kind == WORD for token in before)):
            return
        phrase = prefix_phrase(self._text, own, 1, len(own))
        if phrase is not None and phrase.kind == PERSON:
            self.said[quote.number] = Attribution(
                speaker=self._memory.resolve(phrase, number),
                start=phrase.start,
                end=phrase.end,
                whole=True,
                pattern=Pattern.SIGNED,
                kind=PERSON,
            )

    def _bare(self, tokens: list[Token], low: int, high: int, before: Event | None, *, alone: bool) -> Event | None:
        """Read quotations with no words beside them: they go on from what was said last, if that is sure."""
        for token in tokens[low:high]:
            if token.kind != QUOTE:
                continue
            quote = self._quoted[token.number]
            carried = self.said[token.number - 1] if quote.carried_on and token.number else None
            if carried is not None:
                self.said[token.number] = carried
            elif before is not None and alone:
                self.said[token.number] = _gone_on(before)
            else:
                self.said[token.number] = Attribution(speaker=None, whole=is_whole(self._text, quote))
        return before if alone else None

    def _sentence(self, tokens: list[Token], low: int, high: int, place: _Place, before: Event | None) -> Event | None:
        """Read a sentence; `before` is what was said in the one before it, in the same paragraph."""
        found = clauses(self._text, tokens, low, high)
        last: Event | None = None
        events: dict[int, Event] = {}
        for at in range(low, high):
            if tokens[at].kind != QUOTE:
                continue
            quote = self._quoted[tokens[at].number]
            chosen = choose(self._text, tokens, low, high, at, found, whole=is_whole(self._text, quote))
            carried = self.said[tokens[at].number - 1] if quote.carried_on and tokens[at].number else None
            if carried is not None:
                self.said[tokens[at].number] = carried
                continue
            if chosen is None and at == low and before is not None and _is_sentence(self._text, quote):
                self.said[tokens[at].number] = _gone_on(before)
                last = before
                continue
            if chosen is None:
                self.said[tokens[at].number] = Attribution(speaker=None, whole=is_whole(self._text, quote))
                continue
            if _is_term(self._text, tokens, low, at, quote):
                continue
            pattern, clause = chosen
            event = events.get(clause.phrase.start) or self._event(clause, found, place, tokens, low, high)
            events[clause.phrase.start] = event
            self.said[tokens[at].number] = Attribution(
                speaker=event.speaker, start=event.start, end=event.end, whole=True, pattern=pattern, kind=event.kind
            )
            last = event
        written = _writing(self._text, tokens, low, high)
        if written is not None:
            self._written, self._written_in = written, place.paragraph
        if last is None:
            told = [clause for clause in found if clause.saying]
            if told:
                closing = high - told[-1].verb <= _CLOSING  # it will rain, Ada Lunt said on Friday
                last = self._event(told[-1] if closing else told[0], told, place, tokens, low, high)
        return last

    def _meant(
        self, clause: Clause, found: list[Clause], place: _Place, tokens: list[Token], low: int, high: int
    ) -> Phrase:
        """Return the phrase that `it` or `they` stands for: the subject that rules the clause, else the last writing named."""
        phrase = clause.phrase
        if phrase.kind != PRONOUN:
            return phrase
        if phrase.name not in ("it", "they"):
            return self._ruling(clause, found, tokens, low) or phrase
        if self._memory.resolve(phrase, place.paragraph) is not None:
            return phrase
        ruling = [c.phrase for c in found if c.verb < clause.verb and c.saying and c.phrase.kind != PRONOUN]
        if ruling:
            return replace(ruling[-1], start=phrase.start, end=phrase.end)
        opening = prefix_phrase(self._text, tokens, low, high)
        if opening is not None and opening.kind in (BODY, OTHER) and opening.end < phrase.start:
            return replace(opening, start=phrase.start, end=phrase.end)
        near = self._written is not None and self._written_in >= place.paragraph - 1
        if self._written is None or not near or phrase.name != "it":
            return phrase
        return replace(self._written, start=phrase.start, end=phrase.end)

    def _ruling(self, clause: Clause, found: list[Clause], tokens: list[Token], low: int) -> Phrase | None:
        """Return the subject of the verb that rules a pronoun: the aide, in `Ada Lunt’s aide said he expects`."""
        at = next((i for i in range(clause.verb, low, -1) if tokens[i].start == clause.phrase.start), low)
        verb = at - 2 if at - 1 > low and tokens[at - 1].low == "that" else at - 1
        ruling = next((c for c in found if c.saying and c.verb == verb), None)
        if ruling is None or ruling.phrase.kind not in (PERSON, ROLE) or ruling.phrase.start >= clause.phrase.start:
            return None
        if not self._memory.may_be(ruling.phrase, clause.phrase.name):
            return None
        return replace(ruling.phrase, start=clause.phrase.start, end=clause.phrase.end)

    def _event(
        self, clause: Clause, found: list[Clause], place: _Place, tokens: list[Token], low: int, high: int
    ) -> Event:
        phrase = self._meant(clause, found, place, tokens, low, high)
        event = Event(
            speaker=self._memory.resolve(phrase, place.paragraph, _sentence_of(tokens, low, high, phrase)),
            kind=phrase.kind,
            start=phrase.start,
            end=phrase.end,
            paragraph=place.paragraph,
            sentence=place.sentence,
            asks=tokens[clause.verb].low in _ASKING,
        )
        self._memory.events.append(event)
        return event


def _writing(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Return the last writing named in a sentence, `an open letter`."""
    for at in range(high - 1, low, -1):
        if tokens[at].low in DOCUMENTS and not tokens[at].capital:
            begin = next(
                (i for i in range(at - 1, max(at - 5, low - 1), -1) if tokens[i].low in ("a", "an", "the")), None
            )
            if begin is not None:
                name = " ".join(text[tokens[begin].start : tokens[at].end].split())
                return made(tokens, DOCUMENT, begin, at + 1, name=name)
    return None


def _sentence_of(tokens: list[Token], low: int, high: int, phrase: Phrase) -> int | None:
    """Return where the sentence begins, for the first pronoun in it that is not put in between commas."""
    at = next((i for i in range(low, high) if tokens[i].low in ("he", "she")), high)
    if (
        at in (low, high)
        or tokens[at].start != phrase.start
        or tokens[at - 1].text == ","
        or tokens[at - 1].kind == QUOTE
    ):
        return None
    return tokens[low].start


def _gone_on(before: Event) -> Attribution:
    return Attribution(
        speaker=before.speaker,
        start=before.start,
        end=before.end,
        whole=True,
        pattern=Pattern.GOES_ON,
        kind=before.kind,
    )


def _is_sentence(text: str, quote: Quoted) -> bool:
    """Say whether words in marks begin a sentence of somebody's, whose end may be the writer's: `“It will rain on” Friday.`."""
    words = text[quote.start : quote.end]
    return words[:1].isupper() and words.count(" ") >= _SENTENCE_WORDS


def is_whole(text: str, quote: Quoted) -> bool:
    """Say whether words in marks are a sentence of somebody's, not a phrase or a title."""
    words = text[quote.start : quote.end]
    return words[-1:] in tuple(".!?…") and words.count(" ") >= 4 and words[:1].isupper()


def _is_term(text: str, tokens: list[Token], low: int, at: int, quote: Quoted) -> bool:
    """Say whether words in marks name a thing: a title, a programme, a word spoken of."""
    words = text[quote.start : quote.end].rstrip(",.;:").split()
    previous = tokens[at - 1] if at > low else None
    if previous is None or previous.kind == SIGN or len(words) > 8:
        return False
    verbal = at - 2 >= low and tokens[at - 2].low in BEFORE_INFINITIVE  # to show “…”
    if (previous.low in _TERM_BEFORE and not verbal) or (
        previous.low == "as" and at - 2 >= low and tokens[at - 2].low == "known"
    ):
        return True
    titled = all(word[:1].isupper() or word.lower() in _SMALL or word[:1].isdigit() for word in words)
    return (
        titled
        and words[0][:1].isupper()
        and words[0].lower() not in ("i", "we")
        and not text[quote.start : quote.end].endswith(("!", "?"))
    )
