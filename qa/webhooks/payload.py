"""What is sent: JSON in the form of Standard Webhooks, about one article that a saved question has found."""

from collections.abc import Callable

from corpus.catalogue.user_file import dump, now
from qa.alerts.saved_question import Alert, Hit, HitQuote, quote_json

Link = Callable[[str, HitQuote], str]
"""Takes the id of an article and a quote; returns the path that opens the article there."""


def hit_payload(alert: Alert, hit: Hit, site: str, link: Link) -> str:
    """Return what is sent of a hit.

    Args:
        site: what the addresses begin with.
        link: the path of a quote.
    """
    article = hit.found.article
    data = {
        "alert": {"number": alert.number, "question": alert.question},
        "hit": hit.number,
        "article": {
            "id": article.id,
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published,
            "url": article.url,
        },
        "quotes": [{**quote_json(one), "address": f"{site}{link(article.id, one)}"} for one in hit.found.quotes],
    }
    return dump({"type": "alert.hit", "timestamp": hit.found_at, "data": data})


def trial_payload() -> str:
    """Return what is sent to try a webhook."""
    return dump({"type": "webhook.test", "timestamp": now(), "data": {}})
