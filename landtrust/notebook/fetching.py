"""Asks a site over HTTP, gently, and believes nothing of what comes back.

No password is sent or taken, nothing but HTTP is spoken, and no other site is followed to: an
address tells where somebody looks.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, NoReturn, cast
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

import orjson

from landtrust.domain.text import clean_text
from landtrust.errors import (
    Busy,
    InvalidInput,
    LandTrustError,
    NoRoom,
    NotFound,
    SourceProblem,
    TooLarge,
)

LARGEST_DOCUMENT = 64_000_000
"""Bytes of a list or a page of features."""

LARGEST_FILE = 4_000_000_000
"""Bytes of a file: the largest that a site makes has a tenth of it."""

PATIENCE_SECONDS = 180.0
"""How long a site may be silent: it writes a file as a whole before it sends the first byte."""

_TRIES = 4
_LONGEST_WAIT = 30.0
_PIECE = 1_000_000
_LARGEST_PROBLEM = 64_000
_LONGEST_SENTENCE = 600
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_ERRORS: Mapping[int, type[LandTrustError]] = {
    HTTPStatus.BAD_REQUEST: InvalidInput,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
    HTTPStatus.TOO_MANY_REQUESTS: Busy,
    HTTPStatus.SERVICE_UNAVAILABLE: Busy,
}


class Fetcher:
    """Asks one site.

    Args:
        base: Its address, without a slash at the end.
        wait: Waits for some seconds.
    """

    def __init__(self, base: str, wait: Callable[[float], None] = time.sleep) -> None:
        """Ask nothing yet."""
        self.base = base
        self._wait = wait
        self._opener = _opener(urlsplit(base))

    def address(self, path: str, parameters: Mapping[str, str]) -> str:
        """Where something is: a path that begins with a slash, and what is asked there."""
        query = urlencode(parameters, safe=",:")
        return f"{self.base}{path}?{query}" if query else f"{self.base}{path}"

    def document(self, path: str, parameters: Mapping[str, str]) -> object:
        """What a JSON document says.

        Raises:
            LandTrustError: There is none; the class and the message say why.
        """
        with self._opened(path, parameters) as answer:
            body = b"".join(self._pieces(answer, LARGEST_DOCUMENT))
        try:
            return cast("object", orjson.loads(body))
        except orjson.JSONDecodeError as problem:
            raise self.unlike(answer.headers) from problem

    def file(self, path: str, parameters: Mapping[str, str], into: IO[bytes]) -> Message:
        """Write a file that the site sends, and give back the head of the answer.

        Raises:
            LandTrustError: There is none, or not all of it came; the message says why.
        """
        with self._opened(path, parameters) as answer:
            for piece in self._pieces(answer, LARGEST_FILE):
                _keep(piece, into)
        return answer.headers

    def unlike(self, headers: Message) -> SourceProblem:
        """The site answers, and with something that no site of ours says."""
        kind = clean_text(headers.get_content_type())[:80]
        msg = f"{self.base} answers (with {kind}), but it is not a Landtrust site that we know."
        return SourceProblem(msg, address=self.base)

    @contextmanager
    def _opened(self, path: str, parameters: Mapping[str, str]) -> Iterator[HTTPResponse]:
        answer = self._asked(self.address(path, parameters))
        with answer:
            try:
                yield answer
            except (OSError, HTTPException) as problem:
                raise self._silent(problem) from problem

    def _asked(self, address: str) -> HTTPResponse:
        """The beginning of an answer; a site that is busy is asked again in a while."""
        headers = {"Accept-Encoding": "identity", "User-Agent": "landtrust-notebook"}
        for tried in range(1, _TRIES + 1):
            request = Request(address, headers=headers)  # noqa: S310 - checked by connect
            try:
                return cast("HTTPResponse", self._opener.open(request, timeout=PATIENCE_SECONDS))
            except HTTPError as problem:
                with problem:
                    if problem.code not in _LATER or tried == _TRIES:
                        self._refuse(problem)
                    self._wait(_seconds(problem.headers, tried))
            except (OSError, HTTPException) as problem:
                raise self._silent(problem) from problem
        raise AssertionError  # the last try has raised or returned

    def _pieces(self, answer: HTTPResponse, most: int) -> Iterator[bytes]:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise self.unlike(answer.headers)
        told = answer.length
        came = 0
        while piece := answer.read(_PIECE):
            came += len(piece)
            if came > most:
                msg = f"{self.base} sends more than {most:,} bytes; no more of it was read."
                raise SourceProblem(msg, address=self.base)
            yield piece
        if told is not None and came != told:
            msg = f"{self.base} broke off after {came:,} of {told:,} bytes. Please try again."
            raise SourceProblem(msg, address=self.base)

    def _refuse(self, problem: HTTPError) -> NoReturn:
        try:
            said = orjson.loads(problem.read(_LARGEST_PROBLEM))
            sentence, parameter = said["detail"], said.get("parameter")
        except (orjson.JSONDecodeError, KeyError, TypeError, OSError, HTTPException):
            sentence = parameter = None
        if sentence is None and problem.code == HTTPStatus.NOT_FOUND:
            raise NotFound(f"{self.base} has nothing at that address.", address=self.base)
        if not isinstance(sentence, str) or problem.code not in _ERRORS:
            raise SourceProblem(
                f"{self.base} answers with the error {problem.code}.", address=self.base
            )
        fields = {"parameter": parameter} if isinstance(parameter, str) else {}
        raise _ERRORS[problem.code](clean_text(sentence)[:_LONGEST_SENTENCE], **fields)

    def _silent(self, problem: Exception) -> SourceProblem:
        reason = problem.reason if isinstance(problem, URLError) else problem
        said = clean_text(str(reason) or type(reason).__name__)[:200]
        return SourceProblem(f"{self.base} does not answer: {said}.", address=self.base)


class _SameSite(HTTPRedirectHandler):
    """Follows a site to another address of its own, and to nobody else."""

    def __init__(self, base: SplitResult) -> None:
        self._base = base

    def redirect_request(  # noqa: PLR0913, PLR0917 - as urllib calls it
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The request that follows.

        Raises:
            SourceProblem: It would go elsewhere, or back from HTTPS to HTTP.
        """
        to = urlsplit(urljoin(req.full_url, newurl))
        is_safe = to.scheme == "https" or to.scheme == self._base.scheme == "http"
        if to.hostname != self._base.hostname or not is_safe:
            shown = clean_text(f"{to.scheme}://{to.hostname}")[:120]
            sentence = f"The site sends readers on to {shown}. Connect to that, if you trust it."
            raise SourceProblem(sentence)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(base: SplitResult) -> OpenerDirector:
    # Not urllib's own: that one would also open files, and speak FTP.
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _SameSite(base),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _keep(piece: bytes, into: IO[bytes]) -> None:
    try:
        into.write(piece)
    except OSError as problem:
        msg = f"There is no room here for what the site sends: {problem.strerror}."
        raise NoRoom(msg) from problem


def _seconds(headers: Message, tried: int) -> float:
    """How long to wait: as the site says, within reason."""
    said = str(headers.get("Retry-After", ""))
    return min(float(said) if said.isdecimal() and said.isascii() else 2.0**tried, _LONGEST_WAIT)
