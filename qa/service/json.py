"""Values as JSON, field by field: what scripts may rely on. docs/answer.schema.json describes an answer."""

from dataclasses import asdict

from corpus.article import Article, Passage
from corpus.catalogue.origin import via
from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Quote
from qa.answering.json import Json, filters_from, filters_json
from qa.news.views.json import context_json
from qa.news.views.story import AnswerContext
from qa.service.progress import AddReport
from qa.service.status import Status


def answer_json(answer: Answer, context: AnswerContext | None = None) -> Json:
    """Return an answer and its context as docs/answer.schema.json says."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "quotes": [{**asdict(quote), "also": list(quote.also)} for quote in answer.quotes],
        "passages": [{**asdict(passage), "also": list(passage.also)} for passage in answer.passages],
        "citations": [_citation_json(citation) for citation in answer.citations],
        "interpreted": answer.interpreted,
        "implied": filters_json(answer.implied) if answer.implied else None,
        "note": answer.note,
        "beside": context_json(context) if context else None,
        "took_ms": round(answer.took_ms, 1),
    }


def _citation_json(citation: Citation) -> Json:
    said = asdict(citation)
    if citation.article.via is None:
        del said["article"]["via"]
    return said


def answer_from_json(kept: Json) -> Answer:
    """Return the answer that `answer_json` wrote; what an earlier one did not write yet is as if it were not there."""
    implied = kept.get("implied")
    return Answer(
        question=kept["question"],
        answered=kept["answered"],
        confidence=kept["confidence"],
        quotes=tuple(Quote(**{**quote, "also": tuple(quote.get("also", ()))}) for quote in kept["quotes"]),
        passages=tuple(FoundPassage(**{**one, "also": tuple(one.get("also", ()))}) for one in kept["passages"]),
        citations=tuple(Citation(**{**one, "article": CitedArticle(**one["article"])}) for one in kept["citations"]),
        took_ms=kept["took_ms"],
        interpreted=kept["interpreted"],
        implied=filters_from(implied) if implied else None,
        note=kept["note"],
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
        **({"via": told_by} if (told_by := via(article)) else {}),
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


def report_json(report: AddReport) -> Json:
    """Return what `cuttings add --json` says."""
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "same": [asdict(one) for one in report.same],
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in report.failed],
        "passages": report.passages,
        "encoded": report.encoded,
    }


def status_json(status: Status) -> Json:
    """Return what `cuttings status --json` says."""
    return {
        "archive": str(status.folder),
        "exists": status.exists,
        "sample": status.sample,
        "articles": status.counts.articles,
        "passages": status.counts.passages,
        "outlets": status.counts.outlets,
        "words": status.counts.words,
        "first": status.counts.first,
        "last": status.counts.last,
        "revision": status.revision,
        "model": status.model,
        "segments": status.segments,
        "bytes": status.bytes,
        "failed": [{"path": one.path, "reason": one.reason, "tries": one.tries} for one in status.failed],
    }
