"""Quotes to be pasted, and conversations to be exported and checked: nothing interpreted, every word found again."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import strategies as st

from corpus.article import text_hash
from corpus.errors import Busy
from corpus.filters import Filters
from qa.answering.answer import Answer, Citation, CitedArticle, Overview, Quote
from qa.service.exchange import Asked, Exchange
from qa.web.export.cite import Cited, all_formats, markdown_text
from qa.web.export.write import export_html, export_markdown

TEXT = "Azerbaijan will release 32 servicemen."
HOSTILE = (
    '<img src=x onerror="window.pwned=1"> **b** _u_ `c` [x](javascript:pwned) & &amp; \\ {tex} $1 % # ~ ^ \u202eltr\u202c '
    "zero\u200bwidth\n\n> quoted\n# head\n- a  \n```\n</blockquote><script>x</script> cuttings:aaaaaaaaaaaa:0-3:sha256="
)
OVERVIEW = Overview(articles=3, passages=9, outlets=2, first=None, last=None, sample=False, model="m")
TEXTS = st.text(
    st.one_of(st.sampled_from("\n >#\\`*_&;<\t-"), st.characters(exclude_categories=["Cc", "Cs"])),
    min_size=1,
    max_size=120,
)


def quote(text: str = TEXT, start: int = 7, **fields: str | None) -> Cited:
    values: dict[str, str | None] = {
        "title": "Prisoners & peace", "outlet": "Panorama", "published": "2023-12-08", "byline": "Kiki Garba",
        "url": "https://example.org/a?b=1&c=2",
    }  # fmt: skip
    article = CitedArticle(id="a" * 12, **(values | fields))
    return Cited(
        text=text,
        citation=Citation(number=1, article=article, start=start, end=start + len(text), sha256=text_hash(text)),
    )


def exchange(text: str = TEXT, **fields: str | None) -> Exchange:
    cited, other = quote(text, **fields), quote("x", 0, **fields).citation
    answer = Answer(
        question=text,
        answered=True,
        confidence=0.9,
        quotes=(Quote(text=text, start=cited.citation.start, end=cited.citation.end, citation=1),),
        citations=(cited.citation, replace(other, number=2)),
    )
    asked = Asked(question=text, filters=Filters(outlets=(text,)), overview=OVERVIEW, answer=answer)
    return Exchange(id="f00", asked=asked, asked_at="2026-11-24T07:00:00+00:00")


def test_a_quote_in_every_format() -> None:
    made = all_formats(quote())
    source = "Kiki Garba, “Prisoners & peace”, Panorama, 8 Dec 2023"
    assert made["text"] == f"“{TEXT}” — {source}, https://example.org/a?b=1&c=2"
    assert made["markdown"] == (
        "> Azerbaijan will release 32 servicemen.\n\n"
        "— Kiki Garba, “Prisoners & peace”, Panorama, 8 Dec 2023 <https://example.org/a?b=1&c=2>\n"
    )
    assert made["html"] == (
        f'<figure><blockquote cite="https://example.org/a?b=1&amp;c=2"><p dir="auto">{TEXT}</p></blockquote><figcaption>'
        '<a href="https://example.org/a?b=1&amp;c=2">Kiki Garba, “Prisoners &amp; peace”, Panorama, 8 Dec 2023</a>'
        "</figcaption></figure>\n"
    )
    assert made["bibtex"] == (
        "@article{cuttings-aaaaaaaaaaaa,\n  author = {{Kiki Garba}},\n  title = {{Prisoners \\& peace}},\n"
        "  journal = {Panorama},\n  date = {2023-12-08},\n  year = {2023},\n  month = {12},\n"
        f"  url = {{https://example.org/a?b=1&c=2}},\n  annote = {{``{TEXT}''}}\n}}\n"
    )
    assert json.loads(made["csl"]) == [
        {
            "id": "cuttings-aaaaaaaaaaaa", "type": "article-newspaper", "title": "Prisoners & peace",
            "container-title": "Panorama", "author": [{"literal": "Kiki Garba"}],
            "issued": {"date-parts": [[2023, 12, 8]]}, "URL": "https://example.org/a?b=1&c=2", "note": TEXT,
        }
    ]  # fmt: skip


def test_a_printed_page_is_named() -> None:
    printed = quote()
    made = all_formats(replace(printed, citation=replace(printed.citation, page=3)))
    assert "8 Dec 2023, p. 3, https" in made["text"]
    assert "  pages = {3},\n" in made["bibtex"]
    assert json.loads(made["csl"])[0]["page"] == "3"


def test_what_is_not_known_is_left_out() -> None:
    made = all_formats(quote(outlet=None, published="soon", byline=None, url="javascript:alert(1)"))
    assert made["text"] == f"“{TEXT}” — “Prisoners & peace”, soon"
    assert "javascript" not in "".join(made.values())
    assert set(json.loads(made["csl"])[0]) == {"id", "type", "title", "note"}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("It cost 3.75 (a lot), AT&T said - no? Yes: a|b!", r"It cost 3.75 (a lot), AT&T said - no? Yes: a\|b!"),
        ("1. one", r"1\. one"),
        ("12) two", r"12\) two"),
        ("- three", r"\- three"),
        ("# four #", r"\# four \#"),
        ("=====", r"\====="),
        ("&amp; &#38;", r"\&amp; \&#38;"),
        ("*a* _b_ `c` [d](e) ![f](g) <h> $i$", r"\*a\* \_b\_ \`c\` \[d\](e) !\[f\](g) \<h\> \$i\$"),
    ],
)
def test_only_what_would_be_markup_is_escaped(line: str, written: str) -> None:
    assert markdown_text(line) == written


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a?y=%7B2%7d", "https://example.org/a?y=%7B2%7d"),  # as it is: twice is another address
        ("https://example.org/{a}?rate=5%&b=%zz", "https://example.org/%7Ba%7D?rate=5%25&b=%25zz"),
    ],
)
def test_an_address_in_bibtex_leads_to_the_same_page(address: str, written: str) -> None:
    assert f"  url = {{{written}}}," in all_formats(quote(url=address))["bibtex"]


def test_hostile_text_is_only_text() -> None:
    made = all_formats(quote(HOSTILE, title=HOSTILE, outlet=HOSTILE, byline=HOSTILE, url=HOSTILE))
    assert set(re.findall(r"</?(\w+)", made["html"])) == {"figure", "blockquote", "p", "figcaption"}
    assert not re.search(r"(?<!\\)[<*_`\[]", made["markdown"].replace("&#", ""))
    balance = re.sub(r"\\[{}]", "", made["bibtex"])
    assert balance.count("{") == balance.count("}")
    assert json.loads(made["csl"])[0]["note"] == HOSTILE


def test_hostile_exports_hold_only_what_we_wrote() -> None:
    hostile = exchange(HOSTILE, title=HOSTILE, outlet=HOSTILE, byline=HOSTILE, url=HOSTILE)
    markup = export_html(HOSTILE, [hostile])
    tags = set(re.findall(r"</?([a-zA-Z!]\w*)", markup))
    assert tags == {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "section",
        "h2",
        "blockquote",
        "br",
        "code",
        "ul",
        "li",
    } | {"!doctype"}
    assert HOSTILE in unescape(markup)
    markdown = export_markdown(HOSTILE, [hostile])
    assert [line for line in markdown.split("\n") if line.startswith("#")] == [
        line for line in markdown.split("\n") if re.match(r"##? [^#]", line)
    ]
    assert not re.search(r"(?<!\\)<(?!https)", markdown)


def test_a_refusal_and_a_failure_are_exported_too() -> None:
    refused = Answer(question="?", answered=False, confidence=0.1)

    def told(number: str, answer: Answer | None, failure: str | None) -> Exchange:
        asked = Asked(question="Who?", filters=Filters(), overview=OVERVIEW, answer=answer, failure=failure)
        return Exchange(id=number, asked=asked, asked_at="2026-11-24")

    exchanges = [told("1", refused, None), told("2", None, str(Busy())), told("3", None, "/srv/x: “no space”")]
    for export in (export_markdown, export_html):
        made = export("T", exchanges)
        assert "Nothing in the articles answered that" in made
        assert "Too many questions at once" in made
        assert "This question could not be answered" in made
        assert "/srv" not in made


def test_what_may_answer_is_exported_as_such() -> None:
    sure = exchange()
    assert sure.asked.answer is not None
    unsure = replace(sure, asked=replace(sure.asked, answer=replace(sure.asked.answer, answered=False)))
    for export in (export_markdown, export_html):
        assert "may answer" not in export("T", [sure])
        assert "What is quoted may answer, and is not sure to" in export("T", [unsure])
