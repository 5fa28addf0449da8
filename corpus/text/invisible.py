"""Characters that nobody sees and that break words apart for whoever searches: soft hyphens, zero-width spaces and their like.

Pages and printed texts put them where a word may be broken at the end of a line, mails to pad their preview. Joiners stay
where they change what is seen: in the scripts that shape letters with them, and in emoji.
"""

import re

_ALWAYS = "\u00ad\u034f\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_JOINERS = "\u200c\u200d"
# Latin, Greek, Cyrillic, Armenian and Hebrew, spaces and punctuation: nothing there is shaped by a joiner.
_UNSHAPED = "\u0000-\u05ff\u1e00-\u1fff\u2000-\u200b\u2010-\u206f\u3000-\u9fff\uac00-\ud7af"
_INVISIBLE = re.compile(
    f"[{_ALWAYS}]+|(?:^|(?<=[{_UNSHAPED}]))[{_JOINERS}]+(?=[{_UNSHAPED}{_JOINERS}]|$)", re.MULTILINE
)


def without_invisible(text: str) -> str:
    """Return `text` without soft hyphens, zero-width spaces and other characters that are never seen."""
    if not any(character in text for character in _ALWAYS + _JOINERS):  # much faster than one search for all
        return text
    return _INVISIBLE.sub("", text)
