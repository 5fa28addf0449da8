"""Words as the page shows them. Every text that comes from outside goes through `escape`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape as escape_markup

from qa.web.translations import ENGLISH_WORDS, Say, plural

# Characters that HTML cannot contain: controls, single surrogates. Each is replaced by one character, so that offsets stay.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def escape(text: str) -> str:
    """Return `text` escaped for HTML, in an element or a quoted attribute.

    The result is one line: an empty line would end an HTML block in Markdown, and what follows would be interpreted.
    """
    markup = escape_markup(_UNSHOWABLE.sub("\ufffd", text), quote=True)
    return markup.replace("\n", "&#10;").replace("\r", "&#13;")


def clip(text: str, limit: int) -> str:
    """Return `text` on one line, at most `limit` characters, with an ellipsis where something was left out."""
    line = " ".join(text[: limit * 4].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def day(published: str | None, say: Say = ENGLISH_WORDS) -> str | None:
    """Return an ISO date or time as `8 Dec 2023`; what is no ISO date as it is."""
    if not published:
        return None
    try:
        value = date.fromisoformat(published[:10])
    except ValueError:
        return clip(published, 40)
    return f"{value.day} {say('months').split()[value.month - 1]} {value.year}"


def period(first: str | None, last: str | None, say: Say = ENGLISH_WORDS) -> str | None:
    """Return `3 Oct 2023 – 8 Dec 2023`, one day where both are the same, None where there are no dates."""
    days = [shown for shown in (day(first, say), day(last, say)) if shown]
    return " – ".join(dict.fromkeys(days)) or None


def figure(number: int, say: Say = ENGLISH_WORDS) -> str:
    """Return a number with its digits in groups: `1,200`."""
    return f"{number:,}".replace(",", say("thousands"))


def counted(number: int, noun: str, say: Say = ENGLISH_WORDS) -> str:
    """Return `1 article`, `2 articles`, `1,200 articles` in a language; `noun` is a name under `[counted]` of its file.

    A form may have a place `{n}` for the number, which otherwise stands before it.
    """
    form, shown = say(plural(noun, number, say)), figure(number, say)
    return form.replace("{n}", shown) if "{n}" in form else f"{shown} {form}"


def ago(passed: timedelta, say: Say = ENGLISH_WORDS) -> str:
    """Return how long ago something was: `just now`, `5 minutes ago`, `2 days ago`."""
    minutes = int(passed.total_seconds() // 60)
    return _span(minutes, "{}_ago", say) if minutes > 0 else say("just_now")


def ahead(left: timedelta, say: Say = ENGLISH_WORDS) -> str:
    """Return in how long something is: `now`, `in 5 minutes`, `in 2 days`."""
    minutes = round(left.total_seconds() / 60)
    return _span(minutes, "in_{}", say) if minutes > 0 else say("now")


def _span(minutes: int, noun: str, say: Say) -> str:
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length or (unit == "hour" and minutes >= length):
            return counted(minutes // length, noun.format(unit), say)
    return counted(minutes, noun.format("minute"), say)


def collapsible_list(
    items: Sequence[str], shown: int, noun: str, say: Say = ENGLISH_WORDS, *, element: str = "ol", kind: str = ""
) -> str:
    """Return items as a list; those after `shown` are collapsed in a `<details>`. "" where there are none.

    Args:
        items: the inner HTML of each `<li>`, or whole `<li>` elements.
        shown: items that are not collapsed; a single further one is not collapsed either.
        noun: what an item is: a name under `[counted]`, which also has one with `more_` before it.
        say: words of the reader's language.
        element: `ol` or `ul`.
        kind: class of the lists.
    """
    if not items:
        return ""
    first = items if len(items) <= shown + 1 else items[:shown]
    rest = items[len(first) :]
    summary = f"<summary>{escape(counted(len(rest), f'more_{noun}', say))}</summary>"
    more = f'<details class="more">{summary}{_list(rest, element, kind)}</details>' if rest else ""
    return f"{_list(first, element, kind)}{more}"


def _list(items: Sequence[str], element: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    whole = "".join(item if item.startswith("<li") else f"<li>{item}</li>" for item in items)
    return f"<{element}{named}>{whole}</{element}>"
