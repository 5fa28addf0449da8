import contextlib
import os
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers.detect import READERS, ReadOptions, read_file

BODY = "The council met on Monday. Nobody was surprised by what it decided."
DIGEST = f"Council meets\n\nThe Daily Post\n5 May 2024\n\n{BODY}\n\nPrices rise\n\nReuters\n6 May 2024\n\n{BODY}\n"
MARKDOWN_DIGEST = f"""# Press digest, May 2024

## Council **meets** [again](https://x.org/m)

The Daily Post
5 May 2024
By Jane Doe

{BODY} See [the report](https://x.org/report) and *nothing* else, says `she`.

### What it decided

> The harbour is closed.

![a picture](p.png)

- one thing
- another thing

Source: [here](https://x.org/a?b=1#top)

## Prices rise

*Reuters*
*6 May 2024*

{BODY}
"""


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def fields(draft):
    return draft.title, draft.outlet, draft.published, draft.byline, draft.url


def test_the_table_knows_each_suffix_once():
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert {".txt", ".md", ".markdown"} <= set(suffixes)
    assert sorted(suffixes) == sorted(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["digest.txt", "DIGEST.TXT", "ein Name – mit Ü.txt"])
def test_text_files(tmp_path, name, encoding):
    path = written(tmp_path, name, DIGEST.replace("Council meets", "Council’s “meeting”").encode(encoding))
    drafts = read_file(path)
    assert [fields(draft) for draft in drafts] == [
        ("Council’s “meeting”", "The Daily Post", "2024-05-05", None, None),
        ("Prices rise", "Reuters", "2024-05-06", None, None),
    ]
    assert {draft.source for draft in drafts} == {str(path)}


def test_a_file_without_title_is_named_after_itself(tmp_path):
    (draft,) = read_file(written(tmp_path, "council minutes.txt", BODY))
    assert (draft.title, draft.text) == ("council minutes", BODY)


def test_a_markdown_digest(tmp_path):
    first, second = read_file(written(tmp_path, "digest.md", MARKDOWN_DIGEST))
    assert fields(first) == ("Council meets again", "The Daily Post", "2024-05-05", "Jane Doe", "https://x.org/a?b=1")
    assert first.text.split("\n\n") == [
        f"{BODY} See the report and nothing else, says she.",
        "What it decided",
        "The harbour is closed.",
        "- one thing\n- another thing",
    ]
    assert fields(second) == ("Prices rise", "Reuters", "2024-05-06", None, None)
    assert second.text == BODY


@pytest.mark.parametrize("suffix", [".md", ".markdown"])
def test_front_matter(tmp_path, suffix):
    text = (
        '---\ntitle: "Council: a meeting"\nauthor: Jane Doe\ndate: 2024-05-05\nsource: The Daily Post\n'
        f"url: https://x.org/a#b\nlang: en\ntags: [a, b]\n---\n\n{BODY}\n"
    )
    (draft,) = read_file(written(tmp_path, f"a{suffix}", text))
    assert fields(draft) == ("Council: a meeting", "The Daily Post", "2024-05-05", "Jane Doe", "https://x.org/a")
    assert (draft.text, draft.language) == (BODY, "en")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f"# One\n\n{BODY}\n\n## Part\n\n{BODY}", ["One"]),
        (f"# One\n\n{BODY}\n\n# Two\n\n{BODY}", ["One", "Two"]),
        (f"One\n===\n\n{BODY}\n\nTwo\n===\n\n{BODY}", ["One", "Two"]),
        (f"## One ##\n\n{BODY}\n\n## Part\n\n{BODY}", ["One"]),
        (f"# One\nReuters\n5 May 2024\n\n{BODY}\n\n# Two\n\n{BODY}", ["One", "Two"]),
        (f"{BODY}\n\n## Part\n\n{BODY}", ["name"]),
        (f"# One\n\n```\n# no title\n```\n\n{BODY}", ["One"]),
        (f"---\n\n# One\n\n{BODY}", ["One"]),
        (
            f"One thing\n\nReuters\n5 May 2024\n\n{BODY}\n\nTwo things\n\nReuters\n6 May 2024\n\n{BODY}",
            ["One thing", "Two things"],
        ),
    ],
)
def test_titles_in_markdown(tmp_path, text, titles):
    drafts = read_file(written(tmp_path, "name.md", text))
    assert [draft.title for draft in drafts] == titles
    assert all(BODY in draft.text for draft in drafts)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("2 * 3 * 4 is 24, snake_case_name stays.", "2 * 3 * 4 is 24, snake_case_name stays."),
        ("A \\*star\\* and a [footnote] stay.", "A *star* and a [footnote] stay."),
        ("**Bold** and __bold__ and *thin* and _thin_.", "Bold and bold and thin and thin."),
        ("See [a (b)](https://x.org/a_(b)) now.", "See a (b) now."),
        ("See <https://x.org/a_b_c> now.", "See https://x.org/a_b_c now."),
        ("* an item\n* another *item*", "* an item\n* another item"),
        ("1. an item\n2. another", "1. an item\n2. another"),
    ],
)
def test_marks_in_markdown(tmp_path, source, shown):
    (draft,) = read_file(written(tmp_path, "a.md", f"# Title\n\n{BODY}\n\n{source}\n\n{BODY} Once more."))
    assert draft.text.split("\n\n")[1] == shown


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t\n", "empty"),
        ("mark.txt", b"\xef\xbb\xbf\n", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "not text.*picture"),
        ("print.txt", b"%PDF-1.7 ...", "not text.*PDF"),
        ("nul.md", b"abc\x00def\x01\x02", "not text"),
        ("table.xlsx", b"abc", r"unknown format \.xlsx; known are .*\.txt.*\.md"),
        ("nothing", b"abc", "unknown format"),
        ("noise.txt", b"Advertisement\n\nALSO READ\n", "no article text"),
        ("header.txt", b"Council meets\n\nThe Daily Post\n5 May 2024\n", "no article text"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, name, data, reason):
    path = written(tmp_path, name, data)
    with pytest.raises(ReadError, match=reason) as raised:
        read_file(path)
    assert raised.value.path == str(path)


def test_missing_files_folders_and_devices(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_file(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="folder"):
        read_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="device or a pipe"):
        read_file(tmp_path / "pipe.txt")


def test_a_name_with_nul_is_no_crash(tmp_path):
    with pytest.raises(ReadError):
        read_file(tmp_path / "a\0b.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file(tmp_path):
    path = written(tmp_path, "secret.txt", BODY)
    path.chmod(stat.S_IWUSR)
    with pytest.raises(ReadError, match="permission"):
        read_file(path)


def test_the_limit(tmp_path):
    path = written(tmp_path, "long.txt", BODY)
    assert read_file(path, ReadOptions(max_bytes=len(BODY)))[0].text == BODY
    with pytest.raises(ReadError, match="larger than the limit"):
        read_file(path, ReadOptions(max_bytes=len(BODY) - 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(), st.text().map(str.encode)), suffix=st.sampled_from([".txt", ".md"]))
def test_any_file_is_read_or_refused(tmp_path, data, suffix):
    path = written(tmp_path, f"any{suffix}", data)
    with contextlib.suppress(ReadError):
        drafts = read_file(path)
        assert drafts
        assert all(draft.title.strip() and draft.text.strip() for draft in drafts)
