"""How programs get and read parcels: lines to copy, the same in every language.

Source:
    QGIS, PyQGIS Developer Cookbook, “Loading Layers”: delimited text; its options.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from landtrust.exports.parcel_csv import OUTLINE_COLUMN
from landtrust.exports.parcel_table import PROPERTY_SCHEMA

_NAME = "{name}"
_TEXTS = ("county_fips", "parcel_number", "situs_zip")
"""Columns of digits that are no numbers: a program would take the zeros off their heads."""

_PYTHON_TEXTS = "{" + ", ".join(f'"{name}": str' for name in _TEXTS) + "}"
_R_TEXTS = "c(" + ", ".join(f'{name} = "character"' for name in _TEXTS) + ")"

_PYTHON = {
    "parquet": 'import geopandas\nparcels = geopandas.read_parquet("{name}")',
    "csv": (
        "import geopandas, pandas\n"
        f"texts = {_PYTHON_TEXTS}\n"
        'rows = pandas.read_csv("{name}", dtype=texts)\n'
        f'outlines = geopandas.GeoSeries.from_wkt(rows.pop("{OUTLINE_COLUMN}"), crs="EPSG:4326")\n'
        "parcels = geopandas.GeoDataFrame(rows, geometry=outlines)"
    ),
    "spreadsheet.csv": (
        "import pandas\n"
        f"texts = {_PYTHON_TEXTS}\n"
        'parcels = pandas.read_csv("{name}", dtype=texts)'
    ),
    "xlsx": (
        "import pandas\n"
        f"texts = {_PYTHON_TEXTS}\n"
        'parcels = pandas.read_excel("{name}", dtype=texts)'
    ),
}
_PYTHON_USUAL = 'import geopandas\nparcels = geopandas.read_file("{name}")'
_R = {
    "parquet": (
        'rows <- arrow::read_parquet("{name}")\n'
        'outlines <- structure(as.list(rows$geometry), class = "WKB")\n'
        "rows$geometry <- sf::st_as_sfc(outlines, crs = 4326)\n"
        "parcels <- sf::st_as_sf(rows)"
    ),
    "shp.zip": 'parcels <- sf::read_sf("/vsizip/{name}")',
    "csv": (
        f'rows <- read.csv("{_NAME}", colClasses = {_R_TEXTS})\n'
        f'parcels <- sf::st_as_sf(rows, wkt = "{OUTLINE_COLUMN}", crs = 4326)'
    ),
    "spreadsheet.csv": (
        f'parcels <- read.csv("{_NAME}", colClasses = {_R_TEXTS}, fileEncoding = "UTF-8-BOM")'
    ),
    "xlsx": 'parcels <- readxl::read_excel("{name}", sheet = 1)',
}
_R_USUAL = 'parcels <- sf::read_sf("{name}")'
_QGIS_TYPES = {pa.int32(): "integer", pa.float64(): "double"}
_QGIS_NUMBERS = tuple(
    f"field={one.name}:{_QGIS_TYPES[one.type]}"
    for one in PROPERTY_SCHEMA
    if one.type in _QGIS_TYPES
)
# QGIS 3.22 knows no types of single fields, and would take the zeros off if it guessed.
_QGIS_CSV = "&".join(
    ("type=csv", f"wktField={OUTLINE_COLUMN}", "crs=EPSG:4326", "detectTypes=no", *_QGIS_NUMBERS)
)
_QGIS = {
    "shp.zip": 'qgis "/vsizip/{name}"',
    # A text has no coordinate system, and QGIS takes a script's word alone for one.
    "csv": (
        "echo \"from qgis.utils import iface; iface.addVectorLayer('file://$PWD/{name}?"
        + _QGIS_CSV
        + "', 'parcels', 'delimitedtext')\" > parcels.py\n"
        "qgis --code parcels.py"
    ),
}
_QGIS_USUAL = 'qgis "{name}"'


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """Lines for one program.

    Attributes:
        program: Its name.
        line: What to copy; it may have several lines.
    """

    program: str
    line: str


def program_lines(extension: str, address: str, name: str) -> tuple[ProgramLine, ...]:
    """How programs get a file and read it; those after the first read what it fetched.

    Args:
        extension: The form.
        address: Where the file is, whole.
        name: What the file is called.

    >>> print(program_lines("gpkg", "http://127.0.0.1/parcels.gpkg", "lots.gpkg")[0].line)
    curl -fL -o "lots.gpkg" "http://127.0.0.1/parcels.gpkg"
    """
    return (
        ProgramLine("curl", f'curl -fL -o "{name}" "{address}"'),
        ProgramLine("Python", _PYTHON.get(extension, _PYTHON_USUAL).replace(_NAME, name)),
        ProgramLine("R", _R.get(extension, _R_USUAL).replace(_NAME, name)),
        ProgramLine("QGIS", _QGIS.get(extension, _QGIS_USUAL).replace(_NAME, name)),
    )


def notebook_line(site: str, asked: Mapping[str, str]) -> ProgramLine:
    """How a notebook gets the same parcels, and their map, without a file.

    Args:
        site: The address of the site.
        asked: The filter, as addresses say it; what is empty is not asked for.

    >>> print(notebook_line("https://land.example", {"county": "28049", "text": ""}).line)
    import landtrust
    trust = landtrust.connect("https://land.example")
    parcels = trust.parcels(county='28049')
    trust.map(parcels)
    """
    named = ", ".join(f"{name}={text!r}" for name, text in asked.items() if text)
    line = (
        f'import landtrust\ntrust = landtrust.connect("{site}")\n'
        f"parcels = trust.parcels({named})\ntrust.map(parcels)"
    )
    return ProgramLine("Jupyter", line)


def gdal_line(interface: str, collection: str, page_size: int) -> ProgramLine:
    """How GDAL copies a collection of the interface for programs into a file.

    Args:
        interface: Its address, whole.
        collection: The id.
        page_size: How many features to ask for at a time; GDAL itself asks for few.

    >>> gdal_line("https://land.example/ogc", "parcels", 2000).line
    'ogr2ogr parcels.gpkg "OAPIF:https://land.example/ogc" parcels -oo PAGE_SIZE=2000'
    """
    source = f'"OAPIF:{interface}" {collection}'
    return ProgramLine("GDAL", f"ogr2ogr {collection}.gpkg {source} -oo PAGE_SIZE={page_size}")
