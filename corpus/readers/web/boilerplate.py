"""Boilerplate around the article on a page: elements to remove before its text is extracted, lines to remove after.

Elements are removed by what they are (navigation, forms, captions) and by the words of their class, id, role and label; never the
page itself, nor an element with the headline or more than a third of the page's text. Lists in which every item is a link,
and paragraphs that are one link and no sentence, lead to other stories and are removed too.
"""

import re
from typing import TYPE_CHECKING

from corpus.readers.cleaning.boilerplate import is_noise
from corpus.text.lines import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_GONE = frozenset(
    "script style noscript template nav footer form button input select textarea iframe object embed applet svg math canvas "
    "video audio figcaption dialog menu amp-ad amp-analytics amp-consent amp-user-notification amp-sidebar amp-iframe "
    "amp-social-share".split()
)
_STAYS = frozenset({"html", "head", "body", "main", "article", "title", "meta", "link", "h1", "p"})
_WORDS = re.compile(
    r"""(?:^|[\s_-])(?:
    cookies? | consent | gdpr | cmp | onetrust | newsletters? | signup | sign-up | subscribe | subscription-box
    | paywall-?(?:overlay|banner|prompt|offer)s?
    | related(?:-?(?:articles?|stories|story|content|links?|posts?|news|topics?))? | recommended | recommendations?
    | recirc(?:ulation)? | read-?(?:more|also|next) | also-?read | most-?(?:read|popular|viewed) | trending
    | more-?(?:stories|news|on|from|like|in) | see-?also | further-?reading | outbrain | taboola
    | promo(?:ted|tion|s)? | sponsored | advert(?:isement|s)? | ads?
    | ad-?(?:slot|unit|wrapper|container|banner|label) | dfp | banner-?ad | social(?:-?(?:share|links|bar|buttons))?
    | share(?:-?(?:tools?|bar|buttons?|links))? | sharing | comments?(?:-?(?:list|section|area|thread))?
    | disqus(?:_thread)? | breadcrumbs? | (?:image|photo|media|wp)-?captions?(?:-text)? | captions?(?:-text)?
    | credits? | photo-?credit | tags?-?(?:list|links|cloud) | author-?(?:bio|box|card) | about-?the-?author
    | pagination | skip-?(?:link|nav|to-content) | popup | modal | lightbox | toolbar | donat(?:e|ion)
    | pull-?quotes? | key-?events-?carousel | app-?(?:banner|promo)
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LINE = re.compile(
    r"""^\W{0,4}(?:
    (?:please\ )?(?:subscribe|sign\ in|log\ in|register|sign\ up|become\ a\ (?:member|subscriber))\ (?:to|and|for|now)\b.{0,60}
      \b(?:read|reading|continue|access|unlock|newsletters?|account|comment|full|inbox|unlimited)\b.{0,80}
    | (?:already|not\ yet|not)\ a\ (?:subscriber|member)\s*[?.!,:].{0,100}
    | already\ (?:registered|subscribed|have\ an\ account)\s*[?.!,:].{0,100}
    | (?:this|the\ full|the\ rest\ of\ this)\ (?:article|story|content|text)\ is\ (?:only\ )?(?:available\ )?
      (?:for|to|reserved\ for)\ .{0,40}\b(?:subscribers?|members?)\b.{0,80}
    | (?:to\ (?:continue|keep)\ reading|to\ read\ (?:the\ full|this|more))\b.{0,140} | keep\ reading\ for\ .{0,80}
    | you\ have\ (?:reached|read)\ .{0,60}\barticles?\b.{0,80}
    | accept\ (?:all\ )?cookies | (?:reject|manage)\ (?:all|cookies|preferences)
    | (?:enter\ )?your\ e-?mail(?:\ address)?(?:\ will\ not\ be\ published.{0,80})?
    | (?:image|photo(?:graph)?|picture|video)(?:\ (?:credit|caption|source))?\s*:.{0,120}
    | (?:image|video)\ (?:caption|source)\b.{0,200}
    | the\ post\ .{1,200}\ (?:first\ )?appeared\ (?:first\ )?on\ .{1,80} | \d{1,2}\s?min(?:ute)?s?\ read
    | back\ to\ top | top\ of\ page | view\ (?:comments|gallery) | (?:load|show)\ more | listen\ to\ this\ article.{0,30}
    | (?:copyright\s*)?(?:©|\(c\)|copyright\s+\d{4}).{0,100}
    | (?:jetzt\ )?abonnieren | cet\ article\ est\ réservé\ aux\ abonnés.{0,60}
    | il\ vous\ reste\ .{0,40}\ à\ (?:lire|découvrir).{0,60}
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_CALL = re.compile(
    r"^(?:we|this (?:site|website)) uses? cookies\b|^(?:sign up|get|receive) .{0,80}\b(?:newsletters?|inbox)\b",
    re.IGNORECASE,
)
_LONGEST_LINE = 300
_SENTENCE = 14  # words; a line with more that ends with a full stop is a sentence of the article
_MOST = 3  # an element with more than a third of the page's text is never removed


def strip(tree: "HtmlElement") -> None:
    """Remove the elements of `tree` that are not the article's text."""
    # comments and processing instructions first: their tails are text of the article
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) and element.getparent() is not None:
            _drop(element)
    total = len(tree.text_content())
    for element in list(tree.iter()):
        if element.getparent() is None or (element.tag in _STAYS and not (element.tag == "p" and _unseen(element))):
            continue
        if element.tag in _GONE or (_named_so(element) and not _holds_the_article(element, total)):
            _drop(element)
    for element in list(tree.iter("ul", "ol", "p", "h2", "h3", "h4", "aside")):
        if element.getparent() is not None and _leads_elsewhere(element):
            _drop(element)


def is_page_boilerplate(text: str) -> bool:
    """Return whether a line of a page is boilerplate; when in doubt it is not."""
    text = text.strip()
    if len(text) > _LONGEST_LINE:
        return False
    if is_noise(text) or _CALL.match(text):
        return True
    return not (text.endswith(".") and len(text.split()) > _SENTENCE) and _LINE.match(text) is not None


def _named_so(element: "HtmlElement") -> bool:
    if element.get("role") in _ROLES or element.get("aria-modal") == "true":
        return True
    if _unseen(element):
        return True
    names = " ".join(filter(None, (element.get(name) for name in ("class", "id", "data-component", "aria-label"))))
    return bool(names) and _WORDS.search(names[:500]) is not None


def _unseen(element: "HtmlElement") -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _holds_the_article(element: "HtmlElement", total: int) -> bool:
    return next(element.iter("h1"), None) is not None or len(element.text_content()) * _MOST > total


def _leads_elsewhere(element: "HtmlElement") -> bool:
    """Return whether an element is only links, and reads like headlines, not like sentences."""
    text = "".join(element.text_content().split())
    links = list(element.iter("a"))
    if not links or not text:
        return False
    if element.tag in {"h2", "h3", "h4"}:
        return len(text) == _length(links) and len(links) == 1 and not (links[0].get("href") or "#").startswith("#")
    if len(text) != _length(links) or any(ends_sentence(" ".join(link.text_content().split())) for link in links):
        return False
    return element.tag in {"ul", "ol", "aside"} or len(links) == 1


def _length(links: "list[HtmlElement]") -> int:
    return sum(len("".join(link.text_content().split())) for link in links)


def _drop(element: "HtmlElement") -> None:
    """Remove an element; the text after it stays."""
    parent = element.getparent()
    tail = element.tail or ""
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)
