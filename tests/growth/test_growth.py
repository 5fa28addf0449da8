"""No rule takes time that grows as fast as n^1.5 with what it is given: what anybody sends holds nobody up.

In the ordinary suite each rule is given the units that it once was slow with and a few others, up to 16 kB. The long form,
`make sweep`, gives every rule every unit, up to 64 kB, and takes about an hour.
"""

import os
import pkgutil
import zlib
from collections.abc import Callable, Iterator

import pytest

import qa.news.extract
from corpus.readers.detect import READERS
from corpus.readers.sandbox.responses import READS
from tests.growth.hostile_units import PLAIN, numbered, repeated
from tests.growth.measure import Growth, Judging, too_steep
from tests.growth.swept import COVERS, FILES, KNOWN, RULES, Rule

LONG = bool(os.environ.get("CUTTINGS_SWEEP"))
SIZES = (4_000, 8_000, 16_000, 32_000, 64_000) if LONG else (2_000, 4_000, 8_000, 16_000)
FLOOR = 0.06 if LONG else 0.04
OTHERS = 5
SHAPES: tuple[Callable[[str, int], str], ...] = (repeated, numbered)


def units_of(name: str) -> Iterator[tuple[str, Callable[[str, int], str]]]:
    """Yield the units that a rule is given, each with how a text is made of it."""
    if LONG:
        yield from ((unit, shape) for unit in dict.fromkeys(PLAIN) for shape in SHAPES)
        return
    yield from ((unit, shape) for unit in KNOWN.get(name, ()) for shape in SHAPES)
    first = zlib.crc32(name.encode())
    for number in range(OTHERS):
        yield PLAIN[(first + number * 79) % len(PLAIN)], SHAPES[number % 2]


def judging(rule: Rule) -> Judging:
    sizes = tuple(size for size in SIZES if size <= (rule.largest or SIZES[-1]))
    return Judging(
        sizes=sizes if len(sizes) > 2 else tuple(rule.largest // part for part in (8, 4, 2, 1)),
        floor=max(FLOOR, rule.floor),
    )


@pytest.mark.parametrize("name", RULES)
def test_growth(name: str) -> None:
    rule = RULES[name]
    slow: list[str] = []
    for unit, shape in units_of(name):
        growth = too_steep(lambda size, unit=unit, shape=shape: rule.over(shape(unit, size)), judging(rule))
        if growth is not None:
            slow.append(f"{unit!r}, {shape.__name__}: {growth}")
    assert not slow, "\n".join([f"{name} grows too fast with", *slow])


def test_every_reader_is_swept() -> None:
    swept = {reader for reader in FILES if any(name.startswith(f"{reader}: ") for name in RULES)}
    assert {reader.name for reader in READERS} - {"PDF"} == swept
    assert "printed pages" in RULES  # of PDF, whose library has no text but gives words


def test_every_rule_of_news_and_everything_that_is_got_is_swept() -> None:
    modules = {f"qa.news.extract.{module.name}" for module in pkgutil.iter_modules(qa.news.extract.__path__)}
    got = {f"corpus.readers.sandbox.responses: {name}" for name in READS}
    modules -= {
        f"qa.news.extract.{name}" for name in ("article", "tokens", "word_lists")
    }  # what the others use, or uses them
    assert (modules | got) - set(COVERS) == set(), "give each a row in swept.RULES, and say in COVERS which it is"
    assert set(COVERS.values()) | set(KNOWN) <= set(RULES)


@pytest.mark.parametrize(("exponent", "steep"), [(1.0, False), (1.2, False), (2.0, True), (3.0, True)])
def test_the_measure_tells_steep_from_flat(exponent: float, *, steep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.growth.measure.seconds_of", lambda size: 1e-3 * (size / 1000) ** exponent)
    found = too_steep(lambda size: size, Judging(sizes=(2_000, 4_000, 8_000, 16_000), floor=0.01))
    assert (found is not None) is steep


def test_the_measure_forgives_what_is_slow_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def seconds(size: int) -> float:
        seen.append(size)
        return 5.0 if size == 16_000 and seen.count(size) == 1 else size * 1e-5

    monkeypatch.setattr("tests.growth.measure.seconds_of", seconds)
    assert too_steep(lambda size: size, Judging(sizes=(2_000, 4_000, 8_000, 16_000), floor=0.01)) is None


def test_the_exponent_is_that_of_the_larger_sizes() -> None:
    growth = Growth()
    for size in (1, 10, 100, 1000):
        growth.note(size, 5.0 + size**2)
    assert 1.5 < growth.exponent < 2.1
