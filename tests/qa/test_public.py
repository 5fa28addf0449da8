"""The public face: which names there are, that importing them is light, and that the example of the README runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import cuttings
import qa
from corpus.errors import CuttingsError, NotFound
from qa import Answer, Archive, Filters, Settings, errors

ROOT = Path(qa.__file__).parents[1]
NAMES = (
    """AddReport Answer Archive Article Citation CitedArticle Filters FoundPassage Quote Settings Turn errors""".split()
)
HEAVY = ("torch", "faiss", "gradio", "onnxruntime", "sentence_transformers", "dateparser", "fastapi")
NEWS = (
    "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier. The coast guard said 27 people were hurt.\n"
)


def test_the_names_are_these_and_each_is_there() -> None:
    assert qa.__all__ == NAMES
    assert set(NAMES) <= set(dir(qa))
    assert all(getattr(qa, name) is not None for name in NAMES)
    assert errors.CuttingsError is CuttingsError
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        qa.Nothing  # noqa: B018 (that it is not there is the test)


def test_where_it_is_installed_the_same_names_have_one_that_is_ours_alone() -> None:
    assert cuttings.__all__ == NAMES
    assert set(NAMES) <= set(dir(cuttings))
    assert all(getattr(cuttings, name) is getattr(qa, name) for name in NAMES)
    assert str(ROOT) == cuttings.HOME
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        cuttings.Nothing  # noqa: B018


def test_the_packages_say_that_they_are_typed() -> None:
    assert all((ROOT / package / "py.typed").is_file() for package in ("corpus", "cuttings", "embeddings", "qa"))


@pytest.mark.parametrize("face", ["qa", "cuttings"])
def test_importing_every_name_loads_nothing_heavy(face: str) -> None:
    script = (
        f"import sys\nimport {face}\nassert 'qa.service' not in sys.modules\nfrom {face} import *\nArchive\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_an_archive_is_a_folder_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    with Archive(tmp_path / "archive", Settings(model="hashing-256")) as archive:
        assert not archive.ask("How many people were hurt?").answered
        report = archive.add(str(tmp_path / "news.txt"), tmp_path / "missing.txt")
        assert (len(report.added), len(report.failed)) == (1, 1)
        answer: Answer = archive.ask("How many people were hurt?")
        assert "27 people were hurt" in answer.quotes[0].text
        assert not archive.ask("How many people were hurt?", filters=Filters(outlets=("Herald",))).answered
        (article,) = archive.articles()
        assert archive.article(article.id) == article
        with pytest.raises(NotFound):
            archive.remove("0" * 12)
        assert archive.remove() == []
        assert archive.remove(article.id) == [article]
        assert archive.articles() == []


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert 8 <= len(example.strip().splitlines()) <= 14
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "ferry.txt").write_text(NEWS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{example}"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "27 people were hurt" in done.stdout
    assert "Ferry strikes pier" in done.stdout


@pytest.mark.parametrize("face", ["qa", "cuttings"])
def test_the_public_face_is_type_checked_as_it_is_used(tmp_path: Path, face: str) -> None:
    pytest.importorskip("mypy")
    used = tmp_path / "used.py"
    used.write_text(
        f"from {face} import Answer, Archive, Filters, errors\n"
        "with Archive('a') as archive:\n"
        "    answer: Answer = archive.ask('Who?', filters=Filters(since='2024-01-01'))\n"
        "    error: type[Exception] = errors.ArchiveBusy\n"
        "    reveal_type(answer.quotes[0].text)\n"
        "    archive.ask(1)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(used)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert 'Revealed type is "builtins.str"' in done.stdout or 'Revealed type is "str"' in done.stdout
    assert 'used.py:6: error: Argument 1 to "ask"' in done.stdout
    assert "Found 1 error" in done.stdout
