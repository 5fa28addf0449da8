"""What an ID token says, if it is what it should be: signed by a key of the provider, for us, now, and for this very log-in."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from corpus.errors import IdentityError

if TYPE_CHECKING:
    from joserfc.jwk import Key

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Those whose key to verify is not the key to sign: no `none`, no HS256 that takes a public key for a secret."""

LEEWAY = 60
"""Seconds by which clocks may differ."""

LONGEST_SUBJECT = 255
_MOST_KEYS = 100
_KINDS = {"RSA", "EC"}

logger = logging.getLogger(__name__)


class UnknownKey(Exception):
    """None of the keys has signed a token; the provider may have others by now."""


def keys_of(answer: Mapping[str, Any]) -> "list[Key]":
    """Return the keys of a key set with which a signature can be verified; what is not understood is left out."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    listed = answer.get("keys")
    keys: list[Key] = []
    for one in (listed if isinstance(listed, list) else [])[:_MOST_KEYS]:
        if isinstance(one, dict) and one.get("kty") in _KINDS and one.get("use", "sig") == "sig":
            with suppress(JoseError, ValueError, TypeError, KeyError):
                keys.append(import_key(one, one["kty"]))
    return keys


def claims_of(
    text: str, keys: "list[Key]", *, issuer: str, client_id: str, nonce: str, access_token: str | None
) -> dict[str, Any]:
    """Return the claims of an ID token that holds.

    Raises:
        IdentityError: it does not; the log says why.
        UnknownKey: none of the keys has signed it.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError
    from joserfc.jws import extract_compact

    try:
        header = extract_compact(text.encode("ascii")).headers()
    except (JoseError, ValueError) as error:
        raise untrue(f"it is no signed token: {error}") from error
    if not isinstance(header.get("alg"), str) or not isinstance(header.get("kid", ""), str):
        raise untrue("its header is none")
    if header["alg"] not in ALGORITHMS:
        raise untrue(f"it is signed by {header['alg']!r:.40}")
    said = _signed(text, header, keys)
    options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    params = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
    claims = CodeIDToken(said, header, options, params)
    try:
        claims.validate(leeway=LEEWAY)
    except (JoseError, TypeError, ValueError, AttributeError) as error:
        raise untrue(f"a claim does not hold: {error}") from error
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise untrue("its subject is none")
    return dict(claims)


def _signed(text: str, header: Mapping[str, Any], keys: "list[Key]") -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError

    for key in _candidates(header, keys):
        with suppress(JoseError, ValueError, TypeError):
            return dict(jwt.decode(text, key, algorithms=[header["alg"]]).claims)
    raise UnknownKey


def _candidates(header: Mapping[str, Any], keys: "list[Key]") -> "list[Key]":
    """Return the keys that a token may be signed by: of its kind, and the one that it names, if it names one."""
    kind = "EC" if header["alg"].startswith("ES") else "RSA"
    named = header.get("kid")
    return [
        key
        for key in keys
        if key.key_type == kind
        and key.get("alg") in {None, header["alg"]}
        and (named is None or key.get("kid") in {None, named})
    ]


def untrue(reason: str) -> IdentityError:
    """Return the error of a token that does not hold; the reason is for the log only."""
    logger.warning("an ID token does not hold: %s", reason)
    return IdentityError("identity_invalid")
