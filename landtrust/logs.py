"""Log set-up: one JSON object a line, so that no logged text can forge another line."""

import json
import logging
import sys
from datetime import UTC, datetime


class _OneLineOfJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True)


def set_up_logs(level: str) -> None:
    """Send every log record to standard error as one line of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLineOfJson())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It tells at every look at the revision which dialect it speaks.
    logging.getLogger("alembic").setLevel(logging.WARNING)
