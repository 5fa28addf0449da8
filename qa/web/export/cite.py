"""A quote with its citation, to be copied: plain text, Markdown, HTML, BibTeX, CSL-JSON."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape as escape_markup

from qa.answering.answer import Answer, Citation
from qa.answering.citations import FIELD_NAMES
from qa.web.render.article import web_address
from qa.web.render.text import day

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~$^]|&(?=#|\w+;)|(?<!\S)#")
_MARKDOWN_BLOCK = re.compile(r"^(\s*|\s*\d{1,9}(?=[.)]))([-+=:.)])")
"""What begins a list, a heading or a definition, at the start of a line only."""
_EARLIER_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$&^=:-])")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]|^[\\s]|[\\s]$", re.MULTILINE)
_NO_BIBTEX = re.compile(r"[{}\\]|%(?![0-9A-Fa-f]{2})")
"""What cannot stand in an address in BibTeX; what an address has escaped itself stays as it is."""
Escape = Callable[[str], str]
"""Takes a line of text; returns it as Markdown."""

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A quote and its citation."""

    text: str
    citation: Citation

    @property
    def place(self) -> str:
        """The span and its hash, by which the quote can be found and verified."""
        return f"cuttings:{self.citation.locator}:sha256={self.citation.sha256}"


def cited(answer: Answer) -> list[Cited]:
    """Return the quotes of an answer."""
    return [Cited(text=quote.text, citation=answer.citation(quote.citation)) for quote in answer.quotes]


def all_formats(quote: Cited) -> dict[str, str]:
    """Return the quote in each format, by the format's name."""
    return {
        "text": text(quote),
        "markdown": markdown(quote),
        "html": html(quote),
        "bibtex": bibtex(quote),
        "csl": csl(quote),
    }


def source_words(citation: Citation) -> str:
    """Return author, title, outlet and date in one line, and which of them is cited where that is not the text."""
    article = citation.article
    parts = [
        line_of(article.byline),
        f"“{line_of(article.title)}”",
        line_of(article.outlet),
        day(article.published) or "",
    ]
    parts.append(f"p. {citation.page}" if citation.page else "")
    parts.append(f"via {line_of(article.via)}" if article.via else "")
    parts.append(FIELD_NAMES.get(citation.field, ""))
    return ", ".join(part for part in parts if part)


def text(quote: Cited) -> str:
    """Return `“Quote” — Author, “Title”, Outlet, 8 Dec 2023, https://…`."""
    url = url_of(quote.citation)
    return f"“{line_of(quote.text)}” — {source_words(quote.citation)}{f', {url}' if url else ''}"


def markdown(quote: Cited) -> str:
    """Return the quote as a block, and its source below."""
    return f"{markdown_block(quote.text)}\n\n— {markdown_source(quote.citation)}\n"


def markdown_text(line: str) -> str:
    """Return one line of text escaped for Markdown: only what it would take for markup, not each full stop."""
    return _without_odd(_MARKDOWN_BLOCK.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", line)))


def earlier_markdown_text(line: str) -> str:
    """Return one line of text as earlier versions escaped it: each sign that may be markup anywhere."""
    return _without_odd(_EARLIER_MARKDOWN.sub(r"\\\1", line))


def _without_odd(line: str) -> str:
    return _ODD.sub(lambda odd: f"&#{ord(odd[0])};", line)


def markdown_block(said: str, escaped: Escape = markdown_text) -> str:
    """Return a text as a Markdown block quote, from which it can be restored to the character."""
    return "\n".join(f"> {escaped(line)}" for line in said.split("\n"))


def markdown_source(citation: Citation, escaped: Escape = markdown_text) -> str:
    """Return the source, with a link where the article has an address."""
    url = url_of(citation)
    link = f" <{url}>" if url and not re.search(r"[<>\s\\]", url) else ""
    return f"{escaped(source_words(citation))}{link}"


def html(quote: Cited) -> str:
    """Return the quote as a figure that names its source."""
    url = url_of(quote.citation)
    cite = f' cite="{escape_markup(url)}"' if url else ""
    source = escape_markup(_shown(source_words(quote.citation)))
    link = f'<a href="{escape_markup(url)}">{source}</a>' if url else source
    quoted = escape_markup(_shown(quote.text))
    return (
        f'<figure><blockquote{cite}><p dir="auto">{quoted}</p></blockquote><figcaption>{link}</figcaption></figure>\n'
    )


def bibtex(quote: Cited) -> str:
    """Return an entry of the article, the quote as its annotation."""
    return bibtex_entry(quote.citation, [quote.text])


def bibtex_entry(citation: Citation, quotes: Sequence[str]) -> str:
    """Return an entry of an article, quotes from it as its annotation."""
    article = citation.article
    day_ = day_of(article.published)
    fields = {
        "author": f"{{{_latex(article.byline)}}}" if article.byline else "",
        "title": f"{{{_latex(article.title)}}}",
        "journal": _latex(article.outlet),
        "date": day_.isoformat() if day_ else "",
        "year": str(day_.year) if day_ else "",
        "month": day_.strftime("%m").lstrip("0") if day_ else "",
        "pages": str(citation.page or ""),
        "url": _NO_BIBTEX.sub(lambda bad: f"%{ord(bad[0]):02X}", url_of(citation)),
        "note": _latex(f"via {article.via}") if article.via else "",
        "annote": " ".join(f"``{_latex(quote)}''" for quote in quotes),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@article{{cuttings-{article.id},\n{lines}\n}}\n"


def csl(quote: Cited) -> str:
    """Return an item of CSL-JSON, the quote as its note."""
    return json.dumps([csl_item(quote.citation, quote.text)], ensure_ascii=False, indent=2) + "\n"


def csl_item(citation: Citation, note: str) -> dict[str, object]:
    """Return an article as an item of CSL-JSON."""
    article = citation.article
    day_ = day_of(article.published)
    item = {
        "id": f"cuttings-{article.id}",
        "type": "article-newspaper",
        "title": line_of(article.title),
        "container-title": line_of(article.outlet) or None,
        "author": [{"literal": line_of(article.byline)}] if article.byline else None,
        "issued": {"date-parts": [[day_.year, day_.month, day_.day]]} if day_ else None,
        "page": str(citation.page or "") or None,
        "URL": url_of(citation) or None,
        "source": line_of(article.via) or None,
        "note": note,
    }
    return {key: value for key, value in item.items() if value}


def url_of(citation: Citation) -> str:
    """Return the address of the article where it can be followed; else ""."""
    url = citation.article.url
    return url.strip() if url and web_address(url) else ""


def line_of(said: str | None) -> str:
    """Return a text on one line, without controls."""
    return " ".join(_shown(said or "").split())


def _shown(said: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", said)


def _latex(said: str | None) -> str:
    return "".join(_LATEX.get(character, character) for character in line_of(said))


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO day or moment; None where there is none."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
