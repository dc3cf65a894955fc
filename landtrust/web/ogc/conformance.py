"""What of which standards the interface does."""

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{name}"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
_GRIDS = "http://www.opengis.net/spec/tms/2.0/conf/{name}"
_COMMON = "http://www.opengis.net/spec/ogcapi-common-{part}/1.0/conf/{name}"

CLASSES = (
    *(_FEATURES.format(part=1, name=name) for name in ("core", "oas30", "html", "geojson")),
    _FEATURES.format(part=2, name="crs"),
    *(
        _FEATURES.format(part=3, name=name)
        for name in ("filter", "features-filter", "queryables", "queryables-query-parameters")
    ),
    *(
        _FEATURES.format(part=5, name=name)
        for name in (
            "schemas",
            "core-roles-features",
            "returnables-and-receivables",
            "queryables",
            "sortables",
        )
    ),
    _FEATURES.format(part=8, name="sorting"),
    *(_COMMON.format(part=1, name=name) for name in ("core", "json", "html", "oas30")),
    _COMMON.format(part=2, name="collections"),
    *(
        _TILES.format(name=name)
        for name in (
            "core",
            "tileset",
            "tilesets-list",
            "dataset-tilesets",
            "geodata-tilesets",
            "mvt",
            "oas30",
        )
    ),
    *(
        _GRIDS.format(name=name)
        for name in (
            "tilematrixset",
            "json-tilematrixset",
            "tilematrixsetlimits",
            "json-tilematrixsetlimits",
            "tilesetmetadata",
            "json-tilesetmetadata",
        )
    ),
    *(
        _CQL2.format(name=name)
        for name in (
            "basic-cql2",
            "cql2-text",
            "cql2-json",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "array-functions",
            "property-property",
            "functions",
            "arithmetic",
        )
    ),
)
"""The conformance classes, by their names."""
