"""The border of what is translated: files whose errors are read at a terminal alone.

A page never says them, so they stay in the English of the commands, of the log and of the reports
on county files, and no catalog has them.
"""

from types import MappingProxyType

_COUNTY_FILE = "reads a county's file for “landtrust load”; papers and spreadsheets do not pass it"
_BACKUP = "backups and copies of a store are made and brought back by commands"

SAID_IN_ENGLISH = MappingProxyType(
    {
        "landtrust/analysis/": "works while a county is loaded",
        "landtrust/cli/": "is the terminal's own door",
        "landtrust/exports/releases/making.py": "releases are made by a command",
        "landtrust/exports/tippecanoe.py": "tiles are built by a command",
        "landtrust/ingest/": "is what “landtrust load” does",
        "landtrust/maps/frame_map.py": "draws for notebooks, behind the door of Python",
        "landtrust/notebook/": "is the door of Python, whose errors are read where it is written",
        "landtrust/services/backup_file.py": _BACKUP,
        "landtrust/services/postgresql_backup.py": _BACKUP,
        "landtrust/services/postgresql_programs.py": _BACKUP,
        "landtrust/services/sqlite_backup.py": _BACKUP,
        "landtrust/services/store_copy.py": _BACKUP,
        "landtrust/sources/archives.py": _COUNTY_FILE,
        "landtrust/sources/catalog.py": _COUNTY_FILE,
        "landtrust/sources/child_process.py": _COUNTY_FILE,
        "landtrust/sources/csv_rows.py": _COUNTY_FILE,
        "landtrust/sources/foreign_rows.py": _COUNTY_FILE,
        "landtrust/sources/formats.py": _COUNTY_FILE,
        "landtrust/sources/gdal_rows.py": _COUNTY_FILE,
        "landtrust/sources/geojson_features.py": _COUNTY_FILE,
        "landtrust/sources/geojson_rows.py": _COUNTY_FILE,
        "landtrust/sources/geopackage_checks.py": _COUNTY_FILE,
        "landtrust/sources/json_stream.py": _COUNTY_FILE,
        "landtrust/sources/layer_choice.py": _COUNTY_FILE,
        "landtrust/sources/mapping.py": _COUNTY_FILE,
        "landtrust/sources/parquet_rows.py": _COUNTY_FILE,
        "landtrust/sources/places.py": _COUNTY_FILE,
        "landtrust/sources/resolution.py": _COUNTY_FILE,
        "landtrust/sources/shapefile_checks.py": _COUNTY_FILE,
        "landtrust/sources/zip_directory.py": _COUNTY_FILE,
    }
)
"""Files, or folders of them, each with why no page says what they say."""


def is_said_in_english(place: str) -> bool:
    """Whether the errors of a file of the program stay in English."""
    return place.startswith(tuple(SAID_IN_ENGLISH))
