"""Greetings, thanks and questions about the page itself, which no article answers."""

import re

LONGEST = 100
"""In characters; whatever is longer says something else, too."""

_GREETING = (
    r"(?:hi|hello|hey|hiya|greetings|hallo|hola|bonjour|bonsoir|salut|good (?:morning|afternoon|evening|day|night))"
    r"(?: (?:there|all|everyone|everybody|again))?"
)
_THANKS = (
    r"(?:(?:many )?thanks|thank you|thx|merci)(?: (?:a lot|a million|so much|very much|again|beaucoup))?"
    r"(?: for (?:that|this|your (?:help|time)|the (?:answers?|help|info|information)))?"
)
_REMARK = (
    r"(?:ok|okay|great|cool|nice|perfect|wonderful|excellent|got it|i see|bye|goodbye|bye bye|see you|cheers|au revoir"
    r"|(?:that(?:['’]s| is) )(?:all|fine|great|good|enough))"
)
_ABOUT_THE_PAGE = (
    r"(?:(?:so )?what (?:can|do) you (?:do|know|answer)(?: for me| here)?|what can i (?:ask|do)(?: you| here)?"
    r"|who (?:are|made) you|what are you|how are you(?: doing)?(?: today)?|how do(?:es)? (?:this|you|it all) work"
    r"|how do i use (?:this|you)|(?:can you )?help(?: me)?|are you (?:a )?(?:human|robot|bot|there))(?: please)?"
)
_OPENING = rf"(?:{_GREETING}|{_THANKS})"
_SMALL_TALK = re.compile(rf"^\W*(?:(?:{_OPENING}|{_REMARK}|{_ABOUT_THE_PAGE})\b[\W_]*)+(?:please\W*)?$", re.IGNORECASE)
_BEFORE_A_QUESTION = re.compile(rf"^\W*(?:{_OPENING}\s*[,.!;:–—-]+\s*)+(?=\w)", re.IGNORECASE)


def is_small_talk(question: str) -> bool:
    """Tell whether `question` is nothing but a greeting, thanks, or a question about who answers."""
    return len(question) <= LONGEST and _SMALL_TALK.match(" ".join(question.split())) is not None


def without_greeting(question: str) -> str:
    """Return `question` without the greeting or the thanks that it begins with: "Hello, who won?" asks "who won?"."""
    return _BEFORE_A_QUESTION.sub("", question, count=1)
