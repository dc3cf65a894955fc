"""The settings, read from the environment once, by a door."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from landtrust.errors import ConfigurationError


class Settings(BaseSettings):
    """What an organization may set; each is an environment variable ``LANDTRUST_...``."""

    model_config = SettingsConfigDict(env_prefix="LANDTRUST_", frozen=True, extra="ignore")

    state_folder: Annotated[
        Path, Field(description="Where the database file and the tile archives are kept.")
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
    list_page_rows: Annotated[
        int, Field(ge=1, le=500, description="Rows on one page of the parcel list.")
    ] = 50
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged.")
    ] = "INFO"

    @property
    def database(self) -> str:
        """The database address that is really used."""
        return self.database_url or f"sqlite:///{self.state_folder / 'landtrust.sqlite3'}"

    @property
    def tiles_folder(self) -> Path:
        """The folder of the tile archives."""
        return self.state_folder / "tiles"


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
