"""The articles of a dossier as a list of references: BibTeX, CSL-JSON, RIS. Each article once, its quotes as annotations."""

import json
import re
from collections.abc import Sequence

from qa.web.export.cite import Cited, bibtex_entry, csl_item, day_of, line_of, url_of

_KEPT_BY_RIS = re.compile(r"[\r\n\u2028\u2029]+")


def bibtex_list(quotes: Sequence[Cited]) -> str:
    """Return the articles as BibTeX."""
    return "\n".join(bibtex_entry(group[0].citation, [one.text for one in group]) for group in _by_article(quotes))


def csl_list(quotes: Sequence[Cited]) -> str:
    """Return the articles as CSL-JSON."""
    found = [csl_item(group[0].citation, "\n".join(one.text for one in group)) for group in _by_article(quotes)]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def ris_list(quotes: Sequence[Cited]) -> str:
    """Return the articles as RIS (Research Information Systems' format, as reference managers read it)."""
    return "\r\n".join(_ris(group) for group in _by_article(quotes))


def _ris(quotes: Sequence[Cited]) -> str:
    citation = quotes[0].citation
    article, day = citation.article, day_of(citation.article.published)
    lines = [
        ("TY", "NEWS"),
        ("ID", f"cuttings-{article.id}"),
        ("AU", line_of(article.byline)),
        ("TI", line_of(article.title)),
        ("T2", line_of(article.outlet)),
        ("PY", f"{day.year:04d}" if day else ""),
        ("DA", f"{day.year:04d}/{day.month:02d}/{day.day:02d}/" if day else ""),
        ("SP", str(citation.page or "")),
        ("UR", url_of(citation)),
        ("DP", line_of(article.via)),
        *(("N1", line_of(_KEPT_BY_RIS.sub(" ", one.text))) for one in quotes),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER")


def _by_article(quotes: Sequence[Cited]) -> list[list[Cited]]:
    groups: dict[str, list[Cited]] = {}
    for quote in quotes:
        groups.setdefault(quote.citation.article.id, []).append(quote)
    return list(groups.values())
