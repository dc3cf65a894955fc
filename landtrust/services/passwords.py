"""Passwords to fingerprints that cost time to guess from, and whether one fits.

Source:
    OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two rounds, one lane. Eight threads
    that hash at once take 150 MiB, not the half gigabyte of the library's own default.
"""

import secrets
from collections.abc import Container
from functools import cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from landtrust.domain.passwords import is_possible, normalised_password, parse_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


PasswordHash = NewType("PasswordHash", str)
"""The fingerprint of a password that may be one."""


def password_hash(typed: str, common: Container[str]) -> PasswordHash:
    """The fingerprint of a password that somebody wants to have.

    It takes its time: whoever writes has it before the transaction begins.

    Args:
        typed: As it came.
        common: Passwords that many people have.

    Raises:
        InvalidInput: The password cannot be used.
    """
    return PasswordHash(_HASHER.hash(parse_password(typed, common)))


def fits(typed: str, stored_hash: str | None) -> bool:
    """Whether what was typed is the password; the same work is done where there is none.

    Args:
        typed: As it came.
        stored_hash: None where nobody has the name that was given.
    """
    usable = typed if is_possible(typed) else ""
    right = _is_right(normalised_password(usable), stored_hash or _nobodys_hash())
    return right and stored_hash is not None


def _is_right(password: str, stored_hash: str) -> bool:
    try:
        return _HASHER.verify(stored_hash, password)
    except VerificationError:
        return False


@cache
def _nobodys_hash() -> str:
    """What names that nobody has are checked against, so that they take as long as others."""
    return _HASHER.hash(secrets.token_urlsafe())
