"""What every page of one running site shares, made once by ``create_app``."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.settings import Settings
from landtrust.sources.codes import MapClasses
from landtrust.web.requests import FilterReader

EXTENSION = "landtrust"


@dataclass(frozen=True, slots=True)
class Site:
    """The settings, the database and the code lists of a running site.

    Attributes:
        all_classes: Those too that only some readers may know of; pages use ``classes``.
    """

    settings: Settings
    engine: Engine
    all_classes: MapClasses

    @property
    def classes(self) -> MapClasses:
        """The code lists as whoever asks may know them."""
        return self.all_classes.without("owner_kind", hidden_kinds(reader_tier()))

    @property
    def filters(self) -> FilterReader:
        """The reader of filters."""
        return FilterReader(self.classes)


def site() -> Site:
    """The site that is answering this request."""
    return cast("Site", current_app.extensions[EXTENSION])


def reader_tier() -> Tier:
    """How much whoever asks may see; nobody can sign in yet, so everybody is the public."""
    return Tier.PUBLIC
