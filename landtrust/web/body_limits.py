"""How much may be sent to which page: little, but for pages that say that they take more."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from landtrust.queries.visibility import Tier
from landtrust.web.site import reader_tier

_MARK = "most_bytes"

View = TypeVar("View", bound=Callable[..., Any])


def takes_bytes(most: int) -> Callable[[View], View]:
    """Let a page take a form of so many bytes, from people who work with the trust."""

    def mark(view: View) -> View:
        setattr(view, _MARK, most)
        return view

    return mark


def limit_bodies(app: Flask) -> None:
    """Let marked pages take what they say. To be called before anything reads a form."""

    @app.before_request
    def _allow() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        most = getattr(view, _MARK, None)
        if most is not None and reader_tier() >= Tier.ORGANIZER:
            request.max_content_length = request.max_form_memory_size = most
