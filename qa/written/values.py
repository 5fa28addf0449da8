"""What a written sentence is judged by, and what is found: the values between those who write and those who verify."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.article import Article
from corpus.text.sentences import Span
from qa.answering.answer import Citation, CitedArticle

Follows = Callable[[str, str], bool]
"""Tells whether a sentence follows from a quote, which comes first: a model that may refuse, and not accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote that a written sentence may rest on, with what its article says of itself.

    Attributes:
        text: the quote, word for word.
        headline: of its article; "" where it has none.
        outlet: of its article.
        day: ISO day or moment of publication, from which "yesterday" is counted.
        speaker: whose words the quote is, where that is known.
        locator: the span in the archive, as `Citation.locator` has it; unique among the evidence of an answer.
    """

    text: str
    headline: str = ""
    outlet: str | None = None
    day: str | None = None
    speaker: str | None = None
    locator: str = ""


def evidence_of(article: Article | CitedArticle, span: Span, text: str, speaker: str | None) -> Evidence:
    """Return a span of an article as evidence.

    Args:
        text: of the span.
        speaker: whose words it is, where that is known.
    """
    return Evidence(
        text=text,
        headline=article.title,
        outlet=article.outlet,
        day=article.published,
        speaker=speaker,
        locator=f"{article.id}:{span[0]}-{span[1]}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of one rule.

    Attributes:
        name: of the rule: "numbers", "names".
        passed: whether the sentence says nothing that the evidence does not, as far as this rule can tell.
        why: what failed, in words; "" where it passed.
    """

    name: str
    passed: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether evidence bears a sentence out.

    Attributes:
        supported: whether all rules passed.
        checks: of the evidence that comes nearest to bearing it out.
        citations: locators of the evidence that is needed for it, in the order given; empty where it is not supported.
    """

    supported: bool
    checks: tuple[Check, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSentence:
    """What became of a sentence that a model wrote, for whoever measures; what failed is never a part of an answer.

    Attributes:
        cited: the quotes that the model itself cites for it, in its order; None for a number that no quote has.
        failed: the check because of which it is not shown; None where it is shown.
    """

    text: str
    cited: tuple[Evidence | None, ...]
    failed: Check | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedQuote:
    """A quote that written sentences cite.

    Attributes:
        citation: its number is that of the answer, where the answer cites the same words; else it goes on from there.
    """

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """A sentence that is shown, since quotes bear it out.

    Attributes:
        citations: numbers of these quotes.
        checks: that it has passed.
        differs: numbers of quotes that say otherwise, as the articles of a story do.
        corrected: numbers of quotes in which a later article corrects one that is cited.
    """

    text: str
    citations: tuple[int, ...]
    checks: tuple[Check, ...] = ()
    differs: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written above the quotes of an answer; without sentences there is no prose, and `note` may say why.

    Attributes:
        quotes: those that the sentences name by number, ascending.
        dropped: how many sentences were left out, since no quote bears them out.
        model: its name, as the user gave it.
        host: the machine that wrote.
        seconds: from sending to the end.
        prompt_tokens, completion_tokens: as the endpoint counts them; None where it does not say.
        note: a message for the reader: why there is no prose, or no more of it.
    """

    model: str
    host: str
    sentences: tuple[WrittenSentence, ...] = ()
    quotes: tuple[CitedQuote, ...] = ()
    dropped: int = 0
    seconds: float = 0.0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    note: str | None = None

    def quote(self, number: int) -> CitedQuote:
        """Return the quote of that number; `KeyError` where there is none."""
        for one in self.quotes:
            if one.citation.number == number:
                return one
        raise KeyError(number)
