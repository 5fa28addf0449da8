"""Every rule that reads what others wrote: the table of the sweep. A new reader or rule needs a row."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.article import Article, ArticleDraft, fingerprint
from corpus.catalogue.duplicates import find_duplicate
from corpus.errors import CuttingsError
from corpus.readers.cleaning import urls
from corpus.readers.cleaning.boilerplate import clean, repeats
from corpus.readers.detect import read_parts, reader_for
from corpus.readers.digest import split_digest
from corpus.readers.exports.table import EXPORTS as EXPORTS_READ
from corpus.readers.print.edges import without_running_lines
from corpus.readers.print.found import find
from corpus.readers.print.layout import Run, join_lines, lines_of, runs_of
from corpus.readers.print.pdf import paged
from corpus.readers.sandbox.responses import READS
from corpus.readers.text import is_prose
from corpus.text import dates, lines
from corpus.text.chunk import ChunkOptions, passage_spans
from corpus.text.dates import order_of, publication_date
from corpus.text.encoding import decode, normalize_whitespace
from corpus.text.languages import code_of, detected
from corpus.text.moments import published_moment
from corpus.text.sentences import sentence_spans
from corpus.text.terms import content_terms, terms, word_spans
from qa.alerts.repeats import EarlierHit, repeated_hit
from qa.answering.answer import Turn
from qa.answering.dates import time_frame
from qa.answering.interpret import follow_up, in_conversation
from qa.answering.interpret import normalize as tidy_question
from qa.answering.retrieve import shingles as copy_shingles
from qa.news.conflicts import story_conflicts
from qa.news.extract.agencies import agency_of
from qa.news.extract.article import READ_AT_MOST, read_article
from qa.news.extract.corrections import correction_note
from qa.news.extract.dates import dates_in
from qa.news.extract.names import name_key, names_in
from qa.news.extract.quantities import quantities_in
from qa.news.extract.quotations import quotations_in
from qa.news.extract.quotations.keys import speaker_key, speaks_as
from qa.news.features import shingles, signature_of, stems
from qa.news.views.timeline import timeline
from qa.news.views.versions import changes
from qa.service.exchange import Exchange
from qa.service.suggestions import untried_questions
from qa.web.export.cite import markdown_block
from qa.web.export.grammar import read as read_exported
from qa.web.export.write import export_html, export_markdown
from qa.web.render.article import Reference, article_html
from qa.web.render.text import clip, escape
from qa.web.render.timeline_export import EXPORTS
from qa.written.drafts import LONGEST, Drafts
from qa.written.material import speaks_to_a_model
from qa.written.plain import plain_checks
from qa.written.reply import MOST_BYTES, MOST_TEXT, Reply, Unreadable
from qa.written.values import Evidence
from qa.written.verify import MOST_CHARACTERS, verify
from tests.growth.hostile_files import FILES, SENTENCE, Make

Timed = Callable[[], object]
_FOLDER = tempfile.TemporaryDirectory()
_PASSAGE = 4_000  # characters that a passage has at most, about
_QUESTION = 12_000  # characters that the page takes of a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that is swept.

    Attributes:
        over: given a text, returns what is timed.
        floor: seconds below which it is not judged, where it counts its own steps and ends; 0 for as measured.
        largest: code points that it is ever given; 0 where nothing bounds it.
    """

    over: Callable[[str], Timed]
    largest: int = 0
    floor: float = 0.0


def _of(rule: Callable[[str], object], largest: int = 0, floor: float = 0.0) -> Rule:
    return Rule(over=lambda text: lambda: _tried(rule, text), largest=largest, floor=floor)


def _tried(rule: Callable[[str], object], text: str) -> None:
    for kept in (dates._parsed, dates.is_date_word):
        kept.cache_clear()  # what a smaller text has asked is not known to a larger one
    with suppress(ValueError, CuttingsError):
        found = rule(text)
        if isinstance(found, Iterator):
            for _ in found:
                pass


def _read(suffix: str, make: Make) -> Rule:
    def over(text: str) -> Timed:
        path = Path(_FOLDER.name) / f"a{suffix}"
        path.write_bytes(make(text))
        return lambda: _tried(lambda _: read_parts(path), "")

    return Rule(over=over)


def _got(what: str, make: Make) -> Rule:
    about = {
        "address": "https://a.example/b",
        "kind": "text/html",
        "charset": "utf-8",
        "url": "https://a.example/b/c?d=e",
    }

    def over(text: str) -> Timed:
        content = make(text)
        return lambda: _tried(lambda _: READS[what](content, {**about, "product": "Cuttings"}), "")

    return Rule(over=over)


def _article(text: str, name: str = "a", title: str = "Harbour closed") -> Article:
    return Article(
        id=name * 12, version=1, title=title, text=text, outlet=f"Post {name}", published="2024-03-08", byline="Anna Bell",
        url=None, language="en", source="a.txt", words=len(text.split()),
    )  # fmt: skip


def _words(texts: list[str]) -> list[int]:
    return [2 * len(text.split()) + len(text) // 8 for text in texts]


def _paragraphs(text: str) -> list[list[str]]:
    return [rows for one in text.split("\n\n") if (rows := [row for row in one.split("\n") if row.strip()])]


def _story(text: str) -> list[Article]:
    """Return articles of one story, which between them have the text twice."""
    return [_article(text, "a"), _article(f"{SENTENCE}{text}", "b"), _article(text[len(text) // 2 :], "c")]


def _printed(text: str) -> object:
    """Read a text as the words of printed pages of fifty lines, ten words a line, in two columns on every second page."""
    words = text.split() or [text]
    pages = []
    for number, at in enumerate(range(0, len(words), 500)):
        page = []
        for n, word in enumerate(words[at : at + 500]):
            column, row = (n // 250, n // 5 % 50) if number % 2 else (0, n // 10)
            x = 60 + 250 * column + (n % (5 if number % 2 else 10)) * 45
            page.append(Run(x, x + min(40, 5 * len(word)), 780 - 14 * row, 10, word, 20))
        pages.append(lines_of(runs_of(page), number))
    return join_lines(without_running_lines(pages, [842.0] * len(pages)))


def _one_page(text: str) -> object:
    """Read a text as words that stand anywhere on one page."""
    words = text.split() or [text]
    page = [
        Run(n * 37 % 500, n * 37 % 500 + 30, 800 - n * 13 % 760, 8 + n % 3, word, 20) for n, word in enumerate(words)
    ]
    return join_lines(without_running_lines([lines_of(runs_of(page), 0)], [842.0]))


def _paged(text: str) -> object:
    rows = text.split("\n")
    drafts = [ArticleDraft(title="A", text="\n".join(f"{row} " for row in rows) or "a")]
    return list(paged(drafts, [(f"{row}.", [(0, n // 40)]) for n, row in enumerate(rows)], len(rows) // 40 + 1))


def _lines(text: str) -> object:
    asked = "title_like outlet_like press_like newspaper_like capitalised name_like hanging goes_on bulleted is_rule address"
    return [getattr(lines, rule)(text) for rule in (*asked.split(), "without_bullet", "byline", "ends_sentence")]


def _dates(text: str) -> object:
    return [order_of(text.split("\n")), *(publication_date(line) for line in text.split("\n")[:200])]


def _exported(text: str, export: Callable[[str, list[Exchange]], str]) -> object:
    """Read an exported conversation with a text in the title, before its end and behind it."""
    written = export(text[: len(text) // 2], [])
    at = len(written) * 9 // 10
    return (
        read_exported(written),
        read_exported(f"{written[:at]}{text}{written[at:]}"),
        read_exported(f"{written}{text}"),
    )


def _drafted(text: str, size: int) -> None:
    """Cut a text into sentences that comes in pieces of a size."""
    found = Drafts()
    for at in range(0, len(text), size):
        found.add(text[at : at + size])
    found.rest()


def _replied(text: str) -> None:
    data = text.encode("utf-8", "replace")
    for media, sent in (("text/event-stream", b"data: " + data + b"\n\n"), ("application/json", data)):
        with suppress(Unreadable):
            reply = Reply(media)
            list(reply.read(sent))
            list(reply.rest())


def _written(text: str) -> object:
    """Hold a text against quotes that consist of it, and its beginning, which is no longer than a sentence may be."""
    quotes = [Evidence(text=text, day="2024-03-08", locator=str(n)) for n in range(3)]
    return verify(text, quotes), verify(" ".join(text.split()[:50]), quotes)


RULES: dict[str, Rule] = {
    # what every article goes through
    "sentences": _of(sentence_spans),
    "passages": _of(lambda text: passage_spans(text, _words, ChunkOptions())),
    "language": _of(lambda text: (detected(text), code_of(text))),
    "encoding": _of(lambda text: decode(text.encode("utf-16-le", "replace"))),
    "encoding of bytes": _of(lambda text: decode(text.encode("cp1251", "replace"))),
    "which reader": _of(lambda text: (reader_for(text.encode("utf-8", "replace"), "a.bin"), is_prose(text.encode()))),
    "plain characters": _of(normalize_whitespace),
    "twins": _of(lambda text: (fingerprint(text), find_duplicate(_draft(text), [_draft(f"{text} ")]))),
    "identity": _of(lambda text: (_draft(text, title=text).id, _draft(text).content_hash)),
    "addresses": _of(lambda text: (urls.known_url(f"https://a.example/{text}"), urls.known_url(text), urls.display_url(text))),
    "digest": _of(split_digest),
    "exports of press databases": _of(lambda text: [export.split(text.split("\n")) for export in EXPORTS_READ]),
    "boilerplate": _of(lambda text: clean(_paragraphs(text))),
    "repeats": _of(lambda text: repeats(["\n".join(one) for one in _paragraphs(text)])),
    "lines": _of(_lines),
    "dates": _of(_dates),
    "moments": _of(published_moment),
    # printed pages
    "printed pages": _of(_printed),
    "one printed page": _of(_one_page),
    "pages of articles": _of(_paged),
    # news sense
    "names": _of(names_in, READ_AT_MOST),
    "names in a report on games": _of(lambda text: names_in(f"Extras {text}", "CRICKET - A"), READ_AT_MOST),
    "names of a title": _of(lambda text: names_in(SENTENCE, text)),
    "name keys": _of(lambda text: (name_key(text), speaker_key(text), speaks_as(text, f"{text} x"))),
    "quotations": _of(quotations_in, READ_AT_MOST),
    "figures": _of(quantities_in),
    "days": _of(lambda text: dates_in(text, "2024-03-08")),
    "written sentences": _of(_written, MOST_CHARACTERS),
    "quotes of written sentences": _of(lambda text: verify(SENTENCE.strip(), [Evidence(text=text)]), MOST_CHARACTERS),
    "agencies": _of(lambda text: (agency_of(text, text), agency_of(SENTENCE, text))),
    "corrections": _of(lambda text: (correction_note(text, text), correction_note("Correction: a", text))),
    "differences": _of(lambda text: story_conflicts(_story(text))),
    "shingles": _of(lambda text: (signature_of(shingles(text)), stems(text), copy_shingles(text)), READ_AT_MOST),
    "reading for news": _of(lambda text: read_article(1, _article(text), None, dimensions=8)),
    "timeline": _of(lambda text: [export(timeline(_story(text)), "A") for export in EXPORTS.values()]),
    "what changed": _of(lambda text: changes(text, f"{text[: len(text) // 2]} It rained. {text[len(text) // 2 :]}"), floor=3.0),
    "what changed much": _of(lambda text: changes(text, text[::-1]), floor=3.0),
    "said before": _of(lambda text: repeated_hit([text[:2000]], [EarlierHit(number=1, quotes=(text[:2000],), text=f"a {text}")])),
    "examples": _of(lambda text: untried_questions([_article(text)])),
    # questions
    "questions": _of(
        lambda text: (
            tidy_question(text),
            follow_up(text),
            in_conversation(text, [Turn(role="user", content=text)] * 3),
        ),
        _QUESTION,
    ),
    "when": _of(lambda text: time_frame(text, "2020-01-01", "2024-03-08", date(2024, 3, 9)), _QUESTION),
    "words of a question": _of(lambda text: (terms(text), content_terms(text)), _QUESTION),
    "marked words": _of(lambda text: word_spans([text], ["council", "harbour", "a"]), _PASSAGE),
    # what is shown
    "article page": _of(lambda text: article_html(_article(text), Reference())),
    "escaping": _of(lambda text: (escape(text), clip(text, 200), markdown_block(text))),
    "verify": _of(read_exported),
    "verify Markdown": _of(lambda text: _exported(text, export_markdown)),
    "verify HTML": _of(lambda text: _exported(text, export_html)),
    # what a writer sends, and is given
    "what a writer writes": _of(lambda text: [_drafted(text, size) for size in (len(text) or 1, 97)], MOST_TEXT),
    "what a writer sends": _of(_replied, MOST_BYTES // 4),
    "sentences that stand alone": _of(plain_checks, LONGEST),
    "words to a model": _of(speaks_to_a_model, READ_AT_MOST),
    # what was got
    "robots.txt": _got("robots", lambda text: f"User-agent: *\nDisallow: /{text}\n{text}".encode("utf-8", "replace")),
    "feed that a page names": _got("feed", lambda text: f"<!DOCTYPE html><html><body>{text}".encode("utf-8", "replace")),
    "saved page to be shown": _got("safe page", lambda text: f"<!DOCTYPE html><html><body>{text}".encode("utf-8", "replace")),
    "style of a saved page": _got(
        "safe page", lambda text: f"<html><style>{text}</style><p style='{text}'>a".encode("utf-8", "replace")
    ),
    "quote on a printed page": _of(lambda text: (find(text, text.split(), 0.5), find(text[len(text) // 2 :], list(text), 1.0))),
    # what files hold
    **{
        f"{reader}: {place}": _read(suffix, make)
        for reader, places in FILES.items()
        for place, (suffix, make) in places.items()
    },
}  # fmt: skip


def _draft(text: str, title: str = "A") -> ArticleDraft:
    return ArticleDraft(title=title, text=text)


COVERS: dict[str, str] = {
    "qa.news.extract.agencies": "agencies",
    "qa.news.extract.corrections": "corrections",
    "qa.news.extract.dates": "days",
    "qa.news.extract.conflicts": "differences",
    "qa.news.extract.quantities": "figures",
    "qa.news.extract.names": "names",
    "qa.news.extract.quotations": "quotations",
    "corpus.readers.sandbox.responses: page": "web page: raw",
    "corpus.readers.sandbox.responses: feed": "feed that a page names",
    "corpus.readers.sandbox.responses: feeds": "list of feeds (OPML): raw",
    "corpus.readers.sandbox.responses: robots": "robots.txt",
    "corpus.readers.sandbox.responses: safe page": "saved page to be shown",
    "corpus.readers.sandbox.responses: places": "quote on a printed page",
    "corpus.readers.sandbox.responses: picture": "one printed page",  # drawn by PDFium; no rule of ours reads its text
}
"""Which rule sweeps what others are asked of: a module of `qa.news.extract`, a reader of what was got."""

KNOWN: dict[str, tuple[str, ...]] = {
    "sentences": ("“", "‘", "«", "»", "‹", "„", "“ ‘ « ` „ ", "(", "a. "),
    "passages": ("“", "“ ‘ « ` „ "),
    "which reader": ("<!---->", "<?xml ?>", "<!-- -->"),
    "presentation: nested deep": ("a",),
    "a table (CSV): TSV": ("\u2028", "\n", " "),
    "feed: author": ("__", "a"),
    "pages of articles": ("--\n", "=\n", "March 8, 2024\n"),
    "name keys": ("a ", "the "),
    "mail: body": ("_", "-", "\n ", "From: a\nDate: b\n", "--\n"),
    "mail: quoted printable": ("\r\n", "__"),
    "mail: HTML": ("<!--", "<!-- ", "<![CDATA[", "<a "),
    "mail: subject": ("=?utf-8?q?", "=?utf-8?b?"),
    "mail: sender": ("=?utf-8?b?",),
    "mail: date": ("=?utf-8?q?",),
    "mail: file name": ("=?utf-8?b?",),
    "mail: parts": ("\n\t",),
    "mailbox: body": ("\n\n",),
    "verify": ("<!--",),
    "verify HTML": ("<!--",),
    "web page: many attributes": ("a",),
    "web page: attribute": ("<!-- ",),
    "web page: in a tag": ("? ", "<li>"),
}
"""Units that each rule once took too long with."""
