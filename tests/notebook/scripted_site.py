"""A server that answers as a test tells it: what a broken or hostile site may send."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson

from landtrust.exports.snapshot_notes import FORM


@dataclass
class Answer:
    """What is sent.

    Attributes:
        length: What the head says of the length; None: the truth.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


def nothing_loaded() -> Answer:
    """The list of a site that has no parcels."""
    return Answer(orjson.dumps({"form": FORM, "snapshots": []}))


@dataclass
class ScriptedSite:
    """A site of scripted answers.

    Attributes:
        answers: By path; of several the first is taken away, and the last stays.
        asked: Every address that was asked for.
    """

    address: str
    answers: dict[str, list[Answer]]
    asked: list[str] = field(default_factory=list)

    def say(self, path: str, *answers: Answer) -> None:
        """Answer so from now on."""
        self.answers[path] = list(answers)

    def next_answer(self, address: str) -> Answer:
        """The answer to an address."""
        self.asked.append(address)
        waiting = self.answers.get(address.partition("?")[0], [Answer(status=404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def scripted_site() -> Iterator[ScriptedSite]:
    """A site without parcels, until it is told to say something else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.next_answer(self.path)
            self.send_response(answer.status)
            length = len(answer.body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(length))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    site = ScriptedSite(address, {"/snapshots.json": [nothing_loaded()]})
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
