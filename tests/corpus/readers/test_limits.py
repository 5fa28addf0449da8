"""Malicious files: bombs, nested archives, path traversal, deep nesting, entities."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers.detect import ReadOptions, read_file, read_parts

BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what it decided."


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(".".join(name.rsplit("_", 1)), data)
    return file.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def reason_of_failure(path: Path, options: ReadOptions | None = None) -> str:
    """Return why a file, or parts of it, could not be read."""
    try:
        return "; ".join(str(part) for part in read_parts(path, options or ReadOptions()) if not hasattr(part, "text"))
    except ReadError as error:
        return error.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.gz", gzip.compress(b"a" * 90_000_000)),
        ("bomb.zip", zipped(a_txt=b"a" * 90_000_000)),
        ("bomb.docx", zipped(**{"[Content_Types]_xml": b"<a/>", "word/document_xml": b" " * 90_000_000})),
    ],
)
def test_a_bomb_is_not_unpacked(tmp_path: Path, name: str, data: bytes) -> None:
    assert "200 times its packed size" in reason_of_failure(written(tmp_path, name, data))


def test_what_is_in_an_archive_is_bounded_together(tmp_path: Path) -> None:
    path = written(tmp_path, "a.zip", zipped(**{f"{number}_txt": BODY.encode() for number in range(10)}))
    assert len(read_file(path)) == 10
    assert "more than 9 files" in reason_of_failure(path, ReadOptions(max_inside=9))
    assert "unpacked larger" in reason_of_failure(path, ReadOptions(max_unpacked=5 * len(BODY)))
    inner = written(tmp_path, "b.zip", zipped(one_zip=path.read_bytes(), two_zip=path.read_bytes()))
    assert len(read_file(inner)) == 20
    assert "more than 15 files" in reason_of_failure(inner, ReadOptions(max_inside=15))


def test_archives_in_one_another_end_somewhere(tmp_path: Path) -> None:
    data = BODY.encode()
    for _ in range(3):
        data = gzip.compress(data)
    assert read_file(written(tmp_path, "three.gz", data))[0].text == BODY
    assert "more than 3 archives" in reason_of_failure(written(tmp_path, "four.gz", gzip.compress(data)))


def test_an_archive_that_holds_itself_again_and_again(tmp_path: Path) -> None:
    data = zipped(a_txt=BODY.encode())
    for _ in range(6):
        data = zipped(a_zip=data, b_zip=data, c_zip=data)
    assert "more than 3 archives" in reason_of_failure(written(tmp_path, "tree.zip", data))


def test_no_name_in_an_archive_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in ("../up.txt", "/etc/absolute.txt", "a/../../../b.txt"):
            entry = tarfile.TarInfo(name)
            entry.size = len(BODY)
            archive.addfile(entry, io.BytesIO(BODY.encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            entry = tarfile.TarInfo("link.txt")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    drafts = read_file(written(folder, "a.tar", file.getvalue()))
    assert [draft.text for draft in drafts] == [BODY] * 3
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar", "here"]


def test_a_member_that_is_encrypted_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(a_txt=BODY.encode(), b_txt=BODY.encode()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert reason_of_failure(written(tmp_path, "a.zip", bytes(data))).startswith("a.txt: it is encrypted")
    assert len(read_file(tmp_path / "a.zip")) == 1


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(tmp_path: Path, prologue: str) -> None:
    document = f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="w"><w:body><w:p><w:t>&b;</w:t></w:p></w:body></w:document>'
    data = zipped(**{"[Content_Types]_xml": b"<a/>", "word/document_xml": document.encode()})
    assert "Entit" in reason_of_failure(written(tmp_path, "a.docx", data))


@pytest.mark.parametrize(
    "data", [b'{"a":' * 200_000, b"[" * 200_000 + b'{"a"', b'{"articles": ' + b'{"data": ' * 50 + b"1" + b"}" * 51]
)
def test_deep_json_is_refused(tmp_path: Path, data: bytes) -> None:
    assert reason_of_failure(written(tmp_path, "a.json", data))


def test_markup_that_is_nested_deep(tmp_path: Path) -> None:
    page = "<div>" * 100_000 + f"<p>{BODY}</p>"
    path = written(tmp_path, "a.json", json.dumps([{"title": "Deep", "text": page}]).encode())
    assert read_file(path)[0].text == BODY


def test_pages_and_articles_are_bounded(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([{"title": str(n), "text": BODY} for n in range(5)]).encode())
    assert "more than 4 articles" in reason_of_failure(path, ReadOptions(max_articles=4))
    assert len(read_file(path, ReadOptions(max_articles=5))) == 5
    from tests.corpus.readers.print_made import pdf_columns

    assert "more than the limit of 1" in reason_of_failure(
        written(tmp_path, "a.pdf", pdf_columns(BODY, BODY)), ReadOptions(max_pages=1)
    )


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f"kop,verhaal,krant\nHaven dicht,{BODY},De Post\n".encode())
    options = ReadOptions(columns={"title": "kop", "text": "Verhaal", "outlet": "krant"})
    (draft,) = read_file(path, options)
    assert (draft.title, draft.text, draft.outlet) == ("Haven dicht", BODY, "De Post")
    with pytest.raises(ReadError, match="no column 'tekst'; there are: kop, verhaal, krant"):
        read_file(path, ReadOptions(columns={"text": "tekst"}))
    path = written(tmp_path, "a.jsonl", json.dumps({"title": "Not this", "kop": "Haven dicht", "text": BODY}).encode())
    assert read_file(path, ReadOptions(columns={"title": "kop"}))[0].title == "Haven dicht"


def test_a_message_that_is_nothing_but_parts(tmp_path: Path) -> None:
    lines = [b"From: a@b.example", b"Subject: x", b"Date: Mon, 6 May 2024 08:15:00 +0000"]
    for number in range(3000):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % number, b"", b"--b%d" % number]
    assert reason_of_failure(written(tmp_path, "a.eml", b"\n".join(lines)))
