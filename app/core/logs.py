"""The product's log: one JSON object a line on standard error, of named fields alone."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from config import Config

logger = logging.getLogger("ljuspunkt")


class JsonFormatter(logging.Formatter):
    """One JSON object a line; only fields that are named here, so no content slips in."""

    FIELDS = ("request_id", "method", "route", "status", "duration_ms")

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _trace(record)
        return json.dumps(line, ensure_ascii=False)


def _trace(record: logging.LogRecord) -> list[str]:
    """File, line and function of each frame: never the values, which may hold what people wrote."""
    frames: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def init_logging(config: Config) -> None:
    """The product's log goes to standard error as JSON lines."""
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel("WARNING" if config.testing else config.log_level)
