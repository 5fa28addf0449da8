"""From a parsed mail to articles: what its sender wrote or forwarded, without what belongs to the mail itself.

Quoted replies, signatures and the footers of mailing lists are dropped, wrapped lines are joined. A body that is a digest gives
its articles; any other is one article. Subject, sender and date of the header are used where the article has none of its own;
in a mail that only forwards another, those of the forwarded one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr

from corpus.article import ArticleDraft, comparable
from corpus.readers.bodies import clean_body, one_line, title_from
from corpus.readers.digest import split_digest
from corpus.readers.exports import split_export
from corpus.readers.mail.alerts import alert_hits, is_alert
from corpus.readers.mail.newsletters import (
    is_newsletter,
    newsletter_names,
    without_newsletter_furniture,
    without_newsletter_head,
)
from corpus.readers.reader import Part, Problem, Reading, UnknownFormat
from corpus.text import lines
from corpus.text.encoding import normalize_whitespace
from corpus.text.moments import published_moment

_REPLY = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|tr|rv|sv|antw|отв|пер)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ANSWERS = re.compile(r"^\s*(?:re|aw|antw|sv|отв)(?:\[\d+\])?\s*:", re.IGNORECASE)
_COMMENT, _PASSED_ON = 60, 60  # words that a sender at most says about an article, and that this at least has
_LIST_TAG = re.compile(r"^\[[^\[\]]{2,40}\]\s+(?=\S)")
_WROTE = re.compile(
    r"^(?:On|Am|Le|El|Il|Op) .{6,200}(?:wrote|schrieb.{0,60}|a écrit|escribió|ha scritto|schreef)\s*:$", re.DOTALL
)
_ORIGINAL = re.compile(
    r"^[-_ ]{3,}\s*(?:Original(?: Message|nachricht)?|Ursprüngliche Nachricht|Message d'origine)\b.*$", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^[-_ >]*(?:Begin forwarded message\s*:|[-_]{3,}\s*Forwarded [Mm]essage\s*[-_]*|[-_]{3,}\s*Weitergeleitete Nachricht.*)$"
)
_FIELD = re.compile(
    r"^\*?(From|Von|De|Date|Sent|Gesendet|Datum|Subject|Betreff|Objet|To|An|Cc|Reply-To)\*?\s*:\s*\*?\s*(.*)$"
)
_MEANS = {
    "von": "from",
    "de": "from",
    "sent": "date",
    "gesendet": "date",
    "datum": "date",
    "betreff": "subject",
    "objet": "subject",
}
_FOOT = re.compile(
    r"^(?:_{20,}|-{20,}|To unsubscribe\b.*|You (?:are receiv|receiv)(?:ing|ed) this (?:e-?mail|message|newsletter)\b.*"
    r"|(?:Click here to )?unsubscribe\b.{0,80}|Unsubscribe\s*\|.*|.{0,60}\bmailing list)$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^(?:Sent from my \w+.{0,40}|Get Outlook for \w+.{0,60}|Von meinem \w+ gesendet)$", re.IGNORECASE
)
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_FOOT_LINES, _SIGNATURE_LINES = 15, 12
_HEADER_LINES = 20
_LONGEST_LINE = 1_000  # characters of a line that separates mails; a longer one is text
_WIDTHS = range(60, 80)  # of lines that were wrapped for a terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """A mail, independent of its format.

    Attributes:
        sender: name and address, as in the header.
        date: ISO 8601, or None.
        body: as text; for HTML the visible text.
        attachments: name and content, in order.
        markup: the HTML of the body, if it has any.
    """

    subject: str
    sender: str
    date: str | None
    body: str
    attachments: tuple[tuple[str, bytes], ...] = ()
    markup: str = ""


def mail_parts(message: MailMessage, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a mail, then those of its attachments.

    Args:
        message: the mail.
        name: the title of an article that has none, if the mail has no subject.
        reading: counts the attachments.
    """
    yield from mail_articles(message, name)
    for title, content in message.attachments:
        try:
            reading.spend(len(content))
            yield from reading.inner(content, title)
        except UnknownFormat:
            continue  # a picture, a key, a calendar
        except ValueError as error:
            yield Problem(where=f"attachment {title}", reason=str(error))


def mail_articles(message: MailMessage, name: str) -> list[ArticleDraft]:
    """Return the articles in the body of a mail."""
    if is_alert(message.sender, message.markup) and (hits := alert_hits(message.markup)):
        return hits
    message = _unforwarded(message)
    if exported := split_export(normalize_whitespace(_QUOTED.sub("", message.body))):
        return exported  # sent by a press database; forwarding it may have quoted it
    rows = normalize_whitespace(message.body).split("\n")
    body = _passed_on(rows, message.subject) or _without_reply(rows)
    subject = one_line(_LIST_TAG.sub("", _REPLY.sub("", message.subject)))
    if newsletter := is_newsletter(body):
        author, _ = newsletter_names(_name_of(message.sender))
        body = without_newsletter_furniture(without_newsletter_head(body, subject, author) if author else body)
    text = "\n".join(_joined(_without_foot(body)))
    drafts = split_digest(text, name=subject or name)
    if len(drafts) == 1 and not drafts[0].outlet and not drafts[0].published:
        drafts = _one(text, subject, drafts[0], message.sender)
    elif newsletter and len(drafts) == 1 and not drafts[0].outlet:
        who = _name_of(message.sender)
        drafts = [
            replace(drafts[0], outlet=None if lines.name_like(who) and not lines.press_like(who) else who or None)
        ]
    return [replace(draft, published=draft.published or message.date) for draft in drafts]


def _one(text: str, subject: str, draft: ArticleDraft, sender: str) -> list[ArticleDraft]:
    """Return a body that is one article, with title and byline from the header."""
    body = draft.text if comparable(draft.title) == comparable(subject) else clean_body(text)
    if not body:
        return []
    who = _name_of(sender)
    author, publication = newsletter_names(who)
    if publication:
        return [replace(draft, title=subject or title_from(body), text=body, outlet=publication, byline=author)]
    person = lines.name_like(who) and not lines.press_like(who)
    return [
        replace(
            draft,
            title=subject or title_from(body),
            text=body,
            outlet=who if who and not person else None,
            byline=draft.byline or (who if person else None),
        )
    ]


def _name_of(sender: str) -> str:
    return one_line(parseaddr(sender)[0]).strip("\"'")


def _unforwarded(message: MailMessage) -> MailMessage:
    """Return the mail that is forwarded in this one, if there are only a few words above it."""
    rows = message.body.replace("\r\n", "\n").split("\n")
    at = next((number for number, row in enumerate(rows[:40]) if _matches(_FORWARDED, row)), None)
    if at is None or len(" ".join(rows[:at]).split()) > 60:
        return message
    header, end = _fields(rows, at + 1)
    if not header:
        return message
    return replace(
        message,
        subject=header.get("subject") or message.subject,
        sender=header.get("from") or message.sender,
        date=published_moment(re.sub(r"\bat\b", " ", header.get("date", ""))) or message.date,
        body="\n".join(rows[end:]),
    )


def _fields(rows: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """Return the header of a forwarded mail, which is text in the body, and where it ends."""
    header: dict[str, str] = {}
    at = start
    while at < len(rows) and ((not rows[at].strip() and not header) or _FIELD.match(rows[at].strip())):
        if match := _FIELD.match(rows[at].strip()):
            name = match[1].lower()
            header[_MEANS.get(name, name)] = match[2].strip()
        at += 1
    return header, at


def _without_reply(rows: Sequence[str]) -> list[str]:
    """Drop what the mail quotes from the one that it replies to."""
    kept: list[str] = []
    words = 0
    attributions = _attributions(rows)
    for at, row in enumerate(rows):
        if row.strip().startswith(">") or at in attributions:
            continue
        if words > 3 and (_matches(_ORIGINAL, row) or _is_header(rows, at)):
            break
        kept.append(row)
        words += len(row.split())
    return kept


def _passed_on(rows: Sequence[str], subject: str) -> list[str] | None:
    """Return the article that a mail quotes below a few words of its sender; None if it answers what it quotes."""
    quoted = [row.strip() for row in rows if row.strip().startswith(">")]
    depth = min((len(row) - len(row.lstrip(">")) for row in quoted), default=0)
    quoted = [row[depth:].removeprefix(" ") for row in quoted]
    own = [row for row in rows if not row.strip().startswith(">")]
    said, passed = (len(" ".join(part).split()) for part in (own, quoted))
    if _ANSWERS.match(subject) or _attributions(rows) or passed < _PASSED_ON or said > _COMMENT:
        return None
    return None if any(row.startswith(">") for row in quoted) else quoted


def _attributions(rows: Sequence[str]) -> set[int]:
    """Return the numbers of the lines that attribute the quotation below: `On Monday, … wrote:`, on one to three lines."""
    found: set[int] = set()
    for at, row in enumerate(rows):
        quoted = row.lstrip().startswith(">") and (at == 0 or not rows[at - 1].lstrip().startswith(">"))
        above = [number for number in range(max(0, at - 4), at) if rows[number].strip()][-3:] if quoted else []
        for first in above:
            if _matches(_WROTE, " ".join(rows[number].strip() for number in above if number >= first)):
                found.update(number for number in above if number >= first)
                break
    return found


def _is_header(rows: Sequence[str], at: int) -> bool:
    """Return whether the header of another mail begins here, which Outlook puts above the quoted mail."""
    if not _FIELD.match(rows[at].strip()):
        return False
    header, _ = _fields(rows[at : at + _HEADER_LINES], 0)
    return {"from", "date", "subject"} <= set(header)


def _without_foot(rows: list[str]) -> list[str]:
    """Drop the signature and the footer of a mailing list."""
    end: int | None = len(rows)
    while end is not None:
        last = end
        while last and not rows[last - 1].strip():
            last -= 1
        end = _foot(rows, last)
    return [row for row in rows[:last] if not _matches(_SENT_FROM, row)]


def _foot(rows: list[str], end: int) -> int | None:
    """Return where a signature or a footer begins that extends to `end`; None if there is none."""
    for at in range(max(1, end - _FOOT_LINES), end):
        signed = rows[at].rstrip("\n") in {"-- ", "--"} and end - at <= _SIGNATURE_LINES
        foot = _matches(_FOOT, rows[at]) and any(
            word in " ".join(rows[at:end]).lower() for word in ("unsubscribe", "mailing list")
        )
        if signed or foot:
            return at
    return None


def _matches(pattern: re.Pattern[str], row: str) -> bool:
    """Return whether a pattern matches a line; some patterns take quadratic time, so long lines never match."""
    bare = row.strip()
    return len(bare) <= _LONGEST_LINE and pattern.match(bare) is not None


def _joined(rows: Sequence[str]) -> list[str]:
    """Join lines that were wrapped where the next word did not fit."""
    width = max((len(row.rstrip()) for row in rows if " " in row.strip()), default=0)
    if width not in _WIDTHS:
        return list(rows)
    done: list[list[str]] = []
    last = ""  # the last original line of what is joined
    for row in rows:
        bare = row.strip()
        full = bool(last) and bool(bare) and len(last) + 1 + len(bare.split(maxsplit=1)[0]) > width
        if full and not lines.bulleted(bare) and not lines.address(bare):
            done[-1].append(bare)
        else:
            done.append([bare])
        last = bare
    return [" ".join(parts) for parts in done]
