"""Values as text for a terminal."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.article import Article
from corpus.catalogue.origin import via
from corpus.search_query import parse_search
from qa.alerts.saved_question import SavedAlert, ShownHit
from qa.answering.answer import Answer, Citation, CitedArticle, Quote
from qa.answering.citations import FIELD_NAMES
from qa.news.views.story import AnswerContext
from qa.news.views.terminal import context_text
from qa.service.exchange import Exchange
from qa.service.progress import AddReport, duplicate_line
from qa.service.resolve import nothing_fits
from qa.service.search import SearchResult
from qa.service.status import Status
from qa.web.render.kinds import kind_text
from qa.web.render.text import counted, day
from qa.web.translations import ENGLISH_WORDS
from qa.written.values import Written, WrittenSentence

if TYPE_CHECKING:
    from qa.web.export.verify import Checked, Verdict

WIDTH = 88
NEAREST = 3
NAMED = 20


def answer_text(answer: Answer, context: AnswerContext | None = None) -> str:
    """Return an answer: quotes, then their sources."""
    below = f"\n\n{context_text(context)}" if context else ""
    return f"{_quotes_text(answer) if answer.quotes else _refusal_text(answer)}{below}"


def written_text(written: Written, answer: Answer) -> str:
    """Return what is written of the quotes of an answer; then who wrote it, and the quotes that are not above it."""
    lines = [_filled(_written_sentence(one), "  ") for one in written.sentences]
    if written.sentences:
        dropped = counted(written.dropped, "written_dropped") if written.dropped else ""
        by = ENGLISH_WORDS("written_by", model=written.model, host=written.host)
        lines = [f"{by}{f' {dropped}' if dropped else ''}", "", *lines]
    quoted = {quote.citation for quote in answer.quotes}
    others = [one for one in written.quotes if one.citation.number not in quoted]
    for one in others:
        lines += ["", _filled(f"“{one.text}” [{one.citation.number}]", "  "), _citation_line(one.citation)]
    if written.note:
        lines += [*([""] if lines else []), written.note]
    return "\n".join(lines)


def _written_sentence(one: WrittenSentence) -> str:
    numbers = "".join(f"[{number}]" for number in one.citations)
    differs = (
        f" ({ENGLISH_WORDS('written_differs')} {''.join(f'[{number}]' for number in one.differs)})"
        if one.differs
        else ""
    )
    corrected = (
        f" ({ENGLISH_WORDS('written_corrected')} {''.join(f'[{number}]' for number in one.corrected)})"
        if one.corrected
        else ""
    )
    return f"{one.text} {numbers}{differs}{corrected}"


def _quotes_text(answer: Answer) -> str:
    lines = _introduction(answer)
    if answer.kind == "articles":
        return "\n".join([*lines, *(_listed_line(quote, answer) for quote in answer.quotes)])
    for group in answer.groups or (None,):
        of_group = [quote for quote in answer.quotes if quote.group == group]
        lines += [f"{group}:", ""] if group else []
        lines += [] if of_group else [f"  {ENGLISH_WORDS('side_empty')}", ""]
        for quote in of_group:
            field = FIELD_NAMES.get(answer.citation(quote.citation).field)
            said = f"{field.capitalize()}: {quote.text}" if field else f"“{quote.text}”"
            lines += [_filled(f"{said} [{quote.citation}]", "  "), ""]
    for quote in answer.quotes:
        lines.append(_citation_line(answer.citation(quote.citation)))
    return "\n".join(lines)


def _introduction(answer: Answer) -> list[str]:
    """Return the lines above the quotes: the note, whether it is unsure, what kind of answer it is, and as of when."""
    said = [answer.note] if answer.note else []
    said += [] if answer.answered else ["This may answer, and is not sure to:"]
    if answer.kind != "look-up":
        said.append(f"{ENGLISH_WORDS(f'kind_{answer.kind}')}: {kind_text(answer)}")
    if answer.as_of:
        said.append(ENGLISH_WORDS("as_of", day=day(answer.as_of)))
    return [line for one in said for line in (one, "")]


def _listed_line(quote: Quote, answer: Answer) -> str:
    """Return a line of a list of the catalogue: what is quoted, and of a headline outlet, day and byline."""
    citation = answer.citation(quote.citation)
    article = citation.article
    facts = (article.outlet, article.published, article.byline) if citation.field == "title" else ()
    return f"  {', '.join(_one_line(part) for part in (quote.text, *facts) if part)}  ({citation.locator})"


def _refusal_text(answer: Answer) -> str:
    lines = [answer.note or "Nothing in these articles answers that."]
    if answer.passages:
        lines += ["", "Nearest, though it does not answer:"]
        for passage in answer.passages[:NEAREST]:
            lines += ["", _filled(textwrap.shorten(passage.text, 240, placeholder=" …"), "  ")]
            lines.append(_citation_line(answer.citation(passage.citation)))
    return "\n".join(lines)


def _citation_line(citation: Citation) -> str:
    page = (f", p. {citation.page}" if citation.page else "") + (", read by OCR" if citation.ocr else "")
    return f"  [{citation.number}] {_where(citation.article)}{page}  ({citation.locator})"


def _where(article: CitedArticle | Article) -> str:
    site = article.via if isinstance(article, CitedArticle) else via(article)
    return ", ".join(
        part for part in (article.title, article.outlet, article.published, site and f"via {site}") if part
    )


def article_line(article: Article) -> str:
    """Return one line about an article."""
    return (
        f"{article.id}  {article.published or '          ':10.10}  {(article.outlet or '–')[:24]:24}  {article.title}"
        f"{f'  (via {site})' if (site := via(article)) else ''}"
    )


def found_text(query: str, found: SearchResult, articles: Sequence[Article]) -> str:
    """Return the articles that a search found, a line each, and below it the part that shows why."""
    if not articles:
        return nothing_fits(parse_search(query), found.unknown)
    lines: list[str] = []
    for article in articles:
        lines.append(article_line(article))
        if snippet := found.snippets.get(article.id):
            lines.append(_filled(snippet.shown(), "    "))
    return "\n".join([*lines, f"{len(articles):,} article{'s' if len(articles) > 1 else ''}"])


def report_text(report: AddReport) -> str:
    """Return the report of added files."""
    counts = [(len(report.added), "added"), (len(report.changed), "changed"), (len(report.unchanged), "already there")]
    summary = ", ".join(f"{count} {what}" for count, what in counts if count) or "none added"
    lines = [f"Articles: {summary}. Passages: {report.passages} stored, {report.encoded} encoded."]
    if report.same:
        lines.append(f"Already there from elsewhere: {len(report.same)}")
        lines += [f"  {one.source}: {duplicate_line(one)}" for one in report.same[:NAMED]]
        lines += [f"  … and {len(report.same) - NAMED} more; --json has all"] if len(report.same) > NAMED else []
    if report.failed:
        lines.append(f"Files that could not be read: {len(report.failed)}")
        lines += [f"  {failure.path}: {failure.reason}" for failure in report.failed]
    return "\n".join(lines)


def failed_text(status: Status) -> str:
    """Return the files that could not be read, a line each."""
    files = [f"{one.path}: {one.reason} (tries: {one.tries})" for one in status.failed]
    return "\n".join(files) or "There is no file that could not be read."


def status_text(status: Status) -> str:
    """Return the state of an archive."""
    if not status.exists:
        return f"{status.place}: no archive yet. Start one with: cuttings add FILE"
    counts = status.counts
    outlets = f" from {counts.outlets:,} outlets" if counts.outlets else ""
    rows = [
        ("Archive", f"{status.place}{' (the sample that ships with Cuttings)' if status.sample else ''}"),
        ("Articles", f"{counts.articles:,}{outlets}, {counts.words:,} words"),
        ("Published", f"{counts.first or '–'} to {counts.last or '–'}"),
        ("Passages", f"{counts.passages:,} in {status.segments} segments"),
        ("Model", status.model or "–"),
        ("Revision", str(status.revision)),
        ("On disk", f"{status.bytes / 1e6:,.1f} MB"),
    ]
    if status.encoded_by:
        made = "; ".join(f"{count:,} passages on {maker}" for maker, count in status.encoded_by.items())
        rows.insert(5, ("Encoded", f"by workers: {made}"))
    if status.news_to_come:
        rows.append(("News", f"stories, names and quotations of {status.news_to_come:,} articles are still to come"))
    if status.originals:
        rows.append(("Originals", f"{status.originals:,} files, {status.original_bytes / 1e6:,.1f} MB of that"))
    lines = [f"{name:10} {value}" for name, value in rows]
    if status.failed:
        lines.append(f"{'Failed':10} {len(status.failed):,} files could not be read:")
        lines += [f"  {failed_text(status)}".replace("\n", "\n  ")]
    return "\n".join(lines)


def _filled(text: str, indent: str) -> str:
    return textwrap.fill(_one_line(text), WIDTH, initial_indent=indent, subsequent_indent=indent)


def checked_text(checked: "Checked") -> str:
    """Return the result for an exported conversation: what is wrong, by line, then a summary."""
    from qa.web.export.verify import State  # with all that reads a file back: an answer needs none of it

    wrong = [
        (verdict.citing.line, _verdict_line(verdict)) for verdict in checked.verdicts if verdict.state is not State.SAME
    ]
    wrong += [
        (one.line, f"unaccounted: line {one.line}: “{_beginning(one.written)}”: {one.what}") for one in checked.misfits
    ]
    lines = [line for _, line in sorted(wrong)]
    same = sum(verdict.state is State.SAME for verdict in checked.verdicts)
    if checked.verdicts:
        lines.append(f"{same} of {len(checked.verdicts)} citations are as they were.")
    if checked.verdicts and all(verdict.state is State.MISSING for verdict in checked.verdicts):
        lines.append(_ELSEWHERE)
    if not checked.quotes:
        lines.append("There is no quote in this file, so no quote was checked.")
    if checked.misfits:
        lines.append("The file is not as Cuttings writes one: it was altered, or is no export of this version.")
    if checked.good:
        lines.append(_UNCHECKED)
    return "\n".join(lines)


_ELSEWHERE = (
    "None of its articles is in this archive. A conversation is checked against the archive that was asked: "
    "name it with --archive. What was asked of the sample cannot be checked any more once articles of your own have replaced it."
)
_UNCHECKED = (
    "Checked is this file as a program reads it, not a copy on a screen or on paper; "
    "not its title and questions, which are the reader's own words."
)


def _verdict_line(verdict: "Verdict") -> str:
    from qa.web.export.verify import State

    citing = verdict.citing
    reason = {
        State.CHANGED: "the article said so and has changed since",
        State.REMOVED: "the article said so and was removed since",
        State.MISSING: "there never was such an article in this archive",
        State.ALTERED: "the file does not say what the article says, now or earlier",
    }[verdict.state]
    if verdict.of_source:
        reason = "the line of its source is not what the archive says of the article, now or earlier"
    cites = citing.cites
    text = f" “{_beginning(citing.text)}”" if citing.text else ""
    return f"{verdict.state.value}: line {citing.line}: {cites.article} {cites.start}-{cites.end}{text}: {reason}"


def _beginning(text: str) -> str:
    return "".join(character for character in " ".join(text.split())[:80] if character.isprintable())


def feedback_text(exchange: Exchange) -> str:
    """Return a question that was voted on, with its answer."""
    answer = exchange.asked.answer
    quotes = [f"    “{' '.join(quote.text.split())}”" for quote in (answer.quotes if answer else ())]
    sign = "good" if exchange.vote > 0 else "bad"
    return "\n".join([f"{sign}  {exchange.asked.question}", *(quotes or ["    (no answer)"])])


def alerts_text(new: Sequence[SavedAlert], saved: int) -> str:
    """Return the new hits of saved questions; `saved` is how many questions there are."""
    if not saved:
        return "No question is saved. Save one with: cuttings alerts add QUESTION"
    if not new:
        return f"Nothing new to {saved} saved question{'s' if saved > 1 else ''}."
    return "\n\n".join("\n\n".join([_saved_question(one), *map(hit_text, one.hits)]) for one in new)


def hit_text(hit: ShownHit) -> str:
    """Return a new hit: headline, outlet, day, the quotes with their offsets."""
    article = hit.article
    site = article.via and f"via {article.via}"
    where = [part for part in (article.title, article.outlet, article.published, site) if part]
    lines = [f"  {_one_line(', '.join(where))}"]
    for quote in hit.quotes:
        lines.append(_filled(f"“{quote.text}”", "    "))
        lines.append(f"    ({article.id}:{quote.start}-{quote.end})")
    if hit.also:
        lines.append(_filled(f"also in {', '.join(other.outlet or other.title for other in hit.also)}", "    "))
    return "\n".join(lines)


def _saved_question(watched: SavedAlert) -> str:
    alert = watched.alert
    days = f"{alert.filters.since or '…'} to {alert.filters.until or '…'}"
    only = [*alert.filters.outlets, *([days] if alert.filters.since or alert.filters.until else [])]
    restricted = f" (only {', '.join(only)})" if only else ""
    return f"[{alert.number}] {_one_line(alert.question)}{restricted}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
