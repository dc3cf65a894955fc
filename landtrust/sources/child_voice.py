"""What the child says on standard error, taken in while its rows are read."""

import json
import threading
from typing import IO

from landtrust.sources.child_messages import MARK

_MOST_BYTES = 1 << 20
_LONGEST_LINE = 1 << 18


class ChildVoice:
    """A listener in a thread of its own, so that a talkative child never waits for us.

    Attributes:
        notes: Sentences on what was met, each once.
        errors: Messages of errors, as `child_messages` writes them.
        stray: Lines that were not meant for us: what libraries print, or a traceback.
    """

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.notes: list[str] = []
        self.errors: list[dict[str, object]] = []
        self.stray: list[str] = []
        self._thread: threading.Thread | None = None

    def listen(self, pipe: IO[bytes]) -> None:
        """Take in a pipe until its end, and keep the first megabyte."""
        self._thread = threading.Thread(target=self._take_in, args=(pipe,), daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until the pipe is at its end, for `seconds` at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _take_in(self, pipe: IO[bytes]) -> None:
        taken = 0
        with pipe:
            while line := pipe.readline(_LONGEST_LINE):
                taken += len(line)
                if taken < _MOST_BYTES:
                    self._keep(line)

    def _keep(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or MARK not in message:
            self.stray.append(line.decode(errors="replace").rstrip())
        elif message[MARK] == "error":
            self.errors.append(message)
        else:
            self.notes.extend(note for note in message["notes"] if note not in self.notes)
