"""What a single line of a digest looks like: a sentence, a title, an outlet, a person's name, an address.

Each function looks at one line alone and may be wrong; `corpus.readers.digest.headers` weighs them against the lines around it.
"""

import re

_CLOSERS = "\"'”’»“)]›*_ \t"
_SENTENCE_END = re.compile(r"(?:[.;,:։。؛،…]|\.\.\.)$")
_ABBREVIATED = re.compile(
    r"(?:(?<![\w.])(?:[^\W\d_]\.){2,}|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|etc|St|a\.m|p\.m|No|vs|Gov|Sen)\.|\.\.\.|…)$"
)
_BULLET = re.compile(r"^\s*(?:[•·▪‣◦●■○*►▶➤–—-]\s+|[•▪‣◦●■►▶➤])")
_NUMBERED = re.compile(r"^\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+")
_RULE = re.compile(r"^\s*(?:[-—–_=*~#•+]\s*){3,}$")
_ADDRESS = re.compile(
    r"""^\W{0,3}(?:(?:source|link|url|web|via|original(?:\ (?:article|story|link))?|available\ at|permalink
    |источник|ссылка|quelle|fuente
    |(?:read\ (?:more|it)|(?:read\ )?(?:the\ )?(?:full|original|whole)\ (?:article|story|text|version))(?:\ (?:at|here|on))?)
    \s*:?\s*)?<?((?:https?://|www\.)[^\s<>]+)>?$""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(
    r"^\W{0,4}(?:(?:by|written by|story by|reported by|words by|author|authors|par|von|por|door|מאת|بقلم|كتب)\s*:?|автор:"
    r"|հեղինակ՝)\s+(\S.*)$",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"^\s*[•·*-]?\s*from\s+(?:the\s+)?(\S.*?)(?:\s+news)?$", re.IGNORECASE)
_PARTICLES = frozenset(
    "de del della der den di da do dos du van von und en et y e la le el al bin ibn ben ter and for with in of at the und".split()
)
_NAME_PARTICLES = _PARTICLES - {"and", "for", "with", "in", "of", "at", "the"}
_NO_NAME = frozenset(
    "the end news photo photos read more image images video all rights reserved agency press times post radio tv "
    "source text full story continue contents digest breaking share comments".split()
)
_PRESS = re.compile(
    r"\b(?:news|newspaper|times|post|press|agency|agence|agentur|radio|tv|television|herald|tribune|gazette|journal|"
    r"daily|weekly|monthly|magazine|review|telegraph|guardian|observer|independent|chronicle|standard|reuters|bloomberg|"
    r"reporter|monitor|mirror|bulletin|courier|examiner|today|media|broadcasting|wire|zeitung|presse|monde|figaro|"
    r"spiegel|pravda|правда|новости|газета|агентство|вести|известия|ministry|department|embassy|office of)\b|"
    r"\w\.(?:com|org|net|am|az|ge|ru|uk|eu|de|fr|info|int|tv|news)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:reuters|agency|agence|agentur|photos?|images?|video|getty|office of|press service)\b|[/©:]", re.I
)
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9.&'’+-]{1,11}$")
_HANGING = frozenset(
    "a an the of in on at to for from by with and or as over into after before amid against between its his her their "
    "towards toward under about than that is are was were will de des du la le les und der die das den von zu et en y "
    "и в на о с за".split()
)


def ends_sentence(line: str) -> bool:
    """Return whether a line ends as a sentence of running text does, ignoring quotation marks."""
    return line.rstrip(_CLOSERS).endswith((".", "!", "?", "։", "。", "…", "؟")) or line.endswith((":", ";", ","))


def title_like(line: str) -> bool:
    """Return whether a line could be a headline: short, with letters, without a full stop at its end; `?` and `!` are allowed."""
    line = line.strip()
    if not 0 < len(line) <= 200 or not any(map(str.isalpha, line)):
        return False
    if _BULLET.match(line) or address(line) or _RULE.match(line):
        return False
    bare = line.rstrip(_CLOSERS)
    return not _SENTENCE_END.search(bare) or _ABBREVIATED.search(bare) is not None


def outlet_like(line: str) -> bool:
    """Return whether a line could name the outlet of an article."""
    line = line.strip()
    if not title_like(line) or len(line) > 80 or len(line.split()) > 9 or _NUMBERED.match(line):
        return False
    if line.endswith("!") and len(line.split()) > 2:
        return False
    return line[0] not in "\"“”‘«„'" and not line.endswith(("?", "…", "”", "»", '"'))


def press_like(line: str) -> bool:
    """Return whether a line has a word or a form that is typical of names of newspapers, agencies and offices."""
    line = line.strip()
    if not outlet_like(line) or (" " in line and not capitalised(line)):
        return False
    return _ACRONYM.match(line) is not None or _PRESS.search(line) is not None


def newspaper_like(line: str) -> bool:
    """Return whether a line names a newspaper or a station, not an agency or a photographer."""
    return press_like(line) and bool(_PRESS.search(line)) and not _CREDIT.search(line)


def capitalised(line: str) -> bool:
    """Return whether every word of a line that is not a particle begins with a capital or a digit."""
    words = [word.strip("()[]\"'“”‘’,/&|-–—") for word in line.split()]
    return all(not word or not word[0].islower() or word.casefold() in _PARTICLES for word in words)


def name_like(line: str) -> bool:
    """Return whether a line could be a person's name and nothing else: two to four capitalised words."""
    words = line.split()
    if not 2 <= len(words) <= 4 or len(line) > 50 or any(character.isdigit() for character in line):
        return False
    if words[0].casefold() in _NAME_PARTICLES or any(word.casefold() in _NO_NAME for word in words):
        return False
    return all(_name_part(word) for word in words) and not all(len(word) > 2 and word.isupper() for word in words)


def _name_part(word: str) -> bool:
    if word in _NAME_PARTICLES:
        return True
    letters = re.sub(r"[-'’.]", "", word)
    return letters.isalpha() and word[0].isupper() and (not word.endswith(".") or len(letters) <= 2)


def hanging(line: str) -> bool:
    """Return whether a line breaks off within a phrase, so that the next line continues it."""
    words = line.split()
    return bool(words) and (words[-1].casefold() in _HANGING or line.rstrip().endswith((",", "–", "—", "-", "&")))


def goes_on(line: str) -> bool:
    """Return whether a line begins in the middle of a sentence."""
    return line.lstrip(" \t\"'“‘(«")[:1].islower()


def bulleted(line: str) -> bool:
    """Return whether a line is an item of a list with bullets or dashes."""
    return _BULLET.match(line) is not None


def without_bullet(line: str) -> str:
    """Return an item of a list without its bullet."""
    return _BULLET.sub("", line).strip()


def is_rule(line: str) -> bool:
    """Return whether a line only draws a line: `-----`, `* * *`."""
    return _RULE.match(line) is not None


def address(line: str) -> str | None:
    """Return the address, without its fragment, if a line has nothing else except a label such as `Source:`."""
    match = _ADDRESS.match(line.strip()) if len(line) < 4000 else None
    if match is None:
        return None
    found = match[1].partition("#")[0]
    return found if found[:4].lower() == "http" else f"https://{found}"


def byline(line: str) -> str | None:
    """Return the author if a line is only a byline: `By Darryl Coote`, `• FROM AFP NEWS`."""
    if len(line) > 160:
        return None
    match = _BYLINE.match(line) or _AGENCY.match(line)
    if match is None:
        return None
    name = match[1].partition("|")[0].strip(" \t,;•·")
    if not name or len(name.split()) > 12 or name[0].islower() or not any(map(str.isalpha, name)):
        return None
    bare = name.rstrip(")")
    if bare.endswith((".", ":", ";", "!", "?")) and not _ABBREVIATED.search(bare):
        return None
    if any(character.isdigit() for character in name) or not capitalised(name):
        return None
    return name
