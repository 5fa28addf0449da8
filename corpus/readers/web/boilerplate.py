"""Boilerplate around the article on a page: elements to remove before its text is extracted, lines to remove after.

Elements are removed by what they are (navigation, forms, captions) and by the words of their class, id, role and label; never the
page itself, nor an element with the headline or more than a third of the page's text. Lists in which every item is a link,
and paragraphs that are one link and no sentence, lead to other stories and are removed too.
"""

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from corpus.readers.cleaning.boilerplate import is_noise
from corpus.readers.web.article_block import ArticleBlock, article_block, holds_text, prose_words
from corpus.text.lines import ends_sentence
from corpus.text.words import word_count

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
    | paywall-?(?:overlay|banner|prompt|offer)s? | outbrain | taboola
    | sponsored | advert(?:isement|s)? | ads? | ad-?(?:slot|unit|wrapper|container|banner|label) | dfp | banner-?ad
    | comments?(?:-?(?:list|section|area|thread))? | disqus(?:_thread)?
    | (?:image|photo|media|wp)-?captions?(?:-text)? | captions?(?:-text)? | credits? | photo-?credit
    | author-?(?:bio|box|card) | about-?the-?author | skip-?(?:link|nav|to-content) | popup | modal | lightbox
    | wm-ipp[\w-]* | pull-?quotes? | key-?events-?carousel | app-?(?:banner|promo)
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
# Words for what leads elsewhere: text without a link or a button of its own is no such thing.
_LEADING = re.compile(
    r"""(?:^|[\s_-])(?:
    related(?:-?(?:articles?|stories|story|content|links?|posts?|news|topics?))? | recommended | recommendations?
    | recirc(?:ulation)? | read-?(?:more|also|next) | also-?read | most-?(?:read|popular|viewed) | trending
    | more-?(?:stories|news|on|from|like|in) | see-?also | further-?reading | promo(?:ted|tion|s)?
    | social(?:-?(?:share|links|bar|buttons))? | share(?:-?(?:tools?|bar|buttons?|links))? | sharing | breadcrumbs?
    | tags?-?(?:list|links|cloud) | pagination | toolbar | donat(?:e|ion)
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_STATE = re.compile(
    r"(?:^|(?<=\s))(?:(?:tag-(?!list|links|cloud)|category-|has-|no-|not-|without-)\S+|\S+-(?:free|open|closed|disabled))(?=\s|$)",
    re.IGNORECASE,
)
_NAMES = ("class", "id", "data-component", "aria-label")
_LETTERS = re.compile(r"[^\W_]+")
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
    | you\ (?:may|might)\ also\ (?:like|be\ interested\ in).{0,40}
    | (?:popular|trending)\ on\ [A-Z][\w.]{1,30}(?:\ [A-Z]\w{1,30}){0,2}
    | don['’]?t\ miss | (?:tell\ us|let\ us\ know)\ what\ you\ think(?:\ in\ the\ comments.{0,40})?
    | back\ to\ top | top\ of\ page | view\ (?:comments|gallery) | (?:load|show)\ more | listen\ to\ this\ article.{0,30}
    | (?:copyright\s*)?(?:©|\(c\)|copyright\s+\d{4}).{0,100}
    | (?:jetzt\ )?abonnieren | cet\ article\ est\ réservé\ aux\ abonnés.{0,60}
    | il\ vous\ reste\ .{0,40}\ à\ (?:lire|découvrir).{0,60}
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_CALL = re.compile(
    r"^(?:we|this (?:site|website)) uses? cookies\b|^(?:sign up\b|get|receive|subscribe) .{0,200}\b(?:newsletters?|inbox)\b"
    r"|^(?:get|subscribe to|join) .{0,200}\b(?:click here|subscri(?:be|ptions?)|delivered (?:to|through) your"
    r"|for (?:only|just|as little as))\b",
    re.IGNORECASE,
)
_LONGEST_LINE = 300
_SENTENCE = 14  # words; a line with more that ends with a full stop is a sentence of the article
_LINKED = 0.8  # of a paragraph's letters, where it is a headline and leads to another story
_HEADLINE, _TEASED = 4, 30  # words of a headline in a list, and of what is said below it
_LINKS = 5  # of an item, among which its headline is
_MOST = 3  # an element with more than a third of the page's, or of the article's, text is never removed
_HOLDERS = frozenset({"form", "noscript"})  # which some sites have around the article
_OTHERS = re.compile(
    r"^shar|share-|social|sociable|viral|newsletter|tags|sidebar|banner|bread-?crumb|button|author|byline|avigation|nav|menu|bar\b|-ad-|"
    r"\bad-|paid-?content|widget|footer|embed|consent|modal-content|permission|elated|next-|-stories|more-on|meta|rating|attachment|"
    r"timestamp|premium|slide|viewport|overlay|options|expand|obfuscated|blurred|cookie|comment|teaser|hide|hidden",
    re.IGNORECASE,
)  # words for which trafilatura removes an element


def strip(tree: "HtmlElement", title: str | None = None) -> ArticleBlock:
    """Remove the elements of `tree` that are not the text of the article with this title; return where that is."""
    # comments and processing instructions first: their tails are text of the article
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) and element.getparent() is not None:
            _drop(element)
    _show_what_scripts_would(tree)
    article = _Article(tree, title)
    for element in list(tree.iter()):
        if element.getparent() is None or (element.tag in _STAYS and not (element.tag == "p" and _unseen(element))):
            continue
        if element.tag in _GONE or (_named_so(element) and not article.is_in(element)):
            if element.tag in _HOLDERS and article.is_in(element):
                element.tag = "div"
            else:
                _drop(element)
    for element in list(tree.iter("ul", "ol", "p", "h2", "h3", "h4", "aside")):
        if element.getparent() is not None and _leads_elsewhere(element):
            _drop(element)
    block = article_block(tree, title)
    before = set(article.block.pieces)  # among which none is another story; its headline is gone by now
    pieces = tuple(one for one in block.pieces if one in before) or block.pieces[:1]
    article.rename()
    return replace(block, pieces=pieces)


class _Article:
    """Where the article's text is on a page."""

    def __init__(self, tree: "HtmlElement", title: str | None) -> None:
        self._letters = len(tree.text_content())
        self.block = article_block(tree, title)
        self._around = {above for piece in self.block.pieces for above in (piece, *piece.iterancestors())}

    def is_in(self, element: "HtmlElement") -> bool:
        """Return whether an element holds the headline, a good part of the article, or of the whole page."""
        if element in self._around or next(element.iter("h1"), None) is not None:
            return True
        if len(element.text_content()) * _MOST > self._letters:
            return True
        inside = any(above in self.block.pieces for above in element.iterancestors())
        return inside and prose_words(element) * _MOST > self.block.words

    def rename(self) -> None:
        """Remove what names the elements around the text: trafilatura would remove some of them for a word in it."""
        for element in self._around:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if element.getparent() is not None and (
                _WORDS.search(names) or _LEADING.search(names) or _OTHERS.search(names)
            ):
                for name in ("class", "id", "role"):
                    element.attrib.pop(name, None)


def _show_what_scripts_would(tree: "HtmlElement") -> None:
    """Make the text in a `noscript` element part of a page that has hardly any other."""
    shown = prose_words(tree)
    for element in list(tree.iter("noscript")):
        element.tag = "div"
        if prose_words(element) <= shown:
            element.tag = "noscript"


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
    names = _STATE.sub("", " ".join(filter(None, map(element.get, _NAMES)))[:500])
    if element.get("id") and (_WORDS.search(names) or _LEADING.search(names)) and _is_anchor(element):
        names = names.replace(element.get("id"), "")
    return _WORDS.search(names) is not None or (_LEADING.search(names) is not None and not _is_prose(element))


def _is_anchor(element: "HtmlElement") -> bool:
    """Return whether the id of an element is its heading's text, which some sites use for addresses of sections."""
    heading = next(element.iter("h2", "h3", "h4", "h5", "h6"), None)
    words = [] if heading is None else _LETTERS.findall(heading.text_content().casefold())
    return bool(words) and "".join(words) in "".join(_LETTERS.findall(element.get("id").casefold()))


def _is_prose(element: "HtmlElement") -> bool:
    """Return whether an element is running text, in which links and buttons stand only within sentences."""
    if next(element.iter("button", "input", "select", "iframe"), None) is not None or not prose_words(element):
        return False
    around = {link.getparent() for link in element.iter("a") if link.get("href")}
    return element.tag != "a" and all(map(holds_text, around))


def _unseen(element: "HtmlElement") -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _leads_elsewhere(element: "HtmlElement") -> bool:
    """Return whether an element is only links, and reads like headlines, not like sentences."""
    text = "".join(element.text_content().split())
    links = list(element.iter("a"))
    if not links or not text:
        return False
    if element.tag in {"h2", "h3", "h4"}:
        return len(text) == _length(links) and len(links) == 1 and not (links[0].get("href") or "#").startswith("#")
    if element.tag in {"ul", "ol"} and _are_teasers([item for item in element if item.tag == "li"]):
        return True
    said = any(ends_sentence(" ".join(link.text_content().split())) for link in links)
    if said or _length(links) < _LINKED * len(text) or (len(text) != _length(links) and element.tag != "p"):
        return False
    return element.tag in {"ul", "ol", "aside"} or (
        len(links) == 1 and not ends_sentence(element.text_content().strip())
    )


def _are_teasers(items: "list[HtmlElement]") -> bool:
    """Return whether items of a list are headlines that lead to other stories, with a few words about each."""
    heads = [next(filter(_is_headline, islice(item.iter("a"), _LINKS)), None) for item in items]
    return len(items) > 1 and all(
        head is not None and word_count(item.text_content()) - word_count(head.text_content()) <= _TEASED
        for head, item in zip(heads, items, strict=True)
    )


def _is_headline(link: "HtmlElement") -> bool:
    return not holds_text(link.getparent()) and word_count(link.text_content()) >= _HEADLINE


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
