"""Whether the written sentences of an exported conversation still are what the quotes that they cite bear out."""

from collections.abc import Callable, Iterator, Sequence

from corpus.article import Article, text_hash
from corpus.text.sentences import Span, sentence_spans
from qa.web.export.parts import Cites, Misfit, WrittenIn
from qa.written.plain import limits_check, plain_checks, speaker_check
from qa.written.values import Evidence
from qa.written.verify import verify

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
    verdict = verify(sentence, evidence)
    needed = [one for one in evidence if one.locator in verdict.citations]
    plain = (*plain_checks(sentence), speaker_check(sentence, needed), limits_check(sentence, needed))
    return verdict.supported and all(check.passed for check in plain)


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
            yield Evidence(
                text=article.text[slice(*span)],
                headline=article.title,
                outlet=article.outlet,
                day=article.published,
                speaker=speaker_of(one.article, span) if speaker_of else None,
                locator=f"{one.article}:{span[0]}-{span[1]}",
            )


def _has(article: Article, cites: Cites) -> bool:
    return cites.field == "text" and text_hash(article.text[cites.start : cites.end]) == cites.sha256
