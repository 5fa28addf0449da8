"""Answers, filters and articles as JSON, which scripts may rely on. docs/answer.schema.json describes an answer."""

from dataclasses import asdict
from typing import Any

from corpus.article import Article, Passage
from corpus.catalogue.origin import via
from corpus.filters import Filters
from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Quote

Json = dict[str, Any]


def filters_json(filters: Filters) -> Json:
    """Return filters as an answer's `implied` has them."""
    known: Json = {"outlets": list(filters.outlets), "since": filters.since, "until": filters.until}
    return known | ({"collection": filters.collection} if filters.collection else {})


def filters_from(stored: Json) -> Filters:
    """Return the filters that `filters_json` wrote."""
    return Filters(
        outlets=tuple(stored["outlets"]),
        since=stored["since"],
        until=stored["until"],
        collection=stored.get("collection"),
    )


def answer_json(answer: Answer, beside: Json | None = None, written: Json | None = None) -> Json:
    """Return an answer as docs/answer.schema.json says.

    Args:
        beside: its context, as `qa.news.views.json.context_json` returns it.
        written: what is written above its quotes, as `qa.written.json.written_json` returns it; None where nobody wrote.
    """
    return {
        "question": answer.question,
        "kind": answer.kind,
        "answered": answer.answered,
        "certainty": answer.certainty,
        "confidence": answer.confidence,
        "quotes": [_quote_json(quote) for quote in answer.quotes],
        "passages": [{**asdict(passage), "also": list(passage.also)} for passage in answer.passages],
        "citations": [citation_json(citation) for citation in answer.citations],
        "interpreted": answer.interpreted,
        "implied": filters_json(answer.implied) if answer.implied else None,
        "note": answer.note,
        "total": answer.total,
        "groups": list(answer.groups),
        "as_of": answer.as_of,
        "beside": beside,
        "took_ms": round(answer.took_ms, 1),
        **({"written": written} if written else {}),
    }


def _quote_json(quote: Quote) -> Json:
    return {**asdict(quote), "also": list(quote.also), "words": list(quote.words) if quote.words else None}


def _quote_from(stored: Json) -> Quote:
    words = stored.get("words")
    return Quote(**{**stored, "also": tuple(stored.get("also", ())), "words": (words[0], words[1]) if words else None})


def citation_json(citation: Citation) -> Json:
    """Return a citation as an answer has it."""
    fields = asdict(citation)
    if citation.article.via is None:
        del fields["article"]["via"]
    if citation.field == "text":
        del fields["field"]
    if not citation.ocr:
        del fields["ocr"]
    return fields


def citation_from_json(stored: Json) -> Citation:
    """Return the citation that `citation_json` wrote."""
    return Citation(**{**stored, "article": CitedArticle(**stored["article"])})


def answer_from_json(stored: Json) -> Answer:
    """Return the answer that `answer_json` wrote; fields that an earlier version did not write have their defaults."""
    implied = stored.get("implied")
    return Answer(
        question=stored["question"],
        answered=stored["answered"],
        confidence=stored["confidence"],
        quotes=tuple(map(_quote_from, stored["quotes"])),
        passages=tuple(FoundPassage(**{**one, "also": tuple(one.get("also", ()))}) for one in stored["passages"]),
        citations=tuple(map(citation_from_json, stored["citations"])),
        took_ms=stored["took_ms"],
        interpreted=stored["interpreted"],
        implied=filters_from(implied) if implied else None,
        note=stored["note"],
        kind=stored.get("kind", "look-up"),
        total=stored.get("total"),
        groups=tuple(stored.get("groups", ())),
        as_of=stored.get("as_of"),
    )


def article_json(article: Article) -> Json:
    """Return what `cuttings list --json` says of an article."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "byline": article.byline,
        "url": article.url,
        "language": article.language,
        "words": article.words,
        **({"via": site} if (site := via(article)) else {}),
        **({"ocr_pages": list(article.ocr_pages)} if article.ocr_pages else {}),
        **({"as_read": dict(article.as_read)} if article.as_read else {}),
    }


def article_with_passages_json(article: Article, passages: list[Passage]) -> Json:
    """Return what `cuttings show ARTICLE --json` says: the article, its text and where its passages are."""
    return {
        **article_json(article),
        "version": article.version,
        "source": article.source,
        "text": article.text,
        "passages": [{"start": passage.start, "end": passage.end, "text": passage.text} for passage in passages],
    }
