"""Sentences that tell a reader why something is refused, or what became of it; pages show them in the reader's language.

Below the pages a message is its English text: errors have it, answers are stored and printed with it. `read_messages` finds again
what kind of message a text is and what was filled in, so whatever reaches a page can be said in its language: what a version
without translations has stored, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST = 4000
"""Characters of a text that may be a message."""

MESSAGES = {
    # instead of an answer, or above it
    "empty_archive": "There are no articles in this archive yet. Add some with: cuttings add FILE",
    "empty_question": "There is no question here. Ask one about the articles, in a few words or a sentence.",
    "small_talk": "This is a search of articles, which answers with what they say, word for word. Ask a question about them, "
    "in a few words or a sentence.",
    "out_of_time": "No article is from the time that the question means, so all were searched.",
    "later_time": "The newest article here is of {day}, and the question is about a later time.",
    "long_question": "The question is long: its first {number} characters were searched.",
    "no_article_with_words": "No article here has all of these words: {words}.",
    "no_words": "There is no question besides the operators. Ask one, or look for the articles themselves on the page Articles, "
    "or with: cuttings list",
    "busy": "Too many questions at once; try again in a few seconds.",
    "given_up": "The question was given up before its turn came.",
    "went_wrong": "Something went wrong here. The server's log says what.",
    "answer_not_shown": "This answer cannot be shown. The server's log says why.",
    # of a search with operators
    "no_day": "“{value}” is no day: write after:2024-03-08, after:2024-03 or after:2024, and before: likewise.",
    "no_day_between": "No day is both after:{after} and before:{before}; `after:` is from that day on.",
    "too_many_operators": "This search has more than {number} operators; leave some out.",
    "unknown_outlet": "No outlet here is called “{name}”.",
    "unknown_said": "No article here quotes “{name}” by name.",
    "unknown_person": "No article here names a person “{name}”.",
    "unknown_place": "No article here names a place “{name}”.",
    "nothing_fits": "No article fits {search}.",
    # of a job
    "job_added": "{counts}.",
    "added_number": "{number} added",
    "changed_number": "{number} changed",
    "known_number": "{number} known already",
    "there_number": "{number} already there",
    "own_pages_number": "{number} there from their own pages",
    "job_fetched": "Articles: {counts}.",
    "job_nothing_new": "Articles: none that is new.",
    "job_unchanged": "As it was when it was last got.",
    "job_elsewhere": "From elsewhere: {same}.",
    "same_text": "“{title}” is the same text as {article}",
    "earlier_version": "“{title}” is an earlier version of {article}",
    "job_not_all": "Not all of it could be read: {reason}.",
    "job_cancelled": "Cancelled.",
    "job_stored_stays": "What was stored before stays.",
    "job_index_stays": "The index stays as it was.",
    "job_rebuilt": "Rebuilt; {number} passages had to be encoded.",
    "job_ocr_page": "Page {number} of {total} by OCR",
    # why a file cannot be read, after its name: without a capital letter and a full stop
    "no_article_in_it": "there is no article in it",
    "no_text_in_it": "no text in it",
    "no_article_text": "no article text: there are only titles, dates, addresses or advertisements in it",
    "empty_file": "the file is empty; choose a file with the text of an article in it",
    "unknown_format": "unknown format {suffix}; known are {suffixes}",
    "scan_without_text": "scanned: no text in it, and none in its pictures that OCR can read",
    "scan_without_ocr": "scanned: no text in it, only pictures of pages; read them with ocr = auto, or put text into it with "
    "ocrmypdf, for example",
    "encrypted": "encrypted: save it without a password",
    "encrypted_pdf": "encrypted: it opens with a password only; save it without one",
    "encrypted_book": "encrypted: it opens with its shop's program only",
    "damaged_file": "this {format} is damaged, or of a kind that is not known ({detail})",
    "too_large": "larger than the limit of {size}; split it into several files, or raise max-file-size",
    # of a correction
    "correction_long": "the {field} has {number} characters; at most {total} are stored",
    "correction_no_text": "the {field} has characters that are no text",
    "correction_no_title": "an article has to have a title",
    "correction_no_day": "{value} is no day; write YYYY-MM-DD",
    # of a text that is written above the quotes
    "writer_none": "No writer is set up here, so there are only the quotes.",
    "writer_unreachable": "Nothing is written above the quotes: {host} cannot be reached.",
    "writer_slow": "Nothing more is written above the quotes: {host} took longer than {number} seconds.",
    "writer_broke_off": "Nothing more is written above the quotes: {host} broke off.",
    "writer_unreadable": "Nothing more is written above the quotes: what {host} sent is no text of a model.",
    "writer_key": "Nothing is written above the quotes: {host} refuses the key.",
    "writer_unknown": "Nothing is written above the quotes: {host} does not know the model, or the address is not its own.",
    "writer_busy": "Nothing is written above the quotes: {host} has too much to do now.",
    "writer_status": "Nothing is written above the quotes: {host} answered with error {number}.",
    "writer_waiting": "Nothing is written above the quotes: too many texts are being written at once.",
    "writer_nothing": "Nothing is written above the quotes: no sentence of {host} was borne out by them.",
    # of what a page asks the server to do
    "refused": "This page may not change anything here. Reload it and try again.",
    "read_only": "This server was started to be read only.",
    "role_refused": "Your role does not allow this here.",
    "users_unreadable": "Who may come in cannot be read now; the server's log says why.",
    # of logging in at a provider of identities, or through a proxy
    "identity_state": "This log-in was not begun in this browser, or not lately, or it has been finished. Begin it again.",
    "identity_refused": "The provider has not let you in: {code}.",
    "identity_unreachable": "The provider does not answer as it should: nobody can log in there now. The server's log says why.",
    "identity_invalid": "What the provider says of you could not be verified; you are not logged in. The server's log says why.",
    "identity_unknown": "The provider knows you, but you are no user here. Tell an admin that you are {subject} at {issuer}",
    "identity_busy": "Too many are logging in at once; try again in a few seconds.",
    "identity_no_tls": "Logging in at a provider needs https, and this page came without.",
    "identity_proxy_unknown": "The proxy says that you are {name}, and nobody here is called so. Tell an admin.",
    "makes_no_sense": "That makes no sense here.",
    "too_long": "That is too long.",
    "nothing_of_that_name": "There is nothing of that name.",
    "too_many_files": "Too many files wait already; try again when some are done.",
    "being_rebuilt": "The index is being rebuilt already.",
    "nothing_to_save": "There is no question here to save.",
    "too_many_saved": "{number} questions are saved already; remove one first: cuttings alerts remove N",
    "no_such_saved_question": "There is no such saved question.",
    "receiver_refused": "Nothing is sent to this address: {reason}. Machines that are not public are named by --webhook-to.",
    "too_many_webhooks": "There are {number} webhooks already; remove one first.",
    "no_such_webhook": "There is no such webhook.",
    "everybodys": "This is everybody's: an editor may change it.",
    "no_such_conversation": "There is no such conversation.",
    "nothing_to_share": "Nothing was asked in this conversation yet, so there is nothing to share.",
    "address_refused": "This address is not asked for: {reason}.",
    "too_many_feeds": "{number} feeds are followed already: stop following one first.",
    "not_followed": "This feed is not followed.",
    "no_such_quote": "There is no such quote.",
    "other_words_marked": "An earlier version of the article has other words at this place, which are marked; take their "
    "marks off first.",
    "no_such_collection": "There is no such collection.",
    "nothing_in_collection": "There is no article in this collection, so there is nothing to summarise.",
    "one_outlet_alone": "Only one outlet has a text of its own on this story, so there is nothing to compare.",
    "no_such_dossier": "There is no such dossier.",
    "no_such_entry": "There is no such entry in this dossier.",
    "no_collection_named": "There is no collection named “{name}”.",
    "no_dossier_named": "There is no dossier named “{name}”.",
    "collection_there": "There is a collection named “{name}” already.",
    "too_many_collections": "There are {number} collections already; delete one first.",
    "collection_full": "A collection can have {number} articles; nothing was added.",
    "collection_name": "A collection needs a name, which does not begin with ★ or #.",
    "too_many_dossiers": "There are {number} dossiers already; delete one first.",
    "dossier_full": "A dossier can have {number} entries; begin another one.",
    "empty_note": "There is nothing in this note.",
    "long_note": "A note can have {number} characters; this one has {total}.",
    "too_many_tags": "{number} tags are the most that one article or quote can have.",
    "tag_letters": "A tag needs at least one letter.",
}
"""The English text of each kind of message."""

_COUNT = r"[\d,]+ (?:added|changed|known already|already there|there from their own pages)"
_FORMS = {
    "number": r"[\d,]+",
    "total": r"[\d,]+",
    "day": r"\d{4}-\d\d-\d\d",
    "article": r"\w+",
    "host": r"\S+",
    "counts": rf"{_COUNT}(?:, {_COUNT})*",
}
"""What stands for a value in a text, where not anything may."""

_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: the kind, and as texts what is filled in, numbers as `1,234`."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)


def message(kind: str, **values: object) -> str:
    """Return the English text of a message."""
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return MESSAGES[kind].format(**shown)


def read_messages(text: str) -> list[Message]:
    """Return the messages of which a text consists, one after the other; none where any part of it is something else."""
    if len(text) > LONGEST:
        return []
    for kind, pattern in _PATTERNS.items():
        first = pattern.match(text)
        if first and text.startswith(" ", first.end()) and (rest := read_messages(text[first.end() + 1 :])):
            return [Message(kind, first.groupdict()), *rest]
    for kind, pattern in _PATTERNS.items():
        if whole := pattern.fullmatch(text):
            return [Message(kind, whole.groupdict())]
    return []


def _pattern(text: str) -> re.Pattern[str]:
    parts = _PART.split(text)
    written = [f"(?P<{part}>{_FORMS.get(part, '.+?')})" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL | re.ASCII)


_PATTERNS = {kind: _pattern(text) for kind, text in MESSAGES.items()}
