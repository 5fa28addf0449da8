"""Newsletters: who publishes one, and what is in its mail besides the text."""

import re
from collections.abc import Sequence

from corpus.article import comparable
from corpus.text import lines

_FROM = re.compile(r"^(?P<author>.{2,60}?)\s+(?:from|at|\||via|von|de)\s+(?P<publication>\S.{1,80})$")
_FURNITURE = re.compile(
    r"""^\W{0,4}(?:
    (?:view|read|open)\ (?:this\ )?(?:e-?mail\ |post\ |newsletter\ |it\ )?(?:in|on)\ (?:your\ |the\ |a\ )?(?:web\ )?
      (?:browser|app|web|website)(?:\ or\ online)?.{0,40}
    | (?:im\ browser|online)\ (?:ansehen|lesen|öffnen) | (?:voir|afficher)\ .{0,30}navigateur | ver\ en\ (?:el\ )?navegador
    | view\ this\ post\ on\ the\ web\ at\ \S{1,300} | our\ (?:mailing\ )?address\ is\b.{0,200}
    | was\ this\ (?:e-?mail|newsletter)\ forwarded\ to\ you\b.{0,80}
    | want\ to\ change\ how\ you\ receive\ these\ e-?mails\b.{0,80}
    | (?:view|read)\ (?:online|web\ version) | having\ trouble\ (?:viewing|reading)\ .{0,80}
    | thanks?\ (?:you\ )?for\ (?:reading|subscribing)\b.{0,200} | forwarded\ this\ (?:e-?mail|newsletter)\b.{0,80}
    | .{0,80}\bis\ a\ (?:reader|listener)-supported\ (?:publication|newsletter)\b.{0,200}
    | subscribe\ (?:for\ free|now|here)\b.{0,140} | upgrade\ to\ paid.{0,60}
    | (?:pledge|manage)\ your\ (?:support|subscription).{0,40}
    | you(?:['’]re|\ are)\ (?:currently\ )?(?:a\ (?:free|paid)\ subscriber|(?:on\ the\ free\ list|receiving\ this))\b.{0,160}
    | you\ (?:have\ )?received\ this\ (?:e-?mail|message)\b.{0,160}
    | (?:like|comment|restack|share|share\ this\ post|leave\ a\ comment|get\ the\ app|start\ writing|unsubscribe)
      (?:\W{1,4}(?:like|comment|restack|share))*
    | (?:update|manage)\ your\ (?:e-?mail\ )?(?:preferences|subscription).{0,60} | powered\ by\ \S{2,20}
    | you\ just\ read\ issue\b.{0,200} | .{0,60}©\s?\d{4}.{0,60}\bunsubscribe\b.{0,20}
    | (?:update\ your\ )?(?:email\ )?preferences | (?:privacy\ policy|terms)(?:\W{1,4}(?:privacy\ policy|terms))*
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = re.compile(
    r"\bunsubscribe\b|\bview (?:this )?.{0,20}in (?:your )?browser|\babbestellen\b|\bse désabonner\b|\bdarse de baja\b",
    re.I,
)
_RIGHTS = re.compile(r"^\W{0,3}(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_DAY = re.compile(r"^[A-Z][^\W\d_]{2,8}\.? \d{1,2}(?:, \d{4})?$|^\d{1,2}\.? [^\W\d_]{3,9}\.?(?: \d{4})?$")
_HEAD = 6  # lines below the title in which its author and its day are
_EDGE = 15  # lines at either end in which its furniture is
_LONGEST = 400


def newsletter_names(sender: str) -> tuple[str | None, str | None]:
    """Return author and publication of a sender such as `Ida Brun from Bay Notes`; None for both of any other."""
    match = _FROM.match(sender)
    if match is None or not lines.name_like(match["author"]):
        return None, None
    return match["author"], match["publication"].strip()


def is_newsletter(rows: Sequence[str]) -> bool:
    """Return whether a mail is one of many that were sent: its first or last lines offer to end that, or to read it online."""
    filled = [row for row in rows if row.strip()]
    return any(len(row) <= _LONGEST and _MARKS.search(row) for row in (*filled[:_EDGE], *filled[-_EDGE:]))


def without_newsletter_head(rows: Sequence[str], title: str, author: str) -> Sequence[str]:
    """Return the lines of a single post without what is above its title, the title itself, and author and day below it."""
    filled = [number for number, row in enumerate(rows) if row.strip()]
    at = next(
        (place for place, number in enumerate(filled[:_EDGE]) if comparable(rows[number]) == comparable(title)), None
    )
    if at is None:
        return rows
    below = filled[at + 1 : at + 1 + _HEAD]
    dropped = {
        number for number in below if comparable(rows[number]) == comparable(author) or _DAY.match(rows[number].strip())
    }
    return [row for number, row in enumerate(rows) if number > filled[at] and number not in dropped]


def without_newsletter_furniture(rows: Sequence[str]) -> list[str]:
    """Return the lines of a newsletter without calls to subscribe, share and read online, and without the sender's address."""
    kept = [row for row in rows if len(row) > _LONGEST or not _FURNITURE.match(row.strip())]
    filled = [number for number, row in enumerate(kept) if row.strip()][-_EDGE:]
    end = next((number for number in filled if _RIGHTS.match(kept[number].strip())), len(kept))
    return kept[:end]
