"""Passwords: their argon2id hashes, and whether one is right. Nothing else here knows the library."""

import secrets
import unicodedata

SHORTEST, LONGEST = 8, 1000
"""Characters of a password."""


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises:
        ValueError: it is too short or too long.
    """
    from argon2 import PasswordHasher

    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"it has {len(password)} characters; {SHORTEST} to {LONGEST:,} are wanted")
    return PasswordHasher().hash(password_bytes(password))


def hash_of_none() -> str:
    """Return a hash that no password has, and that takes as long to verify as any."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(secrets.token_bytes(32))


def is_right(hashed: str, password: str) -> bool:
    """Tell whether a password has that hash; takes some 50 ms of a processor and 64 MiB."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(hashed, password_bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def checked_hash(text: str) -> str:
    """Return the hash if some password can have it; no password would ever match one that was cut off or altered.

    Raises:
        ValueError: none can.
    """
    from argon2 import PasswordHasher, Type, extract_parameters
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

    try:
        of_argon2id = extract_parameters(text).type is Type.ID
        if of_argon2id:
            PasswordHasher().verify(text, secrets.token_bytes(32))
    except VerifyMismatchError:
        return text
    except (InvalidHashError, VerificationError, UnicodeError):
        of_argon2id = False
    if not of_argon2id:
        raise ValueError("it begins like a hash and is none of argon2id ($argon2id$…)")
    return text


def password_bytes(password: str) -> bytes:
    """Return what is hashed of a password: one Unicode form, as an é may be typed as one character or two."""
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")
