"""The options of `serve` that let in who is known elsewhere: at a provider of identities, or to a proxy in front."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SettingsError
from qa.accounts.roles import Role
from qa.commands.environment import secret_in

if TYPE_CHECKING:
    from qa.web.identity.provider import ProviderOptions
    from qa.web.middleware.proxy_user import ProxyUserOptions

OIDC_SECRET, PROXY_SECRET = "CUTTINGS_OIDC_SECRET", "CUTTINGS_PROXY_SECRET"
"""Environment variables: an option of the command line could be read by every user of the machine."""

NOBODY = "nobody"
_NEW = (NOBODY, *(str(role) for role in Role if role is not Role.ADMIN))
_LONGEST_SECRET = 4096


def add_identity(parser: argparse.ArgumentParser) -> None:
    """Add these options to the command."""
    oidc = parser.add_argument_group(
        "provider of identities",
        f"Users log in there (OpenID Connect). A secret is taken from {OIDC_SECRET} or a file.",
    )
    oidc.add_argument("--oidc-issuer", metavar="URL", help="its address, as its own description has it (none)")
    oidc.add_argument("--oidc-client-id", metavar="ID", help="what it calls this server")
    oidc.add_argument("--oidc-secret-file", type=Path, metavar="FILE", help="a file with this server's secret there")
    oidc.add_argument(
        "--oidc-name", default="OpenID Connect", metavar="TEXT", help="as the log-in page calls it (%(default)s)"
    )
    oidc.add_argument(
        "--oidc-scopes", default="openid profile", metavar="TEXT", help="what is asked of it (%(default)s)"
    )
    oidc.add_argument(
        "--oidc-role-claim", default="groups", metavar="NAME", help="what says somebody's groups (%(default)s)"
    )
    oidc.add_argument(
        "--oidc-role",
        action="append",
        default=[],
        metavar="GROUP=ROLE",
        help="the role of a group; may be given again. With any, the provider decides about roles at each log-in",
    )
    oidc.add_argument(
        "--oidc-default-role", choices=_NEW, default=NOBODY, help="of who has none by a group (%(default)s is let in)"
    )
    proxy = parser.add_argument_group(
        "users of a proxy",
        f"A --proxy that lets in users and names them. Its secret is taken from {PROXY_SECRET} or a file.",
    )
    proxy.add_argument(
        "--proxy-user-header", metavar="NAME", help="the header with the user's name, as X-Forwarded-User (none)"
    )
    proxy.add_argument("--proxy-secret-file", type=Path, metavar="FILE", help="a file with the proxy's secret")
    proxy.add_argument(
        "--proxy-role", choices=_NEW, default=NOBODY, help="of a name that is new (%(default)s is added by the proxy)"
    )


def provider_of(options: argparse.Namespace) -> "ProviderOptions | None":
    """Return the provider at which users log in, None for none; its secret is taken out of the environment.

    Raises:
        SettingsError: it is named in part, or a value cannot be such.
    """
    from qa.accounts.arrivals import ArrivalRules
    from qa.web.identity.provider import ProviderOptions

    secret = _secret(OIDC_SECRET, options.oidc_secret_file)
    if not options.oidc_issuer:
        if options.oidc_client_id or options.oidc_role:
            raise SettingsError("--oidc-client-id and --oidc-role are of a provider, which --oidc-issuer names")
        return None
    if not options.oidc_client_id:
        raise SettingsError("--oidc-issuer needs the name of this server there: --oidc-client-id ID")
    return ProviderOptions(
        issuer=options.oidc_issuer,
        client_id=options.oidc_client_id,
        secret=secret,
        name=options.oidc_name,
        scopes=options.oidc_scopes,
        role_claim=options.oidc_role_claim,
        rules=ArrivalRules(
            roles=tuple(map(_role_of_group, options.oidc_role)), default=_role_or_nobody(options.oidc_default_role)
        ),
    )


def proxy_user_of(options: argparse.Namespace) -> "ProxyUserOptions | None":
    """Return how a proxy names users, None where none does; its secret is taken out of the environment.

    Raises:
        SettingsError: there is no secret, or a value cannot be such.
    """
    from qa.web.middleware.proxy_user import SECRET_HEADER, ProxyUserOptions

    secret = _secret(PROXY_SECRET, options.proxy_secret_file)
    if not options.proxy_user_header:
        return None
    if secret is None:
        raise SettingsError(
            f"--proxy-user-header needs a secret that the proxy sends as {SECRET_HEADER}: set {PROXY_SECRET}, or name a file"
        )
    return ProxyUserOptions(
        header=options.proxy_user_header.lower(), secret=secret, role=_role_or_nobody(options.proxy_role)
    )


def _role_of_group(text: str) -> tuple[str, Role]:
    group, separator, role = text.rpartition("=")
    if not group or not separator or role not in tuple(map(str, Role)):
        raise SettingsError(f"--oidc-role {text!r:.100}: GROUP=ROLE, with a role of {', '.join(Role)}")
    return group, Role(role)


def _role_or_nobody(text: str) -> Role | None:
    return None if text == NOBODY else Role(text)


def _secret(variable: str, path: Path | None) -> str | None:
    """Return a secret of the file, else of the variable, which is taken away; None for neither."""
    given = os.environ.pop(variable, "").strip()
    if path is not None:
        given = secret_in(path, "secret", _LONGEST_SECRET)
    if len(given) > _LONGEST_SECRET or not given.isprintable():
        raise SettingsError(f"{path or variable}: this is no secret: one line of characters that can be printed")
    return given or None
