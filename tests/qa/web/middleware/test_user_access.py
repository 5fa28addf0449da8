"""Logging in by name: how attempts are counted, and that nobody learns which names there are."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.web.middleware.password import Tries, TryOptions
from qa.web.middleware.user_access import UserAccess
from tests.qa.accounts.people import ADA, DIS, RIA, SECRET, with_people


@pytest.fixture
def users(tmp_path: Path) -> Iterator[UserAccess]:
    accounts = with_people(tmp_path)
    limits = TryOptions(free=3, first_wait=60)
    yield UserAccess(accounts, Tries(limits), Tries(limits))
    accounts.close()


WRONG = "wrong"


def outcome(users: UserAccess, name: str, password: str = WRONG, address: str = "192.0.2.1") -> str:
    """Return what becomes of an attempt: in, out, or later."""
    from qa.web.middleware.password import TooManyTries

    try:
        return "in" if asyncio.run(users.log_in(name, password, address)) else "out"
    except TooManyTries:
        return "later"


def test_a_name_that_nobody_has_is_treated_as_any(users: UserAccess) -> None:
    for name in (RIA, "Nobody", DIS):
        places = [f"192.0.2.{at}" for at in range(10, 15)]
        assert [outcome(users, name, address=place) for place in places] == ["out"] * 3 + ["later"] * 2, name


def test_an_address_is_held_up_whatever_names_it_tries(users: UserAccess) -> None:
    assert [outcome(users, name) for name in (RIA, ADA, "x", "y")] == ["out"] * 3 + ["later"]
    assert outcome(users, ADA, SECRET) == "later"
    assert outcome(users, ADA, SECRET, "192.0.2.2") == "in"


def test_whoever_guesses_elsewhere_does_not_shut_out_who_was_in_from_here(users: UserAccess) -> None:
    assert outcome(users, RIA, SECRET, "192.0.2.7") == "in"
    for at in range(10, 14):
        outcome(users, f" {RIA.lower()} ", address=f"192.0.2.{at}")
    assert outcome(users, RIA, SECRET, "192.0.2.20") == "later"
    assert outcome(users, RIA, SECRET, "192.0.2.7") == "in"


def test_who_has_no_password_is_let_in_by_none(users: UserAccess) -> None:
    users.accounts.users.add("Ida", users.accounts.users.listed()[0].role)
    for password in ("", "None", SECRET):
        assert outcome(users, "Ida", password) == "out"


def test_a_name_and_no_name_take_the_same_hash(users: UserAccess, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("qa.web.middleware.user_access.is_right", lambda hashed, _: bool(seen.append(hashed)))
    for name, address in ((RIA, "a"), ("Nobody", "b"), ("", "c")):
        assert outcome(users, name, address=address) == "out"
    assert len(seen) == 3
    assert all(hashed.startswith("$argon2id$") for hashed in seen)


def test_attempts_that_come_at_once_are_not_so_many_for_one_wait(tmp_path: Path) -> None:
    clock = [0.0]
    accounts = with_people(tmp_path)
    limits = TryOptions(free=3, first_wait=60)
    users = UserAccess(accounts, Tries(limits, lambda: clock[0]), Tries(limits, lambda: clock[0]))

    async def at_once(places: list[str]) -> list[object]:
        return await asyncio.gather(*(users.log_in(RIA, WRONG, place) for place in places), return_exceptions=True)

    for places in (["192.0.2.1"] * 7, [f"198.51.100.{at}" for at in range(7)]):  # of one address; of one name
        asyncio.run(at_once(places))
        clock[0] += 3000.0
        assert [answer for answer in asyncio.run(at_once(places)) if answer is None] == [None]
    accounts.close()


def test_many_who_are_right_at_once_are_all_let_in(users: UserAccess) -> None:
    async def at_once() -> list[str | None]:
        return await asyncio.gather(*(users.log_in(RIA, SECRET, "192.0.2.1") for _ in range(6)))

    assert all(asyncio.run(at_once()))


def test_a_password_that_is_changed_while_it_is_verified_lets_nobody_in(users: UserAccess) -> None:
    async def both() -> str | None:
        entering = asyncio.ensure_future(users.log_in(RIA, SECRET, "192.0.2.1"))
        verified = users._line.verified

        async def changed_then(*values: object) -> object:
            right = await verified(*values)  # type: ignore[arg-type]
            users.accounts.users.set_password(RIA, "another horse")
            return right

        users._line.verified = changed_then  # type: ignore[method-assign, assignment]
        return await entering

    assert asyncio.run(both()) is None
    ria = users.accounts.users.named(RIA)
    assert ria
    assert users.accounts.sessions.listed(ria) == []
