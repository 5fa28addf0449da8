"""What a server lets be done, by where it listens and what it was told; and that it says so."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError
from qa.accounts.accounts import Accounts
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.hosts import authority
from tests.qa.accounts.people import with_people

SECRET = "correct horse battery"
LOCAL, ALL, ONE = "127.0.0.1", "0.0.0.0", "192.0.2.5"


def test_where_there_are_users_their_role_decides_and_not_where_the_server_listens(tmp_path: Path) -> None:
    with closing(with_people(tmp_path)) as accounts:
        for host, options, read_only in (
            (LOCAL, {}, False),
            (ALL, {}, False),
            (ALL, {"allow_changes": True}, False),
            (ONE, {"proxies": ("127.0.0.1",)}, False),
            (ALL, {"read_only": True}, True),
        ):
            found = Reach.of(ReachOptions(**options), host, 7860, host, accounts)
            assert found.access.closed
            assert found.access.read_only is read_only
            assert "with a name and a password" in found.description()
            assert "without them nothing" in found.description()
        with pytest.raises(CuttingsError, match="for a server without users"):
            Reach.of(ReachOptions(password=SECRET), LOCAL, 7860, LOCAL, accounts)


def test_a_file_of_users_without_users_opens_nothing(tmp_path: Path) -> None:
    with closing(Accounts(ArchivePaths(tmp_path))) as accounts:
        assert not Reach.of(ReachOptions(), LOCAL, 7860, LOCAL, accounts).access.closed
        assert list(tmp_path.iterdir()) == []
        for content in (b"", b"no database" * 500):
            (tmp_path / "users.sqlite3").write_bytes(content)
            with pytest.raises(CuttingsError, match=r"users\.sqlite3"):
                Reach.of(ReachOptions(), LOCAL, 7860, LOCAL, accounts)
            for file in tmp_path.iterdir():
                file.unlink()


def reach(host: str, called: str = "", **options: Any) -> Reach:
    return Reach.of(ReachOptions(**options), host, 7860, called or host)


@pytest.mark.parametrize(
    ("host", "options", "changes"),
    [
        (LOCAL, {}, True),
        ("127.0.0.2", {}, True),
        ("::1", {}, True),
        (LOCAL, {"password": SECRET}, True),
        (LOCAL, {"read_only": True}, False),
        (LOCAL, {"allow_changes": True}, True),
        (LOCAL, {"allowed_hosts": ("localhost:8000",)}, True),
        # others may reach it
        (ALL, {}, False),
        ("::", {}, False),
        (ONE, {}, False),
        ("fd00::2", {}, False),
        ("fe80::1%eth0", {}, False),
        (ONE, {"password": SECRET}, False),
        (ONE, {"password": SECRET, "allow_changes": True}, True),
        (LOCAL, {"allowed_hosts": ("cuttings.example",)}, False),
        (LOCAL, {"proxies": ("127.0.0.1",)}, False),
        (LOCAL, {"proxies": ("127.0.0.1",), "password": SECRET, "allow_changes": True}, True),
    ],
)
def test_who_may_change_the_archive(host: str, options: dict[str, Any], changes: bool) -> None:
    found = reach(host, **options)
    assert found.access.read_only is not changes
    assert (found.access.password is not None) is ("password" in options)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("host", "options", "reason"),
    [
        (ALL, {"allow_changes": True}, "CUTTINGS_PASSWORD"),
        (LOCAL, {"allow_changes": True, "proxies": ("127.0.0.1",)}, "CUTTINGS_PASSWORD"),
        (LOCAL, {"allow_changes": True, "allowed_hosts": ("cuttings.example",)}, "CUTTINGS_PASSWORD"),
        (ALL, {"allow_changes": True, "password": ""}, "0 characters"),
        (LOCAL, {"password": "short"}, "5 characters"),
        (LOCAL, {"password": "$argon2id$nothing"}, "argon2id"),
        (ALL, {"allowed_hosts": ("http://a.example",)}, "without http"),
        (ALL, {"allowed_hosts": ("*",)}, "no name"),
        (LOCAL, {"proxies": ("nginx",)}, "no address"),
    ],
)
def test_what_does_not_go_together_is_refused(host: str, options: dict[str, Any], reason: str) -> None:
    with pytest.raises(CuttingsError, match=reason):
        reach(host, **options)


@pytest.mark.parametrize(
    ("host", "called", "allowed", "refused"),
    [
        (LOCAL, "", ["localhost:9", "127.0.0.1"], ["192.0.2.5", "a.example"]),
        ("127.0.0.2", "", ["127.0.0.2:1"], ["127.0.0.3"]),
        (ONE, "", ["192.0.2.5:7860", "localhost"], ["192.0.2.6", "a.example"]),
        (ONE, "desk.example", ["desk.example:7860", "192.0.2.5"], ["a.example"]),
        (ALL, "", ["192.0.2.6", "[fd00::1]:7860"], ["a.example", "0.0.0.0"]),
        ("fe80::1%eth0", "", ["[fe80::1]:7860"], ["[fe80::2]"]),
    ],
)
def test_by_which_names_it_is_called(host: str, called: str, allowed: list[str], refused: list[str]) -> None:
    hosts = reach(host, called).hosts
    for name, expected in [(one, True) for one in allowed] + [(one, False) for one in refused]:
        read = authority(name)
        assert read is not None
        assert hosts.allow(read) is expected, name


@pytest.mark.parametrize(
    ("host", "options", "told"),
    [
        (LOCAL, {}, ["Reachable from this machine only, by whoever uses it; without a password, they can ask, read, add,"]),
        (LOCAL, {"read_only": True}, ["this machine only", "not change anything"]),
        (ONE, {}, ["Reachable by every machine", "http://192.0.2.5:7860;", "can ask and read, not change anything", "No TLS"]),
        (ONE, {"allowed_hosts": ("desk.example",)}, ["or the names desk.example"]),
        (ALL, {"password": SECRET, "allow_changes": True}, ["with the password they can ask, read, add", "without it nothing"]),
        ("::1", {"proxies": ("::1",), "allowed_hosts": ("a.example",)}, ["through the proxy at ::1, as a.example;"]),
        (LOCAL, {"proxies": ("127.0.0.1",)}, ["under no name: --allowed-host gives it one"]),
        (LOCAL, {"allowed_hosts": ("a.example",)}, ["what passes requests on to it as a.example"]),
    ],
)  # fmt: skip
def test_it_says_who_can_reach_it_and_what_they_can_do(host: str, options: dict[str, Any], told: list[str]) -> None:
    said = reach(host, **options).description()
    assert all(part in said for part in told), said
    assert ("No TLS" in said) is (host not in {LOCAL, "::1"} or options == {"allowed_hosts": ("a.example",)})


def test_the_address_is_one_that_this_machine_can_open() -> None:
    hosts = (LOCAL, ALL, "::", "fd00::2")
    assert [reach(host).address.removesuffix(":7860") for host in hosts] == [
        "http://127.0.0.1", "http://127.0.0.1", "http://[::1]", "http://[fd00::2]",
    ]  # fmt: skip
