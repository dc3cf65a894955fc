"""The definition of the interface as people read it: every address, and every parameter once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.descriptions import Document
from landtrust.web.ogc.value_parameters import query_names

_OF_COLLECTION = "/collections/"
_ANY_COLLECTION = "/collections/{collection}"


class Explained(NamedTuple):
    """Parameters, and parts of addresses, of which the same is said."""

    names: tuple[str, ...]
    says: str


def definition_words(
    document: Document, collections: Mapping[str, Collection]
) -> dict[str, object]:
    """What its page shows of the definition.

    Args:
        document: The definition.
        collections: Those that it is of.
    """
    return {
        "addresses": _listed_addresses(document, collections),
        "explained": _explained_parameters(document, collections),
    }


def _listed_addresses(document: Document, collections: Mapping[str, Collection]) -> list[str]:
    """The paths of the interface; what every collection has is there once."""
    paths: Any = document["paths"]
    had = Counter(_rest(path) for path in paths if path.startswith(_OF_COLLECTION))
    every = len(collections)
    listed = (
        f"{_ANY_COLLECTION}{_rest(path)}"
        if path.startswith(_OF_COLLECTION) and had[_rest(path)] == every
        else path
        for path in paths
    )
    return list(dict.fromkeys(listed))


def _explained_parameters(
    document: Document, collections: Mapping[str, Collection]
) -> list[Explained]:
    """What may be said in addresses, but for the properties of collections."""
    properties = {name for one in collections.values() for name in query_names(one)}
    names_by_words: dict[str, dict[str, None]] = {}
    for one in _parameters(document):
        if one["name"] not in properties:
            names_by_words.setdefault(one["description"], {})[one["name"]] = None
    return [Explained(tuple(names), words) for words, names in names_by_words.items()]


def _rest(path: str) -> str:
    """What comes after the id of a collection."""
    _, stroke, rest = path.removeprefix(_OF_COLLECTION).partition("/")
    return stroke + rest


def _parameters(document: Any) -> Iterator[dict[str, str]]:  # noqa: ANN401 - JSON
    shared = document["components"]["parameters"]
    for path in document["paths"].values():
        for one in path["get"]["parameters"]:
            yield shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
