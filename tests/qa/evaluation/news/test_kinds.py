"""`cuttings evaluate` on gold of news: each kind is recognised by its files and measured; what is none of them is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa.cli import main
from qa.evaluation.news.sets import kind_of

Row = dict[str, Any]
DAYS: Row = {
    "id": "one",
    "published": "2024-05-03",
    "text": "The mill burned on Thursday.",
    "expressions": [{"start": 19, "end": 27, "text": "Thursday", "type": "DATE", "value": "2024-05-02"}],
}
NAMES: Row = {
    "id": "one",
    "title": "A walk",
    "text": "The mayor, Anna Berg, walked home.",
    "names": [{"start": 11, "end": 20, "text": "Anna Berg", "kind": "person"}],
}
QUOTED: Row = {"id": "one", "title": "Rain", "text": "“It will rain,” Anna Berg said."}
QUOTATION: Row = {
    "article": "one", "start": 1, "end": 14, "source": "Anna Berg", "source_start": 16, "source_end": 25, "kind": "named",
    "head": "Anna Berg",
}  # fmt: skip


def folder(path: Path, *articles: Row, **files: Row) -> Path:
    for name, rows in {"articles": articles, **{name: (row,) for name, row in files.items()}}.items():
        (path / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_each_kind_is_recognised(tmp_path: Path) -> None:
    story = {"id": "one", "title": "", "text": "It rained.", "story": "rain"}
    for number, (expected, made) in enumerate(
        {"days": (DAYS, {}), "names": (NAMES, {}), "stories": (story, {}), "quotations": (QUOTED, QUOTATION)}.items()
    ):
        path = tmp_path / str(number)
        path.mkdir()
        article, quotation = made
        assert kind_of(folder(path, article, **({"quotations": quotation} if quotation else {}))) == expected
    assert kind_of(folder(tmp_path, QUOTED)) is None
    assert kind_of(folder(tmp_path, DAYS, questions={"id": "q"})) is None
    assert kind_of(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("files", "figure"),
    [
        (((DAYS,), {}), "day_value_f1"),
        (((NAMES,), {}), "person_f1"),
        (((QUOTED,), {"quotations": QUOTATION}), "speaker_f1"),
    ],
)
def test_the_command_prints_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: tuple[tuple[Row, ...], dict[str, Row]], figure: str
) -> None:
    path = folder(tmp_path, *files[0], **files[1])
    assert main(["evaluate", str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["set"] == kind_of(path)
    assert printed["articles"] == 1
    assert printed["metrics"][figure] == 1
    assert printed["intervals"][figure] == [1, 1]
    assert main(["evaluate", str(path), "--misses"]) == 0
    assert figure in capsys.readouterr().out


def test_what_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "articles.jsonl").write_text("no JSON\n", encoding="utf-8")
    assert main(["evaluate", str(tmp_path)]) == 1
    assert "cannot be read as JSON lines" in capsys.readouterr().err
    assert main(["evaluate", str(folder(tmp_path, DAYS)), "--compare", "no-windows"]) == 1
    assert "for question sets" in capsys.readouterr().err
