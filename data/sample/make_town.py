"""Draw the invented neighborhood again: `python data/sample/make_town.py [FOLDER]`.

Writes the two roll years, the places and the list of changes beside this file, or into FOLDER.
The same bytes come out each time. Nothing here is a real parcel, person or firm.
"""

import csv
import json
import sys
from dataclasses import astuple
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry
from town_addresses import number_houses, number_parcels
from town_coverage import acres, fitted, lon_lat, net
from town_dice import Dice
from town_growth import Change, Growth
from town_lots import cut_town
from town_names import TRAPS
from town_owners import BLANK, CITY, Owner, Roll
from town_places import places
from town_roll import Row, roll_rows
from town_shapes import Lot
from town_streets import lay_out
from town_uses import settle_town
from town_year import Year

SEED = 1904
YEARS = (2025, 2026)
NOTE = (
    "INVENTED. No parcel, person, firm or church in this file is real; governments are named "
    "only to show how rolls write them. Made by data/sample/make_town.py. CC0."
)
HEADINGS = ("change", "parno", "related_parnos", "field", "value_2025", "value_2026", "note")


def make(folder: Path) -> None:
    """Make the town and write its four files into a folder."""
    dice = Dice(SEED)
    town = lay_out(dice)
    lots = settle_town(town, cut_town(town, dice), dice)
    number_parcels(lots)
    number_houses(lots, town.streets)
    owners = Roll(dice).deal(lots)
    traps = {line for pair in TRAPS for line in pair} - {BLANK}
    kept = {number for number, owner in owners.items() if owner.first_line in traps}
    growth = Growth(lots, kept, dice)
    growth.happen()
    lots.sort(key=lambda lot: lot.number)
    rows = roll_rows(lots, _with_heirs_of(growth, lots, owners), dice)
    lasting = [lot for lot in lots if set(lot.years) == set(YEARS)]
    year = Year(lasting, rows, growth.touched, dice)
    year.pass_by()
    outlines = _outlines(lots)
    for number, of_year in zip(YEARS, (rows, year.rows), strict=True):
        features = _features(lots, of_year, outlines, number)
        _write(folder / f"west_jackson_{number}.geojson", features)
    churches = {lot.number: owners[lot.number] for lot in lots if lot.landuse == "CHURCH"}
    named = {number: _joined_name(owner) for number, owner in churches.items()}
    _write(folder / "west_jackson_places.geojson", places(town.streets, lots, named))
    _write_changes(folder / "changes_2025_2026.csv", [*growth.changes, *year.changes])


def _with_heirs_of(growth: Growth, lots: list[Lot], owners: dict[str, Owner]) -> dict[str, Owner]:
    """Return owners for all lots: a new lot goes to the owner of the lot that it came from."""
    return {
        lot.number: owners.get(growth.parents.get(lot.number, lot.number), CITY) for lot in lots
    }


def _outlines(lots: list[Lot]) -> dict[tuple[str, int], BaseGeometry]:
    """Return lon/lat outlines by parcel number and year, fitted to each other without overlap."""
    drawn = {year: [lot for lot in lots if year in lot.years] for year in YEARS}
    shapes = {year: [lot.shape_in(year) for lot in drawn[year]] for year in YEARS}
    faces = net([shape for year in YEARS for shape in shapes[year]])
    return {
        (lot.number, year): shapely.orient_polygons(lon_lat(shape).normalize())
        for year in YEARS
        for lot, shape in zip(drawn[year], fitted(shapes[year], faces), strict=True)
    }


def _features(
    lots: list[Lot],
    rows: dict[str, Row],
    outlines: dict[tuple[str, int], BaseGeometry],
    year: int,
) -> list[tuple[Row, BaseGeometry]]:
    return [
        ({**rows[lot.number], "GISACRES": acres(outline)}, outline)
        for lot in lots
        if (outline := outlines.get((lot.number, year))) is not None
    ]


def _joined_name(owner: Owner) -> str:
    return f"{owner.first_line} {owner.second_line}".strip()


def _write(path: Path, features: list[tuple[Row, BaseGeometry]]) -> None:
    """Write compact GeoJSON, one feature a line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": row,
                "geometry": json.loads(shapely.to_geojson(shape)),
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for row, shape in features
    ]
    head = f'{{"type":"FeatureCollection","note":{json.dumps(NOTE)},"features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} features, {path.stat().st_size / 1e6:.2f} MB")


def _write_changes(path: Path, changes: list[Change]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(sorted(astuple(change) for change in changes))
    print(f"{path.name}: {len(changes)} changes")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
