"""Messages of the layers below (`corpus.messages`) in the language of a reader."""

from corpus.messages import Message, read_messages
from qa.web.render.text import day, figure
from qa.web.translations import Say

_FIELDS = {
    "title": "correct_headline",
    "outlet": "correct_outlet",
    "day": "correct_published",
    "byline": "correct_byline",
}
"""Names of fields of an article on a page."""


def said(text: str, say: Say) -> str:
    """Return a text in the reader's language; as it is where any part of it is no message."""
    found = _read(text, say)
    if not found and text.endswith("."):  # a reason, as a sentence
        reason = _read(f"{text[:1].lower()}{text[1:-1]}", say)
        found = f"{reason[:1].upper()}{reason[1:]}." if reason else ""
    return found or text


def _read(text: str, say: Say) -> str:
    return " ".join(_said(one, say) for one in read_messages(text))


def _said(message: Message, say: Say) -> str:
    shown = {name: _value(name, value, say) for name, value in message.values.items()}
    sentence = say(message.kind, **shown)
    return f"{sentence[:1].upper()}{sentence[1:]}" if message.kind == "job_added" else sentence


def _value(name: str, value: str, say: Say) -> str:
    match name:
        case "number" | "total":
            return figure(int(value.replace(",", "")), say)
        case "day":
            return day(value, say) or value
        case "counts":
            return ", ".join(said(one, say) for one in value.split(", "))
        case "same":
            return "; ".join(said(one, say) for one in value.split("; "))
        case "reason":
            return said(value, say)
        case "field":
            return say(_FIELDS[value]) if value in _FIELDS else value
    return value
