"""Logs as one JSON object a line, without personal data."""

import json
import logging
from datetime import UTC, datetime

FIELDS = ("request_id", "method", "route", "status", "ms", "job", "kind", "attempt", "code")


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger, message and the fields named above; an error's type and place, never its values."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        # Django puts the request itself there, whose path may hold a token: only its id is kept.
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "id"):
            line["request_id"] = request.id
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _places(record: logging.LogRecord) -> list[str]:
    """File and line of every step to the error."""
    places, step = [], record.exc_info[2] if record.exc_info else None
    while step is not None:
        places.append(f"{step.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{step.tb_lineno}")
        step = step.tb_next
    return places
