"""Does an article say that it corrects an earlier one? What newsrooms write is formulaic; what is not is left alone."""

import re
from dataclasses import dataclass

_TITLE = re.compile(
    r"^\W*(?:corrections?|corrected|clarifications?|corrections?\s+(?:and|&)\s+clarifications?|erratum|corrigendum)\b\s*[:—–(|-]",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"[\[(](?:corrected|correction|amended)[\])]\s*$", re.IGNORECASE)
_WHAT = (
    r"(?:article|story|report|version|headline|item|piece|dispatch|despatch|text|copy|brief|caption|photograph|feature)"
)
_SENTENCES = tuple(
    (words.split(), re.compile(pattern, re.IGNORECASE))
    for words, pattern in (
        (
            "earlier previous original first initial",
            rf"\b(?:an|the|our)\s+(?:earlier|previous|original|first|initial)\s+(?:\w+\s+)?{_WHAT}\b[^.\n]{{0,120}}?"
            r"\b(?:said|stated|gave|misstated|misspelled|misspelt|misidentified|misreported|incorrectly|wrongly|erroneously|"
            r"mistakenly|named|reported|described|contained|omitted|put)\b",
        ),
        (
            "amended corrected revised updated",
            rf"\bthis\s+{_WHAT}\s+(?:was|has\s+been)\s+(?:\w+\s+)?(?:amended|corrected|revised|updated\s+to\s+correct)\b",
        ),
        ("corrects correcting", rf"\b(?:corrects|correcting)\s+(?:an?|the|our)\s+(?:earlier|previous|{_WHAT})\b"),
        ("correction clarification", r"^\W*(?:correction|clarification|correction\s+and\s+apology)\s*[:—–-]"),
        (
            "wrong incorrectly mistakenly error misstated",
            rf"\b(?:in|we)\b[^.\n]{{0,60}}\b(?:our|an|the)\s+(?:\w+\s+){{0,3}}{_WHAT}\b[^.\n]{{0,160}}\b(?:we|was|were|is)\s+"
            r"(?:wrongly|incorrectly|mistakenly|in\s+error|misstated|wrong)\b",
        ),
        (
            "wrongly incorrectly mistakenly erroneously",
            r"\bwe\s+(?:wrongly|incorrectly|mistakenly|erroneously)\s+(?:said|reported|stated|gave|named|described|published)\b",
        ),
        ("regret apologi", r"\bwe\s+(?:regret|apologi[sz]e\s+for)\s+the\s+error\b"),
    )
)
"""What says so, each with words one of which it cannot do without: most articles have none, and that is soon found out."""

_ADMITS = re.compile(
    r"\b(?:misspel(?:t|led)|misstated|apologi[sz]e|mistakes?|errors?|in error|wrong(?:ly)?|incorrect(?:ly)?|put right|"
    r"as we had it|as stated|should have (?:said|read|been|known)|corrected|"
    r"(?:report|article|story|page)\b[^.\n]{0,80}\b(?:said|told|gave|put|had))\b",
    re.IGNORECASE,
)
_EDITORS_NOTE = re.compile(r"^\W*editor[’']s\s+note\s*[:—–-]", re.IGNORECASE)
_OURS = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_HEADLINE_WORDS = 4
_QUOTED = re.compile(r"[“\"‘']([^”\"’'\n]{8,160})[”\"’']")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """Where an article says that it corrects something.

    Attributes:
        start, end: the sentence, code points into the text; both 0 where only the headline says so.
        headlines: what it quotes, perhaps the headline of what it corrects; and its own headline without the word "correction".
        sure: whether it says so in so many words; else it quotes what may be a headline, and admits a mistake: it is a
            correction only if the same outlet had that headline.
        whole: whether the article as a whole is a correction, by its headline.
    """

    start: int
    end: int
    headlines: tuple[str, ...]
    whole: bool
    sure: bool = True


def correction_note(title: str, text: str) -> CorrectionNote | None:
    """Return where an article says that it corrects an earlier one or an earlier version; None where it does not."""
    own = _TITLE_END.sub("", _TITLE.sub("", title)).strip()
    whole = own != title.strip()
    low = text.casefold()
    possible = [(words, pattern) for words, pattern in _SENTENCES if any(word in low for word in words)]
    noted = "editor" in low
    for start, end in _lines(text) if possible or noted else ():
        line = text[start:end]
        low_line = line.casefold()
        patterns = [pattern for words, pattern in possible if any(word in low_line for word in words)]
        found = min((match.start() for pattern in patterns if (match := pattern.search(line))), default=None)
        if found is None and noted and _EDITORS_NOTE.search(line) and _ADMITS.search(line):
            found = 0
        if found is not None:
            begin = max(line.rfind(". ", 0, found) + 2, 0) if ". " in line[:found] else 0
            headlines = _headlines(text, own if whole else "")
            return CorrectionNote(start=start + begin, end=end, headlines=headlines, whole=whole)
    if whole:
        return CorrectionNote(start=0, end=0, headlines=_headlines(text, own), whole=True)
    for start, end in _lines(text) if "we" in low or "our" in low else ():
        line = text[start:end]
        quoted = [one for one in _QUOTED.findall(line) if len(one.split()) >= _HEADLINE_WORDS]
        if not quoted:
            continue
        ours = _QUOTED.sub(" ", line)
        if _OURS.search(ours) and _ADMITS.search(ours):
            return CorrectionNote(start=start, end=end, headlines=tuple(quoted), whole=False, sure=False)
    return None


def _headlines(text: str, own: str) -> tuple[str, ...]:
    return (*_QUOTED.findall(text)[:8], *([own] if own else []))


def _lines(text: str) -> list[tuple[int, int]]:
    """Return the lines of a text, cut where one is endless."""
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]+", text):
        found += [(at, min(at + 1000, match.end())) for at in range(match.start(), match.end(), 1000)]
    return found
