"""What GDAL may do in the child process; said in the environment before it is loaded."""

import os

from landtrust.sources.formats import FileFormat

DRIVERS = {
    FileFormat.GEOPACKAGE: "GPKG",
    FileFormat.SHAPEFILE: "ESRI Shapefile",
    FileFormat.FILE_GEODATABASE: "OpenFileGDB",
    FileFormat.FLATGEOBUF: "FlatGeobuf",
    FileFormat.ESRI_JSON: "ESRIJSON",
}

# Every vector driver of GDAL 3.12; a test compares this list with the GDAL that is installed.
_KNOWN = """
ADBC, AIVector, AVCBin, AVCE00, AmigoCloud, Arrow, BAG, CAD, CSV, CSW, Carto, DGN, DXF, EDIGEO,
EEDA, ESRI Shapefile, ESRIJSON, Elasticsearch, FlatGeobuf, GDALG, GML, GMLAS, GPKG, GPSBabel,
GPX, GTFS, GeoJSON, GeoJSONSeq, GeoRSS, HANA, HTTP, Idrisi, Interlis 1, Interlis 2, JML, JSONFG,
KML, LIBKML, LVBAG, MBTiles, MEM, MVT, MapInfo File, MapML, Memory, MiraMonVector, MongoDBv3,
MSSQLSpatial, MySQL, NAS, netCDF, NGW, OAPIF, OCI, ODBC, ODS, OGCAPI, OGR_GMT, OGR_PDS, OGR_VRT,
OSM, OpenFileGDB, PCIDSK, PDF, PDS4, PGDUMP, PGeo, PLSCENES, PMTiles, Parquet, PostgreSQL, S57,
SOSI, SQLite, SXF, Selafin, TIGER, TopoJSON, UK .NTF, VDV, VFK, VICAR, WAsP, WFS, XLS, XLSX,
XODR
"""
KNOWN_DRIVERS = tuple(" ".join(name.split()) for name in _KNOWN.split(","))

_SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_NUM_THREADS": "1",
    "GDAL_PAM_ENABLED": "NO",
    "OGR_ENABLE_PARTIAL_REPROJECTION": "NO",
    "OGR_GPKG_NUM_THREADS": "1",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF,cell_size_check=ON",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
    "GDAL_HTTP_TIMEOUT": "1",
    "PROJ_NETWORK": "OFF",
}


def allow_only(file_format: FileFormat) -> str:
    """Set the environment so that GDAL, loaded after this, knows the one driver for a format.

    Returns:
        The driver's GDAL name.
    """
    driver = DRIVERS[file_format]
    skipped = ",".join(name for name in KNOWN_DRIVERS if name != driver)
    os.environ.update(_SETTINGS, OGR_SKIP=skipped)
    return driver
