"""Collections, marks and dossiers as a user types them; they outlive removing, adding again and moving the archive."""

import json
from pathlib import Path

import pytest

from qa.cli import main

FERRY = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday. 27 people were hurt.\n"
MILL = (
    "Mill is sold\n\nHerald\nApr 2 2024\n\nThe old mill at Port Sellen was sold to Orla Venn. She paid 40,000 crowns.\n"
)


@pytest.fixture(autouse=True)
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    for name, text in (("ferry", FERRY), ("mill", MILL)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        assert main(["add", str(tmp_path / f"{name}.txt"), "--model", "hashing-256"]) == 0
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    out = capsys.readouterr()
    return out.err if code else out.out


def ids(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return {one["outlet"]: one["id"] for one in json.loads(run(capsys, "list", "--json"))}


def test_a_collection_by_hand_by_filter_and_by_upload(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ferry = ids(capsys)["Gazette"]
    assert run(capsys, "collection") == "No collections yet: cuttings collection add NAME\n"
    assert run(capsys, "collection", "add", "Ships", ferry) == "Ships: 1 article.\n"
    assert run(capsys, "collection", "add", "ships", ferry) == "Ships: 1 article.\n"
    assert run(capsys, "collection", "add", "Port", "--words", "port sellen") == "Port: 2 articles.\n"
    assert (
        run(capsys, "collection", "add", "Spring", "--since", "2024-04-01", "--outlet", "Herald")
        == "Spring: 1 article.\n"
    )
    assert "no article fits" in run(capsys, "collection", "add", "None", "--words", "volcano", code=1)
    assert "no article of that id" in run(capsys, "collection", "add", "None", "aaaaaaaaaaaa", code=1)
    (tmp_path / "new.txt").write_text(MILL.replace("mill", "quay").replace("Mill", "Quay"), encoding="utf-8")
    args = ["--file", str(tmp_path / "new.txt"), "--file", str(tmp_path / "ferry.txt")]
    assert run(capsys, "collection", "add", "Upload", *args) == "Upload: 2 articles.\n"
    assert [one["title"] for one in json.loads(run(capsys, "collection", "show", "Upload", "--json"))] == [
        "Quay is sold",
        "Ferry strikes pier",
    ]
    listed = json.loads(run(capsys, "collection", "--json"))
    assert [(one["name"], one["articles"]) for one in listed] == [
        ("Port", 2),
        ("Ships", 1),
        ("Spring", 1),
        ("Upload", 2),
    ]
    run(capsys, "collection", "rename", "ships", "Vessels")
    assert "already" in run(capsys, "collection", "rename", "Port", "vessels", code=1)
    assert run(capsys, "collection", "remove", "Vessels", ferry) == "Took 1 out of Vessels.\n"
    run(capsys, "collection", "delete", "Vessels")
    assert "no collection" in run(capsys, "collection", "show", "Vessels", code=1)
    assert len(ids(capsys)) == 2


def test_a_question_is_asked_within_a_collection(capsys: pytest.CaptureFixture[str]) -> None:
    known = ids(capsys)
    run(capsys, "collection", "add", "Ships", known["Gazette"])
    run(capsys, "collection", "add", "Nothing")
    run(capsys, "mark", known["Herald"], "--tag", "property", "--star")

    def cited(question: str, *more: str) -> set[str]:
        answer = json.loads(run(capsys, "ask", question, "--json", *more))
        return {one["article"]["outlet"] for one in answer["citations"]}

    assert cited("Who bought the old mill at Port Sellen?") >= {"Herald"}
    assert cited("Who bought the old mill at Port Sellen?", "--collection", "ships") == {"Gazette"}
    assert cited("Where is Port Sellen?", "--collection", "#Property") == {"Herald"}
    assert cited("Where is Port Sellen?", "--collection", "★") == {"Herald"}
    assert cited("Where is Port Sellen?", "--collection", "Nothing") == set()
    assert "no collection named “Boats”" in run(capsys, "ask", "Where is Port Sellen?", "--collection", "Boats", code=1)
    assert run(capsys, "list", "--collection", "Ships").count("\n") == 1


def test_marks_on_an_article_and_on_a_quote(capsys: pytest.CaptureFixture[str]) -> None:
    ferry = ids(capsys)["Gazette"]
    quote = f"{ferry}:0-49"
    assert run(capsys, "mark") == "Nothing is marked yet.\n"
    assert run(capsys, "mark", ferry, "--star", "--tag", "Sea", "--tag", "#sea", "--note", "Call the\nharbour.") == (
        f"{ferry}  ★  #Sea  Call the harbour.\n"
    )
    assert run(capsys, "mark", quote, "--tag", "lead") == f"{quote}  #lead\n"
    assert json.loads(run(capsys, "mark", "--json")) == {
        ferry: {"starred": True, "tags": ["Sea"], "note": "Call the\nharbour."},
        quote: {"starred": False, "tags": ["lead"], "note": ""},
    }
    assert "     1  #lead\n     1  #Sea\n" in run(capsys, "collection")
    run(capsys, "mark", quote, "--untag", "LEAD")
    run(capsys, "mark", ferry, "--no-star", "--untag", "sea", "--note", "")
    assert run(capsys, "mark") == "Nothing is marked yet.\n"
    for place in ("aaaaaaaaaaaa", f"{ferry}:0-4800", "Ferry"):
        assert "no words there" in run(capsys, "mark", place, "--star", code=1)


def test_they_outlive_removing_changing_and_moving(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ferry = ids(capsys)["Gazette"]
    run(capsys, "collection", "add", "Ships", ferry)
    run(capsys, "mark", ferry, "--tag", "sea")
    run(capsys, "remove", ferry)
    assert (
        run(capsys, "collection", "show", "Ships") == f"{ferry}  Ferry strikes pier  (Gazette, 2024-03-08, removed)\n"
    )
    backup, there = str(tmp_path / "backup.cuttings"), str(tmp_path / "there")
    run(capsys, "export", backup)
    run(capsys, "import", backup, "--archive", there)
    for command in (["mark", "--json"], ["collection", "--json"], ["collection", "show", "Ships"]):
        assert run(capsys, *command, "--archive", there) == run(capsys, *command)
    run(capsys, "export", str(tmp_path / "again.cuttings"), "--archive", there)
    assert (tmp_path / "again.cuttings").read_bytes() == Path(backup).read_bytes()
    (tmp_path / "ferry.txt").write_text(FERRY.replace("27 people", "28 people"), encoding="utf-8")
    run(capsys, "add", str(tmp_path / "ferry.txt"))
    assert "removed" not in run(capsys, "collection", "show", "Ships")
    assert run(capsys, "list", "--collection", "#sea").startswith(ferry)


def test_a_dossier_is_exported_and_verified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    known = ids(capsys)
    place = f"{known['Gazette']}:0-49"
    assert run(capsys, "dossier") == "No dossier yet: cuttings dossier pin NAME PLACE\n"
    pinned = run(capsys, "dossier", "pin", "Harbour", place, "--note", "See the log.")
    assert pinned == "Pinned: “A ferry struck the pier at Port Sellen on Friday.”\n"
    assert run(capsys, "dossier", "pin", "harbour", place) == pinned
    run(capsys, "dossier", "pin", "Harbour", known["Herald"])
    run(capsys, "dossier", "note", "Harbour", "Ask again.")
    (listed,) = json.loads(run(capsys, "dossier", "--json"))
    assert (listed["title"], listed["entries"], listed["quotes"]) == ("Harbour", 3, 2)
    assert "no words there" in run(capsys, "dossier", "pin", "Harbour", f"{known['Gazette']}:0-9999", code=1)
    assert "name it .md" in run(capsys, "dossier", "export", "Harbour", str(tmp_path / "x.pdf"), code=1)
    for kind in ("md", "html", "docx", "bib", "json", "ris"):
        file = tmp_path / f"harbour.{kind}"
        assert run(capsys, "dossier", "export", "Harbour", str(file)) == f"Wrote {file}: 3 entries.\n"
        assert file.stat().st_mode & 0o077 == 0
        if kind in {"md", "html"}:
            run(capsys, "verify", str(file))
    moved = FERRY.replace("A ferry", "On Friday it was foggy. A ferry")
    (tmp_path / "ferry.txt").write_text(moved, encoding="utf-8")
    run(capsys, "add", str(tmp_path / "ferry.txt"))
    run(capsys, "verify", str(tmp_path / "harbour.md"), code=1)
    run(capsys, "dossier", "export", "Harbour", str(tmp_path / "moved.md"))
    run(capsys, "verify", str(tmp_path / "moved.md"))
    run(capsys, "remove", known["Gazette"])
    args = ["dossier", "export", "Harbour", str(tmp_path / "gone.md")]
    assert "1 of its quotes the archive no longer has" in run(capsys, *args)
    assert "A ferry struck the pier" in (tmp_path / "gone.md").read_text(encoding="utf-8")
    run(capsys, "dossier", "delete", "Harbour")
    assert "no dossier" in run(capsys, *args, code=1)
