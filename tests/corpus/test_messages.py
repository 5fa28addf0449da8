"""Messages: what each kind says in English, and that kind and values are found again in that."""

import re
import time

import pytest

from corpus.messages import LONGEST, MESSAGES, Message, message, read_messages

VALUES = {
    "number": 1234,
    "total": 56,
    "day": "2026-03-04",
    "counts": "1,234 added, 5 known already",
    "name": "No outlet here is called “Olm”. ",
    "words": "ferry.",
    "search": "-ferry said:“X”.",
    "title": "A “b” is the same text as c",
    "article": "abc123",
    "host": "127.0.0.1:11434",
}


def of(kind: str) -> dict[str, object]:
    return {name: VALUES.get(name, "x y") for name in re.findall(r"\{(\w+)\}", MESSAGES[kind])}


@pytest.mark.parametrize("kind", MESSAGES)
def test_what_was_filled_in_is_found_again(kind: str) -> None:
    values = of(kind)
    (found,) = read_messages(message(kind, **values))
    assert found.kind == kind
    assert found.values == {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}


def test_several_messages_stand_one_after_the_other() -> None:
    text = f"{message('unknown_outlet', name='Olm Echo')} {message('unknown_place', name='Sell')}"
    assert read_messages(text) == [
        Message("unknown_outlet", {"name": "Olm Echo"}),
        Message("unknown_place", {"name": "Sell"}),
    ]
    assert read_messages(f"{text} And more.") == read_messages("The disk is full.") == read_messages("") == []


def test_a_long_text_takes_no_time() -> None:
    started = time.process_time()
    for text in ("“" * LONGEST, "No day is both after:" * 190, "Cancelled. " * 360 + "x", "x" * 10**6):
        assert read_messages(text) == []
    assert time.process_time() - started < 2
