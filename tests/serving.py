"""Servers of the tests' own: a free port, and an answer as soon as there is one."""

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import HTTPServer
from urllib.error import URLError

from flask import Flask
from werkzeug.serving import make_server

_PATIENCE_SECONDS = 60
_LOOKS_SECONDS = 0.02
"""How often a server looks whether it shall end; half a second, if it is not told."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_of(address: str) -> bytes:
    """What a server answers that may only be starting."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - our own address
                return bytes(answer.read())
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """Let a server answer from a thread of its own until the end of the block; its address."""
    thread = threading.Thread(target=server.serve_forever, args=[_LOOKS_SECONDS])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def served(app: Flask) -> AbstractContextManager[str]:
    """A site that answers on a port of its own until the end of the block; its address."""
    return running(make_server("127.0.0.1", 0, app, threaded=True))
