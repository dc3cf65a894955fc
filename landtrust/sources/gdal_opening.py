"""What each format needs before GDAL may open it. Importing this module loads GDAL."""

from pathlib import Path

import pyogrio

from landtrust.sources.gdal_rows import GdalFile, check_drivers, gdal_layers, open_gdal
from landtrust.sources.geojson_features import GeoJsonText
from landtrust.sources.geojson_rows import refuse_part_of_an_answer
from landtrust.sources.geopackage_checks import geopackage_layers, settled_geopackage
from landtrust.sources.layer_choice import choose_layer
from landtrust.sources.row_source import ForeignRows, ScratchFolder
from landtrust.sources.shapefile_checks import prepare_shapefile


def open_with_driver(
    path: Path, driver: str, layer: str | None, notes: list[str], scratch: ScratchFolder
) -> ForeignRows:
    """Check a file in its format's own way and open one layer of it.

    Args:
        path: The file.
        driver: The one GDAL driver that is allowed.
        layer: Name of the layer; None takes the only one that may hold polygons.
        notes: Gains what was met.
        scratch: For temporary files.

    Raises:
        InvalidInput: The checks fail, GDAL cannot open it or there is no such layer.
    """
    check_drivers(driver)
    if driver == "ESRI Shapefile":
        return _open_shapefile(path, layer, notes, scratch)
    if driver == "GPKG":
        return _open_geopackage(path, layer, notes, scratch)
    if driver == "ESRIJSON":
        _check_esri_answer(path)
    file = GdalFile(path, path, driver)
    layers = gdal_layers(file)
    if driver in ("FlatGeobuf", "ESRIJSON"):
        _check_stem(path, layer)
        layer = None
    chosen = choose_layer(path, layers, layer)
    return open_gdal(file, chosen, notes, scratch, chosen)


def _check_stem(path: Path, layer: str | None) -> None:
    if layer is not None:
        choose_layer(path, {path.stem: "Polygon"}, layer)


def _open_shapefile(
    path: Path, layer: str | None, notes: list[str], scratch: ScratchFolder
) -> ForeignRows:
    _check_stem(path, layer)
    folder = scratch.path() / "shapefile"
    folder.mkdir()
    shapefile = prepare_shapefile(path, folder, notes)
    # SHAPE_ENCODING="" hands the bytes over as they are: they are decoded value by value.
    restore = "YES" if shapefile.is_index_lost else None
    pyogrio.set_gdal_config_options({"SHAPE_ENCODING": "", "SHAPE_RESTORE_SHX": restore})
    file = GdalFile(path, shapefile.path, "ESRI Shapefile", encoding=shapefile.encoding)
    return open_gdal(file, "layer", notes, scratch, path.stem)


def _open_geopackage(
    path: Path, layer: str | None, notes: list[str], scratch: ScratchFolder
) -> ForeignRows:
    settled = settled_geopackage(path, scratch, notes)
    chosen = choose_layer(path, geopackage_layers(settled, path), layer)
    file = GdalFile(path, settled, "GPKG", options={"IMMUTABLE": "YES"})
    return open_gdal(file, chosen, notes, scratch, chosen)


def _check_esri_answer(path: Path) -> None:
    text = GeoJsonText(path, is_sequence=False)
    for _ in text.features():
        pass
    refuse_part_of_an_answer(path, text.members)
