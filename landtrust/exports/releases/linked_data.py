"""Releases as linked data: DCAT for catalogs, schema.org for search engines.

Source:
    W3C Data Catalog Vocabulary (DCAT) 3; schema.org, Dataset; SPDX for checksums.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from landtrust.exports.geojson import MEDIA_TYPE as GEOJSON_TYPE
from landtrust.exports.releases.licences import LICENCES
from landtrust.exports.releases.manifest import FileEntry, Release, SourceEntry
from landtrust.exports.releases.tables import GZIP_TYPE

MEDIA_TYPE = "application/ld+json"

Node = dict[str, Any]

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_IS_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_KEYWORDS = ("parcels", "land ownership", "community land trust", "land use", "tax roll")
_PACKED = {".geojson.gz": GEOJSON_TYPE, ".csv.gz": "text/csv"}


def dcat_release(release: Release, at: str, before: Release | None) -> Node:
    """A release as a document of DCAT.

    Args:
        release: It.
        at: The address of the page of all datasets, which every other begins with.
        before: The release before it that is still there; None: there is none.
    """
    return {"@context": _CONTEXT, **_dataset(release, at, before)}


def dcat_catalog(series: Iterable[Sequence[Release]], at: str, publisher: str) -> Node:
    """Every release of every dataset as a catalog.

    Args:
        series: The releases of each dataset, newest first; those that were withdrawn left out.
        at: The address of the page of all datasets.
        publisher: The organization.
    """
    found: list[Node] = []
    for releases in series:
        found.append(_series(releases[0], at))
        before = (*releases[1:], None)
        found += (_dataset(one, at, two) for one, two in zip(releases, before, strict=True))
    return {
        "@context": _CONTEXT,
        "@id": at,
        "@type": "dcat:Catalog",
        "dct:title": f"Datasets of {publisher}",
        "dct:description": "Public data on parcels and on land held in common, each release of "
        "which stays as it is.",
        "dct:publisher": _agent(publisher),
        "foaf:homepage": {"@id": at},
        "dcat:dataset": found,
    }


def schema_org(release: Release, at: str) -> Node:
    """A release as search engines read it."""
    cited, page = _cited(release, at), _page(release, at)
    found: Node = {
        "@context": "https://schema.org/",
        "@id": cited,
        "@type": "Dataset",
        "name": release.title,
        "description": release.about,
        "url": page,
        "identifier": cited,
        "version": release.version,
        "datePublished": release.day.isoformat(),
        "creator": {"@type": "Organization", "name": release.publisher},
        "publisher": {"@type": "Organization", "name": release.publisher},
        "keywords": list(_KEYWORDS),
        "isAccessibleForFree": True,
        "includedInDataCatalog": {"@type": "DataCatalog", "url": at},
        "isBasedOn": [_creative_work(one) for one in release.sources],
        "distribution": [_download(one, page) for one in release.files],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": field.name, "description": field.meaning}
            for field in release.tables[0].fields
        ],
    }
    if release.licence:
        found["license"] = LICENCES[release.licence].address
    if release.newest_day:
        found["temporalCoverage"] = f"{_first(release)}/{release.newest_day.isoformat()}"
    if release.bbox:
        west, south, east, north = release.bbox
        box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        found["spatialCoverage"] = {"@type": "Place", "geo": box}
    return found


def _cited(release: Release, at: str) -> str:
    """What a release is known by: the address that its own citation has, wherever it lies now."""
    return release.address or _page(release, at)


def _page(release: Release, at: str) -> str:
    return f"{at}/{release.name}/{release.version}"


def _first(release: Release) -> str:
    fetched = (one.retrieved_on for one in release.sources if one.retrieved_on)
    return (release.first_day or min(fetched)).isoformat()


def _series(newest: Release, at: str) -> Node:
    return {
        "@id": f"{at}/{newest.name}",
        "@type": "dcat:DatasetSeries",
        "dct:title": newest.title,
        "dct:description": newest.about,
        "dct:publisher": _agent(newest.publisher),
        "dcat:last": {"@id": _cited(newest, at)},
    }


def _dataset(release: Release, at: str, before: Release | None) -> Node:
    cited, page = _cited(release, at), _page(release, at)
    found: Node = {
        "@id": cited,
        "@type": "dcat:Dataset",
        "dct:title": release.title,
        "dct:description": release.about,
        "dct:identifier": cited,
        "dct:issued": _typed("date", release.day.isoformat()),
        "dct:publisher": _agent(release.publisher),
        "dct:creator": _agent(release.publisher),
        "dct:accessRights": {"@id": _IS_PUBLIC},
        "dct:source": [_source(one) for one in release.sources],
        "dcat:version": release.version,
        "dcat:inSeries": {"@id": f"{at}/{release.name}"},
        "dcat:landingPage": {"@id": page},
        "dcat:keyword": list(_KEYWORDS),
        "dcat:distribution": [_distribution(one, release, page) for one in release.files],
    }
    if before is not None:
        found["dcat:previousVersion"] = {"@id": _cited(before, at)}
    if release.newest_day:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", _first(release)),
            "dcat:endDate": _typed("date", release.newest_day.isoformat()),
        }
    if release.bbox:
        found["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": _box(release.bbox)}
    return found | _licence(release)


def _distribution(file: FileEntry, release: Release, page: str) -> Node:
    address = f"{page}/{file.name}"
    found: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dct:description": file.about,
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": _MEDIA_TYPES + _unpacked_type(file)},
        "dcat:byteSize": _typed("nonNegativeInteger", str(file.size_bytes)),
        "spdx:checksum": _checksum(file.sha256),
    }
    if file.media_type == GZIP_TYPE:
        found["dcat:compressFormat"] = {"@id": _MEDIA_TYPES + GZIP_TYPE}
    return found | _licence(release)


def _licence(release: Release) -> Node:
    """The terms: one statement for each source, and the licence of what is the organization's."""
    words = dict.fromkeys(f"{one.title}: {one.licence}" for one in release.sources)
    rights = [{"@type": "dct:RightsStatement", "rdfs:label": text} for text in words]
    if release.licence is None:
        return {"dct:rights": rights}
    return {"dct:rights": rights, "dct:license": {"@id": LICENCES[release.licence].address}}


def _source(source: SourceEntry) -> Node:
    found: Node = {
        "@type": "dcat:Resource",
        "dct:title": source.title,
        "dct:publisher": _agent(source.publisher),
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": source.licence},
    }
    if source.urls:
        found["dcat:landingPage"] = [{"@id": one} for one in source.urls]
    if source.retrieved_on:
        found["dct:issued"] = _typed("date", source.retrieved_on.isoformat())
    if source.sha256:
        found["spdx:checksum"] = _checksum(source.sha256)
    return found


def _creative_work(source: SourceEntry) -> Node:
    found: Node = {
        "@type": "CreativeWork",
        "name": source.title,
        "creditText": source.credit,
        "usageInfo": source.licence,
        "publisher": {"@type": "Organization", "name": source.publisher},
    }
    if source.urls:
        found["url"] = source.urls[0]
    if source.retrieved_on:
        # When its publisher gave it out is not known: that is the version that was fetched.
        found["version"] = source.retrieved_on.isoformat()
    if source.sha256:
        found["identifier"] = f"sha256:{source.sha256}"
    return found


def _download(file: FileEntry, page: str) -> Node:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "description": file.about,
        "contentUrl": f"{page}/{file.name}",
        "encodingFormat": file.media_type.partition(";")[0],
        "contentSize": f"{file.size_bytes} B",
        "sha256": file.sha256,
    }


def _checksum(sha256: str) -> Node:
    return {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
        "spdx:checksumValue": _typed("hexBinary", sha256),
    }


def _unpacked_type(file: FileEntry) -> str:
    packed = (kind for end, kind in _PACKED.items() if file.name.endswith(end))
    return next(packed, file.media_type.partition(";")[0])


def _box(bbox: tuple[float, float, float, float]) -> Node:
    west, south, east, north = bbox
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    text = ", ".join(f"{lon} {lat}" for lon, lat in corners)
    return {"@type": "geosparql:wktLiteral", "@value": f"POLYGON (({text}))"}


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _agent(name: str) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": name}
