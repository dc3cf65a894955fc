"""Lots, streets and places that a question found, in words, with the addresses they lead to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from landtrust.domain.coordinates import Coordinates
from landtrust.phrases import Phrase
from landtrust.queries.found import Corner, Found, FoundLot, FoundPlace, FoundStreet
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.sources.named_land import NamedLand
from landtrust.web.languages import gettext as _
from landtrust.web.languages import say
from landtrust.web.lot_names import lot_name
from landtrust.web.owner_words import readable_name
from landtrust.web.wording import format_day

LAND_KINDS = {
    "cemetery": Phrase("Cemetery"),
    "church": Phrase("Church"),
    "creek": Phrase("Creek"),
    "gov": Phrase("Public building"),
    "mfr": Phrase("Homes"),
    "park": Phrase("Park"),
    "rail": Phrase("Land of a railroad"),
    "railroad": Phrase("Railroad"),
    "school": Phrase("School"),
    "utility": Phrase("Land of a utility"),
}
"""What the map names beside streets, in words, by its kind."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the box.

    Attributes:
        words: What it is.
        more: Where it is.
        address: What choosing it leads to.
    """

    words: str
    more: str
    address: str


class Places:
    """The counties that are loaded, for words about what lies in them.

    Attributes:
        counties: Name by code.
        days: Of the newest data of each, by code.
    """

    def __init__(self, snapshots: Iterable[LoadedSnapshot]) -> None:
        """Take what is loaded."""
        oldest_first = sorted(snapshots, key=lambda one: one.day)
        self.counties = {one.county_fips: one.county_name for one in oldest_first}
        self.days = {one.county_fips: one.day for one in oldest_first}

    def county(self, fips: str) -> str:
        """A county in words."""
        return _("%(county)s County", county=self.counties.get(fips, fips))

    def roll(self, snapshot: LoadedSnapshot) -> str:
        """What was looked through: how many rows, of which source and day."""
        return str(
            _(
                "%(county)s: %(rows)s rows of “%(source)s”, retrieved on %(day)s",
                county=self.county(snapshot.county_fips),
                rows=f"{snapshot.rows_kept:,}",
                source=snapshot.source_title,
                day=format_day(snapshot.day),
            )
        )

    def lot(self, lot: FoundLot) -> str:
        """A lot by its name."""
        return lot_name(lot.address, lot.parcel_number)

    def of_lot(self, lot: FoundLot) -> str:
        """The town and county of a lot, and its number where it is known by its address."""
        town = " ".join(filter(None, (readable_name(lot.city or ""), lot.zip_code)))
        number = _("Parcel %(number)s", number=lot.parcel_number) if lot.address else ""
        return " · ".join(filter(None, (town, self.county(lot.county_fips), number)))

    def street(self, street: FoundStreet) -> str:
        """A street by its name."""
        return readable_name(street.name)

    def of_street(self, street: FoundStreet) -> str:
        """The town and county of a street, and the house numbers on it."""
        town = readable_name(street.place or "")
        parts = (town, self.county(street.county_fips), _numbers(street))
        return " · ".join(filter(None, parts))

    def street_address(self, street: FoundStreet) -> str:
        """Where the lots of this one street are."""
        county = self.counties.get(street.county_fips, "")
        words = (street.name, street.place or (f"{county} County" if county else ""))
        return url_for("finding.find_page", q=", ".join(filter(None, words)))

    def place(self, place: FoundPlace) -> str:
        """A place by its name."""
        if place.kind == "county":
            return self.county(place.key) if place.key in self.counties else place.name
        return readable_name(place.name)

    def of_place(self, place: FoundPlace) -> str:
        """What kind of place it is, and where."""
        if place.kind == "town":
            county = self.county(place.county_fips or "")
            return _("Lots with this town in their address, in %(county)s", county=county)
        if place.kind == "region":
            return _("Region")
        return _("County") if place.key in self.counties else _("County, not loaded yet")

    def place_address(self, place: FoundPlace) -> str | None:
        """What we have of a place; None where it is nothing."""
        if place.kind == "town":
            return url_for(
                "parcel_pages.parcel_list", county=place.county_fips, text=place.key.lower()
            )
        if place.kind == "region":
            return url_for("parcel_pages.parcel_list", region=place.key)
        if place.key in self.counties:
            return url_for("place_pages.county", fips=place.key)
        return None

    def land(self, land: NamedLand) -> str:
        """What the map names, by its name."""
        return readable_name(land.name)

    def corner_address(self, corner: Corner) -> str:
        """What is near a corner."""
        return near_address(Coordinates(corner.lon, corner.lat).written)

    def of_land(self, land: NamedLand) -> str:
        """What kind of land it is, and what is shown of it."""
        return str(_("%(kind)s on the map: what is near it", kind=say(LAND_KINDS[land.kind])))

    def land_address(self, land: NamedLand) -> str:
        """What is near it."""
        return near_address(Coordinates(land.lon, land.lat).written)


def near_address(written: str) -> str:
    """What is near a point: longitude, comma, latitude."""
    return f"{url_for('near.near_page')}?{urlencode({'near': written}, safe=',')}"


def line_of_point(point: Coordinates) -> Suggestion:
    """The line for coordinates that somebody types: they are no name of anything."""
    return Suggestion(
        point.written, str(_("What is near these coordinates")), near_address(point.written)
    )


def _numbers(street: FoundStreet) -> str:
    if street.least is None or street.most is None:
        return ""
    if street.least == street.most:
        return _("number %(number)s", number=street.least)
    return _("numbers %(least)s to %(most)s", least=street.least, most=street.most)


def suggested_lines(
    found: Found, places: Places, land: Iterable[NamedLand] = ()
) -> list[Suggestion]:
    """What a question may become: lots, then streets, then places, then what the map names."""
    return [
        *_lots(found, places),
        *_streets(found, places),
        *_places(found, places),
        *(
            Suggestion(places.land(one), places.of_land(one), places.land_address(one))
            for one in land
        ),
    ]


def _lots(found: Found, places: Places) -> Iterator[Suggestion]:
    for one in found.lots:
        address = url_for("parcel_pages.parcel", parcel_id=one.public_id)
        yield Suggestion(places.lot(one), places.of_lot(one), address)


def _streets(found: Found, places: Places) -> Iterator[Suggestion]:
    for one in found.streets:
        yield Suggestion(places.street(one), places.of_street(one), places.street_address(one))


def _places(found: Found, places: Places) -> Iterator[Suggestion]:
    for one in found.places:
        address = places.place_address(one)
        if address is not None:
            yield Suggestion(places.place(one), places.of_place(one), address)
