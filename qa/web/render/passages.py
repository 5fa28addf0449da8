"""The passages that were found for a question, by article, with the quotes and the question's words marked."""

from collections.abc import Iterable, Sequence

from corpus.text.terms import terms, word_spans
from qa.answering.answer import Answer, FoundPassage
from qa.web.render.article import Span
from qa.web.render.citations import citation_link, number_html, quoted_numbers, source_html
from qa.web.render.text import clip, counted, escape
from qa.web.translations import Say


def passages_html(answer: Answer, say: Say) -> str:
    """Return the passages, those of one article together, in the order of each article's best."""
    if not answer.passages:
        return ""
    groups: dict[str, list[FoundPassage]] = {}
    for passage in answer.passages:
        groups.setdefault(answer.citation(passage.citation).article.id, []).append(passage)
    matched = _matched(answer)
    found = say(
        "passages_found",
        passages=counted(len(answer.passages), "passage", say),
        articles=counted(len(groups), "article", say),
    )
    summary = escape(found if answer.quotes else say("closest", found=found))
    sections = "".join(_group(passages, answer, matched, say) for passages in groups.values())
    return f'<details class="passages"><summary>{summary}</summary>{sections}</details>'


def _matched(answer: Answer) -> dict[int, list[Span]]:
    """Return the spans of the question's words in the passages, by the numbers of their citations."""
    words = terms((answer.interpreted or answer.question)[:2000])
    spans = word_spans([passage.text for passage in answer.passages], words)
    return {
        passage.citation: [Span(start, end) for start, end in found]
        for passage, found in zip(answer.passages, spans, strict=True)
    }


def _group(passages: Sequence[FoundPassage], answer: Answer, matched: dict[int, list[Span]], say: Say) -> str:
    title = escape(clip(answer.citation(passages[0].citation).article.title, 200))
    shown = "".join(
        f'<div class="passage"><p dir="auto">{_passage_text(passage, answer, matched[passage.citation])}</p>'
        f"<p>{_places(passage, answer, say)}</p></div>"
        for passage in passages
    )
    return f'<section><h3 dir="auto">{title}</h3>{shown}</section>'


def _places(passage: FoundPassage, answer: Answer, say: Say) -> str:
    """Return the links to a passage; numbered only where it is all of a quote."""
    quoted = quoted_numbers(answer)
    links = [
        citation_link(one, answer, f"{f'{number_html(one)} ' if one.number in quoted else ''}{source_html(one, say)}")
        for one in map(answer.citation, (passage.citation, *passage.also))
    ]
    others = f' <span class="also-in">{escape(say("also_in"))} {" ".join(links[1:])}</span>' if passage.also else ""
    return f"{links[0]}{others}"


def _passage_text(passage: FoundPassage, answer: Answer, matched: Iterable[Span]) -> str:
    """Return the passage's text with its quotes and the matched words marked."""
    article = answer.citation(passage.citation).article.id
    quoted = [
        Span(quote.start - passage.start, quote.end - passage.start)
        for quote in answer.quotes
        if (citation := answer.citation(quote.citation)).article.id == article and citation.field == "text"
    ]
    words = list(matched)
    pieces, at = [], 0
    for span in sorted(quoted):
        start, end = max(span.start, at), min(span.end, len(passage.text))
        if start < end:
            pieces.append(_with_words(passage.text, Span(at, start), words))
            pieces.append(f"<mark>{_with_words(passage.text, Span(start, end), words)}</mark>")
            at = end
    return "".join(pieces) + _with_words(passage.text, Span(at, len(passage.text)), words)


def _with_words(text: str, part: Span, words: Sequence[Span]) -> str:
    pieces, at = [], part.start
    for word in words:
        start, end = max(word.start, at), min(word.end, part.end)
        if start < end:
            pieces.append(f'{escape(text[at:start])}<mark class="word">{escape(text[start:end])}</mark>')
            at = end
    return "".join(pieces) + escape(text[at : part.end])
