"""What may be asked of the server, and what each of it takes: one table. What is not in it, there is not.

The framework offers more (uploads, files, remote calls), which nothing here needs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


class Need(Enum):
    """What a request takes."""

    NOTHING = "nothing"
    READ = "to be let in, where the server asks for a password"
    OWN = "that too, and to come from a page of ours: it changes what is the reader's own"
    CHANGE = "all that, and a server that may be changed: it changes what is everybody's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of request.

    Attributes:
        path: `*` stands for anything within a step, `**` for any rest.
        document: a page, to which other sites may link.
        bounded: whether it takes a place of those of which there are few (`qa.web.middleware.concurrency`); not for
        what lasts long and does
            little, such as a stream.
    """

    method: str
    path: str
    need: Need = Need.READ
    document: bool = False
    bounded: bool = True
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.escape(self.path).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
        object.__setattr__(self, "pattern", re.compile(pattern, re.DOTALL))


def _get(*paths: str, document: bool = False, bounded: bool = True, need: Need = Need.READ) -> Iterable[Rule]:
    return (Rule(method="GET", path=path, document=document, bounded=bounded, need=need) for path in paths)


def _post(*paths: str, need: Need = Need.READ, bounded: bool = True) -> Iterable[Rule]:
    return (Rule(method="POST", path=path, need=need, bounded=bounded) for path in paths)


RULES = (
    # pages, and the parts of them that scripts ask for
    *_get("/", "/articles", "/alerts", "/stories", "/said", "/named", document=True),
    *_get("/article/*", "/article/*/changes", "/story/*", "/answers/*/timeline", document=True),
    *_get("/article/*/panel", "/story/*/panel", "/answers/*/timeline/panel", "/answers/*/quotes/*"),
    *_get("/filters", "/conversations", "/conversations/*/last", "/articles/state", "/articles/jobs", "/alerts/count"),
    # files
    *_get("/story/*/timeline.*", "/conversations/*/export.*", "/alerts/feed.xml"),
    # what changes something
    *_post("/conversations/*/title", "/conversations/*/delete", "/answers/*/vote", need=Need.OWN),
    *_post("/alerts", "/alerts/*/remove", "/alerts/*/seen", need=Need.CHANGE),
    *_post("/articles/*/remove", "/articles/*/restore", need=Need.CHANGE),
    *_post("/articles/rebuild", "/articles/jobs/*/cancel", need=Need.CHANGE),
    *_post("/articles/files", need=Need.CHANGE, bounded=False),
    # being let in
    *_get("/login", document=True, need=Need.NOTHING),
    *_post("/login", "/logout", need=Need.NOTHING, bounded=False),
    # the framework's
    *_get("/config", "/theme.css", "/manifest.json"),
    *_get("/favicon.ico", "/assets/**", "/static/**", bounded=False),
    *_get("/gradio_api/queue/data", "/gradio_api/heartbeat/*", bounded=False),
    *_post("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/cancel", "/gradio_api/reset"),
)


def rule_of(method: str, path: str) -> Rule | None:
    """Return the rule of a request; HEAD is as GET. None where there is none."""
    wanted = "GET" if method == "HEAD" else method
    return next((rule for rule in RULES if rule.method == wanted and rule.pattern.fullmatch(path)), None)


def methods_of(path: str) -> list[str]:
    """Return the methods by which a path may be asked for."""
    return sorted({rule.method for rule in RULES if rule.pattern.fullmatch(path)})
