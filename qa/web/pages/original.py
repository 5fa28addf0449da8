"""The page that shows the file an article was read from: a page of a PDF as a picture, or a saved web page in a frame."""

from corpus.article import Article
from qa.service.originals import PrintedPage
from qa.web.pages.page import document
from qa.web.render.article import CITED, Reference, original_address
from qa.web.render.text import clip, day, escape
from qa.web.route_table import ARTICLES, ORIGINAL_FILE, ORIGINAL_PAGE, ORIGINAL_SAVED, path_to
from qa.web.translations import ENGLISH_WORDS, Say


def printed_page(article: Article, reference: Reference, shown: PrintedPage, say: Say = ENGLISH_WORDS) -> str:
    """Return the document that shows a page of an article's PDF, the quote marked."""
    picture = escape(path_to(ORIGINAL_PAGE, article.id, str(shown.number)))
    alternative = escape(say("original_alt", number=shown.number))
    ratio = f'width="{shown.width:.0f}" height="{shown.height:.0f}"'
    leafing = _leafing(article, reference, shown, say)
    body = (
        f"{_head(article, reference, say)}{leafing}{_note(article, reference, shown, say)}"
        f'<figure class="printed">'
        f'<a href="{picture}" title="{escape(say("original_larger"))}"><img src="{picture}" {ratio} alt="{alternative}">'
        f"{_marks(shown)}</a></figure>"
    )
    return _document(article, body, say)


def saved_page(article: Article, reference: Reference, say: Say = ENGLISH_WORDS) -> str:
    """Return the document that shows an article's saved page in a frame."""
    address = escape(path_to(ORIGINAL_SAVED, article.id))
    body = (
        f'{_head(article, reference, say)}<p class="quiet">{escape(say("original_saved"))}</p>'
        f'<iframe class="saved" src="{address}" sandbox title="{escape(say("original_frame"))}"></iframe>'
    )
    return _document(article, body, say)


def unreadable_page(article: Article, reference: Reference, reason: str, say: Say = ENGLISH_WORDS) -> str:
    """Return the document that says why the file cannot be shown; it can still be downloaded."""
    why = f'<p class="warning" role="note">{escape(say("original_unreadable"))} <span lang="en">{escape(reason)}</span></p>'
    return _document(article, _head(article, reference, say) + why, say)


def _document(article: Article, body: str, say: Say) -> str:
    title = say("original_of", title=clip(article.title, 120))
    return document(title, body, say, kind="original-page", here=ARTICLES, inside=True)


def _head(article: Article, reference: Reference, say: Say) -> str:
    facts = [
        clip(article.outlet, 120) if article.outlet else "",
        day(article.published, say) or "",
        say("original_kept"),
    ]
    download = escape(path_to(ORIGINAL_FILE, article.id))
    return (
        f'<p class="kicker" dir="auto">{escape(" · ".join(filter(None, facts)))}</p>'
        f'<h1 dir="auto">{escape(clip(article.title, 400))}</h1>'
        f'<p class="links"><a class="back" href="{escape(reference.address(article.id))}">{escape(say("correct_back"))}</a> '
        f'<a class="download" href="{download}">{escape(say("original_download"))}</a></p>'
    )


def _leafing(article: Article, reference: Reference, shown: PrintedPage, say: Say) -> str:
    """Return the links to the pages before and after; "" for a file of one page."""
    if shown.count == 1:
        return ""
    before, after = (escape(original_address(article.id, reference, shown.number + step)) for step in (-1, 1))
    place = escape(say("original_place", number=shown.number, count=shown.count))
    links = [f'<a href="{before}" rel="prev">{escape(say("previous_page"))}</a>'] if shown.number > 1 else []
    links.append(f"<span>{place}</span>")
    links += [f'<a href="{after}" rel="next">{escape(say("next_page"))}</a>'] if shown.number < shown.count else []
    return f'<nav class="pages" aria-label="{escape(say("original_pages"))}">{" ".join(links)}</nav>'


def _note(article: Article, reference: Reference, shown: PrintedPage, say: Say) -> str:
    """Return whether the quote is marked, in a sentence; "" where no quote was asked for on this page."""
    quote = reference.cited_in_text
    if quote is None:
        return ""
    if reference.changed(article):
        return f'<p class="warning" role="note">{escape(say("article_changed"))}</p>'
    first, last = article.page_at(quote.start), article.page_at(max(quote.start, quote.end - 1))
    if first is not None and last is not None and not first <= shown.number <= last:
        return ""
    missed = "original_by_ocr" if article.by_ocr_at(quote.start) else "original_unmarked"
    said = "original_marked" if shown.marks else missed
    return f'<p class="quiet" role="note">{escape(say(said))}</p>'


def _marks(shown: PrintedPage) -> str:
    """Return the rectangles around the quote, drawn over the picture."""
    if not shown.marks:
        return ""
    rectangles = "".join(
        f'<rect{"" if number else f" id={CITED!r}"} x="{x:.5f}" y="{y:.5f}" width="{width:.5f}" height="{height:.5f}"/>'
        for number, (x, y, width, height) in enumerate(shown.marks)
    )
    return f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{rectangles}</svg>'
