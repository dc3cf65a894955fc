"""Names of places as people look for them: spelled much alike, or with words that begin so."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from landtrust.domain.words import words_of

LEAST_LETTERS = 3
"""Letters of a text that is looked for among names of places."""

_LEAST_ALIKE = 0.79  # one letter of five
_LEAST_BEGUN = 2
_HAS_WORDS, _BEGINS = 0.9, 0.7
_BESIDE_A_NAME = frozenset(("county", "condado", "de", "the", "region", "town", "city", "of"))


def plain_place_name(text: str) -> str:
    """A name in lower case, without what stands beside names; all of it where it is only that.

    >>> plain_place_name("Condado de Hinds"), plain_place_name("The City of Jackson")
    ('hinds', 'jackson')
    >>> plain_place_name("Town of")
    'town of'
    """
    words = words_of(text)
    return " ".join([word for word in words if word not in _BESIDE_A_NAME] or words)


def places_that_fit(text: str, names: Sequence[str], most: int) -> list[int]:
    """Which of the names fit what was asked, the best first.

    Whether somebody is still typing makes no difference: what is suggested is found, too.

    Args:
        text: What was asked.
        names: Names of places.
        most: How many.

    Returns:
        Their places in the sequence.

    >>> places_that_fit("kush", ["Kush District", "Pearl River"], 3)
    [0]
    >>> places_that_fit("river prl", ["Pearl River"], 3), places_that_fit("perl", ["Pearl"], 3)
    ([], [0])
    """
    asked = plain_place_name(text)
    if len(asked) < LEAST_LETTERS:
        return []
    fits = [(_fit(asked, plain_place_name(name)), at) for at, name in enumerate(names)]
    return [at for fit, at in _best_first(fits)][:most]


def _best_first(fits: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted((one for one in fits if one[0]), key=lambda one: (-one[0], one[1]))


def _fit(asked: str, name: str) -> float:
    """How well a plain name fits, from 0 for not at all to 1 for just so."""
    alike = OSA.normalized_similarity(asked, name, score_cutoff=_LEAST_ALIKE)
    words, known = asked.split(), name.split()
    if set(words) <= set(known):
        return max(alike, _HAS_WORDS)
    begun = all(word in known or _begins_one(word, known) for word in words)
    return max(alike, _BEGINS) if begun else alike


def _begins_one(word: str, known: Iterable[str]) -> bool:
    return len(word) >= _LEAST_BEGUN and any(one.startswith(word) for one in known)
