"""The one password: hashed, verified, with limited attempts; and the sessions of those who knew it."""

import asyncio
import threading
import time

import pytest

from qa.web.middleware.password import (
    Password,
    SessionOptions,
    Sessions,
    TooManyTries,
    Tries,
    TryOptions,
    hash_password,
)

SECRET = "pässword of the desk"
HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def tried(password: Password, given: str, address: str = HERE) -> bool:
    return asyncio.run(password.admits(given, address))


@pytest.mark.parametrize("secret", [SECRET, hash_password(SECRET)], ids=["password", "hash"])
def test_the_password_or_its_hash(secret: str) -> None:
    password = Password(secret)
    assert tried(password, SECRET)
    assert tried(password, SECRET)
    assert tried(password, SECRET.replace("ä", "a\u0308"))
    for wrong in ("", SECRET[:-1], SECRET + " ", hash_password(SECRET), "x" * 100_000, "\ud800"):
        password = Password(secret)
        assert not tried(password, wrong)
    assert SECRET not in repr(vars(password))


@pytest.mark.parametrize(
    "damaged",
    [
        hash_password(SECRET)[:-2],  # with one character less, some can still be decoded
        hash_password(SECRET).rpartition("$")[0] + "$",
        hash_password(SECRET) + "é",
        hash_password(SECRET) + "\n",
        hash_password(SECRET).replace("m=65536", "m=4294967295"),
    ],
    ids=["cut", "empty", "accent", "line end", "memory"],
)
def test_a_hash_that_no_password_can_have_is_refused_at_the_start(damaged: str) -> None:
    with pytest.raises(ValueError, match="argon2id"):
        Password(damaged)


@pytest.mark.parametrize(
    "secret",
    ["", "seven77", "x" * 1001, "$argon2id$", "$argon2id$v=19$m=1", hash_password(SECRET).replace("2id", "2i")],
    ids=["none", "short", "long", "no hash", "cut hash", "another kind"],
)
def test_what_is_no_password(secret: str) -> None:
    with pytest.raises(ValueError, match=r"characters|argon2id"):
        Password(secret)


def test_an_address_that_guesses_waits_longer_and_longer_and_no_other_does() -> None:
    clock = Clock()
    tries = Tries(TryOptions(free=3, first_wait=2, longest_wait=10), clock)
    waits = []
    for _ in range(7):
        while True:
            try:
                tries.check(HERE)
                break
            except TooManyTries as error:
                waits.append(error.seconds)
                clock.now += error.seconds
        tries.note(HERE, right=False)
        tries.check(THERE)
    assert waits == [2, 4, 8, 10]
    with pytest.raises(TooManyTries):
        tries.check(HERE)
    clock.now += 4000
    tries.check(HERE)  # forgotten


def test_half_of_an_ipv6_address_is_its_owners_to_choose() -> None:
    tries = Tries(TryOptions(free=1), Clock())
    tries.note("2001:db8:1:2::1", right=False)
    with pytest.raises(TooManyTries):
        tries.check("2001:db8:1:2:3:4:5:6")
    tries.check("2001:db8:1:3::1")
    tries.note("::ffff:192.0.2.1", right=False)
    with pytest.raises(TooManyTries):
        tries.check(HERE)


def test_many_addresses_that_guess_are_held_up_together_and_not_who_was_right_before() -> None:
    clock = Clock()
    tries = Tries(TryOptions(in_total=20, window=60), clock)
    tries.note(HERE, right=True)
    for number in range(20):
        tries.check(f"198.51.100.{number}")
        tries.note(f"198.51.100.{number}", right=False)
    with pytest.raises(TooManyTries):
        tries.check(THERE)
    tries.check(HERE)
    clock.now += 61
    tries.check(THERE)


def test_what_is_remembered_of_addresses_is_bounded() -> None:
    tries = Tries(TryOptions(addresses=10, in_total=10**9), Clock())
    for number in range(1000):
        tries.note(f"10.0.{number // 250}.{number % 250}", right=bool(number % 2))
    assert len(tries._wrong) <= 10
    assert len(tries._right) <= 10


def test_comparing_keeps_the_server_waiting_for_nothing_and_so_many_wait() -> None:
    password = Password(SECRET, Tries(TryOptions(free=1000, in_total=1000)))
    let = threading.Event()
    password._is_right = lambda given: let.wait(10) and given == SECRET  # type: ignore[method-assign]

    async def many() -> tuple[int, int, float]:
        begun = [asyncio.ensure_future(password.admits("wrong guess", HERE)) for _ in range(30)]
        started = time.monotonic()
        await asyncio.sleep(0.05)  # the loop is free
        late = time.monotonic() - started
        let.set()
        results = await asyncio.gather(*begun, return_exceptions=True)
        return results.count(False), sum(isinstance(one, TooManyTries) for one in results), late

    compared, refused, late = asyncio.run(many())
    assert (compared, refused) == (8, 22)
    assert late < 1


def test_sessions_end_by_themselves_and_when_they_are_ended() -> None:
    clock = Clock()
    sessions = Sessions(SessionOptions(most=3, idle=10, longest=25), clock)
    name = sessions.begin()
    assert len(name) == 43
    assert not sessions.holds(name[:-1])
    assert not sessions.holds("")
    for _ in range(2):
        clock.now += 9
        assert sessions.holds(name)
    clock.now += 9
    assert not sessions.holds(name)  # used all the time, but 27 seconds old
    idle = sessions.begin()
    clock.now += 11
    assert not sessions.holds(idle)
    first, *others = (sessions.begin() for _ in range(4))
    assert [sessions.holds(one) for one in (first, *others)] == [False, True, True, True]
    sessions.end(others[0])
    assert not sessions.holds(others[0])
    assert name not in repr(vars(sessions))
