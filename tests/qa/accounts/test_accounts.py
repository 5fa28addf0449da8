"""The file of users: what can be stored, what cannot, when sessions and tokens end, what the audit log has."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError
from qa.accounts.accounts import Accounts
from qa.accounts.passwords import is_right
from qa.accounts.roles import Role, role_named
from qa.accounts.schema import FILE_NAME, users_file
from qa.accounts.sessions import SessionOptions, UserSessions
from qa.accounts.tokens import MOST_OF_ONE, Tokens
from qa.accounts.users import Subject, Users

SECRET = "correct horse battery"
HOUR, DAY = 3600.0, 24 * 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with closing(Accounts(ArchivePaths(tmp_path))) as accounts:
        yield accounts


def test_nothing_is_created_by_looking(accounts: Accounts, tmp_path: Path) -> None:
    assert not accounts.users.exist()
    assert accounts.users.listed() == []
    assert accounts.sessions.find("x") is None
    assert accounts.tokens.find("cut_x") is None
    accounts.sessions.end("x")
    for change in (accounts.users.remove, accounts.users.disable, lambda name: accounts.users.add(name, Role.EDITOR)):
        with pytest.raises(CuttingsError):
            change("Ann")
    assert list(tmp_path.iterdir()) == []


def test_a_user_is_stored_without_the_password_and_found_in_any_case(accounts: Accounts, tmp_path: Path) -> None:
    made = accounts.users.add("  Ann   Müller ", Role.ADMIN, SECRET)
    assert made == accounts.users.named("ann MÜLLER") == accounts.users.with_id(made.id)
    assert (made.name, len(made.id)) == ("Ann Müller", 32)
    assert made.hash
    assert is_right(made.hash, SECRET)
    assert not is_right(made.hash, SECRET.upper())
    assert SECRET.encode() not in (tmp_path / FILE_NAME).read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    for name in ("ANN MÜLLER", "Ann  Mu\u0308ller"):
        with pytest.raises(CuttingsError, match="already"):
            accounts.users.add(name, Role.READER)


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\x00b", "a\u202eb", "\u2028"])
def test_what_is_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(CuttingsError, match="no name of a user"):
        accounts.users.add(name, Role.ADMIN)
    assert not accounts.users.exist()


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1001])
def test_a_password_that_is_none_leaves_all_as_it_was(accounts: Accounts, password: str) -> None:
    accounts.users.add("Ann", Role.ADMIN, SECRET)
    before = accounts.users.listed()
    with pytest.raises(CuttingsError, match="no password for here"):
        accounts.users.add("Bob", Role.READER, password)
    with pytest.raises(CuttingsError, match="no password for here"):
        accounts.users.set_password("Ann", password)
    assert accounts.users.listed() == before


def test_there_is_always_an_admin_who_may_log_in(accounts: Accounts) -> None:
    for role in (Role.READER, Role.EDITOR):
        with pytest.raises(CuttingsError, match="has to be an admin"):
            accounts.users.add("Bob", role)
    accounts.users.add("Ann", Role.ADMIN)
    accounts.users.add("Bob", Role.READER)
    for change in (
        lambda: accounts.users.remove("Ann"),
        lambda: accounts.users.disable("Ann"),
        lambda: accounts.users.set_role("Ann", Role.EDITOR),
    ):
        with pytest.raises(CuttingsError, match="has to be an admin"):
            change()
    accounts.users.set_role("Bob", Role.ADMIN)
    accounts.users.disable("Bob")
    with pytest.raises(CuttingsError, match="has to be an admin"):
        accounts.users.remove("Ann")
    accounts.users.enable("Bob")
    accounts.users.remove("Ann")
    assert [(one.name, one.role) for one in accounts.users.listed()] == [("Bob", Role.ADMIN)]


def test_whoever_is_not_there_is_named(accounts: Accounts) -> None:
    accounts.users.add("Ann", Role.ADMIN)
    for change in (accounts.users.remove, accounts.users.disable, accounts.users.enable):
        with pytest.raises(CuttingsError, match="There is no user 'Nobody'"):
            change("Nobody")
    with pytest.raises(CuttingsError, match="no role; there are reader, editor, admin"):
        role_named("root")


def test_a_subject_is_one_user_whatever_their_name(accounts: Accounts) -> None:
    ann = accounts.users.add("Ann", Role.ADMIN, subject=Subject("https://id.example", "a1"))
    assert accounts.users.of_subject(Subject("https://id.example", "a1")) == ann
    assert accounts.users.of_subject(Subject("https://other.example", "a1")) is None
    with pytest.raises(CuttingsError, match="already"):
        accounts.users.add("Bob", Role.READER, subject=Subject("https://id.example", "a1"))


def test_sessions_end_by_themselves_and_are_bounded(tmp_path: Path) -> None:
    clock, file = Clock(), users_file(ArchivePaths(tmp_path))
    users, sessions = Users(file, clock), UserSessions(file, SessionOptions(most=3, idle=HOUR, longest=DAY), clock)
    ann = users.add("Ann", Role.ADMIN)
    used, idle = sessions.begin(ann), sessions.begin(ann)
    for _ in range(40):
        clock.now += HOUR / 2
        found = sessions.find(used)
        assert found
        assert found[0].id == ann.id
    assert sessions.find(idle) is None
    clock.now += 4 * HOUR  # a day since it began
    assert sessions.find(used) is None
    names = [sessions.begin(ann, "oidc") for _ in range(5)]
    assert [sessions.find(name) is not None for name in names] == [False, False, True, True, True]
    assert {one.kind for one in sessions.listed(ann)} == {"oidc"}
    after = sessions.begin(ann, replacing=names[-1])
    assert sessions.find(names[-1]) is None
    assert sessions.find(after)
    assert all(name.encode() not in (tmp_path / FILE_NAME).read_bytes() for name in names)
    file.close()


def test_a_session_of_another_is_not_theirs_to_end(accounts: Accounts) -> None:
    ann, bob = accounts.users.add("Ann", Role.ADMIN), accounts.users.add("Bob", Role.READER)
    name = accounts.sessions.begin(ann)
    (session,) = accounts.sessions.listed(ann)
    assert not accounts.sessions.revoke(bob, session.id)
    assert accounts.sessions.revoke_others(bob) == 0
    assert accounts.sessions.find(name)
    assert accounts.sessions.revoke(ann, session.id)
    assert accounts.sessions.find(name) is None


def test_who_was_disabled_begins_no_session(accounts: Accounts) -> None:
    accounts.users.add("Ann", Role.ADMIN)
    bob = accounts.users.add("Bob", Role.READER)
    accounts.users.disable("Bob")
    assert accounts.sessions.begin(bob) == ""


def test_a_password_that_was_changed_while_it_was_verified_begins_no_session(accounts: Accounts) -> None:
    ann = accounts.users.add("Ann", Role.ADMIN, "correct horse")
    had = accounts.sessions.begin(ann)
    accounts.users.set_password("Ann", "another horse")
    assert accounts.sessions.begin(ann, replacing=had) == ""
    assert accounts.sessions.listed(ann) == []
    now = accounts.users.named("Ann")
    assert now
    assert accounts.sessions.find(accounts.sessions.begin(now))
    assert accounts.sessions.begin(ann, "oidc")  # who comes otherwise needs none


def test_who_is_somebody_else_at_the_provider_by_now_begins_no_session(accounts: Accounts) -> None:
    ann = accounts.users.add("Ann", Role.ADMIN, "correct horse", Subject("https://id.example", "a"))
    assert accounts.sessions.begin(ann, "oidc")
    accounts.users.set_subject("Ann", Subject("https://id.example", "b"))
    assert accounts.sessions.begin(ann, "oidc") == ""
    assert accounts.sessions.begin(ann)
    accounts.users.set_subject("Ann", None)
    assert accounts.sessions.begin(ann, "oidc") == ""


def test_half_a_character_names_nobody_and_nothing(accounts: Accounts) -> None:
    ann = accounts.users.add("Ann", Role.ADMIN)
    half = "\ud800"
    assert accounts.users.with_id(half) is None
    assert accounts.users.named(half) is None
    assert not accounts.sessions.revoke(ann, half)
    assert not accounts.tokens.revoke(ann, half)
    with pytest.raises(CuttingsError, match="There is no user"):
        accounts.users.disable(half)


def test_tokens_end_are_bounded_and_never_above_their_user(tmp_path: Path) -> None:
    clock, file = Clock(), users_file(ArchivePaths(tmp_path))
    users, tokens = Users(file, clock), Tokens(file, clock)
    users.add("Ann", Role.ADMIN)
    bob = users.add("Bob", Role.EDITOR)
    text, token = tokens.add(bob, " a  report ", Role.EDITOR, 2)
    assert (text[:4], len(text), token.label) == ("cut_", 47, "a report")
    found = tokens.find(text)
    assert found
    assert (found[0].name, found[1].role) == ("Bob", Role.EDITOR)
    assert text.encode() not in (tmp_path / FILE_NAME).read_bytes()
    for label, role, days in (
        ("x", Role.ADMIN, 1),
        ("", Role.READER, 1),
        ("x" * 81, Role.READER, 1),
        ("x", Role.READER, 0),
    ):
        with pytest.raises(CuttingsError):
            tokens.add(bob, label, role, days)
    users.disable("Bob")
    assert tokens.find(text) is None
    users.enable("Bob")
    assert tokens.find(text)
    clock.now += 2 * DAY
    assert tokens.find(text) is None
    for _ in range(MOST_OF_ONE):
        tokens.add(bob, "x", Role.READER, 1)
    with pytest.raises(CuttingsError, match="at most"):
        tokens.add(bob, "x", Role.READER, 1)
    users.remove("Bob")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM tokens").fetchone() == (0,)
    file.close()


def test_what_happens_to_users_is_in_the_audit_log_and_what_fails_is_not(accounts: Accounts, tmp_path: Path) -> None:
    with acting(Actor("a" * 32, "Ann")):
        accounts.users.add("Ann", Role.ADMIN)
        bob = accounts.users.add("Bob", Role.READER)
        with pytest.raises(CuttingsError):
            accounts.users.remove("Ann")
        _, token = accounts.tokens.add(bob, "secret label", Role.READER, 1)
        accounts.tokens.revoke(bob, token.id)
        accounts.sessions.begin(bob)
        accounts.users.disable("Bob")
        accounts.users.remove("Bob")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        rows = db.execute("SELECT actor, action, target FROM audit ORDER BY id").fetchall()
    did = ["user.add", "user.add", "token.add", "token.revoke", "session.begin", "user.disable", "user.remove"]
    assert [action for _, action, _ in rows] == did
    assert [actor for actor, *_ in rows] == ["Ann"] * 4 + ["Bob"] + ["Ann"] * 2
    assert [target for *_, target in rows] == ["Ann"] + ["Bob"] * 6
