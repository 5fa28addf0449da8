"""Files of every format: their articles, and what must and must not be in their texts."""

# ruff: noqa: E501

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers.detect import Problem, read_file, read_parts

H, P = (
    ("Council closes harbour", "The Daily Post", "2024-05-05", None),
    ("Prices rise again", "Reuters", "2024-05-06", None),
)
SENT, JANE = "2024-05-06T08:15+04:00", "Jane Doe"
BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what it decided."
MORE = "The mayor said that the ferry would sail again in June, once the pier has been repaired."
PARTED = f"{BODY}\n\n{MORE}"
ANY = ["Press digest", "press@town", "[+", "<p>", "&amp;", "unsubscribe", "Unsubscribe"]

# file, (title, outlet, published, byline) of each article, must include, must not include, problems
TABLE = [
    ("newsapi.json", [("Council closes harbour - The Daily Post", "The Daily Post", "2024-05-05T10:11:12+00:00", JANE)],
     [f"The harbour is closed until June.\n\n{BODY}"], ["mayor sa"], ["record 2: no text"]),
    ("mediastack.json", [("Town & harbour", "Coast News", "2024-05-05T23:02:57+00:00", None)], [PARTED], [], []),
    ("corpus.json", [("Council closes harbour", "The Daily Post", "2023-11-27T08:45:59+00:00", JANE)], [PARTED], ["Read more"], []),
    ("hits.json", [("Pier", None, None, None)], [BODY], [], []),
    ("one.json", [("Pier", None, None, "A B, C D")], [PARTED], [], []),
    ("lines.jsonl", [("One", None, "2024-05-05T08:00+00:00", None), ("Two", None, None, None)], [BODY, MORE], ["broken"],
     ["line 2: damaged JSON"]),
    ("lines.json", [("One", None, None, None), ("Two", None, None, None)], [BODY, MORE], [], []),
    ("table.csv", [("Harbour, closed", "The Daily Post", "2024-05-05", JANE), ("Prices", "Reuters", "2024-05-06", None)],
     [f'{BODY}\n\nThe mayor said "never".', MORE], [], ["row 2: no text"]),
    ("table.tsv", [("Harbour", None, "2024-05-05", None)], [BODY], ["too many"], ["row 2: 4 values for 3 columns"]),
    ("semicolons.txt", [("Harbour; closed", "The Daily Post", None, None)], [BODY], [], []),
    ("mediacloud.csv", [("Council closes harbour", "post.example", "2024-05-05", None)], ["Council closes harbour"], [], []),
    ("digest.eml", [H, P], [PARTED, "3.5 per cent"], ["https://"], []),
    ("reply.eml", [("Harbour", None, SENT, "John Roe")], [MORE], ["wrote", "council", "Editor", ">"], []),
    ("forward.eml", [("Ferry strikes pier", "Coast News", "2024-05-04T09:30", None)], [PARTED], ["For tomorrow", "Subject"], []),
    ("wrapped.eml", [("Harbour closed", "Press Office", SENT, None)],
     ["until the pier has been repaired. Nobody was surprised by what it decided, and nobody spoke against it.\n\nA second"],
     ["mailing list", "___"], []),
    ("newsletter.eml", [("Harbour closed", "Press Office", SENT, None), ("Prices rise", None, None, None)],
     [f"{BODY}\n\n- No ferry\n- No fish\n\n{MORE} & more."], ["Preheader", "color", "Open in browser"], []),
    ("Inbox", [H, P, ("Pier closed", "Press Office", SENT, None)], ["From here on the pier is closed.\n\nThe council"], [">From"],
     ["message 3: no"]),
    ("digest.msg", [H, P], [PARTED], [], []),
    ("html.msg", [("Pier closed", None, "2024-05-06T08:15+00:00", JANE), ("Prices", None, None, None)], [PARTED], ["PNG"], []),
    ("columns.pdf", [("Council closes the harbour for repairs", "The Daily Post", "2024-05-05", None)],
     ["number 9.\n\nParagraph 10 begins.", "number 29.\n\nParagraph 30 begins.", "It ends here, number 59."],
     ["Sunday", "indd", "har-", "\n1\n"], []),
    ("digest.pdf", [(f"Headline number {n} about the harbour", "The Daily Post", f"2024-05-{n:02}", JANE) for n in range(1, 11)],
     [f"Text 10.5: {BODY} {MORE}"], [], []),
    ("interleaved.pdf", [("interleaved", None, None, None)],
     ["The long-term plan of the council was not what people had expected, said the mayor of the town.\n\nA second paragraph of this"
      " column begins here.\n\nIn the right-hand column another story goes on with its own lines and the long-term view of things."],
     ["-\n", "\x02"], []),
    ("minutes.docx", [("Harbour closed", None, "2024-05-07", JANE)],
     [f"{BODY}\n\nWhat was said\n\n- No ferry\n- No fish", f"Town | Boats\nSellen | 12\n\n{MORE}"], ["Confidential", "Minutes"], []),
    ("digest.docx", [("Harbour news 5", "The Daily Post", "2024-05-05", None), ("Harbour news 6", "The Daily Post", "2024-05-06", None)],
     [BODY, MORE], [], []),
    ("notes.odt", [("Harbour closed", None, "2024-05-07", JANE)], [f"{BODY} So it was said.\n\n- No ferry\n- No fish\n\n{MORE}"],
     ["footnote", "Untitled"], []),
    ("talk.pptx", [("Harbour closed", None, None, JANE)], [f"Harbour closed\n\n{BODY}\n\nWhat next\n\n{MORE}\n\nQuestions"], ["note"], []),
    ("issue.epub", [("Harbour closed", None, "2024-05-05", JANE), ("Prices rise", None, "2024-05-05", JANE)],
     [f"{BODY}\n\nWhy\n\n{BODY}", f"{MORE}\n\nWhy\n\n{MORE}"], ["cover", "Contents"], []),
    ("article.rtf", [("Council closes harbour", "The Daily Post", "2024-05-05", JANE)], [f"{BODY} Café “Selłen”.\n\n{MORE}"],
     ["Arial", "fonttbl"], []),
    ("all.zip", [H, P, ("Harbour", None, SENT, "John Roe")], [PARTED, MORE], ["PNG"], ["bad.pdf: a damaged PDF"]),
    ("all.tar", [H, P, ("Harbour", None, SENT, "John Roe")], [PARTED, MORE], ["root:"], ["bad.pdf: a damaged PDF"]),
    ("all.tar.gz", [H, P, ("Harbour", None, SENT, "John Roe")], [PARTED, MORE], [], ["bad.pdf: a damaged PDF"]),
    ("digest.txt.gz", [H, P], [PARTED], [], []),
    ("digest.txt.bz2", [H, P], [PARTED], [], []),
    ("digest.txt.xz", [H, P], [PARTED], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "articles", "included", "excluded", "problems"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_read(
    made: Callable[[str], Path],
    name: str,
    articles: list[tuple],
    included: list[str],
    excluded: list[str],
    problems: list[str],
) -> None:
    parts = list(read_parts(made(name)))
    drafts = [part for part in parts if isinstance(part, ArticleDraft)]
    assert [(draft.title, draft.outlet, draft.published, draft.byline) for draft in drafts] == articles
    texts = "\n\n=====\n\n".join(draft.text for draft in drafts)
    for wanted in included:
        assert wanted in texts
    for unwanted in [*excluded, *ANY]:
        assert unwanted not in texts
    said = [str(part) for part in parts if isinstance(part, Problem)]
    assert len(said) == len(problems)
    assert all(one.startswith(start) for one, start in zip(said, problems, strict=True)), said
    for draft in drafts:
        assert draft.source.endswith(name)
        assert not any(part != part.strip() or not part for part in draft.text.split("\n\n"))


@pytest.mark.parametrize(
    ("name", "articles"),
    [(row[0], row[1]) for row in TABLE if "." in row[0]],
    ids=[row[0] for row in TABLE if "." in row[0]],
)
def test_a_wrong_suffix_is_no_obstacle(made: Callable[[str], Path], name: str, articles: list[tuple]) -> None:
    path = made(name)
    for suffix in (".pdf", ".docx"):
        drafts = read_file(path.rename(path.with_name(f"{path.stem.partition('.')[0]}{suffix}")))
        assert [(draft.title, draft.outlet, draft.published, draft.byline) for draft in drafts] == articles
        path = path.with_name(f"{path.stem.partition('.')[0]}{suffix}")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("scan.pdf", "scanned: no text"),
        ("locked.pdf", "encrypted"),
        ("broken.pdf", "damaged PDF|scanned"),
        ("strange.csv", "no column is known to hold the texts.*--map text=COLUMN.*kop, verhaal"),
    ],
)
def test_what_cannot_be_read_says_why(made: Callable[[str], Path], name: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_file(made(name))


def test_the_properties_of_a_pdf_count_where_its_text_says_nothing(made: Callable[[str], Path]) -> None:
    (draft,) = read_file(made("letter.pdf"))
    assert (draft.title, draft.byline, draft.text) == ("Harbour closed until June", JANE, PARTED)
    assert draft.published is not None
    assert draft.pages == (0,)


@pytest.mark.parametrize("name", ["columns.pdf", "digest.pdf", "talk.pptx"])
def test_pages_begin_where_they_are_printed(made: Callable[[str], Path], name: str) -> None:
    drafts = read_file(made(name))
    for draft in drafts:
        assert list(draft.pages) == sorted(draft.pages)
        assert 0 <= draft.pages[0] <= draft.pages[-1] < len(draft.text)
    if name == "columns.pdf":
        pages = [draft.text[start:] for draft in drafts for start in draft.pages]
        assert len(pages) > 2
        assert pages[0].startswith("Paragraph 0 begins.")
    if name == "talk.pptx":
        (draft,) = drafts
        assert [draft.text[start:].partition("\n")[0] for start in draft.pages] == ["Harbour closed", "What next"]


def test_a_pdf_that_is_first_in_an_archive_is_not_the_archive(made: Callable[[str], Path], tmp_path: Path) -> None:
    letter = made("letter.pdf")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(letter, "a.pdf")
        archive.writestr("b.txt", MORE)
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(letter, "a.pdf")
        archive.add(tmp_path / "a.zip", "a.zip")
    assert [draft.text for draft in read_file(tmp_path / "a.zip")] == [PARTED, MORE]
    assert [draft.text for draft in read_file(tmp_path / "a.tar")] == [PARTED, PARTED, MORE]
    behind = tmp_path / "behind.dat"
    behind.write_bytes(b"\r\nHTTP/1.1 200 OK\r\n\r\n" + letter.read_bytes())
    assert read_file(behind)[0].text == PARTED


@pytest.mark.parametrize("name", ["notes.odt", "issue.epub"])
def test_a_document_that_was_packed_again(made: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    before = made(name)
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for member in sorted(old.namelist(), reverse=True):
            new.writestr(member, old.read(member))
    assert [draft.text for draft in read_file(tmp_path / "again.zip")] == [draft.text for draft in read_file(before)]


@pytest.mark.parametrize(
    ("member", "reason"), [("xl/workbook.xml", "spreadsheet; save it as CSV"), ("content.xml", "OpenDocument")]
)
def test_a_document_that_is_not_read_says_so(tmp_path: Path, member: str, reason: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.bin", "w") as archive:
        archive.writestr(member, "<a/>")
    with pytest.raises(ReadError, match=reason):
        read_file(tmp_path / "a.bin")
