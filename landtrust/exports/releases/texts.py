"""What a release says to people: ``README.md`` and ``CHANGES.md``, in English.

Every text of others stands on one line, so that none of it is taken for a heading or a list.
"""

from collections.abc import Iterator

from landtrust.exports.releases.citation import citation_text
from landtrust.exports.releases.manifest import Changelog, Release, SourceEntry, TableChange

README = "README.md"
CHANGES = "CHANGES.md"

_OUTLINE = "outline"


def readme(release: Release) -> bytes:
    """What the release is, how to check, cite and use it."""
    return _joined(_readme(release))


def changes_text(release: Release) -> bytes:
    """What is other than in the release before."""
    return _joined(_changes(release))


def _joined(lines: Iterator[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _readme(release: Release) -> Iterator[str]:
    yield f"# {release.title}"
    yield ""
    yield f"Version {release.version}, released by {release.publisher}."
    yield ""
    yield release.about
    if release.has_invented:
        yield ""
        yield "**Some of these data are invented; see the sources below.**"
    yield from ("", "## How to cite", "", citation_text(release, release.address))
    yield from ("", "## Files", "")
    for table in release.tables:
        yield f"**{table.title}**, rows: {table.rows:,}"
        yield ""
        yield from (
            f"- `{one.name}`: {one.about}" for one in release.files if one.table == table.name
        )
        yield ""
    yield from ("**About this release**", "")
    yield from (f"- `{one.name}`: {one.about}" for one in release.files if one.table is None)
    yield from ("", "`sha256sum --check SHA256SUMS` tells whether every file came whole.", "")
    yield from ("## What to know", "")
    yield "- Outlines are longitude and latitude in degrees (WGS 84), to seven decimals."
    yield "- An empty cell is not known or not stated; it is never zero."
    yield "- Names of people are not in these data. What is held in common is as published."
    yield "- An outline is not a survey, and nothing here is legal advice."
    yield from ("", "## Sources and their terms", "")
    for source in release.sources:
        yield from _source(source)


def _source(source: SourceEntry) -> Iterator[str]:
    yield f"**{source.title}** ({source.covers})"
    yield ""
    yield f"- From: {source.publisher}"
    if source.snapshot_id is not None:
        yield f"- Number of the load (`snapshot_id` in `changes`): {source.snapshot_id}"
    if source.retrieved_on:
        yield f"- Retrieved on: {source.retrieved_on.isoformat()}"
    if source.sha256:
        yield f"- SHA-256 of what was retrieved: `{source.sha256}`"
    yield f"- Terms: {source.licence}"
    yield f"- To be named: {source.credit}"
    yield from (f"- Address: <{one}>" for one in source.urls)
    if source.invented:
        yield "- **Invented.**"
    yield ""


def _changes(release: Release) -> Iterator[str]:
    yield f"# {release.title}: changes in version {release.version}"
    yield ""
    if release.changelog is None:
        yield "This is the first release; there is none to compare it with."
        return
    found = release.changelog
    yield f"Compared with version {found.since}."
    yield from ("", "## Parcels", "")
    yield f"- Added: {found.added:,}"
    yield f"- Gone: {found.gone:,}"
    yield f"- Changed in more than the year of the roll and the day of fetching: {found.changed:,}"
    if found.fields:
        yield from ("", "Parcels with another value, by column:", "")
        yield from (f"- `{name}`: {count:,}" for name, count in found.fields.items())
    yield from ("", "## Tables", "")
    yield from map(_table, found.tables)
    yield from ("", "## Columns and files", "")
    yield from _shape(found)


def _table(change: TableChange) -> str:
    if change.rows_before is None:
        return f"- `{change.name}`: new, rows: {change.rows:,}"
    if change.rows is None:
        return f"- `{change.name}`: no longer there; it had rows: {change.rows_before:,}"
    return f"- `{change.name}`: rows: {change.rows_before:,}, now {change.rows:,}"


def _shape(found: Changelog) -> Iterator[str]:
    lines = [
        *(
            f"- New column: `{one.name}.{name}`"
            for one in found.tables
            for name in one.fields_added
        ),
        *(
            f"- Column gone: `{one.name}.{name}`"
            for one in found.tables
            for name in one.fields_gone
        ),
        *(f"- New file: `{name}`" for name in found.files_added),
        *(f"- File gone: `{name}`" for name in found.files_gone),
    ]
    yield from lines or ["The same as before."]
