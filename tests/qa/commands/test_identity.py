"""Options of a provider of identities and of a proxy's users: where their secrets come from, and that nothing shows them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError, SettingsError
from qa.accounts.accounts import Accounts
from qa.accounts.arrivals import ArrivalRules
from qa.accounts.roles import Role
from qa.accounts.users import Subject
from qa.cli import _parser, main
from qa.commands.identity import OIDC_SECRET, PROXY_SECRET, provider_of, proxy_user_of
from tests.qa.accounts.people import ADA, EDE, RIA, with_people

ISSUER = "https://id.example/realms/news"
SECRET = "not to be seen anywhere"
OIDC = ("--oidc-issuer", ISSUER, "--oidc-client-id", "cuttings")


def options(*arguments: str):
    return _parser().parse_args(["serve", *arguments])


def test_nothing_said_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OIDC_SECRET, SECRET)
    monkeypatch.setenv(PROXY_SECRET, SECRET)
    assert provider_of(options()) is None
    assert proxy_user_of(options()) is None
    assert OIDC_SECRET not in os.environ  # no process that reads files has them
    assert PROXY_SECRET not in os.environ


def test_a_provider_is_made_of_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OIDC_SECRET, f"{SECRET}\n")
    given = provider_of(
        options(*OIDC, "--oidc-role", "a=b=editor", "--oidc-role", "chiefs=admin", "--oidc-default-role", "reader")
    )
    assert given is not None
    assert (given.issuer, given.client_id, given.secret, given.name) == (ISSUER, "cuttings", SECRET, "OpenID Connect")
    assert given.rules == ArrivalRules(roles=(("a=b", Role.EDITOR), ("chiefs", Role.ADMIN)), default=Role.READER)
    assert SECRET not in repr(given)
    bare = provider_of(options(*OIDC))
    assert bare is not None
    assert (bare.secret, bare.rules) == (None, ArrivalRules())


def test_a_secret_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    monkeypatch.setenv(PROXY_SECRET, "another one, which the file replaces")
    named = proxy_user_of(options("--proxy-user-header", "X-Forwarded-User", "--proxy-secret-file", str(file)))
    assert named is not None
    assert (named.header, named.secret, named.role) == ("x-forwarded-user", SECRET, None)
    assert SECRET not in repr(named)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--oidc-issuer", ISSUER), "--oidc-client-id ID"),
        (("--oidc-client-id", "x"), "--oidc-issuer names"),
        (("--oidc-issuer", "http://id.example", "--oidc-client-id", "x"), "an address of https"),
        ((*OIDC, "--oidc-role", "editors"), "GROUP=ROLE"),
        ((*OIDC, "--oidc-role", "editors=owner"), "reader, editor, admin"),
        ((*OIDC, "--oidc-role", "=editor"), "GROUP=ROLE"),
        ((*OIDC, "--oidc-scopes", "profile"), "`openid` is one of them"),
        ((*OIDC, "--oidc-secret-file", "/nowhere/secret"), "cannot be read"),
        ((*OIDC, "--oidc-secret-file", os.devnull), "no secret in it"),
    ],
)
def test_half_a_provider_is_refused(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        provider_of(options(*arguments))


def test_a_proxy_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match=f"x-cuttings-proxy-secret: set {PROXY_SECRET}"):
        proxy_user_of(options("--proxy-user-header", "X-Forwarded-User"))


def test_nobody_becomes_an_admin_by_default() -> None:
    for option in ("--oidc-default-role", "--proxy-role"):
        with pytest.raises(SystemExit):
            options(option, "admin")


@pytest.mark.service
def test_the_settings_show_all_but_the_secrets(tmp_path: Path) -> None:
    file = tmp_path / "named.toml"
    file.write_text(f'oidc-issuer = "{ISSUER}"\noidc-role = ["editors=editor"]\n')
    environment = {**os.environ, OIDC_SECRET: SECRET, PROXY_SECRET: SECRET, "CUTTINGS_OIDC_CLIENT_ID": "cuttings"}
    for more in ([], ["--json"]):
        shown = subprocess.run(
            [sys.executable, "-m", "qa.cli", "settings", *more, "--archive", str(tmp_path), "--settings", str(file)],
            env=environment, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert SECRET not in shown.stdout + shown.stderr
    told = json.loads(shown.stdout)
    assert told["oidc-issuer"] == {"value": ISSUER, "from": str(file)}
    assert told["oidc-role"]["value"] == ["editors=editor"]
    assert told["oidc-client-id"] == {"value": "cuttings", "from": "environment CUTTINGS_OIDC_CLIENT_ID"}


def test_a_user_is_added_or_linked_by_their_subject(tmp_path: Path, capsys) -> None:
    with_people(tmp_path).close()
    at = ("--archive", str(tmp_path))
    there = ("--issuer", ISSUER, "--subject", "u-1")
    assert main(["users", "add", "Ann", "--role", "reader", "--no-password", *there, *at]) == 0
    assert main(["users", "link", RIA, *there, *at]) == 1
    assert "Ann is 'u-1' of" in capsys.readouterr().err
    assert main(["users", "link", "Ann", *at]) == 0
    assert main(["users", "link", RIA, *there, *at]) == 0
    assert main(["users", "link", RIA, "--issuer", ISSUER, *at]) == 1
    assert main(["users", "link", "Eve", *there, *at]) == 1
    accounts = Accounts(ArchivePaths(tmp_path))
    found = {user.name: user.subject for user in accounts.users.listed()}
    assert (found["Ann"], found[RIA]) == (None, Subject(ISSUER, "u-1"))
    accounts.close()


def test_linking_ends_the_sessions_of_a_user_and_of_nobody_else(tmp_path: Path) -> None:
    accounts = with_people(tmp_path)
    ada, ede = accounts.users.named(ADA), accounts.users.named(EDE)
    assert ada
    assert ede
    kept, ended = accounts.sessions.begin(ada), accounts.sessions.begin(ede)
    accounts.users.set_subject(EDE, Subject(ISSUER, "u-2"))
    assert accounts.sessions.find(ended) is None
    assert accounts.sessions.find(kept) is not None
    with pytest.raises(CuttingsError, match="Ede is 'u-2' of"):
        accounts.users.set_subject(ADA, Subject(ISSUER, "u-2"))
    accounts.close()
