"""`cuttings brief`: what is new since a day in quotes, and with a writer in sentences above them; the file can be verified."""

import json
import re
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.cli import main
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.qa.written.conftest import COPY, FERRY, TRUE
from tests.qa.written.scripted import Script, says, scripted

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
MILL = ArticleDraft(
    title="Mill burns at Olm", text="The mill at Olm burned down on Sunday.", outlet="Gazette", published="2026-03-09"
)
OLD = ArticleDraft(title="Fair at Olm", text="The fair at Olm was held.", outlet="Gazette", published="2025-01-01")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brief") / "archive"
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([FERRY, COPY, MILL, OLD])
    return folder


def brief(archive: Path, *words: object, code: int = 0) -> None:
    assert main(["brief", "--archive", str(archive), "--model", "hashing-256", *map(str, words)]) == code


def test_without_a_writer_it_is_quotes(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief(archive, "--since", "2026-03-01")
    shown = capsys.readouterr().out
    assert shown.startswith("# What is new since 1 Mar 2026\n")
    assert "> The mill at Olm burned down on Sunday." in shown
    assert "A ferry struck the pier at Port Sellen on Friday." in shown
    assert "fair" not in shown
    assert "Written" not in shown
    brief(archive, "--since", "2027-01-01")
    assert capsys.readouterr().err == "Nothing is new.\n"


@pytest.mark.parametrize("name", ["new.md", "new.html"])
def test_with_a_writer_there_are_sentences_and_the_file_is_verified(
    name: str, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"The mill at Olm burned down on Sunday [1]. {TRUE}. The mayor set fire to it."
    path = tmp_path / name
    with scripted(says(text)) as endpoint:
        brief(archive, "--since", "2026-03-01", "-o", path, "--writer", endpoint.url, "--writer-model", "scripted")
    content = path.read_text(encoding="utf-8")
    assert content.count("Written by scripted") == len(endpoint.heard) >= 2
    assert "mayor" not in content
    assert capsys.readouterr().out == ""
    assert path.stat().st_mode & 0o077 == 0
    assert main(["verify", str(path), "--archive", str(archive)]) == 0
    path.write_text(content.replace("burned down on Sunday", "burned down on Monday"), encoding="utf-8")
    assert main(["verify", str(path), "--archive", str(archive)]) == 1


@pytest.mark.parametrize("name", ["new.md", "new.html"])
def test_it_opens_with_what_it_is_and_ends_with_how_to_check_it(name: str, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    brief(archive, "--since", "2026-03-01", "-o", path)
    content = path.read_text(encoding="utf-8")
    opening = re.search(r"2 stories, quoted from 2 outlets, as of \d+ \w+ \d{4}\\?\. What is quoted is how", content)
    assert opening is not None
    assert opening.start() < content.index("The mill at Olm burned") < content.index("Each quote is cited")
    assert "Asked on" not in content
    assert main(["verify", str(path), "--archive", str(archive)]) == 0
    own = "<p>The mayor did it.</p>\n" if name.endswith("html") else "The mayor did it\\.\n\n"
    for changed in (
        content.replace("2 stories", "The mayor did it: 2 stories"),
        content.replace("Each quote is cited", "No quote is cited"),
        content.replace(content[content.index("## " if own[0] == "T" else "<section>")], own, 1),
    ):
        assert changed != content
        path.write_text(changed, encoding="utf-8")
        assert main(["verify", str(path), "--archive", str(archive)]) == 1
    brief(archive, "--since", "2027-01-01", "-o", path)
    assert "0 stories" in path.read_text(encoding="utf-8")


def test_json_is_a_list_of_answers(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(says("The mill at Olm burned down on Sunday [1].")) as endpoint:
        brief(archive, "--since", "2026-03-01", "--json", "--writer", endpoint.url, "--writer-model", "scripted")
    answers = json.loads(capsys.readouterr().out)
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)
    assert [one["kind"] for one in answers] == ["newest"] * len(answers)
    assert any(one["written"]["sentences"] for one in answers)


def _down(request: object) -> None:
    request.begin(500)  # type: ignore[attr-defined]


@pytest.mark.parametrize("script", [_down])
def test_an_endpoint_that_is_down_is_asked_once(
    script: Script, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(script) as endpoint:
        brief(archive, "--since", "2026-03-01", "--writer", endpoint.url, "--writer-model", "scripted")
    captured = capsys.readouterr()
    assert len(endpoint.heard) == 1
    assert "answered with error 500" in captured.err
    assert "> The mill at Olm burned down on Sunday." in captured.out


def test_a_day_that_is_none_and_a_writer_that_is_named_in_part_are_refused(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        brief(archive, "--since", "March")
    for words, told in (
        (["--writer", "http://127.0.0.1:1/v1"], "needs the name of a model"),
        (["--writer-model", "x"], "no --writer"),
        (["--writer", "ftp://x", "--writer-model", "x"], "has to be one of http or https"),
        (["--writer", "http://ann:secret@x/v1", "--writer-model", "x"], "name or password"),
        (["--writer", "http://x/v1", "--writer-model", "x", "--writer-context", "7"], "from 1,024"),
        (["--entailment", "here"], "no --writer is named"),
        (["--writer", "http://x/v1", "--writer-model", "x", "--entailment", "nowhere"], "nowhere: no such model"),
    ):
        brief(archive, "--since", "2026-03-01", *words, code=1)
        said = capsys.readouterr().err
        assert told in said
        assert "secret" not in said


def test_a_key_goes_only_by_https_or_to_this_machine(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTTINGS_WRITER_KEY", "sk-secret")
    brief(archive, "--since", "2026-03-01", "--writer", "http://writer.example/v1", "--writer-model", "x", code=1)
    said = capsys.readouterr().err
    assert "unencrypted" in said
    assert "sk-secret" not in said
    key = tmp_path / "key"
    key.write_text("sk-of-file\n", encoding="utf-8")
    with scripted(says("The mill at Olm burned down on Sunday [1].")) as endpoint:
        options = ("--writer", endpoint.url, "--writer-model", "scripted", "--writer-key-file", key)
        brief(archive, "--since", "2026-03-01", *options)
    assert {one.headers["authorization"] for one in endpoint.heard} == {"Bearer sk-of-file"}
