"""Pages that were saved or fetched instead of an article: a cookie notice, a check for robots, a form to log in, an error.

Such a page is short, says nothing of an article in its metadata, and asks its reader to do something. An article about cookies or
robots is longer, or has a date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.text.words import word_count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST, _SHORT = 300, 100  # words of such a page, and of one on which a single sign is enough
_FEWEST = 15  # words of a text
_UNSHOWN = "script style noscript template head svg nav footer".split()
_COOKIES = re.compile(
    r"\b(?:cookies?|consent|einwilligung|consentement|consentimiento|consenso|toestemming)\b", re.IGNORECASE
)
_CHOICE = re.compile(
    r"\b(?:(?:accept|reject|agree to|allow|decline|say (?:yes|no) to)\s(?:all|every|the use|cookies|selected)"
    r"|(?:manage|customi[sz]e|your|more)\s(?:cookie\s|privacy\s)?(?:preferences|settings|options|choices)|before you continue"
    r"|(?:i|we)\s(?:accept|agree)|alle[sn]?\s(?:akzeptieren|ablehnen|zustimmen)|akzeptieren und weiter"
    r"|tout\s(?:accepter|refuser)|accepter et (?:continuer|fermer)|continuer sans accepter|(?:aceptar|rechazar)\s(?:todo|todas|y)"
    r"|accetta(?:re)?\s(?:tutti|e)|alles\s(?:accepteren|weigeren)|weigeren|(?:our|its|their|\d+)\s(?:\w+\s)?partners|(?:on|from)\syour\sdevice"
    r"|agree|your\s(?:agreement|consent|permission|privacy)|(?:auf|von)\sihrem\sgerät|(?:unsere|ihre)\s(?:\d+\s)?partner)\b",
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
_MACHINE = re.compile(
    r"\b(?:(?:ro)?bots?|human(?:\sbeing)?|machine|automated"
    r"|mensch|roboter|maschine|humain|humano)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(?:tick|click|press|hold|box|button|verify|prove|confirm|puzzle|pictures|reload|please|continue|browser|javascript|klicken|bitte"
    r"|bestätigen|cochez|cliquez|confirme[zr]?)\b",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"\b(?:log\s?in|sign\s?in|log\son|create\san\saccount|anmelden|einloggen|se\sconnecter|connexion|iniciar\ssesi[oó]n|accedi|inloggen)\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"^[^\w\n]*(?:(?:error\s)?40[34](?:\s\W?\s?(?:error|not\sfound|forbidden|page\snot\sfound))?|(?:page|article|story)\snot\sfound"
    r"|not\sfound|forbidden|(?:seite|artikel)\snicht\sgefunden|page\s(?:introuvable|non\strouvée)|página\sno\sencontrada"
    r"|pagina\s(?:niet\sgevonden|non\strovata))(?:[^\w\n]*$|\s*[|–—:-]\s)",
    re.IGNORECASE | re.MULTILINE,
)
_FORGOTTEN = re.compile(
    r"\b(?:forgot(?:ten)?\s(?:your\s)?password|passwort\svergessen|mot\sde\spasse\soubli[eé]|olvid|password\sdimenticata|wachtwoord\svergeten"
    r"|remember\sme|keep\sme\s(?:logged|signed)\sin)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wall:
    """What a page seems to show instead of an article.

    Attributes:
        what: for a message.
        sign: what is in the text of such a page.
    """

    what: str
    sign: re.Pattern[str]

    def is_all_of(self, text: str) -> bool:
        """Return whether the text that was found on the page is the wall's, and not that of a short article beneath it."""
        return word_count(text) < _FEWEST or self.sign.search(text) is not None


def wall_on(tree: "HtmlElement", titles: Sequence[str | None]) -> Wall | None:
    """Return what a page shows instead of an article; None if it may be an article.

    Args:
        tree: the page.
        titles: of the article, of the window; perhaps the same.
    """
    shown = _shown(tree)
    if word_count(shown) > _LONGEST:
        return None
    named, short = "\n".join(filter(None, titles)), word_count(shown) <= _SHORT
    asked = _MACHINE.search(shown) is not None and _kinds(_DOING, shown) > 1
    if _ROBOT.search(named) or _kinds(_ROBOT, shown) > 1 or (short and (_ROBOT.search(shown) or asked)):
        return Wall("check for robots", re.compile(f"{_ROBOT.pattern}|{_MACHINE.pattern}", re.IGNORECASE))
    if _COOKIES.search(shown) and _kinds(_CHOICE, shown) > 1:
        return Wall("cookie notice", _COOKIES)
    if short and _MISSING.search(named):
        return Wall("message that there is no such page", re.compile(""))
    asks = any((one.get("type") or "").lower() in {"password", "email"} for one in tree.iter("input"))
    if (asks or _FORGOTTEN.search(shown)) and (_LOG_IN.search(named) or (_LOG_IN.search(shown) and short)):
        return Wall("form to log in", re.compile(f"{_LOG_IN.pattern}|{_FORGOTTEN.pattern}", re.IGNORECASE))
    return None


def _kinds(signs: re.Pattern[str], text: str) -> int:
    """Return how many different signs are in a text."""
    return len(set(map(str.casefold, signs.findall(text))))


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
