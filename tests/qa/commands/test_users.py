"""The commands of users and tokens: what they print, what they refuse, where a password comes from."""

import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.accounts.accounts import Accounts
from qa.accounts.passwords import is_right
from qa.cli import main

SECRET = "correct horse battery"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([*words, "--archive", str(tmp_path / "new" / "archive")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return running


@pytest.fixture
def newsroom(run: Run) -> Run:
    for name, role in (("Ann", "admin"), ("Bob", "editor")):
        assert run("users", "add", name, "--role", role, typed=f"{SECRET}\n")[0] == 0
    return run


def test_the_first_user_may_be_added_before_there_are_articles(run: Run, tmp_path: Path) -> None:
    assert run("users", "list") == (0, "There are no users: whoever reaches the server may use it.\n", "")
    assert not (tmp_path / "new").exists()
    code, out, _ = run("users", "add", "Ann", "--role", "admin", typed=f"{SECRET}\r\n")
    assert (code, out.splitlines()[0]) == (0, "Added Ann, admin.")
    assert "once it is started again" in out
    with closing(Accounts(ArchivePaths(tmp_path / "new" / "archive"))) as accounts:
        ann = accounts.users.named("Ann")
        assert ann
        assert ann.hash
        assert is_right(ann.hash, SECRET)
    assert (tmp_path / "new" / "archive").stat().st_mode & 0o777 == 0o700


def test_a_password_is_typed_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter([SECRET, "another horse", SECRET, SECRET])
    monkeypatch.setattr("qa.commands.users.getpass", lambda _: next(answers))
    monkeypatch.setattr("io.StringIO", Terminal)
    assert run("users", "add", "Ann", "--role", "admin") == (1, "", "cuttings: These are two different passwords.\n")
    assert run("users", "add", "Ann", "--role", "admin")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("users", "add", "Bob", "--role", "reader"), "There is a user Bob already."),
        (("users", "add", "Cleo", "--role", "reader"), "no password for here: it has 0 characters"),
        (("users", "remove", "Ann"), "There has to be an admin"),
        (("users", "role", "Ann", "reader"), "There has to be an admin"),
        (("users", "disable", "Ann"), "There has to be an admin"),
        (("users", "enable", "Nobody"), "There is no user 'Nobody'"),
        (("users", "sessions", "Nobody"), "There is no user 'Nobody'"),
        (("tokens", "add", "Nobody", "--label", "x"), "There is no user 'Nobody'"),
        (("tokens", "add", "Bob", "--label", "x", "--role", "admin"), "Bob is editor: a token cannot be admin."),
        (("tokens", "add", "Bob", "--label", "x", "--days", "0"), "works for 1 to 3,650 days"),
        (("tokens", "revoke", "0000"), "There is no token '0000'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(newsroom: Run, words: tuple[str, ...], said: str) -> None:
    before = newsroom("users", "list", "--json"), newsroom("tokens", "list", "--json")
    typed = f"{SECRET}\n" if "Bob" in words else "\n"
    code, out, err = newsroom(*words, typed=typed)
    assert (code, out) == (1, "")
    assert said in err
    assert (newsroom("users", "list", "--json"), newsroom("tokens", "list", "--json")) == before


def test_users_are_listed_with_what_they_may_do_and_without_their_hashes(newsroom: Run) -> None:
    newsroom("users", "add", "Cleo", "--role", "reader", "--no-password")
    newsroom("users", "disable", "bob")
    assert newsroom("users")[1] == "Ann  admin\nBob  editor, disabled\nCleo  reader, no password\n"
    listed = json.loads(newsroom("users", "list", "--json")[1])
    assert [(one["name"], one["role"], one["password"], one["disabled"]) for one in listed] == [
        ("Ann", "admin", True, False),
        ("Bob", "editor", True, True),
        ("Cleo", "reader", False, False),
    ]
    assert "argon2" not in str(listed)


def test_a_token_is_printed_once_alone_and_revoked(newsroom: Run, tmp_path: Path) -> None:
    code, out, err = newsroom("tokens", "add", "Bob", "--label", "Monday's overview", "--days", "7")
    assert code == 0
    assert re.fullmatch(r"cut_[\w-]{43}\n", out)
    assert "not shown again" in err
    (listed,) = json.loads(newsroom("tokens", "--json")[1])
    assert (listed["user"], listed["label"], listed["role"], listed["used"]) == (
        "Bob",
        "Monday's overview",
        "reader",
        None,
    )
    assert out.strip() not in newsroom("tokens")[1]
    with closing(Accounts(ArchivePaths(tmp_path / "new" / "archive"))) as accounts:
        assert accounts.tokens.find(out.strip())
        assert newsroom("tokens", "revoke", listed["id"]) == (0, f"Revoked {listed['id']}.\n", "")
        assert accounts.tokens.find(out.strip()) is None
    assert newsroom("tokens") == (0, "There are no tokens.\n", "")


def test_sessions_are_listed_and_ended(newsroom: Run, tmp_path: Path) -> None:
    assert newsroom("users", "sessions") == (0, "Nobody is logged in.\n", "")
    with closing(Accounts(ArchivePaths(tmp_path / "new" / "archive"))) as accounts:
        ann, bob = accounts.users.named("Ann"), accounts.users.named("Bob")
        assert ann
        assert bob
        names = [accounts.sessions.begin(ann), accounts.sessions.begin(bob), accounts.sessions.begin(bob)]
        listed = json.loads(newsroom("users", "sessions", "--json")[1])
        assert [one["user"] for one in listed] == ["Ann", "Bob", "Bob"]
        assert not any(name in str(listed) for name in names)
        assert newsroom("users", "sessions", "Bob", "--revoke")[1].endswith("Ended 2.\n")
        assert [accounts.sessions.find(name) is not None for name in names] == [True, False, False]
        newsroom("users", "password", "Ann", typed="another horse\n")
        assert accounts.sessions.find(names[0]) is None


def test_status_and_check_say_that_there_are_users(newsroom: Run, tmp_path: Path) -> None:
    text = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday.\n"
    (tmp_path / "digest.txt").write_text(text, encoding="utf-8")
    assert newsroom("add", str(tmp_path / "digest.txt"), "--model", "hashing-256")[0] == 0
    assert "lets its 2 users in, and nobody else" in newsroom("status")[1]
    assert json.loads(newsroom("status", "--json")[1])["users"] == 2
    assert "in no back-up" in newsroom("check")[1]


def test_what_is_crafted_moves_no_cursor_and_ends_no_command(run: Run) -> None:
    assert run("users", "add", "Ann", "--role", "admin", typed=f"{SECRET}\n")[0] == 0
    code, out, _ = run("users", "link", "Ann", "--issuer", "https://id.example", "--subject", "a\x1b[2J\nBob")
    assert (code, out) == (0, "Ann is 'a\\x1b[2J\\nBob' at a provider now.\n")
    half = "\udcff"  # a byte of an argument that is no UTF-8
    assert run("users", "link", "Ann", "--issuer", half, "--subject", half)[0] == 0
    code, _, error = run("users", "role", half, "admin")
    assert code == 1
    assert "There is no user" in error
    assert run("audit", "--user", half, "--action", half) == (0, "Nothing was changed.\n", "")
