"""Users whom a proxy in front has let in, and names in a header: believed only with a secret that the proxy has.

Being at the proxy's address is not enough: other programs of that machine are there too. So each request has to have the secret,
and both headers are taken off before anything else sees them.
"""

import hmac
import re
from dataclasses import dataclass, field

from corpus.errors import SettingsError
from qa.accounts.roles import Role
from qa.web.middleware.asgi import Scope

SECRET_HEADER = "x-cuttings-proxy-secret"  # noqa: S105 - the name of a header
SHORTEST_SECRET = 16
NAMED = "cuttings.proxy_user"
"""Where the name is in the scope of a request: no client can put anything there."""

_HEADER = re.compile(r"[a-z0-9-]{1,60}")
_OTHERS = {"host", "cookie", "origin", "authorization", "content-length", "x-forwarded-for", "x-forwarded-proto"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyUserOptions:
    """How a proxy names who asks.

    Attributes:
        header: the name of the header, in small letters.
        secret: what the proxy sends in `SECRET_HEADER`.
        role: of a name that is new, which becomes a user's; None where users are added by an admin only.

    Raises:
        SettingsError: the header is none, or the secret is too short or cannot be in a header.
    """

    header: str
    secret: str = field(repr=False)
    role: Role | None = None

    def __post_init__(self) -> None:
        if not _HEADER.fullmatch(self.header) or self.header in {*_OTHERS, SECRET_HEADER}:
            raise SettingsError(
                f"--proxy-user-header {self.header!r:.80}: the name of a header, such as X-Forwarded-User"
            )
        if len(self.secret) < SHORTEST_SECRET or not self.secret.isascii() or not self.secret.isprintable():
            raise SettingsError(f"the proxy's secret is {SHORTEST_SECRET} characters of ASCII or more, on one line")


class Unproven(Exception):
    """A request does not have the proxy's secret, or names more than one user."""


class ProxyUsers:
    """Reads the headers of a proxy."""

    def __init__(self, options: ProxyUserOptions) -> None:
        self.options = options
        self._secret = options.secret.encode("ascii")

    def named(self, scope: Scope) -> Scope:
        """Return a request without these headers, and with the name in its scope where it has one.

        Raises:
            Unproven: it is not from the proxy.
        """
        raw = [(_shape(name), name, value) for name, value in scope["headers"]]
        given = [value for shape, name, value in raw if shape == SECRET_HEADER and _is_spelled(name)]
        right = len(given) == 1 and hmac.compare_digest(given[0], self._secret)
        # written otherwise (X_Forwarded_User) it is not the proxy's: that would have replaced only its own spelling
        names = [value for shape, name, value in raw if shape == self.options.header and _is_spelled(name)]
        if not right or len(names) > 1:
            raise Unproven
        own = {SECRET_HEADER, self.options.header}
        others = [(name, value) for shape, name, value in raw if shape not in own]
        who = names[0].decode("utf-8", "replace").strip() if names else ""
        return {**scope, "headers": others, **({NAMED: who} if who else {})}


def user_named_by_proxy(scope: Scope) -> str:
    """Return the name of the user whom the proxy has let in, "" where it names none."""
    named = scope.get(NAMED, "")
    return named if isinstance(named, str) else ""


def _shape(name: bytes) -> str:
    """Return the name of a header in the form in which servers take different spellings for one."""
    return name.decode("latin-1").lower().replace("_", "-")


def _is_spelled(name: bytes) -> bool:
    return b"_" not in name
