"""An article as plain text: what `cuttings show` prints, and what assistants read."""

from corpus.article import Article
from corpus.catalogue.origin import ocr_note, via


def article_text(article: Article) -> str:
    """Return a whole article."""
    facts = [article.outlet, article.published, article.byline and f"By {article.byline}", article.url]
    if site := via(article):
        facts.append(f"Read at {site} ({article.source}), not at that address" if article.url else f"Read at {site}")
    facts += [ocr_note(article), *as_read_text(article)]
    return "\n".join([article.title, *(fact for fact in facts if fact), "", article.text])


def as_read_text(article: Article) -> list[str]:
    """Return a line for each field of an article that was corrected."""
    return [
        f"Corrected; the {'day' if name == 'published' else name} was read as: {value or 'unknown'}"
        for name, value in article.as_read
    ]
