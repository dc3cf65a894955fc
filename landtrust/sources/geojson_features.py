"""The features of a GeoJSON text, one after another, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path

from landtrust.sources.json_stream import JsonStream

TYPE_NAMES = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)
_RECORD_BLANKS = " \t\r\n\x1e"
_MOST_MEMBERS = 1_000


class GeoJsonText:
    """A GeoJSON file: a collection, one feature or a bare geometry; or a feature a record.

    Attributes:
        members: The members of the collection but its features; whole only after the last feature.
    """

    def __init__(self, path: Path, *, is_sequence: bool, list_name: str = "features") -> None:
        """Remember the file; nothing is read yet.

        Args:
            path: The file.
            is_sequence: GeoJSONSeq: features follow each other without a collection.
            list_name: Name of the member that holds the features.
        """
        self._path = path
        self._is_sequence = is_sequence
        self._list_name = list_name
        self.members: dict[str, object] = {}

    def features(self) -> Iterator[tuple[str, object]]:
        """Yield each feature with its path in the file, strictly checked as JSON.

        Raises:
            InvalidInput: See `JsonStream.value`; also what is neither a collection nor a feature.
        """
        self.members = {}
        if self._is_sequence:
            yield from self._records()
        else:
            yield from self._collection()

    def _records(self) -> Iterator[tuple[str, object]]:
        with JsonStream(self._path, blanks=_RECORD_BLANKS) as text:
            position = 0
            while text.peek():
                where = f"record[{position}]"
                value = text.value(where)
                if not isinstance(value, dict) or value.get("type") not in {"Feature", *TYPE_NAMES}:
                    raise text.refusal("is not a GeoJSON feature", where)
                yield where, value
                position += 1

    def _collection(self) -> Iterator[tuple[str, object]]:
        with JsonStream(self._path) as text:
            has_list = False
            for name in self._member_names(text):
                if name == self._list_name and text.peek() == "[":
                    has_list = True
                    yield from self._listed(text)
                else:
                    self.members[name] = text.value(name)
            if text.peek():
                raise text.refusal("something follows the end of the JSON text")
            if not has_list:
                yield self._only_feature(text)

    def _member_names(self, text: JsonStream) -> Iterator[str]:
        text.take("{", "")
        names: set[str] = set()
        while text.peek() != "}":
            if names:
                text.take(",", "")
            name = text.value("") if text.peek() == '"' else None
            if not isinstance(name, str):
                raise text.refusal("the text is cut short or is not a JSON object")
            if name in names or len(names) >= _MOST_MEMBERS:
                raise text.refusal("is there twice, or one of a thousand members", name)
            names.add(name)
            text.take(":", name)
            yield name
        text.take("}", "")

    def _listed(self, text: JsonStream) -> Iterator[tuple[str, object]]:
        text.take("[", self._list_name)
        position = 0
        while text.peek() != "]":
            if position:
                text.take(",", f"{self._list_name}[{position}]")
            where = f"{self._list_name}[{position}]"
            yield where, text.value(where)
            position += 1
        text.take("]", self._list_name)

    def _only_feature(self, text: JsonStream) -> tuple[str, object]:
        kind = self.members.get("type")
        if kind == "Feature" or kind in TYPE_NAMES:
            return "", self.members
        if isinstance(self.members.get("error"), dict):
            raise text.refusal("is the error message of a map server, not data")
        shown = f"a {kind}" if isinstance(kind, str) and len(kind) < 50 else "something else"  # noqa: PLR2004 - to fit a sentence
        raise text.refusal(f"holds {shown}, not a FeatureCollection or a Feature")
