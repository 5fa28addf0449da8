"""Pages that were saved or fetched instead of an article: a cookie notice, a check for robots, a form to log in.

Such a page is short, says nothing of an article in its metadata, and asks its reader to do something. An article about cookies or
robots is longer, or has a date.
"""

import re
from typing import TYPE_CHECKING

from corpus.text.words import word_count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 300  # words of such a page
_UNSHOWN = "script style noscript template head svg nav footer".split()
_COOKIES = re.compile(r"\b(?:cookies?|consent|einwilligung|consentement|consentimiento)\b", re.IGNORECASE)
_CHOICE = re.compile(
    r"\b(?:(?:accept|reject|agree to|allow|decline|say (?:yes|no) to)\s(?:all|every|the use|cookies|selected)"
    r"|(?:manage|customi[sz]e|your|more)\s(?:cookie\s|privacy\s)?(?:preferences|settings|options|choices)|before you continue"
    r"|(?:i|we)\s(?:accept|agree)|alle[sn]?\s(?:akzeptieren|ablehnen|zustimmen)|akzeptieren und weiter"
    r"|tout\s(?:accepter|refuser)|accepter et (?:continuer|fermer)|continuer sans accepter|(?:aceptar|rechazar)\s(?:todo|todas|y)"
    r"|accetta(?:re)?\s(?:tutti|e)|alles\s(?:accepteren|weigeren))\b",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"\b(?:(?:are|were)\syou\s(?:a\s)?(?:robot|human)|not\sa\s(?:ro)?bot|you(?:'re|’re|\sare)\s(?:a\s)?human|captcha|recaptcha"
    r"|checking\s(?:your\sbrowser|if\sthe\ssite\sconnection)|unusual\s(?:traffic|activity)|pardon\sour\sinterruption"
    r"|enable\sjavascript\sand\scookies\sto\scontinue|needs\sto\sreview\sthe\ssecurity\sof\syour\sconnection|verify(?:ing)?\syou\sare"
    r"|security\scheck|access\s(?:to\sthis\s(?:page|site)\s)?(?:has\sbeen\s)?(?:denied|blocked)|kein\s(?:ro)?bot(?:er)?|sie\sein\smensch"
    r"|pas\sun\srobot|no\s(?:soy|eres)\sun\srobot|ray\sid|automated\s(?:access|requests|traffic))\b",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"\b(?:log\s?in|sign\s?in|log\son|create\san\saccount|anmelden|einloggen|se\sconnecter|connexion|iniciar\ssesi[oó]n|accedi|inloggen)\b",
    re.IGNORECASE,
)
_FORGOTTEN = re.compile(
    r"\b(?:forgot(?:ten)?\s(?:your\s)?password|passwort\svergessen|mot\sde\spasse\soubli[eé]|olvid|password\sdimenticata|wachtwoord\svergeten"
    r"|remember\sme|keep\sme\s(?:logged|signed)\sin)",
    re.IGNORECASE,
)


def wall_on(tree: "HtmlElement", title: str | None) -> str | None:
    """Return what a page shows instead of an article, for a message; None if it may be an article."""
    shown = _shown(tree)
    if word_count(shown) > _LONGEST:
        return None
    named = title or ""
    if _ROBOT.search(named) or len(set(map(str.casefold, _ROBOT.findall(shown)))) > 1:
        return "check for robots"
    if _ROBOT.search(shown) and word_count(shown) <= _LONGEST // 3:
        return "check for robots"
    if _COOKIES.search(shown) and len(set(map(str.casefold, _CHOICE.findall(shown)))) > 1:
        return "cookie notice"
    password = next((one for one in tree.iter("input") if (one.get("type") or "").lower() == "password"), None)
    asks = password is not None or _FORGOTTEN.search(shown) is not None
    if asks and (_LOG_IN.search(named) or (_LOG_IN.search(shown) and word_count(shown) <= _LONGEST // 3)):
        return "form to log in"
    return None


def _shown(tree: "HtmlElement") -> str:
    """Return all text that a page shows, with what is written on buttons."""
    parts: list[str] = []
    stack = [tree]
    while stack:
        element = stack.pop()
        if isinstance(element.tag, str) and element.tag not in _UNSHOWN:
            parts.append(element.text or "")
            if element.tag == "input" and (element.get("type") or "").lower() in {"submit", "button"}:
                parts.append(element.get("value") or "")
            stack.extend(reversed(list(element)))
        parts.append(element.tail or "")
    return " ".join(" ".join(parts).split())
