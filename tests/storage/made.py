"""Made news for the tests of storage: articles of made words, the same for the same seed, and digests of them."""

# ruff: noqa: S311

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

OUTLETS = ("Gazette", "Herald", "Evening Post", "Harbour Times")


@dataclass(frozen=True)
class Made:
    """An article of made words.

    Attributes:
        number: names the article; all versions of it have one.
        version: of its text.
        token: a word that stands in every paragraph of this version and nowhere else.
        url: None where outlet, title and day are to name it.
    """

    number: int
    version: int
    title: str
    outlet: str
    day: str
    text: str
    token: str
    url: str | None


@cache
def words() -> list[str]:
    """Return four thousand made words, no two alike."""
    chance = random.Random(0)
    made: dict[str, None] = {}
    while len(made) < 4000:
        made["".join(chance.choice("bdfglmnprstvk") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))] = (
            None
        )
    return list(made)


def article(number: int, version: int = 1, *, seed: int = 0, paragraphs: int | None = None) -> Made:
    """Make a version of an article; two versions differ in their text alone, which begins each paragraph alike."""
    named = random.Random(f"{seed}/{number}")
    title = f"{named.choice(words()).capitalize()} {named.choice(words())} strikes the {named.choice(words())}"
    chance = random.Random(f"{seed}/{number}/{version}")
    token = f"mark{number}v{version}end"
    parts = []
    for _ in range(paragraphs or chance.randint(1, 3)):
        sentences = [_sentence(named) for _ in range(4)] + [_sentence(chance) for _ in range(chance.randint(4, 6))]
        parts.append(" ".join([*sentences, f"The mark {token} stands here."]))
    return Made(
        number=number,
        version=version,
        title=title,
        outlet=OUTLETS[number % len(OUTLETS)],
        day=f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}",
        text="\n\n".join(parts),
        token=token,
        url=f"https://example.org/news/{number}" if number % 2 else None,
    )


def _sentence(chance: random.Random) -> str:
    # few words are frequent and many rare, as in any language
    chosen = [words()[int(len(words()) * chance.random() ** 3)] for _ in range(chance.randint(11, 18))]
    return " ".join(chosen).capitalize() + "."


def digest(articles: Iterable[Made]) -> str:
    """Return a digest of articles as a person keeps it: title, outlet, day, text, address."""
    parts = []
    for one in articles:
        year, month, day = one.day.split("-")
        name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[int(month) - 1]
        lines = f"{one.title}\n\n{one.outlet}\n{name} {int(day)} {year}\n\n{one.text}\n"
        parts.append(lines + (f"\n{one.url}\n" if one.url else ""))
    return "\n\n".join(parts)
