"""Whether the written sentences of an exported conversation still are what the quotes that they cite bear out."""

from collections.abc import Callable, Iterator, Sequence

from corpus.article import Article, text_hash
from corpus.text.sentences import Span, sentence_spans
from qa.web.export.parts import Cites, Misfit, WrittenIn
from qa.written.held import held
from qa.written.plain import plain_checks
from qa.written.values import Evidence, evidence_of

Texts = Sequence[tuple[Article, bool]]
"""All versions of an article, oldest first, each with whether it is the present one."""

SpeakerOf = Callable[[str, Span], str | None]
"""Returns whose words a span of an article is, by the article's id; None where that is not known."""

UNSUPPORTED = "no quote that it cites bears this sentence out"


def not_borne_out(
    written: Sequence[WrittenIn], texts: Callable[[str], Texts], speaker_of: SpeakerOf | None = None
) -> list[Misfit]:
    """Return the sentences that the quotes they cite do not bear out, by the same checks as when they were written.

    Args:
        texts: returns the versions of the article of an id.
        speaker_of: tells whose words a quote is; None where that is not known, as it is for an article that was removed.
    """
    return [
        Misfit(one.part.line, UNSUPPORTED, one.part.written)
        for one in written
        if not _borne_out(one.text, list(_evidence(one.cites, texts, speaker_of)))
    ]


def _borne_out(sentence: str, evidence: Sequence[Evidence]) -> bool:
    return all(check.passed for check in plain_checks(sentence)) and held(sentence, evidence).supported


def _evidence(
    cites: Sequence[Cites], texts: Callable[[str], Texts], speaker_of: SpeakerOf | None
) -> Iterator[Evidence]:
    """Yield the sentences of the cited quotes, of the version of their article that has them."""
    for one in cites:
        article = next((text for text, _ in texts(one.article) if _has(text, one)), None)
        if article is None:
            continue
        for low, high in sentence_spans(article.text[one.start : one.end]):
            span = (one.start + low, one.start + high)
            speaker = speaker_of(one.article, span) if speaker_of else None
            yield evidence_of(article, span, article.text[slice(*span)], speaker)


def _has(article: Article, cites: Cites) -> bool:
    return cites.field == "text" and text_hash(article.text[cites.start : cites.end]) == cites.sha256
