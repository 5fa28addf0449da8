"""From a record (a row of a table, a JSON object) to an article: what each of its values means.

A value is found by the name of its column or key, ignoring case and punctuation, in the order of `_NAMES`; names that the user
gave go first. The names are those of NewsAPI, MediaStack, Media Cloud, MultiHop-RAG and media monitoring (Meltwater, Brandwatch,
Talkwalker, Cision), and usual ones in German, French, Spanish, Dutch, Italian and Portuguese. A text that its source has
truncated (`… [+1234 chars]`) is cut at its last whole sentence. Where there is no text, a summary is used.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from corpus.article import ArticleDraft
from corpus.readers.bodies import clean_body, one_line, title_from
from corpus.text import lines
from corpus.text.bylines import clean_byline
from corpus.text.moments import published_moment

FIELDS = ("title", "text", "outlet", "published", "byline", "url", "language")
"""The meanings that `--map` accepts."""

_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        meaning: tuple(names.split())
        for meaning, names in {
            "title": "title headline articletitle newstitle webtitle newsheadline heading name titel überschrift schlagzeile"
            " titre título titular kop titolo",
            "text": "fulltext maintext articlebody articletext fullcontent bodytext newstext text body content article story"
            " contenttext contenthtml plaintext openingtext hitsentence volltext artikeltext inhalt texte texteintégral contenu"
            " textocompleto texto contenido cuerpo conteúdo tekst inhoud testo contenuto",
            "summary": "description summary abstract leadparagraph snippet lead excerpt standfirst trailtext extract"
            " contentsnippet zusammenfassung anriss résumé resumen samenvatting riassunto resumo",
            "outlet": "outlet publication publisher medianame newspaper sourcename sitename source outletname mediaoutlet"
            " extrasourceattributesname site medium provider publicationname publicationtitle pubtitle quelle zeitung publikation"
            " média journal nomdelasource medio fuente periódico bron krant fonte testata domain domainurl",
            "published": "published publishedat publishdate publicationdate pubdate datepublished publishedon publisheddate"
            " webpublicationdate datepublish publishedtime newsdate date datetime timestamp time erscheinungsdatum"
            " veröffentlichungsdatum datum datedepublication dateparution fechadepublicación fecha publicatiedatum data",
            "byline": "byline author authors creator writer authorname journalist influencer contact contactname"
            " extraauthorattributesname autor autoren verfasser auteur auteurs autores autora autore autori",
            "url": "url link href weburl articleurl sourceurl permalink canonicalurl documenturl lien enlace",
            "language": "language lang languagecode sprache langue idioma taal lingua",
        }.items()
    }
)
_MEANINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        alias: frozenset(meaning for meaning, names in _NAMES.items() if alias in names)
        for aliases in _NAMES.values()
        for alias in aliases
    }
)
_WRAPPERS = ("_source", "fields", "article", "attributes", "document")  # keys of an object that contains a record
_TOGETHER = MappingProxyType({"openingtext": "hitsentence", "abstract": "leadparagraph"})
"""Columns that have a part of the text each: Meltwater's, and the New York Times's."""
_MAIN = ("main", "rendered", "original")  # keys of an object that has a title or a text in several forms
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")
_SENTENCE = re.compile(r"^.*[.!?…][\"”’»)]*(?=\s|$)", re.DOTALL)
_END = 200  # characters at the end of a text that may say that it was truncated
_HEADLINE = 1_000  # characters of a title: some have a deck in them
_FACT = 300  # of an outlet, a byline

Record = Mapping[str, object]


class Columns:
    """The meanings of the columns of one file's records.

    Args:
        given: names of columns by their meaning, as the user gave them.
    """

    def __init__(self, given: Mapping[str, str] = MappingProxyType({})) -> None:
        self._given = {meaning: name for meaning, name in given.items() if name}

    def draft(self, record: Record) -> ArticleDraft:
        """Return the article in a record.

        Raises:
            ValueError: it has no article; the message says what is missing.
        """
        values = _by_key(record)
        text = clean_body(self._text(record, values))
        if not text:
            wanted = self._given.get("text")
            raise ValueError(f"no text in it (column {wanted!r})" if wanted else "no text in it")
        title = one_line(self._fact(record, values, "title"))[:_HEADLINE] or title_from(text)
        url = self._fact(record, values, "url")
        outlet = one_line(self._fact(record, values, "outlet"))[:_FACT]
        if address := lines.address(outlet):
            url, outlet = url or address, ""
        return ArticleDraft(
            title=title,
            text=text,
            outlet=outlet or None,
            published=published_moment(self._value(record, values, "published")),
            byline=clean_byline(one_line(self._fact(record, values, "byline"))[:_FACT]),
            url=lines.address(url.strip()) if url else None,
            language=self._fact(record, values, "language") or None,
        )

    def known_meanings(self, names: Iterable[str]) -> set[str]:
        """Return the meanings for which a table has a column."""
        whole = set(names)
        keys = {_key(name) for name in whole}
        known = {meaning for key in keys & _MEANINGS.keys() for meaning in _MEANINGS[key]}
        return known | {meaning for meaning, name in self._given.items() if name in whole or _key(name) in keys}

    def missing_columns(self, names: Iterable[str]) -> list[str]:
        """Return the given names that no column has."""
        whole = set(names)
        keys = {_key(name) for name in whole}
        return [name for name in self._given.values() if name not in whole and _key(name) not in keys]

    def _text(self, record: Record, values: Record) -> str:
        text = self._fact(record, values, "text")
        summary = "" if "text" in self._given else self._fact(record, values, "summary")
        bare = text.rstrip()
        beginning, end = bare[:-_END], bare[-_END:]
        if not _CUT_OFF.search(end):
            return text if bare else summary
        whole = _SENTENCE.match(beginning + _CUT_OFF.sub("", end))
        text = whole[0] if whole else ""
        return text if not summary or summary[:60] in text else f"{summary}\n\n{text}"

    def _fact(self, record: Record, values: Record, meaning: str) -> str:
        return _text_of(self._value(record, values, meaning), "\n\n" if meaning == "text" else ", ")

    def _value(self, record: Record, values: Record, meaning: str) -> object:
        given = self._given.get(meaning)
        if given is not None:
            return record.get(given, values.get(_key(given)))
        for name in _NAMES[meaning]:
            value = values.get(name)
            if value is None:
                continue
            if isinstance(value, Mapping) and (main := next((value[key] for key in _MAIN if value.get(key)), None)):
                return main
            if value not in (None, "", [], {}) and not (meaning in {"title", "text"} and isinstance(value, Mapping)):
                return _joined(value, values.get(_TOGETHER.get(name, "")))
        return None


def _joined(value: object, more: object) -> object:
    """Return a value with what another column has in addition."""
    if not isinstance(value, str) or not isinstance(more, str) or not more.strip() or more.strip() in value:
        return value
    return more if value.strip() in more else f"{value}\n\n{more}"


def _by_key(record: Record) -> Record:
    """Return the values of a record by normalized key, including those of an object that it wraps."""
    values = {_key(name): value for name, value in reversed(list(record.items()))}  # the first of equal keys counts
    for wrapper in _WRAPPERS:
        inner = record.get(wrapper)
        if isinstance(inner, Mapping):
            values = {**values, **{_key(str(name)): value for name, value in inner.items()}}
    return values


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _text_of(value: object, separator: str = ", ") -> str:
    """Return a value as text: the parts of a list, the name of an object."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Mapping):
        return _text_of(next((value[key] for key in ("name", "title", "text", "domain") if value.get(key)), None))
    if isinstance(value, list):
        return separator.join(filter(None, map(_text_of, value)))
    return str(value)
