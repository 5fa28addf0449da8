"""Collections, marks and dossiers as JSON: what `--json` of their commands prints, which scripts may rely on."""

from qa.answering.json import Json
from qa.desk.dossiers import quote_json
from qa.desk.values import Collection, Dossier, Marks
from qa.service.desk import CollectedArticle, ShownEntry


def collection_json(collection: Collection) -> Json:
    """Return a collection, with how many articles it has."""
    return {"id": collection.id, "name": collection.name, "articles": collection.articles}


def collected_json(article: CollectedArticle) -> Json:
    """Return an article of a collection; `removed` where it is not in the archive any more."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        **({} if article.live else {"removed": True}),
    }


def marks_json(marks: Marks) -> Json:
    """Return what is noted on an article or a quote; for a user, what is noted there for everybody, if anything, apart."""
    everybodys = {"everybodys": marks_json(marks.everybodys)} if marks.everybodys else {}
    return {"starred": marks.starred, "tags": list(marks.tags), "note": marks.note, **everybodys}


def dossier_json(dossier: Dossier) -> Json:
    """Return a dossier without its entries, with how many it has."""
    return {
        "id": dossier.id,
        "title": dossier.title,
        "changed": dossier.changed,
        "entries": len(dossier.entries),
        "quotes": dossier.quotes,
    }


def entry_json(shown: ShownEntry) -> Json:
    """Return an entry of a dossier as the archive has it now."""
    quote = shown.entry.quote
    return {
        "id": shown.entry.id,
        "state": shown.state,
        "note": shown.entry.note,
        "quote": quote_json(quote) if quote else None,
    }
