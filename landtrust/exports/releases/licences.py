"""Licences under which an organization can give what is its own in a release.

Source:
    SPDX License List; Open Definition, conformant licenses for data.
"""

from typing import NamedTuple


class Licence(NamedTuple):
    """A licence: its name, and where it can be read."""

    title: str
    address: str


LICENCES = {
    "CC0-1.0": Licence(
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "CC-BY-4.0": Licence(
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": Licence(
        "Creative Commons Attribution Share-Alike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "PDDL-1.0": Licence(
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    "ODC-By-1.0": Licence(
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODbL-1.0": Licence(
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
"""By their codes in the SPDX list."""


def licence_words(code: str | None) -> str:
    """The terms of what is the organization's own, in a sentence.

    >>> licence_words("CC-BY-4.0")
    'Creative Commons Attribution 4.0 International: https://creativecommons.org/licenses/by/4.0/'
    >>> licence_words(None)
    'The organization states none: ask before you copy more than facts.'
    """
    if code is None:
        return "The organization states none: ask before you copy more than facts."
    return f"{LICENCES[code].title}: {LICENCES[code].address}"
