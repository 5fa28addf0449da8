"""The page on which an admin looks after the users of a server."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.accounts.roles import Role
from qa.accounts.users import LONGEST_NAME, User
from qa.web.pages.page import document, script
from qa.web.render.desk import button, form
from qa.web.render.text import escape
from qa.web.route_table import ADMINISTRATION, USERS, USERS_CHANGE, path_to
from qa.web.translations import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersView:
    """What the page shows.

    Attributes:
        say: words of the admin's language.
        own: the id of the admin.
        sessions: by a user's id, how many they have.
        said: what became of a change; "" for nothing.
    """

    say: Say
    own: str
    users: Sequence[User]
    sessions: dict[str, int]
    said: str = ""


def users_page(shown: UsersView, token: str) -> str:
    """Return the page; `token` is sent by its script with every change."""
    say = shown.say
    body = (
        f'<header class="page-head"><h1>{escape(say("users"))}</h1><p>{escape(say("users_lead"))}</p></header>'
        f"<div data-region>{users_html(shown)}</div>"
        f'<p><a href="{path_to(ADMINISTRATION)}">{escape(say("administration"))}</a></p>'
        f"<script>{script('words.js', 'changes.js', 'desk.js', say=say)}</script>"
    )
    return document(say("users"), body, say, kind="desk-page account", token=token, here=USERS)


def users_html(shown: UsersView) -> str:
    """Return what is replaced after a change: the users, and the form for another one."""
    said = f'<p role="status">{escape(shown.said)}</p>' if shown.said else ""
    items = "".join(_user(one, shown) for one in shown.users)
    return f'{said}<section><ul class="account-list users">{items}</ul></section>{_adding(shown.say)}'


def _user(user: User, shown: UsersView) -> str:
    say, name = shown.say, user.name
    marks = [
        *([say("user_you")] if user.id == shown.own else []),
        *([say("user_disabled")] if user.disabled else []),
        *([] if user.hash else [say("user_no_password")]),
        *([say("user_sessions", number=shown.sessions[user.id])] if shown.sessions.get(user.id) else []),
    ]
    facts = f' <span class="quiet">{escape(" · ".join(marks))}</span>' if marks else ""
    role = form(
        path_to(USERS_CHANGE),
        f'<label><span class="hidden">{escape(say("token_role"))}: {escape(name)}</span><select name="role">'
        f"{_roles(say, user.role)}</select></label>",
        say("save"),
        {"do": "role", "user": user.id},
        name=f"role-{user.id}",
        kind="row",
    )
    tools = _tool("enable" if user.disabled else "disable", user, say)
    if shown.sessions.get(user.id):
        tools += _tool("end", user, say)
    remove = (
        f"<details><summary>{escape(say('user_remove'))}</summary>"
        f"<p>{escape(say('user_remove_sure'))} {_tool('remove', user, say)}</p></details>"
    )
    return f'<li><strong dir="auto">{escape(name)}</strong>{facts}<div class="row">{role}{tools}</div>{remove}</li>'


def _tool(do: str, user: User, say: Say) -> str:
    text = say(f"user_{do}")
    return button(
        path_to(USERS_CHANGE), text, {"do": do, "user": user.id}, name=f"{do}-{user.id}", label=f"{text}: {user.name}"
    )


def _adding(say: Say) -> str:
    fields = (
        f'<label>{escape(say("user_name"))} <input name="name" required maxlength="{LONGEST_NAME}" autocomplete="off" '
        f'dir="auto"></label>'
        f'<label>{escape(say("token_role"))} <select name="role">{_roles(say, Role.READER)}</select></label>'
        f'<label>{escape(say("password"))} <input type="password" name="password" autocomplete="new-password"></label>'
    )
    making = form(path_to(USERS_CHANGE), fields, say("user_add"), {"do": "add"}, name="user-add")
    why = escape(say("user_add_why"))
    return f'<section><h2>{escape(say("user_add"))}</h2><p class="quiet">{why}</p>{making}</section>'


def _roles(say: Say, chosen: Role) -> str:
    return "".join(
        f'<option value="{role}"{" selected" if role is chosen else ""}>{escape(say(f"role_{role}"))}</option>'
        for role in Role
    )
