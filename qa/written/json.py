"""What is written as JSON, which scripts may rely on: `written` of docs/answer.schema.json."""

from dataclasses import asdict

from qa.answering.json import Json, citation_from_json, citation_json
from qa.written.values import Check, CitedQuote, Written, WrittenSentence


def written_json(written: Written) -> Json:
    """Return what is written above the quotes of an answer."""
    return {
        "sentences": [_sentence_json(one) for one in written.sentences],
        "quotes": [{"text": one.text, "citation": citation_json(one.citation)} for one in written.quotes],
        "dropped": written.dropped,
        "model": written.model,
        "host": written.host,
        "seconds": written.seconds,
        "prompt_tokens": written.prompt_tokens,
        "completion_tokens": written.completion_tokens,
        "note": written.note,
    }


def written_from_json(stored: Json) -> Written:
    """Return what `written_json` wrote."""
    return Written(
        model=stored["model"],
        host=stored["host"],
        sentences=tuple(map(_sentence_from, stored["sentences"])),
        quotes=tuple(
            CitedQuote(text=one["text"], citation=citation_from_json(one["citation"])) for one in stored["quotes"]
        ),
        dropped=stored["dropped"],
        seconds=stored["seconds"],
        prompt_tokens=stored["prompt_tokens"],
        completion_tokens=stored["completion_tokens"],
        note=stored["note"],
    )


def _sentence_json(one: WrittenSentence) -> Json:
    return {
        "text": one.text,
        "citations": list(one.citations),
        "differs": list(one.differs),
        "corrected": list(one.corrected),
        "checks": [asdict(check) for check in one.checks],
    }


def _sentence_from(stored: Json) -> WrittenSentence:
    return WrittenSentence(
        text=stored["text"],
        citations=tuple(stored["citations"]),
        differs=tuple(stored["differs"]),
        corrected=tuple(stored["corrected"]),
        checks=tuple(Check(**check) for check in stored["checks"]),
    )
