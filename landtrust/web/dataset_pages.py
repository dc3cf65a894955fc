"""Datasets that can be cited: what was released, its files, and how to cite it.

Releases are public and the same for everybody; they are read from their folder alone.
"""

from dataclasses import dataclass
from http import HTTPStatus

import orjson
from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from landtrust.errors import Gone, NotFound
from landtrust.exports.releases.citation import citation_bibtex, citation_text
from landtrust.exports.releases.folder import ReleaseFolder, damaged, read_sums
from landtrust.exports.releases.licences import LICENCES
from landtrust.exports.releases.linked_data import (
    MEDIA_TYPE,
    Node,
    dcat_catalog,
    dcat_release,
    schema_org,
)
from landtrust.exports.releases.manifest import (
    MANIFEST,
    SUMS,
    FileEntry,
    Release,
    TableEntry,
    Withdrawn,
)
from landtrust.phrases import Phrase
from landtrust.sources.fingerprints import sha256_of_file
from landtrust.web.base_address import base_address
from landtrust.web.languages import without_language
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_files import stored_answer
from landtrust.web.site import site

blueprint = Blueprint("dataset_pages", __name__)

_JSON_TYPE = "application/json"
_LIST_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a release as its page lists it, with its address."""

    file: FileEntry
    address: str


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table of a release with its files; None: the files that tell of the release."""

    table: TableEntry | None
    files: tuple[ListedFile, ...]


@blueprint.get("/datasets")
def datasets() -> str:
    """Every dataset that was released."""
    read_parameters(request.query_string, ())
    folder = _folder()
    found = list(filter(None, map(folder.versions, folder.names())))
    return _page("datasets.html", datasets=found)


@blueprint.get("/datasets/catalog.jsonld")
def catalog() -> Response:
    """Every release of every dataset for catalogs (DCAT); those that were withdrawn left out."""
    read_parameters(request.query_string, ())
    folder = _folder()
    series = filter(None, map(folder.whole, folder.names()))
    return _linked(dcat_catalog(series, _all_datasets(), site().settings.organization))


@blueprint.get("/datasets/<dataset>")
def one_dataset(dataset: str) -> str:
    """The releases of a dataset, newest first."""
    read_parameters(request.query_string, ())
    found = _folder().versions(dataset)
    if not found:
        msg = Phrase("There is no dataset “%(name)s” here.", name=dataset[:40])
        raise NotFound(msg)
    return _page("dataset.html", releases=found)


@blueprint.get("/datasets/<dataset>/<version>")
def one_release(dataset: str, version: str) -> Response:
    """A release: its files, how to cite it, its sources, and what is other than before."""
    read_parameters(request.query_string, ())
    folder = _folder()
    release = folder.require(dataset, version)
    address = release.address or _address_of(release)
    citation = citation_text(release, address)
    if isinstance(release, Withdrawn):
        page = _page("release_withdrawn.html", release=release, citation=citation)
        return make_response(page, Gone.http_status)
    try:
        sums = sha256_of_file(folder.of(release) / SUMS)
    except FileNotFoundError as problem:
        _whole(folder, dataset, version)
        raise damaged(dataset, version) from problem
    return make_response(_release_page(release, folder, sums, citation))


@blueprint.get("/datasets/<dataset>/<version>/dcat.jsonld")
def linked_data(dataset: str, version: str) -> Response:
    """A release for catalogs (DCAT)."""
    read_parameters(request.query_string, ())
    folder = _folder()
    release = _whole(folder, dataset, version)
    return _linked(dcat_release(release, _all_datasets(), _before(release, folder)))


@blueprint.get("/datasets/<dataset>/<version>/<file>")
def release_file(dataset: str, version: str, file: str) -> Response:
    """A file of a release, which never changes and may be withdrawn: whole, or in part."""
    read_parameters(request.query_string, ())
    folder = _folder()
    release = _whole(folder, dataset, version)
    types = {one.name: one.media_type for one in release.files}
    types |= {MANIFEST: _JSON_TYPE, SUMS: _LIST_TYPE}
    if file not in types:
        raise _no_file(version, file)
    path = folder.of(release) / file
    try:
        sha256 = read_sums(path.parent).get(file) or sha256_of_file(path)
        # By the name that the list of sums has; a withdrawal must reach whoever keeps a copy.
        return stored_answer(path, types[file], sha256, file)
    except FileNotFoundError as problem:
        _whole(folder, dataset, version)
        raise _no_file(version, file) from problem


def without_slash(page: str, dataset: str | None = None, version: str | None = None) -> AnyResponse:
    """Lead to the page whose address ends with no slash: some who cite it put one there."""
    read_parameters(request.query_string, ())
    address = url_for(f"dataset_pages.{page}", dataset=dataset, version=version)
    return redirect(address, HTTPStatus.PERMANENT_REDIRECT)


for _page_name, _rule in (
    ("datasets", "/datasets/"),
    ("one_dataset", "/datasets/<dataset>/"),
    ("one_release", "/datasets/<dataset>/<version>/"),
):
    blueprint.add_url_rule(_rule, view_func=without_slash, defaults={"page": _page_name})


def _no_file(version: str, file: str) -> NotFound:
    msg = Phrase("The release %(version)s has no file “%(file)s”.", version=version, file=file[:60])
    return NotFound(msg)


def _folder() -> ReleaseFolder:
    return ReleaseFolder(site().settings.releases_folder)


def _whole(folder: ReleaseFolder, dataset: str, version: str) -> Release:
    """A release that is there.

    Raises:
        NotFound: There is none.
        Gone: It was withdrawn.
    """
    release = folder.require(dataset, version)
    if isinstance(release, Withdrawn):
        msg = Phrase(
            "%(name)s %(version)s was withdrawn: %(why)s",
            name=dataset,
            version=version,
            why=release.why,
        )
        raise Gone(msg, withdrawn_on=release.on.isoformat())
    return release


def _release_page(release: Release, folder: ReleaseFolder, sums: str, citation: str) -> str:
    """The page of a release that is there.

    Args:
        release: It.
        folder: Of all releases.
        sums: The SHA-256 of its list of sums.
        citation: In words.
    """
    others = folder.versions(release.name)
    address = release.address or _address_of(release)
    return _page(
        "release.html",
        release=release,
        tables=_tables(release),
        later=next((one for one in others if one.number > release.number), None),
        licence=LICENCES[release.licence] if release.licence else None,
        sums=(_file_address(release, SUMS), sums),
        manifest=_file_address(release, MANIFEST),
        linked=without_language(
            url_for("dataset_pages.linked_data", dataset=release.name, version=release.version)
        ),
        citation=citation,
        bibtex=citation_bibtex(release, address),
        documents=[
            schema_org(release, _all_datasets()),
            dcat_release(release, _all_datasets(), _before(release, folder)),
        ],
    )


def _before(release: Release, folder: ReleaseFolder) -> Release | None:
    """The release before one that is still there."""
    older = (one for one in folder.whole(release.name) if one.number < release.number)
    return next(older, None)


def _tables(release: Release) -> list[ListedTable]:
    return [
        ListedTable(
            table,
            tuple(
                ListedFile(one, _file_address(release, one.name))
                for one in release.files
                if one.table == (table.name if table else None)
            ),
        )
        for table in (*release.tables, None)
    ]


def _all_datasets() -> str:
    """The address of the page of all datasets, whole where that is safe, without a language."""
    return base_address() + without_language(url_for("dataset_pages.datasets"))


def _address_of(release: Release | Withdrawn) -> str:
    return f"{_all_datasets()}/{release.name}/{release.version}"


def _file_address(release: Release, file: str) -> str:
    address = url_for(
        "dataset_pages.release_file", dataset=release.name, version=release.version, file=file
    )
    return without_language(address)


def _page(template: str, **values: object) -> str:
    with site().engine.connect() as connection:
        data = loaded(connection)
    catalog_address = without_language(url_for("dataset_pages.catalog"))
    return render_template(template, data=data, catalog=catalog_address, **values)


def _linked(document: Node) -> Response:
    response = Response(orjson.dumps(document, option=orjson.OPT_INDENT_2), mimetype=MEDIA_TYPE)
    response.add_etag()
    response.make_conditional(request)
    return response
