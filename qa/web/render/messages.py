"""Messages of the layers below (`corpus.messages`) in the language of a reader."""

from corpus.messages import Message, read_messages
from qa.web.render.text import day, figure
from qa.web.translations import Say


def said(text: str, say: Say) -> str:
    """Return a text in the reader's language; as it is where any part of it is no message."""
    return " ".join(_said(one, say) for one in read_messages(text)) or text


def _said(message: Message, say: Say) -> str:
    shown = {name: _value(name, value, say) for name, value in message.values.items()}
    sentence = say(message.kind, **shown)
    return f"{sentence[:1].upper()}{sentence[1:]}" if message.kind == "job_added" else sentence


def _value(name: str, value: str, say: Say) -> str:
    if name in {"number", "total"}:
        return figure(int(value.replace(",", "")), say)
    if name == "day":
        return day(value, say) or value
    if name == "counts":
        return ", ".join(said(one, say) for one in value.split(", "))
    if name == "same":
        return "; ".join(said(one, say) for one in value.split("; "))
    if name == "reason":  # it stands in a sentence in one place, and is one in another
        as_sentence = f"{value[:1].upper()}{value[1:]}."
        found = said(as_sentence, say)
        return value if found == as_sentence else f"{found[:1].lower()}{found[1:].removesuffix('.')}"
    return value
