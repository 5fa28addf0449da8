"""The page on which a reader logs in and out, without scripts or pictures."""

import re
from urllib.parse import quote

from qa.accounts.users import LONGEST_NAME
from qa.web.pages.page import TITLE, document
from qa.web.render.text import escape
from qa.web.route_table import ASK, IDENTITY, LOGIN, LOGOUT, path_to
from qa.web.translations import Say

LONGEST_PATH = 2000
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f-\U0010ffff]*")


def login_address(wanted: str) -> str:
    """Return the address of the log-in page that leads to the wanted one after the log-in."""
    login = path_to(LOGIN)
    return login if wanted == path_to(ASK) else f"{login}?next={quote(wanted, safe='/')}"


def redirect_target(wanted: str) -> str:
    """Return where to go after the log-in: the wanted address if it is one of ours, else the first page."""
    fits = len(wanted) <= LONGEST_PATH and _LOCAL_PATH.fullmatch(wanted) and not wanted.startswith(path_to(LOGIN))
    return wanted if fits else path_to(ASK)


def login_page(
    say: Say, wanted: str, wrong: str = "", *, by_name: bool = False, name: str = "", provider: str = ""
) -> str:
    """Return the page that asks for the password.

    Args:
        say: words of the reader's language.
        wanted: where the reader wants to go.
        wrong: why the password was refused.
        by_name: whether it asks for a name too, as the server has users.
        name: what was typed as the name.
        provider: of identities, as it is called, where one may log in there too.
    """
    alert = f'<p role="alert" class="wrong" id="wrong">{escape(wrong)}</p>' if wrong else ""
    described = ' aria-describedby="wrong" aria-invalid="true"' if wrong else ""
    fields = _field("password", say("password"), "current-password", described, focused=not by_name or bool(name))
    if by_name:
        value = f' value="{escape(name[:LONGEST_NAME])}" dir="auto" autocapitalize="none" spellcheck="false"{described}'
        fields = _field("name", say("user_name"), "username", value, focused=not name) + fields
    body = (
        f"<h1>{TITLE}</h1><p>{escape(say('log_in_why_users' if by_name else 'log_in_why'))}</p>{alert}"
        f'<form class="log-in" method="post" action="{path_to(LOGIN)}"><input type="hidden" name="next" value="{escape(wanted)}">'
        f"{fields}<button>{escape(say('log_in'))}</button></form>{_provider_link(say, provider, wanted)}"
    )
    return _page(say("log_in"), body, say)


def _field(name: str, label: str, autocomplete: str, more: str, *, focused: bool) -> str:
    kind = "password" if name == "password" else "text"
    focus = " autofocus" if focused else ""
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input type="{kind}" id="{name}" name="{name}" required{focus} autocomplete="{autocomplete}"{more}>'
    )


def entering_page(say: Say, wanted: str) -> str:
    """Return the page that leads on, at once, who has just been let in."""
    address = escape(wanted)
    body = (
        f'<h1>{TITLE}</h1><p role="status">{escape(say("logging_in"))}</p>'
        f'<p><a href="{address}">{escape(say("back_to_page"))}</a></p>'
    )
    page = _page(say("log_in"), body, say)
    return page.replace("</title>", f'</title><meta http-equiv="refresh" content="0;url={address}">', 1)


def left_page(say: Say, provider: str, address: str) -> str:
    """Return the page of who has logged out here, and may do so at the provider too.

    Args:
        provider: as it is called.
        address: where it logs out.
    """
    body = (
        f'<h1>{escape(say("logged_out"))}</h1><p role="status">{escape(say("logged_out_here", name=provider))}</p>'
        f'<p><a class="provider" rel="noreferrer" href="{escape(address)}">{escape(say("log_out_there", name=provider))}</a></p>'
        f'<p><a href="{path_to(LOGIN)}">{escape(say("log_in"))}</a></p>'
    )
    return _page(say("logged_out"), body, say)


def _provider_link(say: Say, provider: str, wanted: str) -> str:
    if not provider:
        return ""
    address = path_to(IDENTITY) if wanted == path_to(ASK) else path_to(IDENTITY, query={"next": wanted})
    return f'<p><a class="provider" href="{escape(address)}">{escape(say("log_in_with", name=provider))}</a></p>'


def logout_page(say: Say) -> str:
    """Return the page of a reader who is logged in."""
    body = (
        f"<h1>{escape(say('log_out'))}</h1><p>{escape(say('log_out_why'))}</p>"
        f'<form class="log-in" method="post" action="{path_to(LOGOUT)}">'
        f"<button autofocus>{escape(say('log_out'))}</button></form>"
        f'<p><a href="{path_to(ASK)}">{escape(say("back_to_page"))}</a></p>'
    )
    return _page(say("log_out"), body, say)


def _page(title: str, body: str, say: Say) -> str:
    return document(title, body, say, kind="entrance", navigation=False, referrer="same-origin")
