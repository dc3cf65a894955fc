"""Words that only one browser or one person has; the store keeps their fingerprints alone."""

import secrets

_BYTES = 32


def new_token() -> str:
    """A word that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)
