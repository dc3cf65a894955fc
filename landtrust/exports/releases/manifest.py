"""What a release says of itself, in ``release.json``: pages and later releases read it.

A release outlives the program that wrote it: what is added here later must have a default.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from landtrust.domain.release_names import Version, parse_version

EDITION = 1
MANIFEST = "release.json"
SUMS = "SHA256SUMS"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldEntry(_Entry):
    """A column of a table.

    Attributes:
        type: As Frictionless calls it: string, integer, number, boolean or date.
        unit: What its numbers count; ``none`` where it has none.
        codes: The list in ``code_lists.csv`` that its values are from; ``none`` where any may be.
        tier: Who may read it on the site.
        source: Who says so, or how it is worked out.
        column: Where the database has it; ``none`` where it is only worked out.
        comment: What the model says of that column.
    """

    name: str
    type: str
    meaning: str
    unit: str
    codes: str
    tier: str
    source: str
    column: str
    comment: str


class TableEntry(_Entry):
    """A table, which may be there in several files.

    Attributes:
        key: The column that rows are told apart by; None: no one column does.
    """

    name: str
    title: str
    rows: int
    key: str | None
    fields: tuple[FieldEntry, ...]

    def schema_of(self) -> dict[str, str]:
        """The type of each column by its name."""
        return {one.name: one.type for one in self.fields}


class FileEntry(_Entry):
    """A file.

    Attributes:
        table: Whose rows it has; None where it tells of the release.
        about: What it is, in English; the catalogs know it.
    """

    name: str
    media_type: str
    about: str
    size_bytes: int
    sha256: str
    table: str | None = None


class SourceEntry(_Entry):
    """Where data come from, and what may be done with them.

    Attributes:
        covers: What of the release is from it.
        licence: Its terms, in the words of whoever states them.
        credit: What whoever uses it has to say.
        snapshot_id: The number of the load, by which changes name it; None where there was none.
        retrieved_on: None where it was not fetched, as the trust's own book.
        sha256: Of the file that was loaded; None where there was none.
        invented: Whether its data are made up.
        is_former: Whether it is of a load that a later one took the place of.
    """

    key: str
    title: str
    publisher: str
    covers: str
    licence: str
    credit: str
    urls: tuple[str, ...] = ()
    snapshot_id: int | None = None
    retrieved_on: date | None = None
    sha256: str | None = None
    invented: bool = False
    is_former: bool = False


class TableChange(_Entry):
    """How a table differs from that of the release before.

    Attributes:
        rows_before: None where the table is new.
        rows: None where the table is no longer there.
        fields_added: Columns that are new, or hold another type of value.
        fields_gone: Columns that are gone, or held another type of value.
    """

    name: str
    rows_before: int | None
    rows: int | None
    fields_added: tuple[str, ...] = ()
    fields_gone: tuple[str, ...] = ()


class Changelog(_Entry):
    """What is other than in the release before.

    Attributes:
        since: The version of that one.
        added: Parcels that it does not have.
        gone: Parcels that only it has.
        changed: Parcels of both of which anything but the year of the roll and the day of
            fetching is another.
        fields: How many parcels of both have another value, by column; those with none left out.
        files_added: Files that are new.
        files_gone: Files that are no longer there.
    """

    since: str
    added: int
    gone: int
    changed: int
    fields: dict[str, int]
    tables: tuple[TableChange, ...]
    files_added: tuple[str, ...] = ()
    files_gone: tuple[str, ...] = ()


class Release(_Entry):
    """A release.

    Attributes:
        name: Of its dataset, in addresses.
        publisher: The organization that released it.
        address: The public address of its page; None where the site has none.
        licence: Under which the organization gives what is its own, a code; None: none stated.
        first_day: Of the oldest roll, or of the first that is held in common; None where it is
            not known, as in releases of older programs.
        newest_day: Of the newest data; None where nothing is loaded.
        bbox: West, south, east, north of all parcels, degrees; None where there are none.
        changelog: None in the first release.
    """

    edition: int = EDITION
    name: str
    title: str
    about: str
    version: str
    publisher: str
    address: str | None
    licence: str | None
    first_day: date | None = None
    newest_day: date | None
    bbox: tuple[float, float, float, float] | None
    sources: tuple[SourceEntry, ...]
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]
    changelog: Changelog | None

    @property
    def number(self) -> Version:
        """The version as it is compared."""
        return parse_version(self.version)

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.number.day

    @property
    def has_invented(self) -> bool:
        """Whether any of the data are made up."""
        return any(one.invented for one in self.sources)


class Withdrawn(_Entry):
    """What is left of a release that was withdrawn: that there was one, and why it is gone.

    Attributes:
        on: The day on which it was withdrawn.
        why: The reason, which anybody may read.
    """

    edition: int = EDITION
    name: str
    title: str
    version: str
    publisher: str
    address: str | None
    on: date
    why: str

    @property
    def number(self) -> Version:
        """The version as it is compared."""
        return parse_version(self.version)

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.number.day
