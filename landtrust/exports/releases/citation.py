"""How a release is cited: in words, as BibTeX, and as a citation file.

Source:
    DataCite Metadata Schema 4.5, recommended citation; Citation File Format 1.2.0.
"""

import re
from collections.abc import Iterator

import orjson

from landtrust.exports.releases.manifest import Release, SourceEntry, Withdrawn

CITATION = "CITATION.cff"

_ABOVE_BIBTEX = re.compile(r"[\\{}&%$#_~^]")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MESSAGE = "If you use these data, please cite them as below, and the sources that they name."


def citation_text(release: Release | Withdrawn, address: str | None) -> str:
    """The citation as a list of references has it.

    Args:
        release: What is cited.
        address: Of its page; None where the site has no public one.
    """
    where = f" {address}" if address else ""
    return (
        f"{release.publisher} ({release.day.year}). {release.title} "
        f"(version {release.version}) [Data set].{where}"
    )


def citation_bibtex(release: Release, address: str | None) -> str:
    """The citation as BibTeX."""
    fields = {
        "author": f"{{{_bibtex(release.publisher)}}}",
        "title": f"{{{_bibtex(release.title)}}}",
        "year": str(release.day.year),
        "month": str(release.day.month),
        "version": release.version,
        "publisher": f"{{{_bibtex(release.publisher)}}}",
        "howpublished": "Data set",
    }
    if address:
        # An address is not text: the class or package that sets it reads it as it is.
        fields["url"] = address
    lines = ",\n".join(f"  {name:<12} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{release.name}-{release.version},\n{lines}\n}}"


def citation_file(release: Release) -> bytes:
    """The citation as ``CITATION.cff``, which is YAML: every text stands in quotes."""
    return ("\n".join(_lines(release)) + "\n").encode()


def _lines(release: Release) -> Iterator[str]:
    yield "cff-version: 1.2.0"
    yield f"message: {_quoted(_MESSAGE)}"
    yield "type: dataset"
    yield f"title: {_quoted(release.title)}"
    yield f"abstract: {_quoted(release.about)}"
    yield "authors:"
    yield f"  - name: {_quoted(release.publisher)}"
    yield f"version: {_quoted(release.version)}"
    yield f"date-released: {_quoted(release.day.isoformat())}"
    if release.licence:
        yield f"license: {release.licence}"
    if release.address:
        yield f"url: {_quoted(release.address)}"
    yield "references:"
    for one in release.sources:
        yield from _reference(one)


def _reference(source: SourceEntry) -> Iterator[str]:
    yield "  - type: data"
    yield f"    title: {_quoted(source.title)}"
    yield "    authors:"
    yield f"      - name: {_quoted(source.publisher)}"
    yield f"    notes: {_quoted(source.credit)}"
    if source.urls:
        yield f"    url: {_quoted(source.urls[0])}"
    if source.retrieved_on:
        yield f"    date-accessed: {_quoted(source.retrieved_on.isoformat())}"
    if source.sha256:
        yield "    identifiers:"
        yield "      - type: other"
        yield f"        value: {_quoted(f'sha256:{source.sha256}')}"
        yield f"        description: {_quoted(f'Load {source.snapshot_id}: {source.covers}')}"


def _quoted(text: str) -> str:
    # JSON's texts are YAML's.
    return orjson.dumps(text).decode()


def _bibtex(text: str) -> str:
    return _ABOVE_BIBTEX.sub(lambda sign: _BIBTEX.get(sign[0], f"\\{sign[0]}"), text)
