"""Several archives given to `cuttings serve`: their names and addresses, what they share, and that it starts with all or none."""

from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError
from qa.cli import _parser, main
from qa.commands.paths import archive_paths
from qa.commands.served import named_archive, roots_of, services
from qa.web.served import warm
from tests.qa.web.archives import build

LONG = "a" * 41


@pytest.mark.parametrize(
    ("text", "name", "folder"),
    [
        ("papers/Olm", "Olm", "papers/Olm"),
        ("River press=papers/olm", "River press", "papers/olm"),
        ("./a=b", "a=b", "./a=b"),
        ("папка=x=y", "папка", "x=y"),
    ],
)
def test_an_archive_has_the_name_it_is_given_or_that_of_its_folder(text: str, name: str, folder: str) -> None:
    found = named_archive(text)
    assert (found.name, found.paths.folder) == (name, Path(folder))


@pytest.mark.parametrize(
    ("text", "name"),
    [("oceanbase://desk@db/olm?tls=on", "olm"), ("River press=seekdb://desk@db:2881/olm", "River press")],
)
def test_an_archive_may_have_the_address_of_an_engine(text: str, name: str) -> None:
    found = named_archive(text)
    assert found.name == name
    assert found.paths.name.endswith("://desk@db:2881/olm")
    assert not found.paths.folder.parent.exists()  # nothing of it is in a folder


def test_an_address_with_a_password_is_refused_without_showing_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--archive", "oceanbase://desk:s3cret@db/olm", "status"]) == 1
    said = capsys.readouterr().err
    assert "CUTTINGS_ARCHIVE_PASSWORD" in said
    assert "s3cret" not in said


def test_the_first_is_at_the_root_and_the_others_have_addresses_of_their_names() -> None:
    given = [named_archive(text) for text in ("Olm=a", "Été à l’Olm=b", "Река=c")]
    assert roots_of(given) == ["", "/archive/ete-a-l-olm", "/archive/3"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("Olm=a", "OLM=b"), "called OLM"),
        (("Olm=a", "Sell=b/../a"), "twice"),
        (("Olm=oceanbase://u@db/a", "Sell=oceanbase://u@db:2881/a"), "twice"),
        (("Olm=a", f"{LONG}=b"), "no name"),
        (("Olm=a", "tab\u0007=b"), "no name"),
    ],
)
def test_two_of_a_name_or_a_folder_and_what_is_no_name_are_refused(given: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CuttingsError, match=reason):
        roots_of([named_archive(text) for text in given])


def test_they_share_models_and_places_for_questions_and_nothing_else(tmp_path: Path) -> None:
    olm, sell = build(tmp_path)
    options = _parser().parse_args(["serve", "--archive", f"Olm={olm}", "--archive", str(sell)])
    with services(options, ArchivePaths(tmp_path / "sample")) as opened:
        (first, ours), (second, others) = opened
        assert (first.name, first.root, second.name, second.root) == ("Olm", "", "sell", "/archive/sell")
        assert first.all == second.all == (("Olm", ""), ("sell", "/archive/sell"))
        assert ours.shared is others.shared
        assert (ours.paths.folder, others.paths.folder) == (olm, sell)
        assert [one.title for one in ours.articles()] != [one.title for one in others.articles()]


def test_one_that_cannot_be_opened_is_named_and_one_alone_needs_no_name(tmp_path: Path) -> None:
    olm, sell = build(tmp_path)
    options = _parser().parse_args(["serve", "--archive", str(olm), "--archive", f"Gone={tmp_path / 'gone'}"])
    with (
        pytest.raises(CuttingsError, match="Gone: there is no archive in"),
        services(options, ArchivePaths(tmp_path / "sample")),
    ):
        pass
    (olm / "catalogue.sqlite3").write_bytes(b"no catalogue any more")
    damaged = _parser().parse_args(["serve", "--archive", f"Olm={olm}", "--archive", str(sell)])
    with (
        services(damaged, ArchivePaths(tmp_path / "sample")) as opened,
        pytest.raises(CuttingsError, match=r"^Olm: .*olm"),
    ):
        warm(opened)
    alone = _parser().parse_args(["serve", "--archive", str(tmp_path / LONG)])
    assert archive_paths(alone).folder == tmp_path / LONG
    with services(alone, ArchivePaths(olm)) as opened:
        assert [(served.name, served.root, served.all) for served, _ in opened] == [("", "", ())]
