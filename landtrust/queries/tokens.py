"""What the store keeps of words that it must not know."""

import hashlib


def fingerprint(word: str) -> str:
    """The SHA-256 of a word, as hexadecimal digits.

    >>> fingerprint("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
