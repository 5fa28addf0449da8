"""An article as the side panel and its own page show it, the cited sentences marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import SplitResult, urlencode, urlsplit

from corpus.article import Article, text_hash
from corpus.catalogue.origin import ocr_note, via
from qa.answering.answer import CitedField, cited_field
from qa.answering.citations import field_of
from qa.service.originals import Kind, first_page
from qa.web.render.text import clip, counted, day, escape
from qa.web.route_table import ARTICLE, ARTICLE_CORRECT, ORIGINAL, ORIGINAL_FILE, path_to
from qa.web.translations import ENGLISH_WORDS, Say

CITED = "cited"
"""Id of the first mark of the citation; the fragment of every citation's address."""

ALSO_LIMIT = 40

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+-]+Z?)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of an article's text: code points, `end` exclusive."""

    start: int
    end: int

    def within(self, length: int) -> "Span | None":
        """Return the part of it inside a text of `length`, None where that is empty."""
        start, end = max(self.start, 0), min(self.end, length)
        return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Reference:
    """What the address of a citation contains.

    Attributes:
        cited: the cited span; None marks nothing.
        also: other spans of the same answer in the same article's text.
        sha256: the first digits of the cited text's hash, which show whether the text has changed since.
        field: of the article, that the cited span is in.
    """

    cited: Span | None = None
    also: tuple[Span, ...] = ()
    sha256: str = ""
    field: CitedField = "text"

    @property
    def cited_in_text(self) -> Span | None:
        """The cited span where it is in the text."""
        return self.cited if self.field == "text" else None

    @classmethod
    def parse(cls, start: str, end: str, also: Iterable[str] = (), sha256: str = "", field: str = "") -> "Reference":
        """Parse the parts of an address; invalid numbers count as absent, and an unknown field as the text."""
        others = (_span(*part.partition("-")[::2]) for part in also)
        spans = tuple(span for span in others if span)[:ALSO_LIMIT]
        return cls(_span(start, end), spans, sha256[:64].lower(), cited_field(field))

    def address(self, article_id: str) -> str:
        """Return the path that shows `article_id` with the sentence marked."""
        query, path = self.query(), path_to(ARTICLE, article_id)
        return f"{path}?{urlencode(query)}#{CITED}" if query else path

    def query(self) -> list[tuple[str, str]]:
        """Return the parameters of an address that marks the sentence; none where nothing is marked."""
        query: list[tuple[str, str]] = []
        if self.cited:
            query += [("start", str(self.cited.start)), ("end", str(self.cited.end))]
            query += [("also", f"{span.start}-{span.end}") for span in self.also[:ALSO_LIMIT]]
            query += [("sha256", self.sha256[:16])] if self.sha256 else []
            query += [("field", self.field)] if self.field != "text" else []
        return query

    def changed(self, article: Article) -> bool:
        """Return whether the article no longer has the cited text in its place."""
        if not (self.cited and self.sha256):
            return False
        here = field_of(article, self.field)[self.cited.start : self.cited.end]
        return not text_hash(here).startswith(self.sha256)

    def marked(self, field: CitedField, shown: str) -> str:
        """Return the HTML of a field other than the text, marked where the citation is of it."""
        return f'<mark class="cited" id="{CITED}">{shown}</mark>' if self.cited and field == self.field else shown


def article_html(
    article: Article,
    reference: Reference,
    heading: str = "h2",
    say: Say = ENGLISH_WORDS,
    *,
    correcting: bool = False,
    noted: Sequence[Span] = (),
    original: Kind | None = None,
    tools: str = "",
) -> str:
    """Return the article as one `<article>` element.

    Args:
        article: what is shown; all of its text is escaped.
        reference: what is marked.
        heading: tag of the headline.
        say: words of the reader's language.
        correcting: whether it links to the page on which it can be corrected.
        noted: what readers have starred or annotated in its text.
        original: what the kept file is that it links to; None for no link.
        tools: HTML above its text.
    """
    outlet = ""
    if article.outlet:
        named = reference.marked("outlet", escape(clip(article.outlet, 120)))
        outlet = f'<span class="outlet" dir="auto">{named}</span>'
    when = _when(article.published, say)
    when = reference.marked("published", when) if when else ""
    origin = escape(say("via", site=clip(site, 60))) if (site := via(article)) else ""
    kicker = " · ".join(part for part in (outlet, when, origin) if part) or escape(say("no_outlet_no_date"))
    byline = ""
    if article.byline:
        by = say("by", who=reference.marked("byline", escape(clip(article.byline, 200))))
        byline = f'<p class="byline" dir="auto">{by}</p>'
    title = reference.marked("title", escape(clip(article.title, 400)))
    language = article.language or ""
    lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return (
        '<article class="cutting" aria-labelledby="cutting-title"><header>'
        f'<p class="kicker">{kicker}</p>'
        f'<{heading} id="cutting-title" dir="auto"{lang}>{title}</{heading}>'
        f'</header><div class="about">{byline}{_links(article, reference, original, say)}</div>{tools}{_ocr(article)}'
        f"{_warning(article, reference, say)}"
        f'<div class="text"{lang}>{text_html(article.text, reference, noted)}</div>'
        f"<footer>{escape(counted(article.words, 'word', say))}{_version(article, say)}"
        f"{_correction(article, say, correcting=correcting)}</footer></article>"
    )


def text_html(text: str, reference: Reference, noted: Sequence[Span] = ()) -> str:
    """Return `text` in paragraphs with marks. Without its tags, and unescaped, it is `text` again."""
    pieces: list[str] = []
    marks = list(_marks(text, reference, noted))
    named = False
    for start, end, is_paragraph in _paragraphs(text):
        if not is_paragraph:
            pieces.append(escape(text[start:end]))
            continue
        pieces.append('<p dir="auto">')
        for span, mark in _cut(Span(start, end), marks):
            shown = escape(text[span.start : span.end])
            if mark:
                name = f" id={CITED!r}" if mark.startswith(CITED) and not named else ""
                shown = f'<mark class="{mark}"{name}>{shown}</mark>'
                named = named or bool(name)
            pieces.append(shown)
        pieces.append("</p>")
    return "".join(pieces)


def web_address(url: str | None) -> SplitResult | None:
    """Return `url` in parts where it is one that may be followed: http or https, with a host."""
    if not url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return parts if usable else None


def _span(start: str, end: str) -> Span | None:
    if not all(part.isascii() and part.isdigit() and len(part) < 12 for part in (start, end)):
        return None
    return Span(int(start), int(end)) if int(start) < int(end) else None


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Split `text` into paragraphs (True) and what is between them (False); together they are `text`."""
    at = 0
    for gap in _PARAGRAPH_END.finditer(text):
        if at < gap.start():
            yield at, gap.start(), True
        yield gap.start(), gap.end(), False
        at = gap.end()
    if at < len(text):
        yield at, len(text), True


def _marks(text: str, reference: Reference, noted: Iterable[Span]) -> Iterator[tuple[Span, str]]:
    """Yield spans that do not overlap, in order, each with its classes: `cited` or else `also`, and `noted`."""
    cited, others, own = (
        [inside for span in spans if (inside := span.within(len(text)))]
        for spans in ([reference.cited_in_text] if reference.cited_in_text else [], reference.also, noted)
    )
    edges = {edge for span in (*cited, *others, *own) for edge in (span.start, span.end)}
    for start, end in pairwise(sorted(edges)):
        is_cited, is_other, is_noted = (
            any(span.start <= start and end <= span.end for span in spans) for spans in (cited, others, own)
        )
        kinds = [CITED if is_cited else "also" if is_other else "", "noted" if is_noted else ""]
        if any(kinds):
            yield Span(start, end), " ".join(filter(None, kinds))


def _cut(whole: Span, marks: Sequence[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """Split `whole` at the marks; adjacent spans with the same mark are joined."""
    at = whole.start
    run: tuple[Span, str] | None = None
    for span, mark in [*marks, (Span(whole.end, whole.end), "")]:
        start, end = max(span.start, whole.start), min(span.end, whole.end)
        if mark and start >= end:
            continue
        if run and run[1] == mark and run[0].end == start:
            run = Span(run[0].start, end), mark
            at = end
            continue
        if run:
            yield run
        if at < start:
            yield Span(at, start), ""
        run = (Span(start, end), mark) if mark else None
        at = end


def _when(published: str | None, say: Say) -> str:
    shown = escape(day(published, say) or "")
    if published and _ISO.fullmatch(published):
        return f'<time datetime="{published}">{shown}</time>'
    return shown


def original_address(article_id: str, reference: Reference, page: int | None = None) -> str:
    """Return the address of the page that shows an article's kept file, at the quote or at a page of it."""
    query = [*reference.query(), *([("page", str(page))] if page else [])]
    path = path_to(ORIGINAL, article_id)
    quote = f"#{CITED}" if reference.cited_in_text and page is None else ""
    return f"{path}?{urlencode(query)}{quote}" if query else path


def _links(article: Article, reference: Reference, original: Kind | None, say: Say) -> str:
    links = []
    if article.url and (parts := web_address(article.url)):
        host = clip((parts.hostname or "").removeprefix("www."), 60)
        shown = escape(say("address_given" if via(article) else "original_at", host=host))
        links.append(
            f'<a class="original" href="{escape(article.url.strip())}" target="_blank" rel="noopener noreferrer">'
            f"{shown}</a>"
        )
    links.append(
        f'<a class="permalink" href="{escape(reference.address(article.id))}">{escape(say("article_page"))}</a>'
    )
    if original is not None:
        links.append(_original_link(article, reference, original, say))
    return f'<p class="links">{" ".join(links)}</p>'


def _original_link(article: Article, reference: Reference, kind: Kind, say: Say) -> str:
    if kind == "file":
        href, shown = path_to(ORIGINAL_FILE, article.id), say("original_download")
    else:
        quote = reference.cited_in_text
        page = first_page(article, (quote.start, quote.end) if quote else None)
        href = original_address(article.id, reference)
        shown = say("original_page", number=page) if kind == "pdf" and article.pages else say("original_kept")
    return f'<a class="kept" href="{escape(href)}">{escape(shown)}</a>'


def _version(article: Article, say: Say) -> str:
    return f" · {escape(say('version', number=article.version))}" if article.version > 1 else ""


def _correction(article: Article, say: Say, *, correcting: bool) -> str:
    """Return what was read of the corrected fields, and the link to the page on which an article is corrected."""
    link = (
        f' · <a href="{escape(path_to(ARTICLE_CORRECT, article.id))}">{escape(say("correct"))}</a>'
        if correcting
        else ""
    )
    read = [
        say(f"corrected_{name}", value=clip(value, 200) if value else say("correct_unknown"))
        for name, value in article.as_read
    ]
    return link + "".join(f'<br><span class="corrected" dir="auto">{escape(one)}</span>' for one in read)


def _ocr(article: Article) -> str:
    note = ocr_note(article)
    return f'<p class="ocr" role="note">{escape(note)}</p>' if note else ""


def _warning(article: Article, reference: Reference, say: Say) -> str:
    if not reference.changed(article):
        return ""
    return f'<p class="warning" role="note">{escape(say("article_changed"))}</p>'
