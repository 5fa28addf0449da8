"""Which files of a folder are read."""

from corpus.readers.ingest import expand


def test_the_folder_that_was_saved_with_a_page_belongs_to_the_page(tmp_path):
    for name in (
        "story.html",
        "story_files/frame.html",
        "story_files/deep/data.json",
        "Bericht.htm",
        "Bericht-Dateien/werbung.html",
        "case_files/letter.txt",
        "files/note.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = [str(path.relative_to(tmp_path)) for path in expand([tmp_path])]
    assert found == ["Bericht.htm", "case_files/letter.txt", "files/note.txt", "story.html"]
    assert expand([tmp_path / "story_files"])  # named by the user, it is read
