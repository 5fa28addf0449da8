"""Exported conversations are checked by their own grammar: what Cuttings writes verifies, what anybody changed in it does not."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import Busy, ReadError
from corpus.filters import Filters
from qa.answering.answer import Answer, CitedField, Overview, Quote
from qa.answering.citations import Citations, field_of
from qa.answering.pipeline import EMPTY_QUESTION, SMALL_TALK
from qa.cli import main
from qa.commands.terminal import checked_text
from qa.service.exchange import Asked, Exchange
from qa.web.export import write
from qa.web.export.cite import earlier_markdown_text
from qa.web.export.verify import Checked, State, read_file, verify
from qa.web.export.write import EARLIER_NOTES, NOTE, export_html, export_markdown

FIRST = "The minister resigned on Friday."
SECOND = "He said that he was “not sorry”.\n\nThe *price* rose <b>to</b> 3.75 & more."
TEXT = f"{FIRST} {SECOND} Nobody else was asked."
OVERVIEW = Overview(articles=3, passages=9, outlets=2, first=None, last=None, sample=False, model="m/x-1")
FORMATS = [("md", export_markdown), ("html", export_html)]
SAME, CHANGED, REMOVED, MISSING, ALTERED = State.SAME, State.CHANGED, State.REMOVED, State.MISSING, State.ALTERED
Texts = list[tuple[Article, bool]]


def article(text: str = TEXT, **fields: object) -> Article:
    values: dict[str, object] = {
        "id": "a" * 12, "version": 1, "title": "A resignation & more", "text": text, "outlet": "Gazette",
        "published": "2024-03-08", "byline": "Ann", "url": "https://example.org/a?b=1&c=2", "language": "en", "source": "",
        "words": 1,
    }  # fmt: skip
    return Article(**(values | fields))  # type: ignore[arg-type]


OTHER = article("A bridge was opened. It is new.", id="b" * 12, title="Bridge", outlet=None, url=None, pages=(0, 20))
ARCHIVE: dict[str, Texts] = {"a" * 12: [(article(), True)], "b" * 12: [(OTHER, True)]}


def span(text: str, said: str) -> tuple[int, int]:
    return text.index(said), text.index(said) + len(said)


def answer(quoted: list[tuple[Article, tuple[int, int]]], found: list[tuple[Article, tuple[int, int]]]) -> Answer:
    citations = Citations()
    quotes = tuple(
        Quote(text=one.text[slice(*place)], start=place[0], end=place[1], citation=citations.number(one, place))
        for one, place in quoted
    )
    for one, place in found:
        citations.number(one, place)
    return Answer(question="?", answered=bool(quotes), confidence=0.9, quotes=quotes, citations=citations.listed())


def asked(question: str, said: Answer | None = None, failure: str | None = None, only: str = "") -> Exchange:
    filters = Filters(outlets=(only,)) if only else Filters(since="2024-01-01")
    one = Asked(question=question, filters=filters, overview=OVERVIEW, answer=said, failure=failure)
    return Exchange(id="f00", asked=one, asked_at="2026-11-24T07:00:00+00:00")


def conversation() -> list[Exchange]:
    one = article()
    first = answer([(one, span(TEXT, FIRST)), (one, span(TEXT, SECOND))], [(OTHER, (0, 20)), (one, (0, len(TEXT)))])
    second = answer([(OTHER, (0, 20))], [(OTHER, (21, 31))])
    refused = replace(answer([], [(OTHER, (21, 31))]), note=None)
    return [
        asked("Who resigned?", first),
        asked("And the bridge?", replace(second, answered=False)),
        asked("Who owned the mill?", refused, only="Gazette, “Evening”"),
        asked("?", replace(answer([], []), note=EMPTY_QUESTION)),
        asked("hello", replace(answer([], []), note=SMALL_TALK)),
        asked("Why?", failure=str(Busy())),
        asked("Where?", failure="disk: “something” odd\nin two lines"),
    ]


def checked(made: str | bytes, path: Path, known: dict[str, Texts] = ARCHIVE) -> Checked:
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    return verify(read_file(path), lambda one: known.get(one, []))


def states(found: Checked) -> list[State]:
    return [one.state for one in found.verdicts]


@pytest.fixture(params=FORMATS, ids=["md", "html"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    suffix, export = request.param
    return export("Who resigned?", conversation()), tmp_path / f"x.{suffix}"


def test_what_is_exported_is_as_it_was(made: tuple[str, Path]) -> None:
    found = checked(*made)
    assert (found.good, found.quotes, found.questions, found.misfits) == (True, 3, 7, ())
    assert states(found) == [SAME] * 7


@pytest.mark.parametrize(
    "edited",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: f"\ufeff{text}",
        lambda text: f"{text}\n\n",
        lambda text: text.rstrip("\n"),
        lambda text: "\n".join(line.rstrip(" ") for line in text.split("\n")),
        lambda text: text.replace(NOTE, EARLIER_NOTES[0]),
    ],
    ids=["crlf", "bom", "newlines", "no newline", "trimmed", "earlier"],
)
def test_a_file_that_went_through_an_editor_is_as_it_was(made: tuple[str, Path], edited: Callable[[str], str]) -> None:
    assert checked(edited(made[0]), made[1]).good


def test_a_file_that_an_earlier_version_escaped_more_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sign that may be markup anywhere had a backslash, each full stop too."""
    monkeypatch.setattr(write, "markdown_text", earlier_markdown_text)
    monkeypatch.setattr(write, "MARKDOWN", write.EARLIER_MARKDOWN)
    note = write.markdown_note(NOTE, earlier_markdown_text)
    monkeypatch.setattr(write, "markdown_note", lambda _: note)
    earlier = export_markdown("Who resigned?", conversation())
    monkeypatch.undo()
    assert r"> The minister resigned on Friday\." in earlier
    assert checked(earlier, tmp_path / "earlier.md").good
    now = export_markdown("Who resigned?", conversation())
    assert not checked(now.replace("resigned on Friday.", r"resigned on Friday\."), tmp_path / "mixed.md").good


LOOSE = st.text(
    st.one_of(st.sampled_from("\n >#\\`*_&;<\t-[]“”"), st.characters(exclude_categories=["Cs"])), max_size=120
)
WORDY = st.text(
    st.one_of(st.sampled_from("\n >#\\`*_&;<\t-[]“”"), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=120,
)


@pytest.mark.parametrize(("suffix", "export"), FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(texts=st.lists(WORDY, min_size=1, max_size=4), title=LOOSE, question=LOOSE, facts=LOOSE, failure=LOOSE)
def test_whatever_is_in_it_an_export_is_as_it_was(
    tmp_path: Path, suffix: str, export: Callable, texts: list[str], title: str, question: str, facts: str, failure: str
) -> None:
    text = "\n\n".join(texts)  # a quote is a paragraph or whole sentences of one
    ends = [end - 2 for end in accumulate(len(text) + 2 for text in texts)]
    places = [(end - len(text), end) for text, end in zip(texts, ends, strict=True)]
    one = article(text, title=facts, outlet=facts, byline=facts, url=f"https://e.org/{facts}", published=facts)
    said = answer([(one, place) for place in places[:3]], [(one, place) for place in places[3:]])
    exchanges = [asked(question, said, only=facts), asked(question, failure=failure), asked(title, said)]
    found = checked(export(title, exchanges), tmp_path / f"x.{suffix}", {one.id: [(one, True)]})
    assert found.good, found
    assert [verdict.citing.text for verdict in found.verdicts if verdict.citing.quote][: len(places[:3])] == [
        text if suffix == "md" else _shown(text) for text in texts[:3]
    ]


def _shown(text: str) -> str:
    return "".join("\ufffd" if (ord(c) < 32 and c not in "\t\n\r") or 127 <= ord(c) < 160 else c for c in text)


def test_changed_removed_missing_and_altered_are_told_apart(made: tuple[str, Path]) -> None:
    later = article(TEXT.replace("Friday", "Monday"), version=2)
    found = checked(*made, {"a" * 12: [(article(), False), (later, True)], "b" * 12: [(OTHER, False)]})
    assert states(found) == [CHANGED, SAME, REMOVED, CHANGED, REMOVED, REMOVED, REMOVED]  # the second is still said
    assert not found.misfits
    moved = article(version=2, title="Another headline")
    assert states(checked(*made, {**ARCHIVE, "a" * 12: [(article(), False), (moved, True)]}))[0] is CHANGED
    assert states(checked(*made, {}))[0] is MISSING
    elsewhere = "checked against the archive that was asked"
    assert elsewhere in checked_text(checked(*made, {}))
    assert elsewhere not in checked_text(checked(*made, {"b" * 12: [(OTHER, True)]}))
    never = {"a" * 12: [(later, True)], "b" * 12: [(OTHER, True)]}
    assert states(checked(*made, never))[0] is ALTERED


def attacked(made: tuple[str, Path], change: Callable[[str], str]) -> Checked:
    changed = change(made[0])
    assert changed != made[0]
    return checked(changed, made[1])


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def without(mark: str) -> Callable[[str], str]:
    """Return a change that takes away every line that begins so."""
    return lambda text: "\n".join(line for line in text.split("\n") if not line.startswith(mark))


MD_QUOTE = "> The minister resigned on Friday."
SHA = "sha256="
MARKDOWN_ATTACKS: dict[str, Callable[[str], str]] = {
    "lazy continuation": replaced(MD_QUOTE, f"{MD_QUOTE}\nHe stole the money."),
    "lazy continuation, escaped": replaced(MD_QUOTE, MD_QUOTE + "\nHe stole the money."),
    "quote without a space": replaced(MD_QUOTE, ">He stole the money."),
    "quote indented": replaced(MD_QUOTE, "   > He stole the money."),
    "a line more, without a space": replaced(MD_QUOTE, f"{MD_QUOTE}\n>He stole the money."),
    "a blockquote instead": replaced(MD_QUOTE, "<blockquote>He stole the money.</blockquote>"),
    "a paragraph instead": replaced(MD_QUOTE, "“He stole the money.”"),
    "a quote beside": replaced(MD_QUOTE, f"{MD_QUOTE}\n\n> He stole the money."),
    "a quote at the end": lambda text: f"{text}\n> He stole the money.\n",
    "a quote before the end of an answer": replaced("- \\[3\\]", "> He stole the money.\n\n- \\[3\\]"),
    "a paragraph beside": replaced(MD_QUOTE, f"“He stole the money.”\n\n{MD_QUOTE}"),
    "an item beside": replaced("- \\[3\\]", "- He stole the money.\n\n- \\[3\\]"),
    "a code block": replaced(MD_QUOTE, f"    He stole the money.\n\n{MD_QUOTE}"),
    "all quotes removed": without("> "),
    "another outlet": replaced("Gazette", "Herald"),
    "another day": replaced("8 Mar 2024", "9 Mar 2024"),
    "another title": replaced("A resignation", "A theft"),
    "another byline": replaced("] Ann", "] Eve"),
    "another link": replaced("https://example.org/a?", "https://example.org/b?"),
    "no link": replaced(" <https://example.org/a?b=1&c=2>", ""),
    "another page": replaced("p. 1", "p. 2"),
    "two quotes merged": replaced(MD_QUOTE, f"{MD_QUOTE}\n> \n> A bridge was opened."),
    "a line end more": replaced("minister resigned", "minister\n> resigned"),
    "look-alike": replaced("minister", "ministеr"),
    "turned round": replaced("minister", "\u202eretsinim\u202c"),
    "zero width": replaced("minister", "mini\u200bster"),
    "a carriage return": replaced(MD_QUOTE, f"{MD_QUOTE}\rHe stole the money."),
    "a line separator": replaced(MD_QUOTE, f"{MD_QUOTE}\u2028He stole the money."),
    "entities": replaced("minister", "&#109;inister"),
    "emphasis": replaced("minister", "*minister*"),
    "a comment": replaced(MD_QUOTE, f"{MD_QUOTE}\n\n<!--"),
    "a style": replaced(MD_QUOTE, f"<style>blockquote{{display:none}}</style>\n\n{MD_QUOTE}"),
    "an answer more": lambda text: text + "\n## Who?\n\n> He stole the money.\n",
    "words in the note": replaced("reader's own", "editor's own"),
    "words under the question": replaced("Asked on 24", "“He stole the money.” Asked on 24"),
    "a refusal of one's own": replaced("Nothing in the articles answered that", "He stole the money"),
    "emphasis in the title": replaced("# Who", "# *Who*"),
    "a heading of another kind": replaced("\n## Who", "\n### Who"),
}


@pytest.mark.parametrize("name", MARKDOWN_ATTACKS)
def test_markdown_that_was_falsified_is_found(tmp_path: Path, name: str) -> None:
    made = export_markdown("Who resigned?", conversation()), tmp_path / "x.md"
    assert not attacked(made, MARKDOWN_ATTACKS[name]).good


HTML_QUOTE = "The minister resigned on Friday."
FALSE = '<blockquote dir="auto">He stole the money.</blockquote>'


def hidden(how: str) -> Callable[[str], str]:
    return replaced('<blockquote dir="auto" data-place', f'{FALSE}<blockquote {how} dir="auto" data-place')


HTML_ATTACKS: dict[str, Callable[[str], str]] = {
    "display none": hidden('style="display:none"'),
    "hidden": hidden("hidden"),
    "off screen": hidden('style="position:absolute;left:-9999px"'),
    "no size": hidden('style="font-size:0"'),
    "no colour": hidden('style="color:#fff"'),
    "a class": hidden('class="note"'),
    "duplicated attribute": replaced('<blockquote dir="auto"', '<blockquote dir="rtl" dir="auto"'),
    "a false quote on its own line": replaced("<blockquote", f"{FALSE}\n<blockquote"),
    "hidden line by line": lambda text: text.replace("<blockquote", "<div hidden>\n<blockquote", 1).replace(
        "</blockquote>", f"</blockquote>\n</div>\n{FALSE}", 1
    ),
    "content in a style": replaced("</style>", 'blockquote{font-size:0}blockquote::before{content:"He stole"}</style>'),
    "a style more": replaced("</head>", "<style>blockquote{display:none}</style></head>"),
    "a style in the body": replaced("<section>", "<style>blockquote{display:none}</style><section>"),
    "a script": replaced("</body>", "<script>document.body.innerHTML='x'</script></body>"),
    "a script on its own line": replaced("</body>", "<script>x()</script>\n</body>"),
    "a handler": replaced("<section>", '<section onclick="x()">'),
    "a handler of the body": replaced("<body>", '<body onload="x()">'),
    "nested": replaced(HTML_QUOTE, f"{FALSE}{HTML_QUOTE}"),
    "a comment in it": replaced("minister", "minister<!-- not -->"),
    "commented out": replaced("<blockquote", f"{FALSE}<!--<blockquote"),
    "a template": lambda text: text.replace("<blockquote", "<template><blockquote", 1).replace(
        "</blockquote>", "</blockquote></template>", 1
    ),
    "an svg": replaced("<section>", "<svg><text>He stole the money.</text></svg><section>"),
    "a base": replaced('<meta charset="utf-8">', '<meta charset="utf-8"><base href="https://evil.example/">'),
    "a refresh": replaced(
        '<meta charset="utf-8">',
        '<meta charset="utf-8"><meta http-equiv="refresh" content="0;url=https://evil.example">',
    ),
    "another character set": replaced('charset="utf-8"', 'charset="utf-7"'),
    "entities": replaced("minister", "&#109;inister"),
    "upper case": replaced("<blockquote", "<BLOCKQUOTE"),
    "look-alike": replaced("minister", "ministеr"),
    "turned round": replaced("minister", "\u202eretsinim\u202c"),
    "a paragraph instead": lambda text: text.replace("<blockquote", "<p", 1).replace("</blockquote>", "</p>", 1),
    "a paragraph beside": replaced("<blockquote", "<p>“He stole the money.”</p>\n<blockquote"),
    "a paragraph of our kind": replaced("<blockquote", '<p dir="auto">“He stole the money.”</p>\n<blockquote'),
    "a refusal of one's own": replaced("Nothing in the articles answered that.", "“He stole the money.”"),
    "a quote without a place": replaced("<ul>", f"{FALSE}\n<ul>"),
    "an item more": replaced("<ul>", "<ul><li>He stole the money.</li>"),
    "an item of our kind more": replaced("<ul>", '<ul><li class="source" dir="auto">He stole the money.</li>'),
    "words after the items": replaced("</ul>", "</ul>He stole the money."),
    "all quotes removed": without("<blockquote"),
    "another outlet": replaced("Gazette", "Herald"),
    "another link": replaced('href="https://example.org/a?', 'href="https://example.org/b?'),
    "another place above": replaced(":0-32:", ":0-31:"),
    "after the end": lambda text: f"{text}{FALSE}\n",
    "cut off": lambda text: text.replace("</body></html>\n", ""),
    "before the beginning": lambda text: f"{FALSE}\n{text}",
    "another doctype": replaced("<!doctype html>", '<!doctype html SYSTEM "about:legacy-compat">'),
    "another title above": replaced("<title>Who", "<title>He"),
}


@pytest.mark.parametrize("name", HTML_ATTACKS)
def test_html_that_was_falsified_is_found(tmp_path: Path, name: str) -> None:
    made = export_html("Who resigned?", conversation()), tmp_path / "x.html"
    try:
        assert not attacked(made, HTML_ATTACKS[name]).good
    except ReadError:
        assert name == "before the beginning"


def test_quotes_in_each_other_s_place_are_found(made: tuple[str, Path]) -> None:
    text, path = made
    one, other = FIRST, "A bridge was opened."
    swapped = text.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)
    assert states(checked(swapped, path)).count(ALTERED) == 2


def test_a_text_altered_together_with_its_hash_is_found(tmp_path: Path) -> None:
    lie = article(TEXT.replace("resigned", "stole it"))
    said = answer([(lie, span(lie.text, "The minister stole it on Friday."))], [])
    for suffix, export in FORMATS:
        found = checked(export("T", [asked("Who?", said)]), tmp_path / f"x.{suffix}")
        assert (states(found), found.misfits) == ([ALTERED], ())


@pytest.mark.parametrize(("suffix", "export"), FORMATS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT, "sorry"),
        (TEXT, "not sorry”"),
        (TEXT, "The minister"),
        (TEXT, "resigned on Friday."),
        (TEXT, "Friday. He said that he was"),
        (TEXT, "75 & more."),
        ("Nobody said that the mayor is a thief, the court found.", "the mayor is a thief"),
        (
            f"The mayor {'of a town ' * 40}is unlawful.",
            "lawful.",
        ),  # the sentence is so long that a model may read it in parts
    ],
)
def test_words_cut_out_of_a_sentence_are_no_quote(
    tmp_path: Path, suffix: str, export: Callable, text: str, said: str
) -> None:
    """Each is what the archive has at its place, with the right hash."""
    one = article(text)
    found = checked(
        export("T", [asked("?", answer([(one, span(text, said))], []))]),
        tmp_path / f"x.{suffix}",
        {one.id: [(one, True)]},
    )
    assert states(found) == [ALTERED]


@pytest.mark.parametrize(("suffix", "export"), FORMATS)
def test_a_folder_s_name_is_a_model_s(tmp_path: Path, suffix: str, export: Callable) -> None:
    first = asked("Who resigned?", answer([(article(), span(TEXT, FIRST))], []))
    for name in ("/home/ann/My models/small (new)", "C:\\Models of Ann\\small", "hub:ann/small"):
        exchange = replace(first, asked=replace(first.asked, overview=replace(OVERVIEW, model=name)))
        assert checked(export("T", [exchange]), tmp_path / f"x.{suffix}").good


def test_one_quote_taken_away_is_missed(made: tuple[str, Path]) -> None:
    text, path = made
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith(("> ", "<blockquote")))
    gone = 2 if path.suffix == ".html" else 5
    found = checked("\n".join(lines[:first] + lines[first + gone :]), path)
    assert set(states(found)) == {SAME}
    assert ["one is missing" in misfit.what for misfit in found.misfits] == [True]


def test_what_does_not_fit_is_named_by_its_line(tmp_path: Path) -> None:
    text = export_markdown("Who resigned?", conversation()).replace(MD_QUOTE, f"He stole it.\n\n{MD_QUOTE}", 1)
    found = checked(text, tmp_path / "x.md")
    assert [(one.line, one.written) for one in found.misfits] == [(9, "He stole it.")]
    assert text.split("\n")[8] == "He stole it."


def test_a_file_without_quotes_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.md"
    path.write_text(export_markdown("T", conversation()[3:]), encoding="utf-8")
    assert main(["verify", str(path), "--archive", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out == "There is no quote in this file, so no quote was checked.\n"
    assert main(["verify", str(path), "--archive", str(tmp_path / "none"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_what_is_no_export_is_told(tmp_path: Path) -> None:
    for content in (
        b"",
        b"\xff\xfe\x00 nothing",
        b"# A title\n\nSome words.\n",
        b"<!doctype html><p>x</p>",
        b"<!--" * 99999,
    ):
        with pytest.raises(ReadError, match="no citation"):
            checked(content, tmp_path / "x.md")
    with pytest.raises(ReadError, match="cannot be read"):
        read_file(tmp_path / "nothing.md")


PAGES = ("html", "xhtml", "HTM", "shtml", "php", "svg", "mhtml", "rst", "tex", "rtf")


def test_a_name_that_has_it_shown_as_something_else_is_refused(tmp_path: Path) -> None:
    for suffix, export in (*((page, export_markdown) for page in PAGES), ("md", export_html)):
        with pytest.raises(ReadError, match="shown as something else"):
            checked(export("T", conversation()), tmp_path / f"x.{suffix}")


FIELDS: list[CitedField] = ["title", "byline", "outlet", "published"]


def from_fields(one: Article, fields: list[CitedField]) -> Answer:
    citations = Citations()
    quotes = []
    for field in fields:
        whole = field_of(one, field)
        number = citations.number(one, (0, len(whole)), field)
        quotes.append(Quote(text=whole, start=0, end=len(whole), citation=number))
    citations.number(one, (0, len(TEXT)))
    return Answer(question="?", answered=True, confidence=0.9, quotes=tuple(quotes), citations=citations.listed())


@pytest.mark.parametrize(("suffix", "export"), FORMATS)
def test_what_is_quoted_of_a_headline_or_a_day_is_checked_as_a_text_is(
    tmp_path: Path, suffix: str, export: Callable
) -> None:
    made, path = export("Who wrote it?", [asked("Who?", from_fields(article(), FIELDS))]), tmp_path / f"x.{suffix}"
    found = checked(made, path)
    assert (found.good, states(found)) == (True, [SAME] * 5)
    assert [one.citing.cites.field for one in found.verdicts] == [*FIELDS, "text"]
    corrected = replace(article(version=2), byline="Eve", published="2024-03-09")
    later = {"a" * 12: [(article(), False), (corrected, True)]}
    assert states(checked(made, path, later)) == [CHANGED] * 5, "the source names the byline and the day"
    lies = [("#byline", "#outlet"), ("#title", ""), ("#published", "#source"), ("2024", "2023"), (":0-3:", ":0-2:")]
    for said, lie in lies:
        assert said in made
        assert not checked(made.replace(said, lie), path).good, said


def test_a_part_of_a_headline_is_no_quote(tmp_path: Path) -> None:
    citations = Citations()
    number = citations.number(article(), (2, 13), "title")
    quote = Quote(text="resignation", start=2, end=13, citation=number)
    said = Answer(question="?", answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())
    assert states(checked(export_markdown("T", [asked("?", said)]), tmp_path / "x.md")) == [ALTERED]


def test_a_field_that_the_article_lacks_is_found(tmp_path: Path) -> None:
    made = export_markdown("T", [asked("?", from_fields(article(), ["outlet"]))])
    unknown = {"a" * 12: [(article(outlet=None), True)]}
    assert states(checked(made, tmp_path / "x.md", unknown)) == [ALTERED] * 2
