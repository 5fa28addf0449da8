"""One canonical address for each article: tracking dropped, AMP and mobile forms mapped to the main page.

An article's id depends on its address, so these rules are our own: a library that learns another parameter would give
the same article another id. The result still opens the article. In order:

1. an address of a cache (`cdn.ampproject.org/c/s/…`, `google.com/amp/s/…`), of an archive of pages
   (`web.archive.org/web/20210309/https://…`) or of a redirect (`google.com/url?url=…`) becomes that of the page itself;
2. scheme and host in lower case, host in its ASCII form, no user name, no default port; a fragment that is a route of the
   site (`#/story/1`, `#!story/1`) stays, one that is a position in a page is removed;
3. a host `m.`, `mobile.` or `amp.` of a site becomes `www.`; a label `m` further in (`en.m.example.org`) is removed;
4. `/amp` at either end of the path is removed unless it is the whole path, so is `.amp` before its end; dots are resolved, and
   there is no slash at the end;
5. parameters that only say where the reader came from are removed, the others sorted by name; their values stay unchanged.

`http` and `https`, and a host with and without `www.`, stay different: only the site knows whether they are the same.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_LONGEST = 4000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid wbraid gbraid gad_source srsltid msclkid yclid ysclid twclid ttclid li_fat_id "
    "igshid igsh mc_cid mc_eid mkt_tok oly_enc_id oly_anon_id vero_id vero_conv _hsenc _hsmi hsctatracking _ga "
    "_gl _openstat ns_mchannel ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign at_format "
    "at_link_id at_link_type at_link_origin at_ptr_name at_bbc_team at_campaign_type cmpid cmp icid ito ocid xtor "
    "smid smtyp ref_src ref_url guccounter guce_referrer guce_referrer_sig __twitter_impression wt_mc wt.mc_id "
    "s_cid mbid taid leadsource sc_campaign trk trkcampaign amp_js_v amp_gsa usqp amp outputtype".split()
)
_TRACKING_BEGINS = (
    "utm_",
    "mtm_",
    "at_custom",
    "pk_campaign",
    "pk_kwd",
    "pk_keyword",
    "pk_source",
    "pk_medium",
    "pk_content",
)
_TRACKING_PAIRS = frozenset({("output", "amp"), ("partner", "rss"), ("emc", "rss"), ("source", "rss"), ("from", "rss")})
_SHARED_SUFFIXES = frozenset(
    "ac co com edu gen go gob gov gv info mil ne net nom or org".split()
)  # "m.co.uk" is a site
_BESIDE = frozenset({"m", "mobile", "amp"})
_CACHE = re.compile(r"^/(?:amp/)?(?:[acivr]/)?(s/)?([^/]+\.[^/]+(?:/.*)?)$", re.DOTALL)
_ARCHIVES = frozenset(
    "web.archive.org archive.ph archive.today archive.is archive.li archive.vn archive.fo archive.md".split()
)
_ARCHIVED = re.compile(
    r"^/(?:web/)?\d{4,14}[a-z_]{0,4}/(https?):/{1,2}([^/]+\.[^/]+(?:/.*)?)$", re.DOTALL | re.IGNORECASE
)
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
_AMP = re.compile(r"^(?:/amp)+(?=/)|(?:/amp/*)+$|(?:\.amp)+(?=\.html?$|$)", re.IGNORECASE)
_ROUTE = re.compile(r"[/!]+[^/!]")
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\s]")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")


def canonical_url(url: str) -> str:
    """Return the canonical address of the article at `url`; it is idempotent.

    Raises:
        ValueError: this is not an http or https address with a host.
    """
    for _ in range(5):  # forms may be nested, a few at most
        shorter = _once(url)
        if shorter == url:
            break
        url = shorter
    return url


def known_url(url: object) -> str | None:
    """Return the canonical address of an article, None for everything that is not an http(s) address."""
    try:
        return canonical_url(url) if isinstance(url, str) else None
    except ValueError:
        return None


def display_url(url: object) -> str | None:
    """Return the address to show: that of `known_url`, but with the slash at its end that the original has."""
    known = known_url(url)
    if known is None or not isinstance(url, str) or "?" in known or known.endswith("/"):
        return known
    if "#" in known:
        return known
    return f"{known}/" if url.partition("#")[0].partition("?")[0].endswith("/") else known


def archive_of(url: str) -> str | None:
    """Return the site of the archive of web pages that an address is a copy in: `archive.org`; None where it is none."""
    try:
        parts = _split(url)
        host = _host(parts)
    except ValueError:
        return None
    return site_of(f"https://{host}") if _archived(host, _path(parts.path)) else None


def site_of(url: str) -> str:
    """Return what all addresses of one site share: `example.co.uk` of `https://news.example.co.uk/a`.

    That is the registered domain according to the Public Suffix List (`one.github.io` is not `two.github.io`). A machine without
    such a name counts as one site per port. "" for what is not an address.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if "." not in host or host.rpartition(".")[2].isdigit():
        return host if port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())) else f"{host}:{port}"
    labels = host.split(".")
    return _registered(host) or ".".join(labels[-3:] if _shared(labels[-2:]) else labels[-2:])


@lru_cache(maxsize=4096)
def _registered(host: str) -> str | None:
    """Return the registered domain of a host, by the list that `tld` ships; None if its suffix is not on the list."""
    from tld import get_fld

    return get_fld(f"https://{host}", fail_silently=True, search_private=True)


def _once(url: str) -> str:
    parts = _split(url)
    scheme, host, path = parts.scheme.lower(), _host(parts), _path(parts.path)
    if shown := _shown_by_cache(host, path):
        return f"{shown}?{parts.query}" if parts.query else shown
    if target := _redirected(host, path, parts.query):
        return target
    port = parts.port
    where = _desktop_host(host) + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")
    query = _query(parts.query)
    route = _route(parts.fragment)
    return f"{scheme}://{where}{_without_amp(path)}{'?' + query if query else ''}{'#' + route if route else ''}"


def _split(url: str) -> SplitResult:
    url = url.strip()
    if len(url) > _LONGEST:
        raise ValueError("the address is too long")
    parts = urlsplit(url)
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{url[:80]!r} is no http or https address")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host[:80]!r} is no name of a host")
    return host


def _shared(labels: list[str]) -> bool:
    """Return whether the last two labels of a host are a suffix such as `co.uk`, that many sites share."""
    return len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SHARED_SUFFIXES


def _desktop_host(host: str) -> str:
    labels = host.split(".")
    own = 3 if _shared(labels[-2:]) else 2
    if len(labels) <= own or host.startswith("[") or labels[-1].isdigit():
        return host
    if labels[0] in _BESIDE and _registered(host) == host:
        return host  # a user's own name, as in `m.blogspot.com`
    if labels[0] in _BESIDE:
        labels = ["www", *labels[1:]] if len(labels) == own + 1 else labels[1:]
    elif "m" in labels[1:-own]:
        labels.remove("m")
    return ".".join(labels)


def _shown_by_cache(host: str, path: str) -> str | None:
    """Return the address of the page that an AMP cache or viewer address is for."""
    if host.endswith("cdn.ampproject.org") or (host in {"www.google.com", "google.com"} and path.startswith("/amp/")):
        found = _CACHE.match(path)
        if found and not found[2].startswith("."):
            return f"{'https' if found[1] else 'http'}://{found[2]}"
    return _archived(host, path)


def _archived(host: str, path: str) -> str | None:
    """Return the address of the page that an archive of web pages holds at its own address."""
    copied = _ARCHIVED.match(path) if host in _ARCHIVES else None
    return f"{copied[1].lower()}://{copied[2]}" if copied else None


def _redirected(host: str, path: str, query: str) -> str | None:
    """Return the address to which a search engine's link leads."""
    if not (_GOOGLE.fullmatch(host) and path == "/url"):
        return None
    values = parse_qs(query, max_num_fields=100)
    return next(
        (one for name in ("url", "q") for one in values.get(name, []) if one.startswith(("http://", "https://"))), None
    )


def _path(path: str) -> str:
    """Return a path with its dots resolved and its percent-encoding normalized."""
    path = _UNSAFE.sub(_escaped, _PERCENT.sub(_plain, path))
    path = re.sub(r"%(?![0-9A-F]{2})", "%25", path)
    path = "".join(character if character.isascii() else _escaped_text(character) for character in path)
    done: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            done = done[:-1]
        elif segment != ".":
            done.append(segment)
    return "/" + "/".join(done)


def _plain(match: re.Match[str]) -> str:
    character = unquote(match[0])
    return character if character in _UNRESERVED else match[0].upper()


def _escaped(match: re.Match[str]) -> str:
    return _escaped_text(match[0])


def _escaped_text(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def _without_amp(path: str) -> str:
    path = path.rstrip("/")
    return _AMP.sub("", path).rstrip("/") or path or "/"  # a path that is only `/amp` is a page of that name


def _route(fragment: str) -> str:
    """Return a fragment that is a route of the site, "" for one that is a position in a page."""
    return _spelled(fragment.rstrip("/")) if _ROUTE.match(fragment) else ""


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _tracks(pair)]
    return _spelled("&".join(sorted(kept, key=lambda pair: pair.partition("=")[0])))


def _spelled(text: str) -> str:
    """Return part of an address with its percent-encoding normalized."""
    text = _UNSAFE.sub(_escaped, text)
    return "".join(character if character.isascii() else _escaped_text(character) for character in text)


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name, value = unquote(name).lower(), unquote(value).lower()
    return name in _TRACKING or name.startswith(_TRACKING_BEGINS) or (name, value) in _TRACKING_PAIRS
