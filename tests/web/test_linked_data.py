"""Releases as catalogs and search engines find them."""

import json

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, XSD

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.releases.conftest import Shelved, app, reader, shelved, town
from tests.releasing import BASE_URL, FIRST, NAME, SECOND, linked_documents

__all__ = ["app", "reader", "shelved", "town"]

# Of version 3, which is younger than what rdflib has.
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
PAGE = f"/datasets/{NAME}/{SECOND}"
ONCE = pytest.mark.sqlite_only("pages of a folder")
# What rdflib says of itself while it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")


def _graph(text: str, base: str = BASE_URL) -> Graph:
    graph = Graph()
    graph.parse(data=text, format="json-ld", publicID=base)
    return graph


def _require_dataset(graph: Graph, page: URIRef, files: int) -> None:
    """What DCAT-AP asks of a dataset and of its distributions."""
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.issued,
                   DCTERMS.identifier, DCTERMS.accessRights, DCTERMS.rights, DCTERMS.license,
                   DCAT.version, DCAT.keyword, DCAT.landingPage, DCAT.inSeries):  # fmt: skip
        assert (page, needed, None) in graph, needed
    distributions = list(graph.objects(page, DCAT.distribution))
    assert len(distributions) == files
    for one in distributions:
        assert (one, RDF.type, DCAT.Distribution) in graph
        for needed in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.license):
            assert isinstance(graph.value(one, needed), URIRef), needed
        size = graph.value(one, DCAT.byteSize)
        assert isinstance(size, Literal)
        assert (size.datatype, size.value > 0) == (XSD.nonNegativeInteger, True)
        checksum = graph.value(one, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert len(str(graph.value(checksum, SPDX.checksumValue))) == 64


@ONCE
def test_a_release_is_told_to_catalogs(reader: FlaskClient, shelved: Shelved) -> None:
    answer = reader.get(f"{PAGE}/dcat.jsonld")
    assert answer.mimetype == "application/ld+json"
    graph = _graph(answer.text)
    page = URIRef(BASE_URL + PAGE)
    assert (page, RDF.type, DCAT.Dataset) in graph
    _require_dataset(graph, page, len(shelved.second.files))
    assert graph.value(page, DCAT.previousVersion) == URIRef(f"{BASE_URL}/datasets/{NAME}/{FIRST}")
    assert str(graph.value(page, DCTERMS.issued)) == SECOND
    assert len(list(graph.objects(page, DCTERMS.source))) == len(shelved.second.sources)
    packed = URIRef(f"{BASE_URL}{PAGE}/parcels.geojson.gz")
    assert str(graph.value(packed, DCAT.mediaType)).endswith("/application/geo+json")
    assert str(graph.value(packed, DCAT.compressFormat)).endswith("/application/gzip")
    tag = answer.headers["ETag"]
    again = reader.get(f"{PAGE}/dcat.jsonld", headers={"If-None-Match": tag})
    assert again.status_code == 304


@ONCE
def test_the_catalog_has_every_release(reader: FlaskClient, shelved: Shelved) -> None:
    graph = _graph(reader.get("/datasets/catalog.jsonld").text)
    catalog = URIRef(f"{BASE_URL}/datasets")
    assert (catalog, RDF.type, DCAT.Catalog) in graph
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert (catalog, needed, None) in graph
    pages = {URIRef(f"{BASE_URL}/datasets/{NAME}{end}") for end in ("", f"/{FIRST}", f"/{SECOND}")}
    assert set(graph.objects(catalog, DCAT.dataset)) == pages
    (series,) = graph.subjects(RDF.type, DCAT.DatasetSeries)
    assert graph.value(series, DCAT.last) == URIRef(BASE_URL + PAGE)
    for version, release in ((FIRST, shelved.first), (SECOND, shelved.second)):
        page = URIRef(f"{BASE_URL}/datasets/{NAME}/{version}")
        _require_dataset(graph, page, len(release.files))


@ONCE
def test_a_release_is_known_by_the_address_that_it_is_cited_by(shelved: Shelved) -> None:
    moved = Settings(state_folder=shelved.settings.state_folder, base_url="https://new.example")
    reader = create_app(moved, shelved.engine).test_client()
    told = reader.get(f"{PAGE}/dcat.jsonld").json
    found, _ = linked_documents(reader.get(PAGE).text)
    cited, here = f"{BASE_URL}{PAGE}", f"https://new.example{PAGE}"
    assert told is not None
    assert {told["@id"], told["dct:identifier"], found["@id"], found["identifier"]} == {cited}
    assert told["dcat:previousVersion"] == {"@id": shelved.first.address}
    assert (told["dcat:landingPage"], found["url"]) == ({"@id": here}, here)
    assert told["dcat:distribution"][0]["dcat:downloadURL"]["@id"].startswith(f"{here}/")
    series = next(iter(json.loads(reader.get("/datasets/catalog.jsonld").data)["dcat:dataset"]))
    assert series["dcat:last"] == {"@id": cited}


@ONCE
def test_search_engines_read_the_page(reader: FlaskClient, shelved: Shelved) -> None:
    found, linked = linked_documents(reader.get(PAGE).text)
    assert linked == json.loads(reader.get(f"{PAGE}/dcat.jsonld").text)
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    # What Google asks of a dataset: its name, and 50 to 5,000 characters of what it is.
    assert found["name"] == shelved.second.title
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["temporalCoverage"] == "2015-03-01/2026-11-23"  # from the first holding
    south, west, north, east = map(float, found["spatialCoverage"]["geo"]["box"].split())
    assert (west, south) < (east, north)
    assert len(found["distribution"]) == len(shelved.second.files)
    local = {**found, "@context": {"@vocab": "https://schema.org/"}}  # no test asks the network
    graph = _graph(json.dumps(local))
    schema = Namespace("https://schema.org/")
    assert (URIRef(BASE_URL + PAGE), RDF.type, schema.Dataset) in graph
