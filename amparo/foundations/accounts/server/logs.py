"""Logs carry codes: no path, no query, no message of an exception, no trace of content."""

import logging


class CodesOnly(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("amparo."):
            return True
        status = getattr(record, "status_code", "")
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        record.msg = f"{record.name} {status} {kind}".rstrip()
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True
