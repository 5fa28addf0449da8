"""What a writer is asked: the prompt files, filled in. The quotes stand between marks that no article can know."""

import re
import secrets
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

from qa.answering.answer import AnswerKind
from qa.written.material import Material, MaterialQuote, asks_why

_FILES: dict[AnswerKind, str] = {"summary": "summary", "comparison": "comparison", "newest": "newest"}
"""Other kinds of questions have the prompt `why`, where they ask for reasons, or `question`."""

WRITTEN_SHARE = 4
"""One part in so many of a model's context is left for what it writes."""

MOST_WRITTEN = 400
"""Tokens that it may write; six sentences have half as many."""

_BYTES_A_TOKEN = 3
"""Reckoned low: English has four and a half, Russian six, in the usual vocabularies."""

_OUTLET, _QUESTION = 80, 1000  # characters
_MARKUP = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})
"""What could be taken for our marks and numbers, or for those of a model's template."""

_BESIDE = "Quotes {first} and {second} differ: say that they do, and who says what."
_CORRECTED = "Quote {number} corrects an earlier article."


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent.

    Attributes:
        messages: of a chat.
        quotes: how many of the material, from its beginning on, there was room for.
        most_tokens: that may be written.
    """

    messages: list[dict[str, str]]
    quotes: int
    most_tokens: int


def prompt_for(kind: AnswerKind, question: str, material: Material, context: int) -> Prompt:
    """Return what a model is asked.

    Args:
        context: tokens that it reads and writes together.
    """
    mark = f"quotes-{secrets.token_hex(4)}"
    most = min(MOST_WRITTEN, context // WRITTEN_SHARE)
    rules = _file("rules").substitute(mark=mark)
    asked = _plain(question, _QUESTION)
    template = _file(_FILES.get(kind, "why" if asks_why(question) else "question"))
    room = context - most - _tokens(rules) - _tokens(template.template) - _tokens(asked)
    lines: list[str] = []
    for number, quote in enumerate(material.quotes, 1):
        line = f"[{number}] {_plain(quote.evidence.text)} ({_source(quote)})"
        room -= _tokens(line)
        if room < 0:
            break
        lines.append(line)
    count = len(lines)
    notes = _notes(material, count) if room > 0 else ""
    filled = template.substitute(mark=mark, quotes="\n".join(lines), notes=notes, question=asked)
    messages = [{"role": "system", "content": rules}, {"role": "user", "content": filled}]
    return Prompt(messages, count, most)


def _notes(material: Material, count: int) -> str:
    """Return, a line each, which quotes differ and which correct others, of those that there was room for."""
    said = []
    for sides in material.differing:
        firsts = [side[0] + 1 for side in sides if side and side[0] < count]
        said += [_BESIDE.format(first=firsts[0], second=other) for other in firsts[1:2]]
    said += [_CORRECTED.format(number=place + 1) for _, place in material.corrections if place < count]
    return "\n".join(said)


def _source(quote: MaterialQuote) -> str:
    outlet, day = quote.evidence.outlet, (quote.evidence.day or "")[:10]
    return ", ".join(part for part in (_plain(outlet or "", _OUTLET), day) if part) or "an article"


def _plain(text: str, most: int | None = None) -> str:
    return re.sub(r"\s+", " ", text.translate(_MARKUP)).strip()[:most]


def _tokens(text: str) -> int:
    return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 4


@cache
def _file(name: str) -> Template:
    return Template(resources.files("qa.written").joinpath("prompts", f"{name}.txt").read_text(encoding="utf-8"))
