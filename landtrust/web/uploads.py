"""Forms with a file: how much may be sent to which page, and where the bytes wait."""

import os
from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage

from landtrust.errors import InvalidInput, TooLarge
from landtrust.phrases import Phrase
from landtrust.queries.visibility import Tier
from landtrust.services.evidence_folder import EvidenceFolder, StoredCopy
from landtrust.settings import Settings
from landtrust.web.site import reader_tier, site

_EXTENSION = "landtrust_evidence"
_MARK = "takes_a_file"
_ROOM_FOR_FIELDS = 64 * 1024

View = TypeVar("View", bound=Callable[..., Any])


def takes_a_file(view: View) -> View:
    """Let a page take a form with a file, from people who work with the trust."""
    setattr(view, _MARK, True)
    return view


class PagesRequest(Request):
    """A request whose files wait on the disk that they will stay on, never in memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return evidence_folder().waiting_room()


def take_uploads(app: Flask, settings: Settings) -> None:
    """Let marked pages take files. To be called before anything reads a form."""
    app.request_class = PagesRequest
    app.extensions[_EXTENSION] = EvidenceFolder(settings.evidence_folder)
    most = settings.evidence_bytes

    @app.before_request
    def _allow_a_file() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, _MARK, False) or reader_tier() < Tier.ORGANIZER:
            return
        request.max_content_length = most + _ROOM_FOR_FIELDS
        if (request.content_length or 0) > most + _ROOM_FOR_FIELDS:
            msg = Phrase(
                "The file is too large: a copy may have %(most)s megabytes. "
                "Scan it with fewer dots to the inch, or leave the copy out.",
                most=settings.evidence_megabytes,
            )
            raise TooLarge(msg, megabytes=settings.evidence_megabytes)


def evidence_folder() -> EvidenceFolder:
    """The folder of copies of this site."""
    folder: EvidenceFolder = current_app.extensions[_EXTENSION]
    return folder


def stored_copy(name: str = "file") -> StoredCopy | None:
    """The file that came with the form, brought into the folder; None where none was chosen.

    Raises:
        InvalidInput: It is none that is taken, or several came.
        NoRoom: The disk is full.
    """
    sent = request.files.getlist(name)
    if set(request.files) - {name} or len(sent) > 1:
        msg = Phrase("%(name)s: one file can be sent here.", name=name)
        raise InvalidInput(msg, parameter=name)
    if not sent or _is_none(sent[0]):
        return None
    return evidence_folder().store(
        sent[0].stream, sent[0].filename or "", site().settings.evidence_bytes
    )


def _is_none(sent: FileStorage) -> bool:
    """Whether this is what browsers send where no file was chosen."""
    return not sent.filename and not sent.stream.seek(0, os.SEEK_END)
