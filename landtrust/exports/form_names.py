"""What the forms of parcel files are called: how an address, or a file's name, ends."""

FORM_NAMES = (
    "geojson",
    "geojsonseq",
    "gpkg",
    "parquet",
    "fgb",
    "shp.zip",
    "csv",
    "spreadsheet.csv",
    "xlsx",
)
"""In the order in which people are shown them."""
