"""The measured parcels on as many streets as a state has, and questions about them.

The scale sets have forty streets; a state has some 130,000, many of one name in many towns.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks.questions_asked import Asked
from tests.benchmarks.scale_sets import FOLDER, Tiling, scale_name, scale_parquet
from tests.search_questions import misspelled

PARCELS_ON_A_STREET = 17
_ROWS_AT_ONCE = 100_000
_SEED = 3
_TOWNS = 400
_SYLLABLES = (
    "BAR", "BEL", "BRAN", "CAL", "CAM", "CAR", "CHES", "CLAY", "COL", "CROS", "DAN", "DEL",
    "ELL", "EVER", "FAIR", "FOR", "GAR", "GLEN", "GRAN", "HAM", "HAR", "HOL", "JEF", "KEN",
    "KIN", "LAN", "LEX", "LIN", "LOR", "MAD", "MAR", "MER", "MON", "MOR", "NAT", "NEW", "NOR",
    "OAK", "PEAR", "PER", "RAN", "RED", "RIV", "ROS", "SAL", "SHEL", "STAN", "SUM", "TAL",
    "TRAV", "VER", "WAL", "WEST", "WIN", "WOOD",
)  # fmt: skip
_ENDS = (
    "BERRY", "BROOK", "BURY", "DALE", "ER", "FIELD", "FORD", "HAVEN", "INGTON", "LAND", "LEY",
    "MONT", "MORE", "SON", "TON", "VILLE", "WAY",
)  # fmt: skip
_COMMON = (
    "MAIN", "CHURCH", "OAK", "PINE", "LAKE", "HILL", "CREEK", "PARK", "MAPLE", "CEDAR", "ELM",
    "JACKSON", "JEFFERSON", "LINCOLN", "MARTIN", "SPRING", "RIVER", "MILL", "SCHOOL", "FOREST",
    "RIDGE", "COLLEGE", "DEPOT", "MAGNOLIA", "DOGWOOD", "PECAN", "WALNUT", "HICKORY",
)  # fmt: skip
_DIRECTIONS = ("", "", "", "", "N ", "S ", "E ", "W ")
_SUFFIXES = ("ST", "AVE", "RD", "DR", "LN", "CT", "CIR", "CV", "PL", "BLVD")


def parquet_with_streets(tiling: Tiling) -> Path:
    """The file of this size with other addresses; made where missing."""
    path = FOLDER / f"{scale_name(tiling)}_streets.parquet"
    if not path.exists():
        building = path.with_suffix(".building.parquet")
        _write(scale_parquet(tiling), building)
        building.rename(path)
    return path


def _write(source: Path, target: Path) -> None:
    file = pq.ParquetFile(source)
    schema = file.schema_arrow.append(pa.field("SCITY", pa.string()))
    named = _addresses(file.metadata.num_rows)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            rows = [next(named) for _ in range(batch.num_rows)]
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            columns["SITEADD"] = pa.array([address for address, _ in rows], pa.large_string())
            columns["SCITY"] = pa.array([town for _, town in rows], pa.string())
            writer.write_table(pa.Table.from_arrays(list(columns.values()), schema=schema))


def _addresses(parcels: int) -> Iterator[tuple[str, str]]:
    chance = random.Random(_SEED)  # noqa: S311 - not a secret
    towns = [_name(chance) for _ in range(_TOWNS)]
    for _ in range(-(-parcels // PARCELS_ON_A_STREET)):
        street, town = _street(chance), chance.choice(towns)
        house = chance.randrange(100, 3_000)
        for place in range(PARCELS_ON_A_STREET):
            yield f"{house + 4 * place} {street}", town


def _name(chance: random.Random) -> str:
    return chance.choice(_SYLLABLES) + chance.choice((*_SYLLABLES, *_ENDS))


def _street(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.1:
        name = chance.choice(_COMMON)
    elif kind < 0.7:
        name = chance.choice(_SYLLABLES) + chance.choice(_SYLLABLES) + chance.choice(_ENDS)
    else:
        name = f"{_name(chance)} {chance.choice(_COMMON)}"
    return f"{chance.choice(_DIRECTIONS)}{name} {chance.choice(_SUFFIXES)}"


def box_questions(tiling: Tiling, count: int) -> Iterator[Asked]:
    """What is asked of the box about the parcels of this size, the same every time."""
    chance = random.Random(_SEED)  # noqa: S311
    parcels = pq.read_table(parquet_with_streets(tiling), columns=["SITEADD", "SCITY"])
    rows = [parcels.slice(chance.randrange(parcels.num_rows), 1).to_pylist()[0]
            for _ in range(count)]  # fmt: skip
    houses = [row["SITEADD"].partition(" ") for row in rows]
    towns = [row["SCITY"] for row in rows]
    pairs = list(zip(houses, towns, strict=True))
    yield Asked("an address with its town", _paths(f"{h} {s}, {t}" for (h, _, s), t in pairs))
    yield Asked(
        "an address with a typing error",
        _paths(f"{h} {misspelled(s, chance)}, {t}" for (h, _, s), t in pairs),
    )
    yield Asked("a number that no lot has", _paths(f"{h}9 {s}, {t}" for (h, _, s), t in pairs))
    yield Asked("a street", _paths(f"{s}, {t}" for (_, _, s), t in pairs))
    begun = (f"{h} {s[: chance.randrange(3, len(s) + 1)]}" for (h, _, s), _ in pairs)
    yield Asked("suggestions while it is typed", _paths(begun, "/find/suggestions"))


def _paths(questions: Iterator[str], at: str = "/find") -> list[str]:
    return [f"{at}?q={quote_plus(one.lower())}" for one in questions]
