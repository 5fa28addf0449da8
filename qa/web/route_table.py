"""The routes of the server, and what each of them requires: one table. Other requests are refused.

The paths have their names here: routes are added under them, `path_to` makes addresses from them, and `NAVIGATION` lists
those to which each page links. The framework offers more (uploads, files, remote calls), which nothing here needs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import quote, urlencode

from qa.web.api import paths as api
from qa.web.openai import paths as openai
from qa.web.served import shown_archive

ASK = "/"
ARTICLES, ARTICLES_STATE, ARTICLES_FILES = "/articles", "/articles/state", "/articles/files"
ARTICLES_FETCH = "/articles/fetch"
ARTICLES_REBUILD, JOBS, JOB_CANCEL = "/articles/rebuild", "/articles/jobs", "/articles/jobs/{job}/cancel"
ARTICLE_REMOVE, ARTICLE_RESTORE = "/articles/{article_id}/remove", "/articles/{article_id}/restore"
ARTICLE, ARTICLE_PANEL = "/article/{article_id}", "/article/{article_id}/panel"
ARTICLE_CHANGES, ARTICLE_CORRECT = "/article/{article_id}/changes", "/article/{article_id}/correct"
ORIGINAL, ORIGINAL_FILE = "/article/{article_id}/original", "/article/{article_id}/original/file"
ORIGINAL_PAGE, ORIGINAL_SAVED = "/article/{article_id}/original/{page}.png", "/article/{article_id}/original/saved"
STORIES, STORY, STORY_PANEL = "/stories", "/story/{story_id}", "/story/{story_id}/panel"
STORY_TIMELINE = "/story/{story_id}/timeline.{kind}"
SAID, NAMED = "/said", "/named"
ANSWER_TIMELINE, ANSWER_TIMELINE_PANEL = "/answers/{exchange}/timeline", "/answers/{exchange}/timeline/panel"
ANSWER_QUOTE, ANSWER_VOTE = "/answers/{exchange}/quotes/{number}", "/answers/{exchange}/vote"
ANSWER_QUOTE_MARKS = "/answers/{exchange}/quotes/{number}/marks"
ANSWER_WRITTEN = "/answers/{exchange}/written"
FOLLOWING, FOLLOWED, FOLLOWED_CHANGE = "/following", "/following/list", "/following/{feed}/change"
ALERTS, ALERTS_COUNT, ALERTS_FEED = "/alerts", "/alerts/count", "/alerts/feed.xml"
ALERT_REMOVE, ALERT_SEEN = "/alerts/{number}/remove", "/alerts/{number}/seen"
ALERT_WEBHOOKS, ALERT_WEBHOOK_CHANGE = "/alerts/webhooks", "/alerts/webhooks/{webhook}/change"
SUMMARIES = "/summaries"
FILTERS, CONVERSATIONS, CONVERSATION_LAST = "/filters", "/conversations", "/conversations/{name}/last"
CONVERSATION_EXPORT = "/conversations/{name}/export.{kind}"
CONVERSATION_TITLE, CONVERSATION_DELETE = "/conversations/{name}/title", "/conversations/{name}/delete"
CONVERSATION_SHARE, SHARES, SHARED = "/conversations/{name}/share", "/shared", "/shared/{token}"
COLLECTIONS, COLLECTION, COLLECTION_CHANGE = "/collections", "/collection/{name}", "/collection/{name}/change"
DOSSIERS, DOSSIER_PIN, MARKS = "/dossiers", "/dossiers/pin", "/marks"
DOSSIER, DOSSIER_PANEL, DOSSIER_CHANGE = "/dossier/{dossier}", "/dossier/{dossier}/panel", "/dossier/{dossier}/change"
DOSSIER_EXPORT = "/dossier/{dossier}/export.{kind}"
LOGIN, LOGOUT, ADMINISTRATION = "/login", "/logout", "/administration"
ACCOUNT, ACCOUNT_CHANGE, USERS, USERS_CHANGE = "/account", "/account/change", "/users", "/users/change"
ALIVE, READY = "/healthz", "/readyz"
MCP = "/mcp"
"""Where assistants call tools, by the Model Context Protocol."""

IDENTITY, IDENTITY_BACK = "/login/provider", "/login/provider/back"
"""Logging in at a provider of identities; where it leads back to."""

CONFIGURATION = "/config"
"""The configuration of the framework's page, which includes the token; the page may request it again."""

NAVIGATION = (
    (ASK, "ask_page"), (ARTICLES, "articles_page"), (STORIES, "stories_page"), (SAID, "said_page"), (ALERTS, "alerts"),
    (COLLECTIONS, "collections"), (DOSSIERS, "dossiers"),
)  # fmt: skip
"""The pages to which every page links, with the names of their titles in the languages of the page."""

SCRIPT_PATHS = {
    "ARTICLE": ARTICLE, "STORY": STORY, "DOSSIER": DOSSIER, "DOSSIER_PIN": DOSSIER_PIN,
    "ANSWER_TIMELINE": ANSWER_TIMELINE, "PANEL": ARTICLE_PANEL.removeprefix(ARTICLE),
    "ANSWER_QUOTE": ANSWER_QUOTE, "ANSWER_QUOTE_MARKS": ANSWER_QUOTE_MARKS, "ANSWER_VOTE": ANSWER_VOTE,
    "ANSWER_WRITTEN": ANSWER_WRITTEN, "FILTERS": FILTERS,
    "CONVERSATIONS": CONVERSATIONS, "CONVERSATION_LAST": CONVERSATION_LAST, "CONVERSATION_EXPORT": CONVERSATION_EXPORT,
    "CONVERSATION_TITLE": CONVERSATION_TITLE, "CONVERSATION_DELETE": CONVERSATION_DELETE,
    "CONVERSATION_SHARE": CONVERSATION_SHARE, "SHARES": SHARES,
    "ALERTS": ALERTS, "ALERTS_COUNT": ALERTS_COUNT, "ALERT_REMOVE": ALERT_REMOVE, "ALERT_SEEN": ALERT_SEEN,
    "ARTICLES": ARTICLES, "ARTICLES_STATE": ARTICLES_STATE, "ARTICLES_FILES": ARTICLES_FILES, "ARTICLES_FETCH": ARTICLES_FETCH,
    "ARTICLES_REBUILD": ARTICLES_REBUILD, "ARTICLE_REMOVE": ARTICLE_REMOVE, "ARTICLE_RESTORE": ARTICLE_RESTORE,
    "ARTICLE_CORRECT": ARTICLE_CORRECT,
    "JOBS": JOBS, "JOB_CANCEL": JOB_CANCEL, "FOLLOWED": FOLLOWED,
}  # fmt: skip
"""Paths that the pages' scripts use, by the names that they have there; PANEL follows a path whose page has a panel."""

UPLOADS = frozenset({ARTICLES_FILES, api.ARTICLES_FILES})
"""Paths to which a file is sent: these routes have a limit of their own."""

TOKEN_PAGES = frozenset(
    {
        ASK,
        ARTICLES,
        ALERTS,
        ADMINISTRATION,
        ARTICLE,
        ARTICLE_CORRECT,
        STORY,
        COLLECTIONS,
        COLLECTION,
        DOSSIERS,
        DOSSIER,
        SHARES,
        FOLLOWING,
        ACCOUNT,
        USERS,
    }
)
"""The pages with the token of the reader who opens them; a new reader gets a cookie there."""

_PARAMETER = re.compile(r"\{\w+\}")


class Need(Enum):
    """What a request requires. Where there are users, their role decides (`qa.web.middleware.access`)."""

    NOTHING = "nothing"
    READ = "to be let in, where the server asks for a password or has users"
    OWN = "that too, and to come from a page of ours: it changes what is the reader's own"
    PERSONAL = (
        "as OWN where there are users, who have alerts and marks of their own; as CHANGE where these are everybody's"
    )
    CHANGE = "all that, and a server that may be changed: it changes what is everybody's"
    ADMIN = "to be an admin where there are users; where there are none, as READ or CHANGE"
    USERS = "to be an admin, and to come from a page of ours: it is about users, and not about the archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of request.

    Attributes:
        path: `{name}` matches anything within a step, `**` any rest.
        document: a page, to which other sites may link.
        inline_scripts: whether the page may contain scripts, which run by their hash.
        frames: whether the page shows another address of ours in a frame.
        foreign: whether it is a page that somebody else wrote, and is shown in such a frame.
        bounded: whether it counts for the limit of requests at once (`qa.web.middleware.concurrency`); not for what lasts
            long and does little, such as a stream.
        programs: whether it is for programs, which have no page of ours (`qa.web.middleware.access`).
    """

    method: str
    path: str
    need: Need = Need.READ
    document: bool = False
    inline_scripts: bool = False
    bounded: bool = True
    programs: bool = False
    frames: bool = False
    foreign: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps = [re.escape(part).replace(r"\*\*", ".*") for part in _PARAMETER.split(self.path)]
        object.__setattr__(self, "pattern", re.compile("[^/]+".join(steps), re.DOTALL))

    @property
    def changes(self) -> bool:
        """Whether it changes something of the archive, which a server that is read only refuses."""
        return self.need in {Need.PERSONAL, Need.CHANGE} or (self.need is Need.ADMIN and self.method != "GET")


def _get(
    *paths: str, document: bool = False, scripts: bool = False, bounded: bool = True, need: Need = Need.READ
) -> Iterable[Rule]:
    return (
        Rule(method="GET", path=path, document=document, inline_scripts=scripts, bounded=bounded, need=need)
        for path in paths
    )


def _post(*paths: str, need: Need = Need.READ, bounded: bool = True) -> Iterable[Rule]:
    return (Rule(method="POST", path=path, need=need, bounded=bounded) for path in paths)


def _programs(method: str, *paths: str, need: Need = Need.READ, bounded: bool = True) -> Iterable[Rule]:
    return (Rule(method=method, path=path, need=need, bounded=bounded, programs=True) for path in paths)


RULES = (
    # pages, and the parts of them that scripts ask for
    *_get(ASK, ARTICLES, ALERTS, ARTICLE, ARTICLE_CHANGES, STORY, document=True, scripts=True),
    *_get(ADMINISTRATION, document=True, scripts=True, need=Need.ADMIN),
    *_get(USERS, document=True, scripts=True, need=Need.USERS),
    *_get(
        ARTICLE_CORRECT,
        COLLECTIONS,
        COLLECTION,
        DOSSIERS,
        DOSSIER,
        SHARES,
        FOLLOWING,
        ACCOUNT,
        document=True,
        scripts=True,
    ),
    *_get(STORIES, SAID, NAMED, ANSWER_TIMELINE, SHARED, document=True),
    *_get(ARTICLE_PANEL, scripts=True),
    # the file that an article was read from
    Rule(method="GET", path=ORIGINAL, document=True, frames=True),
    Rule(method="GET", path=ORIGINAL_SAVED, foreign=True),
    *_get(ORIGINAL_PAGE, ORIGINAL_FILE),
    *_get(STORY_PANEL, ANSWER_TIMELINE_PANEL, ANSWER_QUOTE, ANSWER_QUOTE_MARKS, ANSWER_WRITTEN),
    *_get(DOSSIER_PANEL, DOSSIER_PIN),
    *_get(FILTERS, CONVERSATIONS, CONVERSATION_LAST, CONVERSATION_SHARE, ARTICLES_STATE, JOBS, ALERTS_COUNT, FOLLOWED),
    # files
    *_get(STORY_TIMELINE, CONVERSATION_EXPORT, DOSSIER_EXPORT),
    *_programs("GET", ALERTS_FEED),  # of readers of feeds
    # what changes something
    *_post(CONVERSATION_TITLE, CONVERSATION_DELETE, CONVERSATION_SHARE, ANSWER_VOTE, ACCOUNT_CHANGE, need=Need.OWN),
    *_post(SUMMARIES, need=Need.OWN),
    *_post(ALERTS, ALERT_REMOVE, ALERT_SEEN, MARKS, need=Need.PERSONAL),
    *_post(ARTICLE_REMOVE, ARTICLE_RESTORE, ARTICLE_CORRECT, ARTICLES_FETCH, JOB_CANCEL, need=Need.CHANGE),
    *_post(COLLECTIONS, COLLECTION_CHANGE, DOSSIERS, DOSSIER_PIN, DOSSIER_CHANGE, need=Need.CHANGE),
    *_post(ARTICLES_REBUILD, need=Need.ADMIN),
    *_post(USERS_CHANGE, need=Need.USERS),
    *_post(ALERT_WEBHOOKS, ALERT_WEBHOOK_CHANGE, need=Need.CHANGE),
    *_post(FOLLOWING, FOLLOWED_CHANGE, need=Need.CHANGE),
    *_post(ARTICLES_FILES, need=Need.CHANGE, bounded=False),
    # for programs
    *_programs("GET", api.OPENAPI, api.STATUS, api.OUTLETS, api.ARTICLES, api.ARTICLE, api.VERSIONS, api.VERSION),
    *_programs("GET", api.JOBS, api.JOB, api.STORIES, api.STORY, api.STORY_TIMELINE, api.QUOTATIONS, api.SPEAKERS),
    *_programs("GET", api.NAMES, api.NAMED, api.ALERTS, api.COLLECTIONS, api.COLLECTION, api.COLLECTED),
    *_programs("GET", api.DOSSIERS, api.DOSSIER, api.DOSSIER_EXPORT, api.ENTRIES, api.MARKS, api.MARK),
    *_programs(
        "POST", api.ASK, api.ASK_STREAM, api.SUMMARIES, api.TIMELINE, MCP, openai.CHAT, bounded=False
    ),  # `qa.service.queue` bounds them
    *_programs("POST", api.ARTICLES_FILES, need=Need.CHANGE, bounded=False),
    *_programs("POST", api.ARTICLES, api.ARTICLES_ADDRESS, api.RESTORE, api.JOB_CANCEL, need=Need.CHANGE),
    *_programs("POST", api.ALERTS, api.ALERT_SEEN, need=Need.PERSONAL),
    *_programs("PATCH", api.MARK, need=Need.PERSONAL),
    *_programs("DELETE", api.ALERT, need=Need.PERSONAL),
    *_programs("POST", api.COLLECTIONS, api.COLLECTED, api.DOSSIERS, api.ENTRIES, need=Need.CHANGE),
    *_programs("PATCH", api.ARTICLE, api.COLLECTION, api.DOSSIER, api.ENTRY, need=Need.CHANGE),
    *_programs("DELETE", api.ARTICLE, api.CORRECTION, api.COLLECTION, need=Need.CHANGE),
    *_programs("GET", api.WEBHOOKS, api.UNDELIVERED, need=Need.CHANGE),  # an address may have a secret in it
    *_programs("POST", api.WEBHOOKS, api.WEBHOOK_TEST, api.WEBHOOK_RETRY, need=Need.CHANGE),
    *_programs("DELETE", api.WEBHOOK, need=Need.CHANGE),
    *_programs("DELETE", api.COLLECTED_ARTICLE, api.DOSSIER, api.ENTRY, need=Need.CHANGE),
    *_programs("GET", openai.MODELS, openai.MODEL),
    # for what supervises the server
    *_get(ALIVE, READY, need=Need.NOTHING, bounded=False),
    # being let in
    *_get(LOGIN, IDENTITY, IDENTITY_BACK, document=True, need=Need.NOTHING),
    *_post(LOGIN, LOGOUT, need=Need.NOTHING, bounded=False),
    # the framework's
    *_get(CONFIGURATION, "/theme.css", "/manifest.json"),
    *_get("/favicon.ico", "/assets/**", "/static/**", bounded=False),
    # a page that has lost the server asks for this until it is back, then it loads again: to log in, where sessions have ended
    *_get("/gradio_api/app_id", need=Need.NOTHING),
    *_get("/gradio_api/queue/data", "/gradio_api/heartbeat/{session}", bounded=False),
    *_post("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/cancel", "/gradio_api/reset"),
)


def path_to(path: str, *steps: str, query: Mapping[str, str] | None = None) -> str:
    """Return the address of a path in the archive that is being shown, not escaped for HTML.

    Args:
        path: as in the table.
        steps: values of its `{name}`s, in their order.
        query: parameters of the query, if any.
    """
    values = iter(steps)
    address = rooted(_PARAMETER.sub(lambda _: quote(next(values), safe="", errors="replace"), path))
    return f"{address}?{urlencode(query, errors='replace')}" if query else address


def rooted(path: str) -> str:
    """Return a path without `{name}`s, below the root of the archive that is being shown."""
    return f"{shown_archive().root}{path}"


def script_paths() -> dict[str, str]:
    """Return `SCRIPT_PATHS` in the archive that is being shown."""
    return {name: path if name == "PANEL" else rooted(path) for name, path in SCRIPT_PATHS.items()}


def rule_of(method: str, path: str) -> Rule | None:
    """Return the rule of a request, None where there is none; HEAD counts as GET."""
    wanted = "GET" if method == "HEAD" else method
    return next((rule for rule in RULES if rule.method == wanted and rule.pattern.fullmatch(path)), None)


def methods_of(path: str) -> list[str]:
    """Return the methods that a path accepts."""
    named = {rule.method for rule in RULES if rule.path == path}  # and not what a `{name}` might stand for
    return sorted(named or {rule.method for rule in RULES if rule.pattern.fullmatch(path)})
