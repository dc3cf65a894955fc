"""Files of parcels on their way to a reader: while they are read, as a whole, or ready before.

Source:
    RFC 9110, section 14 (ranges); RFC 9530 (``Repr-Digest``).
"""

import base64
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from weakref import finalize

from flask import Response, current_app, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from landtrust.errors import InvalidInput
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.parcel_forms import Batches, Form
from landtrust.exports.ready_files import ReadyFile, ReadyFolder
from landtrust.exports.whole_files import room_in, while_there_is_room
from landtrust.phrases import Phrase
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.visibility import Tier
from landtrust.web.downloads import InTime
from landtrust.web.site import reader_tier, site

READY_EXTENSION = "landtrust_ready_files"

MOST_PARCELS = 500_000
"""Of a file that is written as a whole while its reader waits; a county has fewer."""

_PIECE_BYTES = 64 * 1024
_ONE_PART = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{0,18})|-\d{1,18})", re.ASCII)


def ready_files() -> ReadyFolder:
    """The files that are ready on the site that is answering this request."""
    folder: ReadyFolder = current_app.extensions[READY_EXTENSION]
    return folder


def ready_of(wanted: ParcelFilter, snapshots: Sequence[LoadedSnapshot]) -> list[ReadyFile]:
    """The files that are ready of just these parcels, for whoever asks.

    Args:
        wanted: Which parcels: there are some where it is one whole county, for the public.
        snapshots: The current ones of its counties.
    """
    if reader_tier() is not Tier.PUBLIC or wanted != ParcelFilter(county=wanted.county[:1]):
        return []
    return ready_files().of_county(snapshots) if wanted.county else []


def require_few(form: Form, total: int) -> None:
    """Refuse to write too many parcels as a whole while somebody waits.

    Raises:
        InvalidInput: They are too many.
    """
    if total > MOST_PARCELS:
        msg = Phrase(
            "%(form)s: %(total)s parcels are too many for one file of this form. Ask for fewer, "
            "county by county, or take GeoJSON or CSV.",
            form=form.name,
            total=f"{total:,}",
        )
        raise InvalidInput(msg, parcels=total)


def written_answer(
    response: Response, form: Form, batches: Batches, notes: FileNotes, in_time: InTime
) -> Callable[[], None]:
    """Write a file and let a response send it; what to call when it is sent.

    The file has no name any more when this returns: whatever ends the process, it leaves nothing.
    """
    with room_in(site().settings.ready_folder) as room:
        path = room / f"parcels.{form.extension}"
        form.write(while_there_is_room(in_time(batches), room), path, notes)
        file = path.open("rb")
        size = path.stat().st_size
    response.response = in_time(FileWrapper(file, _PIECE_BYTES))
    response.headers["Content-Length"] = str(size)
    return file.close


def ready_answer(ready: ReadyFile) -> Response:
    """A file that is ready, whole or in part, or 304 for whoever has it.

    Raises:
        FileNotFoundError: It was removed just now, by the next load.
    """
    response = stored_answer(ready.path, ready.form.media_type, ready.sha256, ready.name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def stored_answer(path: Path, media_type: str, sha256: str, name: str) -> Response:
    """A file as it lies on the disk, whole or in part, or 304 for whoever has it.

    Whoever keeps it asks each time whether it may still be read.

    Args:
        path: The file.
        media_type: As HTTP calls it.
        sha256: Of its bytes.
        name: What it is called by whoever downloads it.

    Raises:
        FileNotFoundError: It is not there.
    """
    response = send_file(path, mimetype=media_type, etag=sha256, conditional=False)
    _send_what_is_asked(response)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _send_what_is_asked(response: Response) -> None:
    """Send one part where one is asked for; several, and what is no range, may be sent whole.

    So is the file where somebody has a part of another state of it, or wants none but another.
    """
    asked, size = dict(request.environ), response.content_length
    if not (_is_one_part(asked.get("HTTP_RANGE", "")) and _is_of_this_state(response)):
        asked.pop("HTTP_RANGE", None)
    try:
        response.make_conditional(asked, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise


def _is_one_part(text: str) -> bool:
    found = _ONE_PART.fullmatch(text)
    if found is None:
        return False
    # One that ends before it begins is no range at all.
    return not found["last"] or int(found["first"]) <= int(found["last"])


def _is_of_this_state(response: Response) -> bool:
    """Whether a part of a file goes with those that the reader has.

    Compared letter by letter (RFC 9110, 13.1.5): a weak mark never is the same. Werkzeug takes it
    for a strong one, and any later moment for this; and it sends a part whatever ``If-Match`` says.
    """
    said, wanted = request.headers.get("If-Range"), request.if_match
    marks = (response.headers["ETag"], response.headers["Last-Modified"])
    tag, _ = response.get_etag()
    return (said is None or said in marks) and (not wanted or wanted.contains(tag or ""))


def close_when_sent(response: Response, until_sent: ExitStack) -> None:
    """Close what a response is read from when it is sent, broken off, or never begun."""
    close = until_sent.pop_all().close
    response.call_on_close(close)
    # A server that is cut off may drop a response that it never began to send.
    finalize(response, close)
