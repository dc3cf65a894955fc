"""The settings, read from the environment once, by a door."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from landtrust.errors import ConfigurationError
from landtrust.exports.form_names import FORM_NAMES

_TILES_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~{}-]+)+", re.ASCII)
_TILE_PARTS = ("{stamp}", "{z}", "{x}", "{y}")

_LEAST_OF_A_KEY = 32
_LEAST_SIGNS_OF_A_KEY = 10
_WORDS_OF_EXAMPLES = ("secret", "change", "default", "example", "insecure", "password", "django")
_NO_KEY = (
    "at least 32 characters that nobody can guess, none of them from an example; "
    "“openssl rand -hex 32” makes some, and without the setting the site makes its own"
)


class Settings(BaseSettings):
    """What an organization may set; each is an environment variable ``LANDTRUST_...``."""

    model_config = SettingsConfigDict(env_prefix="LANDTRUST_", frozen=True, extra="ignore")

    state_folder: Annotated[
        Path,
        Field(
            description="Where the database file, the tile archives, the releases and the copies "
            "of papers are kept.",
        ),
    ] = Path("var")
    database_url: Annotated[
        str | None,
        Field(
            description="The database, as SQLAlchemy writes it. "
            "Default: the SQLite file `landtrust.sqlite3` in the state folder."
        ),
    ] = None
    read_database_url: Annotated[
        str | None,
        Field(
            description="A second address of the same PostgreSQL database, such as a replica, "
            "that pages and downloads read from. Default: the database itself."
        ),
    ] = None
    database_connections: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="Most connections of one process to PostgreSQL. All processes together "
            "must stay below the server's max_connections.",
        ),
    ] = 10
    statement_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="How long PostgreSQL may take for one question of a page before it is "
            "answered with “busy”.",
        ),
    ] = 15
    base_url: Annotated[
        str | None,
        Field(
            description="The public address of the site, for links in downloads. "
            "Default: links stay relative."
        ),
    ] = None
    secret_key: Annotated[
        str | None,
        Field(
            repr=False,
            description="What cookies and forms are signed with: 32 characters or more that "
            "nobody can guess, the same on every machine of the site. Default: one is made once "
            "and kept in the state folder.",
        ),
    ] = None
    organization: Annotated[
        str, Field(min_length=1, description="The name at the head of every page.")
    ] = "Landtrust"
    contact: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="Whom to tell what is wrong on a page: an e-mail address, a web address, "
            "or words. Shown at the foot of every page. Default: no page asks to be told.",
        ),
    ] = None
    help_contacts: Annotated[
        Path | None,
        Field(
            description="A TOML file of people who help, shown on parcel pages and on `/help`: "
            "see `data/README.md`. Default: pages say which public office to ask."
        ),
    ] = None
    base_map_url: Annotated[
        str | None,
        Field(
            description="Address pattern of raster base map tiles, with {z}, {x} and {y}. "
            "Default: none, so that no page asks a third party for anything."
        ),
    ] = None
    base_map_attribution: Annotated[
        str, Field(description="Whom the base map is owed to, shown on the map.")
    ] = ""
    tiles_url: Annotated[
        str | None,
        Field(
            description="Address pattern of the parcel tiles where a CDN or an object store has "
            "them, with {stamp}, {z}, {x} and {y}. Default: this site serves them itself."
        ),
    ] = None
    ready_files: Annotated[
        str,
        Field(
            description="Forms in which whole counties are written to the disk after each load, "
            "with commas between, ready to be sent with ranges and a checksum; empty: none. The "
            "site makes any other form when it is asked for. `landtrust export --ready` writes "
            "them anew."
        ),
    ] = "geojson,gpkg,parquet,fgb"
    shared_folder: Annotated[
        Path | None,
        Field(
            description="A folder that all machines of a Dask cluster see under this same path, "
            "for the rows on their way to them. Default: the state folder."
        ),
    ] = None
    evidence_megabytes: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="The most megabytes that the copy of a paper may have; a proxy before the "
            "site must let as much through.",
        ),
    ] = 25
    list_page_rows: Annotated[
        int, Field(ge=1, le=500, description="Rows on one page of the parcel list.")
    ] = 50
    sender_header: Annotated[
        str | None,
        Field(
            pattern="^[A-Za-z][A-Za-z0-9-]{2,60}$",
            description="Header in which your own proxy says from which address a resident sends "
            "a suggestion, as `deploy/nginx.conf` does in `X-Landtrust-Sender`; it must overwrite "
            "what others write there. It slows down floods, and no address is kept. "
            "Default: the address of the connection.",
        ),
    ] = None
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged.")
    ] = "INFO"
    access_log: Annotated[
        bool,
        Field(
            description="Whether each request is logged (`on`, `off`): when, what kind of page, "
            "status and time; never who asked, nor for what."
        ),
    ] = True
    metrics: Annotated[
        bool,
        Field(
            description="Whether `/metrics` answers (`on`, `off`), for Prometheus. "
            "Keep it from the public, as `deploy/nginx.conf` does."
        ),
    ] = False

    @field_validator("secret_key")
    @classmethod
    def _cannot_be_guessed(cls, key: str | None) -> str | None:
        if key is None:
            return None
        if len(key) < _LEAST_OF_A_KEY or len(set(key)) < _LEAST_SIGNS_OF_A_KEY:
            raise ValueError(_NO_KEY)
        if any(word in key.casefold() for word in _WORDS_OF_EXAMPLES):
            raise ValueError(_NO_KEY)
        return key

    @field_validator("tiles_url")
    @classmethod
    def _has_every_part(cls, pattern: str | None) -> str | None:
        if pattern is None:
            return None
        # It becomes a part of a security header: nothing but an address may stand in it.
        if not _TILES_URL.fullmatch(pattern) or any(pattern.count(p) != 1 for p in _TILE_PARTS):
            msg = f"an address that begins with http and has {', '.join(_TILE_PARTS)} once each"
            raise ValueError(msg)
        return pattern

    @field_validator("ready_files")
    @classmethod
    def _are_forms(cls, named: str) -> str:
        if unknown := set(_listed(named)) - set(FORM_NAMES):
            msg = f"{', '.join(sorted(unknown))}: forms are {', '.join(FORM_NAMES)}"
            raise ValueError(msg)
        return named

    @property
    def database(self) -> str:
        """The database address that is really used."""
        return self.database_url or f"sqlite:///{self.state_folder / 'landtrust.sqlite3'}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over HTTPS alone, as its public address says."""
        return (self.base_url or "").lower().startswith("https://")

    @property
    def spool_folder(self) -> Path:
        """Where rows wait for the machines of a cluster."""
        return (self.shared_folder or self.state_folder).resolve()

    @property
    def evidence_folder(self) -> Path:
        """The folder of copies of papers; no web server serves from it."""
        return self.state_folder / "evidence"

    @property
    def evidence_bytes(self) -> int:
        """How large the copy of a paper may be."""
        return self.evidence_megabytes * 1_000_000

    @property
    def ready_folder(self) -> Path:
        """The folder of the files of whole counties."""
        return self.state_folder / "files"

    @property
    def ready_forms(self) -> tuple[str, ...]:
        """The forms that these files have."""
        return _listed(self.ready_files)

    @property
    def releases_folder(self) -> Path:
        """The folder of datasets that were released."""
        return self.state_folder / "releases"

    @property
    def tiles_folder(self) -> Path:
        """The folder of the tile archives."""
        return self.state_folder / "tiles"


def _listed(named: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in named.split(",") if one.strip()))


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        ConfigurationError: Some cannot work; the message names every one.
    """
    try:
        return Settings()
    except ValidationError as problem:
        lines = [
            f"LANDTRUST_{str(error['loc'][0]).upper()}: {error['msg']}"
            for error in problem.errors()
        ]
        raise ConfigurationError("These settings cannot work:\n" + "\n".join(lines)) from problem
