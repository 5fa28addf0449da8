"""Written sentences in an exported conversation: how they are written into the file, and how they are found in it again."""

import re
from dataclasses import dataclass

from qa.web.export.cite import Escape
from qa.web.render.text import counted, escape
from qa.written.values import Written, WrittenSentence

MARKDOWN_BEGIN, HTML_BEGIN = "**Written:** ", '<p class="written" dir="auto"><b>Written:</b> '
"""What is before each sentence, so that none can be taken for a quote."""

HELD = "each sentence was held against the quotes that it cites, and cuttings verify holds it against them again."
OTHERWISE, CORRECTED = "; others say otherwise", "; corrected later"

_LEFT_OUT = (
    r"(?: [\d,]+ sentences? (?:was left out, since no quote bears it|were left out, since no quote bears them) out\.)?"
)
_BY = re.compile(rf"Written by [^\s“”\"«»]{{1,200}} at [\w.:\[\]-]{{1,260}}: {re.escape(HELD)}{_LEFT_OUT}", re.ASCII)
_HTML_NUMBERS = r"((?: \[[1-9]\d{0,5}\])+)"
_MARKDOWN_NUMBERS = r"((?: \\\[[1-9]\d{0,5}\\\])+)"
_NUMBER = re.compile(r"\d+")
_MARKDOWN_NUMBER, _HTML_NUMBER = r"\[{}\]", "[{}]"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A written sentence in a file.

    Attributes:
        text: of the sentence, as it is escaped in the file.
        cites: numbers of quotes that bear it out.
        named: all numbers that stand behind it.
    """

    text: str
    cites: tuple[int, ...]
    named: tuple[int, ...]


def by_line(written: Written) -> str:
    """Return who wrote, and how many sentences were left out."""
    left_out = f" {counted(written.dropped, 'written_dropped')}" if written.dropped else ""
    model = re.sub(r"[\s“”\"«»]+", "_", written.model)[:200] or "?"
    return f"Written by {model} at {written.host}: {HELD}{left_out}"


def is_by_line(text: str) -> bool:
    """Tell whether a line says who wrote."""
    return _BY.fullmatch(text) is not None


def sentence_markdown(one: WrittenSentence, escaped: Escape) -> str:
    """Return a written sentence as a block of Markdown."""
    return f"{MARKDOWN_BEGIN}{escaped(one.text)}{_numbered(one, _MARKDOWN_NUMBER)}"


def sentence_html(one: WrittenSentence) -> str:
    """Return a written sentence as a line of HTML."""
    return f"{HTML_BEGIN}{escape(one.text)}{_numbered(one, _HTML_NUMBER)}</p>"


def markdown_line(block: str) -> WrittenLine | None:
    """Return the sentence in a block of Markdown; None where it is none."""
    return _line(block.removeprefix(MARKDOWN_BEGIN), _MARKDOWN_NUMBERS) if block.startswith(MARKDOWN_BEGIN) else None


def html_line(line: str) -> WrittenLine | None:
    """Return the sentence in a line of HTML; None where it is none."""
    inside = line.startswith(HTML_BEGIN) and line.endswith("</p>")
    return _line(line.removeprefix(HTML_BEGIN).removesuffix("</p>"), _HTML_NUMBERS) if inside else None


def _numbered(one: WrittenSentence, form: str) -> str:
    def listed(numbers: tuple[int, ...]) -> str:
        return "".join(f" {form.format(number)}" for number in numbers)

    otherwise = f"{OTHERWISE}{listed(one.differs)}" if one.differs else ""
    corrected = f"{CORRECTED}{listed(one.corrected)}" if one.corrected else ""
    return f"{listed(one.citations)}{otherwise}{corrected}"


def _line(text: str, numbers: str) -> WrittenLine | None:
    found = re.fullmatch(rf"(.{{1,6000}}?){numbers}(?:{OTHERWISE}{numbers})?(?:{CORRECTED}{numbers})?", text)
    if found is None:
        return None
    cites = tuple(map(int, _NUMBER.findall(found[2])))
    others = (int(number) for part in (found[3], found[4]) if part for number in _NUMBER.findall(part))
    return WrittenLine(found[1], cites, (*cites, *others))
