"""Removing boilerplate: what is in an article's body and is not its text.

Only three things are dropped; when in doubt a line stays, because a lost sentence is worse than a remaining advertisement:

- whole lines that a web page puts around the text: `Advertisement`, `ALSO READ`, `Related: …`, calls to subscribe or share;
- lists of links to other stories: two or more bulleted headlines of at least five words without punctuation at their end,
  after a paragraph that ends a sentence and does not announce a list (no colon, no "following", "these", "include");
  and whatever bulleted items follow a line such as `ALSO READ`. Numbered lists always stay;
- pull quotes and standfirsts: a paragraph of one sentence of five words or more, when a sentence of a longer paragraph
  has all its words in sequence, or is the same sentence with one further phrase of up to three words. The sentence in the
  running text stays. One in slightly other words stays too: in a live blog it is the next report.
"""

import re
from collections import defaultdict

from corpus.text import lines
from corpus.text.remembered import Remembered

Paragraph = list[str]

_NOISE = re.compile(
    r"""^\W{0,4}(?:
    advertisements? | advert | ad | sponsored(?:\ content)? | promoted(?:\ content)?
    | (?:also\ read | read\ also | see\ also | lire\ aussi | à\ lire\ aussi | lesen\ sie\ auch | lea\ también | lee\ también
      | leia\ também | читайте\ также | կարդացեք\ նաև)(?:\s*[:：՝].{0,200})?
    | read\ more(?:\s*[:：»>→…].{0,200} | \ (?:here|about\ this|on\ this\ (?:topic|story)))?
    | related(?:\ (?:articles?|stories|story|news|posts?|content|coverage|topics?|links?|reading))?\s*[:：].{0,200}
    | related\ (?:articles|stories|news|posts|content|coverage|topics|links|reading)
    | (?:more|recommended|most\ (?:read|popular)|trending)(?:\ (?:stories|articles|news|reading|for\ you|on\ this\ story|now))?
      (?<!more)(?<!recommended)\s*:?
    | (?:advertisement|story|article|text)?\s*[-–—.:]?\s*(?:continue[sd]?|scroll)(?:\ reading)?\ (?:below|after|to\ continue)
      (?:\ (?:this|the))?(?:\ (?:ad|advertisement|advert|promotion))?
    | continue\ reading(?:\ the\ main\ story)?
    | advertisement\s*[-–—.:]\s*(?:continue|scroll|story).{0,60}
    | (?:click|tap)\ here\ to\ (?:subscribe|sign\ up|share|read\ more|continue).{0,80}
    | (?:please\ )?(?:subscribe|sign\ up)(?:\ (?:now|here|today|free))?
      (?:\ (?:to|for)\ .{0,60}\b(?:newsletters?|channel|alerts|updates|briefing|podcast|emails?)\b.{0,60})?
    | (?:share|tweet|print|email|e-mail|comment|save|copy\ link)
    | (?:share|like|email|print)\ this(?:\ (?:article|story|post|page|news|on\ .{0,30}))?
    | (?:share|tweet)\ (?:this\ )?(?:on|via)\ (?:facebook|twitter|x|whatsapp|telegram|linkedin|email|social\ media).{0,60}
    | follow\ us(?:\ on\ .{0,80})? | join\ (?:us\ on\ |our\ )(?:telegram|whatsapp|facebook|newsletter|mailing).{0,60}
    | get\ (?:the|our)\ .{0,60}newsletter.{0,40}
    | printed\ and\ distributed\ by\ pressreader | pressreader\.com[\s+\d()-]{0,30}
    | (?:pressreader\.com\b.{0,60}\ )?copyright\ and\ protected\ by\ applicable\ law
    | реклама | publicité | anzeige | werbung | publicidad | pubblicità | գովազդ
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_NOISE = 240
_ANNOUNCES = re.compile(r"\b(?:following|follows?|below|these|namely|includ(?:e|es|ed|ing)|listed?)\b", re.IGNORECASE)
_INTRODUCES_LINKS = re.compile(
    r"^\W{0,4}(?:also read|read also|see also|read more|related|more (?:stories|articles|news)|recommended|trending|most)",
    re.IGNORECASE,
)
_HEADLINE_WORDS = 5


def is_noise(line: str) -> bool:
    """Return whether a line is boilerplate of a web page."""
    line = line.strip()
    return 0 < len(line) <= _LONGEST_NOISE and _NOISE.match(line) is not None and not _is_sentence(line)


def clean(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs that are the article's text, in order; a paragraph is its lines, none of them blank."""
    return repeats_dropped(noise_dropped(links_dropped(paragraphs)))


def noise_dropped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop the lines that are boilerplate."""
    kept = ([line for line in paragraph if not is_noise(line)] for paragraph in paragraphs)
    return [paragraph for paragraph in kept if paragraph]


def links_dropped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop the lists of links to other stories."""
    flat = [(line, number) for number, paragraph in enumerate(paragraphs) for line in paragraph]
    kept: list[list[str]] = [[] for _ in paragraphs]
    at = 0
    while at < len(flat):
        end = at
        while end < len(flat) and lines.bulleted(flat[end][0]):
            end += 1
        before = flat[at - 1][0] if at else ""
        if end > at and _is_link_list([line for line, _ in flat[at:end]], before):
            at = end
            continue
        end = max(end, at + 1)
        for line, number in flat[at:end]:
            kept[number].append(line)
        at = end
    return [paragraph for paragraph in kept if paragraph]


def repeats_dropped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop the pull quotes and standfirsts."""
    separated = len(paragraphs) > 1 or len(paragraphs[0] if paragraphs else []) < 3
    if separated:
        dropped = repeats([paragraph[0] if len(paragraph) == 1 else "\n".join(paragraph) for paragraph in paragraphs])
        return [paragraph for number, paragraph in enumerate(paragraphs) if number not in dropped]
    only = paragraphs[0]  # a file without blank lines: every line is a paragraph, if most lines end a sentence
    if 10 * sum(map(lines.ends_sentence, only)) < 7 * len(only):
        return paragraphs
    dropped = {number for number in repeats(only) if _is_paragraph(only, number)}
    return [[line for number, line in enumerate(only) if number not in dropped]]


def _is_paragraph(only: Paragraph, number: int) -> bool:
    return not lines.goes_on(only[number]) and (number == 0 or lines.ends_sentence(only[number - 1]))


def _is_sentence(line: str) -> bool:
    """Return whether a line of many words ends in a full stop: "Related: …" may begin a sentence of the text."""
    return line.endswith(".") and len(line.split()) > 12


def _is_link_list(items: list[str], before: str) -> bool:
    headlines = [lines.without_bullet(item) for item in items]
    if before and is_noise(before) and _INTRODUCES_LINKS.match(before):
        return True
    if len(items) < 2 or not before or not lines.ends_sentence(before) or before.endswith((":", ";", ",")):
        return False
    last_sentence = re.split(r"(?<=[.!?])\s+", before[-400:])[-1]
    return not _ANNOUNCES.search(last_sentence) and all(map(_is_headline, headlines))


def _is_headline(item: str) -> bool:
    return len(item.split()) >= _HEADLINE_WORDS and lines.title_like(item) and not item[0].islower()


_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_SENTENCE = re.compile(r"[.!?։。…]+[\"'”’»)\]]*(?=\s|$)")
_NEGATION = re.compile(r"^(?:not?|never|none|nor|neither|without|cannot|\w+n[’']t)$")
_LEFT_OUT = 3  # words that a pull quote may leave out in one place: no number and no negation
_FEWEST, _MOST = 5, 60  # words of a pull quote
_LONGEST_SENTENCE = 400
_LONGEST_QUOTE = 600  # characters
_COMPARED = 24  # sentences compared with one candidate


def repeats(paragraphs: list[str]) -> set[int]:
    """Return the numbers of the paragraphs that repeat a sentence of a longer paragraph."""
    split: dict[int, list[list[str]]] = {
        number: sentences_of(paragraph)
        for number, paragraph in enumerate(paragraphs)
        if "\n" not in paragraph and len(paragraph) <= _LONGEST_QUOTE
    }
    candidates = {
        number: found
        for number, words in split.items()
        if (found := _only_sentence(paragraphs[number], words)) is not None
    }
    if not candidates:
        return set()
    wanted = {word for found in candidates.values() for word in found}
    sentences: list[tuple[int, list[str]]] = []
    where: dict[str, list[int]] = defaultdict(list)
    lengths: dict[int, int] = {}
    for number, paragraph in enumerate(paragraphs):
        lengths[number] = 0
        for sentence in split.get(number) or sentences_of(paragraph):
            lengths[number] += len(sentence)
            if len(sentence) > _LONGEST_SENTENCE:
                continue
            for word in wanted.intersection(sentence):
                where[word].append(len(sentences))
            sentences.append((number, sentence))
    return {
        number
        for number, words in candidates.items()
        if any(
            lengths[sentences[at][0]] > len(words) and _same(words, sentences[at][1])
            for at in _worth_comparing(words, where, number, sentences)
        )
    }


def sentences_of(paragraph: str) -> list[list[str]]:
    """Return the sentences of a paragraph, each as its words, case folded; full stops in abbreviations split too."""
    pieces = (paragraph[start:end] for start, end in _spans(paragraph))
    return [[_FOLDED[word] for word in _WORD.findall(piece)] for piece in pieces]


_FOLDED = Remembered(lambda word: word.casefold().replace("’", "'"))


def _spans(paragraph: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE.finditer(paragraph)]
    if not ends or ends[-1] < len(paragraph):
        ends.append(len(paragraph))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _only_sentence(paragraph: str, split: list[list[str]]) -> list[str] | None:
    """Return the words of a paragraph on one line that is one sentence, long enough for a pull quote."""
    sentences = [words for words in split if words]
    if len(sentences) != 1 or not _FEWEST <= len(sentences[0]) <= _MOST:
        return None
    ended = paragraph.rstrip().endswith((".", "!", "?", "…", "։", '"', "”", "»", "’"))
    return sentences[0] if ended or len(sentences[0]) >= 2 * _FEWEST else None  # else: a subheading


def _worth_comparing(
    words: list[str], where: dict[str, list[int]], number: int, sentences: list[tuple[int, list[str]]]
) -> list[int]:
    """Return the sentences that hold the rarest word of a candidate."""
    rarest = min(set(words), key=lambda word: (len(where[word]), word))
    return [at for at in where[rarest][: _COMPARED + 1] if sentences[at][0] != number]


def _same(words: list[str], sentence: list[str]) -> bool:
    """Return whether `words` are in `sentence` one after the other, or are all of it but a phrase that was left out."""
    length = len(words)
    run = any(
        sentence[start] == words[0] and sentence[start : start + length] == words
        for start in range(len(sentence) - length + 1)
    )
    return run or _shortened(words, sentence)


def _shortened(words: list[str], sentence: list[str]) -> bool:
    left_out = len(sentence) - len(words)
    if not 1 <= left_out <= _LEFT_OUT:
        return False
    begins = next((at for at, word in enumerate(words) if word != sentence[at]), len(words))
    phrase = sentence[begins : begins + left_out]
    return words[begins:] == sentence[begins + left_out :] and not any(
        word[0].isdigit() or _NEGATION.match(word) for word in phrase
    )
