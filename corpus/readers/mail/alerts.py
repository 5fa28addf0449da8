"""Mails of Google Alerts: each hit is an article, with its title, outlet and the words that were found, at its real address."""

from urllib.parse import urlsplit

from corpus.article import ArticleDraft, comparable
from corpus.readers.cleaning.urls import known_url
from corpus.readers.markup import text_of
from corpus.readers.web.tree import tree_of

_SENDER = "googlealerts"
_HITS = 500


def is_alert(sender: str, markup: str) -> bool:
    """Return whether a mail is one of Google Alerts, and not one that somebody has written about them."""
    return _SENDER in sender.casefold() and "/url?" in markup


def alert_hits(markup: str) -> list[ArticleDraft]:
    """Return the hits of a mail of Google Alerts."""
    from lxml.html import tostring

    try:
        tree = tree_of(markup)
    except ValueError:
        return []
    links = [(link, url) for link in tree.iter("a") if (url := _target(link.get("href")))]
    drafts: dict[str, ArticleDraft] = {}
    for link, url in links[:_HITS]:
        title = " ".join(link.text_content().split())
        if not title or url in drafts:
            continue
        others = {other for other, target in links if target != url}
        around = link
        for above in link.iterancestors():
            if any(one in others for one in above.iter("a")):
                break
            around = above
        lines = [line for line in text_of(str(tostring(around, encoding="unicode"))).split("\n") if line]
        lines = [line for line in lines if comparable(line) != comparable(title)]
        outlet, rest = (lines[0], lines[1:]) if lines and len(lines[0]) <= 80 else (None, lines)
        said = max(rest, key=len, default="").removesuffix("...").removesuffix("…").strip()
        drafts[url] = ArticleDraft(title=title, text=said or title, outlet=outlet, url=url)
    return list(drafts.values())


def _target(href: str | None) -> str | None:
    """Return the address to which a link of a mail leads, if that is not the search engine itself."""
    if not href or "/url?" not in href:
        return None
    url = known_url(href)
    return url if url and "google." not in (urlsplit(url).hostname or "") else None
